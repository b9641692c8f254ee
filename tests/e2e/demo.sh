#!/bin/sh
# SPDX-License-Identifier: ISC
#
# demo.sh: a real OpenSSH server lets a user in with a one-time code, refuses
# the same code a second time, and refuses a wrong one.  Exit 0 only if all
# three came out so.
#
# "./dev demo" builds what is needed and calls this.  Everything happens on a
# machine of its own (machine.sh), which is gone afterwards, however this ends.

set -eu

if [ "${1-}" != --inside ]; then
	[ "$(id -u)" -eq 0 ] || {
		echo 'demo.sh: needs root, to make namespaces' >&2
		exit 1
	}
	machine=
	trap '[ -z "$machine" ] || kill -KILL "$machine" 2>/dev/null || :' EXIT
	trap 'exit 130' HUP INT TERM
	"$(dirname "$0")/machine.sh" \
	    sh /opt/project/tests/e2e/demo.sh --inside &
	machine=$!
	wait "$machine" && status=0 || status=$?
	machine=
	exit "$status"
fi

here=/opt/project/tests/e2e
log=/var/log/auth.log
result=0

say()
{
	echo
	printf '%s\n' "$@"
}

# new_log(): What sshd and the module have logged since the last time.
logged=0
new_log()
{
	sleep 0.2 # sshd's last line may still be on its way
	tail -n +$((logged + 1)) "$log" >/tmp/new
	logged=$(wc -l <"$log")
	echo '  The log says:'
	sed -n 's/^[a-z.]* [A-Z][a-z]* [ 0-9:]* \(sshd.*\(baro\|Acc\|PAM:\)\)/\1/p' \
	    /tmp/new | sed 's/^/    /'
}

# log_in(code): alice's client, with alice's password.
log_in()
{
	echo '    $ ssh alice@127.0.0.1 whoami'
	DEMO_CODE=$1 DEMO_PASSWORD=staple SSH_ASKPASS="$here/askpass.sh" \
	    SSH_ASKPASS_REQUIRE=force timeout 30 \
	    ssh alice@127.0.0.1 whoami >/tmp/shown 2>&1 </dev/null &&
	    status=0 || status=$?
	sed 's/^/    /' /tmp/shown
	new_log
}

# expect(status, line of the log, sentence): What should have come out.
expect()
{
	if [ "$status" -eq "$1" ] && grep -q "$2" /tmp/new; then
		echo "  As it should be: $3"
	else
		echo "  WRONG: expected that $3"
		result=1
	fi
}

start_sshd()
{
	/opt/bin/sshd
	tries=100
	until [ -s /run/sshd.pid ]; do
		[ $((tries -= 1)) -gt 0 ] || {
			cat "$log" >&2
			exit 1
		}
		sleep 0.05
	done
}

cat <<'TEXT'

baropam: a second factor for logins, shown with a real OpenSSH server
=====================================================================

This happens on a small machine made of namespaces: its own /etc, its own
network with nothing but 127.0.0.1.  Nothing on this computer is changed.
It has a user, alice, whose password is "staple".
TEXT

say '1. alice gets a record.  The secret key in it is random; her phone would' \
    '   learn it from a QR code, which needs no more than a terminal.'
echo '    # baro_auth -u alice --non-interactive'
baro_auth -u alice --non-interactive | sed 's/^/    /'

say '2. The PAM file of sshd gets one line more than it had: ours.'
cp /opt/project/packaging/snippets/sshd-code-then-password /etc/pam.d/sshd
grep -v '^#' /etc/pam.d/sshd | sed '/^$/d; s/^/    /'
printf '@include common-%s\n' account session >>/etc/pam.d/sshd
start_sshd

say '3. A code is made of the key and the time, and lasts 30 seconds.  Her app' \
    '   shows it; here baro_auth does.'
code=$(baro_auth code -u alice)
printf '    # baro_auth code -u alice\n    %s\n' "$code"

say '4. alice logs in, with the code and her password.'
log_in "$code"
expect 0 'authentication succeeded for user alice' 'she is in.'

say '5. Somebody looked over her shoulder and types the same: code, password.'
log_in "$code"
expect 255 'Trying to reuse a previously used' \
    'a code opens the door once, so he is refused.'

say '6. Somebody who knows the password guesses a code.'
log_in 123456
expect 255 'Invalid verification code' \
    'refused, and not told which of the two was wrong.'

if [ "$result" -eq 0 ]; then
	say 'Three out of three: let in with a code, refused with the same code,' \
	    'refused with a wrong one.  The machine is gone now.'
else
	say 'Something came out wrong; see above.'
fi
exit "$result"
