#!/bin/sh
# SPDX-License-Identifier: ISC
#
# setauth.sh: make a record with baro_auth, always with the same settings.  Set
# the variables, then run it as root; words behind it go to baro_auth as they
# are, for instance "setauth.sh -u alice".
#
# There is no secret in this file, and none belongs here: baro_auth makes the
# key itself.  To give it one, run "setauth.sh -S -" and type the key.

baro_auth=baro_auth		# the program, in PATH or with its folder

rate_limit=3			# -r  so many attempts ...
rate_time=30			# -R  ... in so many seconds
cycle_time=30			# -t  seconds that a code lasts
key_method=app512		# -k  app1, app256, app384, app512
encrypt_flag=no			# -e  yes: sealed with the key of this host
hostname=$(uname -n)		# -H
acl_type=deny			# -A  deny: the users in the ACL are exempt
acl_filename=			# -a  empty: no ACL
filename=			# -s  empty: give -u USER or -s FILE

[ -z "$acl_filename" ] || set -- -A "$acl_type" -a "$acl_filename" "$@"
[ -z "$filename" ] || set -- -s "$filename" "$@"

exec "$baro_auth" -r "$rate_limit" -R "$rate_time" -t "$cycle_time" \
    -k "$key_method" -e "$encrypt_flag" -H "$hostname" "$@"
