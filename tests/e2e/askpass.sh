#!/bin/sh
# SPDX-License-Identifier: ISC
#
# askpass.sh QUESTION: answers ssh's questions in the demo (SSH_ASKPASS), and
# shows what a person would see and type.

case $1 in
*'Verification code: ')
	answer=$DEMO_CODE
	shown=$answer ;;
*)
	answer=$DEMO_PASSWORD
	shown=$(printf '%s' "$answer" | tr -c '\n' '*') ;;
esac
printf '%s%s\n' "$1" "$shown" >&2
printf '%s\n' "$answer"
