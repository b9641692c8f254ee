# SPDX-License-Identifier: ISC
"""With our policy: every way in, every kind of record, no denial."""

import re

from guest import (CODE, CREATE, HOME, MODULE, OWN, RECORDS, ROLES, USERS, password,
                   secret)


def test_every_way_in(g, users=USERS):
    """ssh, su and sudo of three roles and of an unconfined user; console.

    rows: P-070 P-081 P-082 P-100
    """
    g.stack(OWN)
    for name in users:
        with g.ssh(name, (CODE, g.code(f"-u {name}")), password(name)) as session:
            g.check(f"ssh of {name}", session)
            if not session:
                continue
            print("#    in " + session.ok("id -Z"))
            g.check(f"su of {name} to root", g.become(
                session, "su root", (CODE, g.code("-u root")), password("root")))
            g.check(f"sudo of {name}", g.become(
                session, "sudo -k", (CODE, g.code(f"-u {name}")), password(name)))
    context = g.console_login("bob", (CODE, g.code("-u bob")), password("bob"))
    g.check("console login", context)
    for name in ("root", *users):
        g.check(f"the record of {name} keeps its type",
                g.label(f"{RECORDS}/{name}") == "baropam_record_t", g.label(f"{RECORDS}/{name}"))
    g.check("no temporary file is left", not g.root.run(f"ls {RECORDS} | grep '~'")[1])
    wanted = {"sshd_t", "local_login_t"}
    for name in users:
        wanted |= {f"{ROLES[name]}_{program}_t" for program in ("su", "sudo")
                   } if ROLES[name] else {"unconfined_t"}
    g.check("domains seen at the prompts: " + " ".join(sorted(wanted)),
            wanted <= g.domains, wanted - g.domains)


def test_codes(g):
    """Wrong codes, used codes, emergency keys.

    rows: M-19 M-23 M-51 F-051
    """
    g.stack(OWN, ("sshd",))
    code = g.code("-u bob")
    with g.ssh("bob", (CODE, f"{(int(code) + 1) % 1000000:06}"), password("bob")) as session:
        g.check("a wrong code is refused", session is None)
    g.check("as a wrong code (M-23)", "Invalid verification code" in g.journal(), g.journal())

    code = g.code("-u bob")
    with g.ssh("bob", (CODE, code), password("bob")) as session:
        g.check("the right code is accepted", session)
    g.again()
    with g.ssh("bob", (CODE, code), password("bob")) as session:
        g.check("and refused when it comes again", session is None)
    g.check("as a replay (M-19)", "Trying to reuse" in g.journal(), g.journal())

    g.code("-u bob")
    key = re.findall(r"\b[1-9]\d{7}\b", g.root.ok("baro_auth emergency -u bob"))[0]
    with g.ssh("bob", (CODE, key), password("bob")) as session:
        g.check("an emergency key is accepted", session)
    g.check("as an emergency key (M-51)", "emergency authentication key" in g.journal(),
            g.journal())
    g.code("-u bob")
    with g.ssh("bob", (CODE, key), password("bob")) as session:
        g.check("and refused when it comes again", session is None)


def test_mode_3(g):
    """Password and code in one answer.

    rows: P-072 P-075
    """
    g.stack(secret(RECORDS + "/$[USER]", "forward_pass"), ("sshd",))
    code = g.code("-u bob")
    with g.ssh("bob", (CODE, f"password of bob{code}")) as session:
        g.check("password and code in one answer", session)
    with g.ssh("bob", (CODE, f"wrong{g.code('-u bob')}")) as session:
        g.check("the right code behind a wrong password is refused", session is None)


def test_odd_cases(g):
    """No record, no user, the litter of a crash, little memory to lock."""
    g.stack(OWN, ("sshd", "su"))
    g.root.ok("useradd -m erin && echo 'erin:password of erin' | chpasswd")
    for name in ("erin", "nobody-here"):
        with g.ssh(name, (CODE, "123456"), password(name)) as session:
            g.check(f"{name} has no record and stays out", session is None)
    g.root.ok(f"echo litter >{RECORDS}/carol~")
    with g.ssh("carol", (CODE, g.code("-u carol")), password("carol")) as session:
        g.check("the litter of a crash is swept up", session)
        session.ok("ulimit -l 64")
        g.check("su with 64 KB of lockable memory", g.become(
            session, "su root", (CODE, g.code("-u root")), password("root")))


def test_limits_of_the_caller(g):
    """su of a user whose hard limits of processor time would have it killed,
    and whose limit of a file's size would keep the record from being written:
    they are lifted while the record is locked, and put back.  (The machine
    that the other tests run on may not be allowed to lift hard limits.)

    rows: D-06
    """
    rule = "exit,always -F arch=b64 -S prlimit64 -F exe=/usr/bin/su -k limits"
    g.stack(OWN, ("su",))
    g.root.ok(f"auditctl -a {rule}")
    for name in USERS:
        with g.ssh(name, password(name)) as session:
            g.root.ok(f"prlimit --pid {session.ok('echo $$')} --rttime=0:0 --cpu=600:600"
                      " --fsize=1048576:1048576")
            g.check(f"su of {name}, with limits, to root", g.become(
                session, "su root", (CODE, g.code("-u root")), password("root")))
    g.root.ok(f"auditctl -d {rule}")
    # Unlike others, we have one place for the new limit and the one before.
    exchanges = re.findall(r"success=(\w+) exit=\S+ a0=0 a1=(\w+) a2=(?!0 )(\w+) a3=\3 ",
                           g.audited("limits"))
    g.check("RLIMIT_CPU, RLIMIT_FSIZE and RLIMIT_RTTIME are lifted, and put back",
            [each[:2] for each in exchanges] == len(USERS) * [
                ("yes", "0"), ("yes", "1"), ("yes", "f"),
                ("yes", "f"), ("yes", "1"), ("yes", "0")], exchanges)


def test_home_record(g):
    """A record that its user made, in his home directory.

    rows: P-121 P-123
    """
    record = "/home/bob/.baro_auth"
    g.stack("pam_permit.so", ("sshd",))
    with g.ssh("bob", password("bob")) as session:
        session.ok(f"baro_auth -s ~/.baro_auth {CREATE}")
        session.ok(f"baro_auth -s ~/.baro_auth --force {CREATE}")
    for name in (record, record + "~bak"):
        g.check(f"what bob made has its type: {name}", g.label(name) == "baropam_home_t",
                g.label(name))

    g.stack(HOME)
    this = f"-s {record} -u bob"
    with g.ssh("bob", (CODE, g.code(this)), password("bob")) as session:
        g.check("ssh with it", session)
        g.check("sudo with it", g.become(session, "sudo -k", (CODE, g.code(this)), password("bob")))
    g.check("console login with it", g.console_login("bob", (CODE, g.code(this)), password("bob")))
    g.stack(HOME, ("su",))
    for name in ("bert", "alice"):
        with g.ssh(name, password(name)) as session:
            g.check(f"su with it, by {name}", g.become(
                session, "su bob", (CODE, g.code(this)), password("bob")))
    g.stack("pam_permit.so", ("sshd",))
    with g.ssh("bob", password("bob")) as session:
        g.check("after that bob can still read it", session.run("baro_auth status")[0] == 0)
    g.check("it keeps its type", g.label(record) == "baropam_home_t", g.label(record))
    g.check("and its owner and mode", g.root.ok(f"stat -c '%U %a' {record}") == "bob 400")

    g.root.ok("useradd -m frida")
    g.root.ok(f"baro_auth -s /home/frida/.baro_auth -u frida {CREATE}")
    g.check("root makes one for frida", g.label("/home/frida/.baro_auth") == "baropam_home_t")
    g.root.run("userdel -r frida")
    g.check("it goes with frida", g.root.run("test -e /home/frida")[0] != 0)


def test_shared_record(g):
    """One record for all, with an access list, in the old place, by the old
    path of the module.

    rows: P-002 P-111 P-120
    """
    g.root.ok(f"mkdir -m 755 /usr/baropam && ln -s {MODULE} /usr/baropam/")
    g.root.ok("echo carol >/usr/baropam/.baro_acl")
    g.root.ok("restorecon -F /usr/baropam/pam_baro_auth.so")
    g.root.ok("baro_auth -s /usr/baropam/.baro_auth --shared-key -A deny"
              f" -a /usr/baropam/.baro_acl {CREATE}")
    for name, label in (("", "baropam_record_t"), ("/.baro_auth", "baropam_record_t"),
                        ("/.baro_acl", "baropam_conf_t"), ("/pam_baro_auth.so", "lib_t")):
        g.check(f"/usr/baropam{name} has its type", g.label("/usr/baropam" + name) == label)

    g.stack(secret("/usr/baropam/.baro_auth", module="/usr/baropam/pam_baro_auth.so"))
    this = "-s /usr/baropam/.baro_auth"
    with g.ssh("bob", (CODE, g.code(this)), password("bob")) as session:
        g.check("ssh with it", session)
        g.check("su with it", g.become(session, "su root", (CODE, g.code(this)), password("root")))
        g.check("sudo with it", g.become(session, "sudo -k", (CODE, g.code(this)), password("bob")))
    g.check("console login with it", g.console_login("bob", (CODE, g.code(this)), password("bob")))
    with g.ssh("carol", password("carol")) as session:
        g.check("carol, whom the list exempts, needs no code", session)
    g.check("it keeps its type", g.label("/usr/baropam/.baro_auth") == "baropam_record_t")


def test_sealed_record(g):
    """encrypt=yes: the host key is read too.

    rows: P-011 F-061
    """
    g.root.ok("baro_auth encrypt -u bob")
    g.check("/etc/baropam has its type", g.label("/etc/baropam") == "baropam_conf_t")
    g.check("the host key has its type", g.label("/etc/baropam/host.key") == "baropam_key_t")
    g.stack(secret(RECORDS + "/$[USER]", encrypt="yes"), ("sshd", "sudo", "login"))
    with g.ssh("bob", (CODE, g.code("-u bob")), password("bob")) as session:
        g.check("ssh with a sealed record", session)
        g.check("sudo with it", g.become(
            session, "sudo -k", (CODE, g.code("-u bob")), password("bob")))
    g.check("console login with it", g.console_login(
        "bob", (CODE, g.code("-u bob")), password("bob")))
    g.root.ok("baro_auth decrypt -u bob")


def test_tool_of_sysadm(g):
    """baro_auth as root in sysadm_t, by sudo of a sysadm_u user."""
    g.stack(OWN, ("sudo",))
    with g.ssh("dave", password("dave")) as session:
        session.ok(f"sudo -k baro_auth -u frank {CREATE}",
                   [(CODE, g.code("-u dave")), password("dave")])
    g.check("what sysadm_t makes has its type", g.label(f"{RECORDS}/frank") == "baropam_record_t")


def test_made_again(g):
    """The tool makes directories that are missing, with their types."""
    g.root.ok(f"mv {RECORDS} /root/records && mv /etc/baropam /root/conf")
    g.root.ok(f"baro_auth -u gina -e yes {CREATE}")
    for name, label in ((RECORDS, "baropam_record_t"), (RECORDS + "/gina", "baropam_record_t"),
                        ("/etc/baropam", "baropam_conf_t"),
                        ("/etc/baropam/host.key", "baropam_key_t")):
        g.check(f"made anew: {name}", g.label(name) == label, g.label(name))
    g.root.ok(f"rm -r {RECORDS} /etc/baropam")
    g.root.ok(f"mv /root/records {RECORDS} && mv /root/conf /etc/baropam")
