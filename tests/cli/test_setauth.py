# SPDX-License-Identifier: ISC
"""packaging/setauth.sh, the documented wrapper."""

import re

from machine import HERE

SCRIPT = HERE.parent.parent / "packaging" / "setauth.sh"
THERE = "/opt/project/packaging/setauth.sh"


def test_it_holds_no_secret():
    """Plain sh, variables first, no key and no number that could be one.

    rows: C-043 C-044"""
    text = SCRIPT.read_text()
    assert text.startswith("#!/bin/sh\n")
    assert SCRIPT.stat().st_mode & 0o111
    assert not re.search(r"[A-Za-z0-9+/]{24,}", text)
    assert not re.search(r"\b[0-9]{8}\b", text)
    assert " -S " not in re.sub(r"#.*", "", text)


def test_it_makes_a_record(tool):
    """What it writes is what the tool writes with the same words.

    rows: C-043"""
    made = tool.machine.run(THERE, "-u", "alice")
    assert made.returncode == 0, made.stderr
    tool.right("-u", "bob")
    hidden = re.compile(rb"(?<=SECURE_KEY ).*|^[0-9]{8}$", re.M)
    assert (hidden.sub(b"", tool.record("alice"))
            == hidden.sub(b"", tool.record("bob")))
    assert tool.machine.run(THERE).returncode == 2  # no user, no file


def test_its_variables(tool):
    """A copy with other variables: ACL, file and settings reach the tool.

    rows: C-043"""
    text = SCRIPT.read_text()
    for name, value in (("acl_filename", "/etc/baro_acl"),
                        ("acl_type", "allow"), ("rate_limit", "5"),
                        ("rate_time", "60"), ("cycle_time", "45"),
                        ("key_method", "app256"), ("hostname", "a.test"),
                        ("filename", "/opt/a record")):
        text, count = re.subn(rf"^{name}=[^\t\n]*", f"{name}='{value}'", text,
                              flags=re.M)
        assert count == 1, name
    tool.machine.write("/opt/setauth.sh", text, 0o755)
    made = tool.machine.run("/opt/setauth.sh", "--shared-key")
    assert made.returncode == 0, made.stderr
    record = tool.machine.path("/opt/a record").read_text()
    assert record.startswith('" AUTH_KEY\n" RATE_LIMIT 5 60\n'
                             '" KEY_METHOD app256\n" CYCLE_TIME 45\n')
    assert ('" ACL_NAME /etc/baro_acl\n" ACL_TYPE allow\n" HOSTNAME a.test\n'
            '" DISALLOW_REUSE\n') in record
