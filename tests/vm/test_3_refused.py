# SPDX-License-Identifier: ISC
"""With our policy: what must be refused all the same."""

import re

from guest import CODE, CREATE, HOME, OWN, RECORDS, password


def test_T06_wrong_label(g):
    """T06: a record that may not be read is no reason to let anybody in.

    rows: P-060 M-05
    """
    g.stack(OWN + " unenrolled=ignore")
    g.root.ok(f"cp {RECORDS}/bob /root/bob && mv -f /root/bob {RECORDS}/bob")
    g.check("mv brought the type of another place along",
            g.label(f"{RECORDS}/bob") == "user_home_t", g.label(f"{RECORDS}/bob"))
    g.mark()
    with g.ssh("bob", (CODE, g.code("-u bob")), password("bob")) as session:
        g.check("ssh with the right code is refused", session is None)
    log = g.journal()
    g.check("M-05 names the file", f"Failed to secret file read {RECORDS}/bob" in log, log)
    g.check("the audit log has the denial",
            any("user_home_t" in d for d in g.denials()), g.denials())
    g.check("console login is refused", not g.console_login(
        "bob", (CODE, g.code("-u bob")), password("bob")))
    g.stack(OWN + " unenrolled=ignore", ("sudo",))
    g.mark()
    with g.ssh("bob", password("bob")) as session:
        g.check("sudo is refused", not g.become(
            session, "sudo -k", (CODE, g.code("-u bob")), password("bob")))
    # Whether it may read that type, and only not give it to the new file,
    # depends on the role.
    log = g.journal()
    g.check("M-05 or M-13 names the file",
            re.search(rf"Failed to (secret file read|update secret file) {RECORDS}/bob", log), log)
    g.check("the record is still there, and no temporary file",
            g.root.ok(f"ls {RECORDS} | grep bob") == "bob")
    g.root.ok(f"restorecon {RECORDS}/bob")
    g.stack(OWN, ("sshd",))
    with g.ssh("bob", (CODE, g.code("-u bob")), password("bob")) as session:
        g.check("restorecon mends it", session)


def test_other_homes(g):
    """UBAC: su of one confined SELinux user does not reach the home, and so
    not the home record, of another; this is Debian's rule, not ours."""
    g.stack(HOME, ("su",))
    with g.ssh("carol", password("carol")) as session:
        g.check("su of staff_u to bob of user_u is refused", not g.become(
            session, "su bob", (CODE, g.code("-s /home/bob/.baro_auth -u bob")),
            password("bob")))


def test_strangers(g):
    """With open file modes it is SELinux alone that keeps people out."""
    g.root.ok(f"chmod 755 {RECORDS}; chmod 644 {RECORDS}/root /etc/baropam/host.key")
    g.stack("pam_permit.so", ("sshd", "sudo"))
    g.mark()
    for name in ("bob", "carol"):
        with g.ssh(name, password(name)) as session:
            for file in (f"{RECORDS}/root", "/etc/baropam/host.key"):
                g.check(f"{name} may not read {file}",
                        "Permission denied" in session.run(f"cat {file}")[1])
            g.check(f"nor make a record as root in {name}'s role", session.run(
                f"sudo -k baro_auth -u mallory {CREATE}", [password(name)])[0] != 0)
    g.check("the audit log has it",
            any("user_t" in d and "baropam_" in d for d in g.denials()), g.denials())
    g.root.ok(f"chmod 700 {RECORDS}; chmod 400 {RECORDS}/root /etc/baropam/host.key")
