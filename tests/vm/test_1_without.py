# SPDX-License-Identifier: ISC
"""Before our policy is there: everything is refused, and nothing is lost."""

from guest import (CODE, CREATE, MODULE, OWN, RECORDS, USERS, password,
                   what_was_denied)


def test_without_baropam(g):
    """Debian as it is: what is denied here has nothing to do with us."""
    g.mark()
    with g.ssh("bob", password("bob")) as session:
        g.check("ssh", session)
        g.check("su", g.become(session, "su root", password("root")))
        g.check("sudo", g.become(session, "sudo -k", password("bob")))
    g.check("console login", g.console_login("bob", password("bob")))
    for denial in g.denials():
        g.not_ours.add(what_was_denied(denial))
    for denied in sorted(g.not_ours):
        print("#    denied without us, and not counted from here on:", *denied)
    g.check("that is a handful of things, and none is a file in /etc, /usr, /var or /home",
            len(g.not_ours) < 6 and not any(d[3] == "file" for d in g.not_ours), g.not_ours)


def test_without_policy(g):
    """Debian's own policy: everything fails closed, and the log says so.

    rows: M-11 P-060 F-086
    """
    g.install()
    g.mark()
    for name in ("root", *USERS):
        g.root.ok(f"baro_auth -u {name} {CREATE}")
    g.check("a record has the type of its directory", g.label(f"{RECORDS}/bob") == "var_lib_t")
    before = g.root.ok(f"sha256sum {RECORDS}/bob")

    g.stack(OWN)
    with g.ssh("bob", (CODE, g.code("-u bob")), password("bob")) as session:
        g.check("ssh with the right code is refused", session is None)
    log = g.journal()
    g.check("M-11 names the file and the reason",
            f"Failed to open tmp secret file {RECORDS}/bob~[Permission denied]" in log, log)
    g.check("nothing is logged as accepted", "succeeded" not in log, log)
    g.check("the audit log has the denial",
            any("sshd_t" in d and "var_lib_t" in d for d in g.denials()), g.denials())
    g.check("console login is refused",
            not g.console_login("bob", (CODE, g.code("-u bob")), password("bob")))

    g.stack(OWN, ("su", "sudo"))
    with g.ssh("bob", password("bob")) as session:
        g.check("su is refused", not g.become(
            session, "su root", (CODE, g.code("-u root")), password("root")))
        g.check("sudo is refused", not g.become(
            session, "sudo -k", (CODE, g.code("-u bob")), password("bob")))
    g.check("the record is as it was", g.root.ok(f"sha256sum {RECORDS}/bob") == before)


def test_install_policy(g):
    """As selinux/README.md tells to: load, then label what is there."""
    g.load_policy("policy")
    g.root.ok("restorecon -RFi /var/lib/baropam /etc/baropam /usr/baropam")
    g.root.ok("find /root /home -maxdepth 2 -name '.baro_auth*' -exec restorecon -Fv {} +")
    g.check("the directory of records gets its type", g.label(RECORDS) == "baropam_record_t")
    g.check("a record gets its type", g.label(f"{RECORDS}/bob") == "baropam_record_t")
    g.check("the module has the type of a library", g.label(MODULE) == "lib_t", g.label(MODULE))
