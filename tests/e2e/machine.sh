#!/bin/sh
# SPDX-License-Identifier: ISC
#
# machine.sh COMMAND [ARGUMENT...]: run COMMAND as root on a small machine of
# its own, made of namespaces, and throw the machine away when COMMAND ends.
#
# Its root is a tmpfs: /etc with its own accounts and PAM files, /var, /home
# and /dev are all made here.  Only the programs under /usr and this project,
# in /opt/project, are this computer's, and they are mounted read-only.  There is
# no network but 127.0.0.1.  Nothing of this computer can be changed, and all
# processes end with COMMAND, even if this script is killed.
#
# From the environment: BARO_MODULE and BARO_TOOL, what is to be tested; SSHD,
# an OpenSSH server; PYTHON, to run journal.py and loopback.py; BARO_PROFILES, a
# folder that the machine shares, to which instrumented programs write.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
: "${BARO_MODULE:=$top/zig-out/lib/security/pam_baro_auth.so}"
: "${BARO_TOOL:=$top/zig-out/bin/baro_auth}"
unpacked=$top/.deps/openssh/usr/sbin/sshd	# by ./dev
[ -x "$unpacked" ] || unpacked=/usr/sbin/sshd
: "${SSHD:=$unpacked}"
: "${PYTHON:=python3}"
root=$top/zig-out/machine

if [ "${1-}" != --inside ]; then
	for file in "$BARO_MODULE" "$BARO_TOOL" "$SSHD"; do
		[ -f "$file" ] || {
			echo "machine.sh: $file is missing" >&2
			exit 1
		}
	done
	mkdir -p "$root"
	exec setpriv --pdeathsig KILL unshare --mount --net --uts --ipc --pid \
	    --fork --kill-child -- "$0" --inside "$@"
fi
shift
umask 022

# programs(): The machine's programs are this computer's.
programs()
{
	mkdir "$root/usr" "$root/proc" "$root/opt" "$root/opt/bin" \
	    "$root/opt/project"
	mount --bind /usr "$root/usr"
	mount -o remount,bind,ro "$root/usr"
	mount --bind "$top" "$root/opt/project"
	mount -o remount,bind,ro "$root/opt/project"
	for name in bin sbin lib lib32 lib64 libx32; do
		[ ! -L "/$name" ] || ln -s "usr/$name" "$root/$name"
	done
	mount -t proc proc "$root/proc"
	cp "$BARO_TOOL" "$root/opt/bin/baro_auth"
	cp "$SSHD" "$root/opt/bin/sshd"
	chmod 755 "$root"/opt/bin/*
	[ -z "${BARO_PROFILES-}" ] || {
		mkdir -p "$root$BARO_PROFILES"
		mount --bind "$BARO_PROFILES" "$root$BARO_PROFILES"
	}
}

# module(): PAM's own folder, with our module in it.
module()
{
	folder=$(cd /lib/*-linux-gnu/security && pwd -P)
	mkdir "$root/opt/security"
	cp -p "$folder"/*.so "$root/opt/security/"
	cp "$BARO_MODULE" "$root/opt/security/pam_baro_auth.so"
	chmod 644 "$root/opt/security/pam_baro_auth.so"
	mount --bind "$root/opt/security" "$root$folder"
}

devices()
{
	mkdir "$root/dev"
	mount -t tmpfs -o mode=755 dev "$root/dev"
	mkdir "$root/dev/pts" "$root/dev/shm"
	for name in null zero full random urandom tty ptmx; do
		: >"$root/dev/$name"
		mount --bind "/dev/$name" "$root/dev/$name"
	done
	# A test's own terminal is one of this computer's, so that su and sudo
	# can find its name.
	mount --bind /dev/pts "$root/dev/pts"
	ln -s /proc/self/fd "$root/dev/fd"
}

folders()
{
	mkdir -p "$root/run/sshd" "$root/home" "$root/root" "$root/tmp" \
	    "$root/var/lib" "$root/var/log" "$root/var/mail" "$root/var/tmp"
	chmod 700 "$root/root"
	chmod 1777 "$root/tmp" "$root/var/tmp"
	ln -s ../run "$root/var/run"
}

# user(name, number, hash): One account, with a home of its own.
user()
{
	echo "$1:x:$2:$2:$1:/home/$1:/bin/sh" >>"$root/etc/passwd"
	echo "$1:x:$2:" >>"$root/etc/group"
	echo "$1:$3:20000:0:99999:7:::" >>"$root/etc/shadow"
	mkdir -m 700 "$root/home/$1"
	chown "$2:$2" "$root/home/$1"
}

# accounts(): Root's password is "battery", the users' is "staple"; that of
# frank, "pw99", ends in digits as a code does.
accounts()
{
	# shellcheck disable=SC2016 # these are no variables
	salt='$6$rounds=1000$baropam$'
	root_hash=${salt}RFUukoYt6YyVS3PHW1gT15J17aCDUZRIi9DhTLYcqHs057Gok2kHcClA/x0kYdZUJvi3946IHskyBEWGR8f5e0
	user_hash=${salt}5oxKDFhDQs0FSukRJUOzrkBy5qa4ozeKv7bQ2K79EZHGWcoLFBVeR4Vddh46IyuXO5cGymrgRLKDyi6avb3g/.
	frank_hash=${salt}YUZIZ9V6ZpM5REZi6RUSKFwfL0LmwSyxpYRS2I7MTEH7e134q09vD4j96FDRQKuV27i6a8ZReBT6wrxVd6c4N/

	echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
	echo 'root:x:0:' >"$root/etc/group"
	(umask 077; echo "root:$root_hash:20000:0:99999:7:::" \
	    >"$root/etc/shadow")
	echo 'sshd:x:101:65534::/run/sshd:/usr/sbin/nologin' \
	    >>"$root/etc/passwd"
	echo 'sshd:!:20000::::::' >>"$root/etc/shadow"
	printf '%s\n' 'tty:x:5:' 'utmp:x:43:' 'nogroup:x:65534:' \
	    >>"$root/etc/group"
	number=1000
	for name in alice bob carol dave erin; do
		user "$name" $((number += 1)) "$user_hash"
	done
	user frank 1006 "$frank_hash"
}

# settings(): The rest of /etc.  common-auth and its like are what Debian's
# pam-auth-update makes where only passwords are in use.
settings()
{
	cp -p /etc/ld.so.cache "$root/etc/"
	cp /etc/login.defs "$root/etc/"
	cp -r /etc/security "$root/etc/"
	: >"$root/etc/environment"
	printf '%s: files\n' passwd group shadow hosts \
	    >"$root/etc/nsswitch.conf"
	hostname baropam.test
	echo '127.0.0.1 localhost baropam.test' >"$root/etc/hosts"

	mkdir "$root/etc/pam.d"
	printf 'auth [success=1 default=ignore] pam_unix.so nullok\n%s\n%s\n' \
	    'auth requisite pam_deny.so' 'auth required pam_permit.so' \
	    >"$root/etc/pam.d/common-auth"
	for type in account session password; do
		echo "$type required pam_unix.so" \
		    >"$root/etc/pam.d/common-$type"
		printf '%s required pam_warn.so\n%s required pam_deny.so\n' \
		    "$type" "$type"
	done >"$root/etc/pam.d/other"
	printf 'auth required pam_warn.so\nauth required pam_deny.so\n' \
	    >>"$root/etc/pam.d/other"
}

# ssh(): A server that speaks to PAM, and a client that knows its host key.
ssh()
{
	mkdir "$root/etc/ssh"
	ssh-keygen -q -t ed25519 -N '' -f "$root/etc/ssh/ssh_host_ed25519_key"
	printf '127.0.0.1 %s\n' \
	    "$(cat "$root/etc/ssh/ssh_host_ed25519_key.pub")" \
	    >"$root/etc/ssh/ssh_known_hosts"
	cat >"$root/etc/ssh/sshd_config" <<-'CONFIG'
		ListenAddress 127.0.0.1
		HostKey /etc/ssh/ssh_host_ed25519_key
		PidFile /run/sshd.pid
		UsePAM yes
		KbdInteractiveAuthentication yes
		PasswordAuthentication no
		MaxStartups 100
		PrintMotd no
		Subsystem sftp internal-sftp
	CONFIG
	# OpenSSH 9.8 and later keep an address away that failed several times,
	# and all our tests come from one.
	penalties='PerSourcePenalties no'
	! chroot "$root" /opt/bin/sshd -t -o "$penalties" 2>/dev/null ||
		echo "$penalties" >>"$root/etc/ssh/sshd_config"
	cat >"$root/etc/ssh/ssh_config" <<-'CONFIG'
		GlobalKnownHostsFile /etc/ssh/ssh_known_hosts
		UserKnownHostsFile none
		StrictHostKeyChecking yes
		NumberOfPasswordPrompts 1
		ConnectTimeout 20
	CONFIG
}

mount -t tmpfs -o mode=755 machine "$root"
mkdir "$root/etc"
folders
programs
module
devices
accounts
settings
ssh
"$PYTHON" -IS "$here/loopback.py"

"$PYTHON" -IS "$here/journal.py" "$root/dev/log" "$root/var/log/auth.log" &
while [ ! -e "$root/dev/log" ]; do
	kill -0 $! # the machine fails if its journal does
	sleep 0.02
done
exec env -i PATH=/opt/bin:/usr/sbin:/usr/bin HOME=/root LANG=C.UTF-8 \
    TERM="${TERM:-dumb}" USER=root chroot "$root" "$@"
