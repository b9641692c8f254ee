# SPDX-License-Identifier: ISC
"""Who may do what to the files of baropam, against selinux/README.md.

usage: analysis.py folder-of-debian's-policy
"""

import glob
import os
import re
import sys
import tempfile

import apparmor
from policy import Policy, compile_module, label, link
from tables import DIRECTORY_TYPES, TYPES, Readme

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = os.path.join(HERE, "../../selinux")
# Changes of the README that must be reported: text, new text, in what words.
STALE = (
    ("| `user_su_t` `staff_su_t`", "| `staff_su_t`", "user_su_t baropam_record_t:file +"),
    ("| `sysadm_t` | administer", "| `sysadm_t` | copy", "sysadm_t baropam_record_t:dir +"),
    ("| read | getattr open read |", "| read | getattr read |", "sshd_t baropam_key_t:file +open"),
    ("| delete | getattr unlink |", "| delete | unlink write |", "useradd_t baropam_home_t:file"),
    ("| `process getcap` |", "| `process ptrace` |", "user_su_t self -process ptrace"),
    ("| `.baro_auth~` | file | people, login, sudo, su |", "| `.baro_auth~` | file | people |",
     "user_home_dir_t .baro_auth~ file baropam_home_t: "),
    ("| `/usr/bin/baro_auth` | `bin_t` |", "| `/usr/bin/baro_auth` | `lib_t` |",
     "/usr/bin/baro_auth is bin_t"),
)
# The word of the table that sets a limit; the others say what must be there.
AT_MOST = "-"


class Count:
    """Results, a line each."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, what, good, detail=""):
        self.passed += bool(good)
        self.failed += not good
        print("ok -" if good else "not ok -", what, "" if good else f"({detail})", flush=True)


def row_of(policy, readme):
    """Which row of the table is a domain's?  The lower one."""
    rows = {}
    for row in readme.rows:
        for name in row[1]:
            for domain in policy.members(name):
                rows[domain] = row
    return rows


def rights_of(policy, readme, domain, cells):
    """Where a domain's rights differ from the cells of its row."""
    found = []
    for target in TYPES:
        word = cells[target]
        for kind in ("file", "dir") if target in DIRECTORY_TYPES else ("file",):
            have = policy.rights.get((domain, target, kind), frozenset())
            want = have if word == "all" else readme.words[word][kind]
            wrong = [f"+{p}" for p in sorted(have - want)]
            if word != AT_MOST:
                wrong += [f"-{p}" for p in sorted(want - have)]
            if wrong:
                found.append(f"{domain} {target}:{kind} {' '.join(wrong)}")
    return found


def right_differences(policy, readme):
    """Every difference between the policy and the table of rights."""
    rows = row_of(policy, readme)
    nobody = next(row for row in readme.rows if not row[1])
    found = []
    for domain in sorted(policy.domains() | set(rows)):
        found += rights_of(policy, readme, domain, rows.get(domain, nobody)[2])
    allowed = policy.members("sysadm_t") | policy.members("unconfined_t")
    found += [f"{d} {kind}" for d, kind in sorted(policy.others) if d not in allowed]
    return found


def verifiers(policy, readme):
    """Each domain that may verify, with the cells of the row that says so."""
    return {domain: cells for _, names, cells in readme.rows
            if cells["baropam_record_t"] == "replace"
            for name in names for domain in policy.members(name)}


def own_differences(policy, readme):
    """Who may verify must have that from this module: that a domain is
    unconfined, as a display manager is in Debian, hides that it is missing."""
    found = []
    for domain, cells in sorted(verifiers(policy, readme).items()):
        for target in TYPES:
            missing = (readme.words[cells[target]]["file"]
                       - policy.own_rights[domain, target, "file"])
            found += [f"{domain} {target}:file -{p}, of our own" for p in sorted(missing)]
    return found


def self_differences(policy, readme):
    """Which programs that load the module lack a right over themselves?"""
    return [f"{domain} self -{missing}" for domain in sorted(verifiers(policy, readme))
            for missing in sorted(readme.self_rights - policy.self_rights[domain])]


def transition_differences(policy, readme):
    """Every difference between the policy and the table of names."""
    wanted = {}
    for target, name, kind, by, made in readme.transitions:
        who = re.findall(r"`([^`]+)`", by) or [
            d for row in by.split(", ") for d in readme.domains_of(row)]
        wanted[target, name, kind, made] = set().union(*(policy.members(d) for d in who))
    found = []
    for key in sorted(wanted.keys() | policy.transitions.keys(), key=str):
        wrong = wanted.get(key, set()) ^ policy.transitions.get(key, set())
        if wrong:
            found.append(f"{' '.join(map(str, key))}: {' '.join(sorted(wrong))}")
    return found


def path_differences(policy, readme):
    """Every difference between the file contexts and the table of paths."""
    found = []
    for path, wanted in readme.paths:
        kind = "dir" if path.endswith("baropam") or path == "/etc/baropam2" else "file"
        got = label(policy.contexts, path, kind)
        if got != wanted:
            found.append(f"{path} is {got}")
    return found


def all_differences(policy, readme):
    """Every difference between the policy and the README."""
    return (right_differences(policy, readme) + own_differences(policy, readme)
            + self_differences(policy, readme) + transition_differences(policy, readme)
            + path_differences(policy, readme))


def check_real(count, text, modules, folder):
    """The policy that we ship, and what must be said if the README lies."""
    status, said = link(modules, f"{folder}/policy")
    count.check("it links with Debian's policy", status == 0, said)
    policy = Policy(f"{folder}/policy", TYPES)
    readme = Readme(text)
    for who, domains, _ in readme.rows:
        missing = [d for d in domains if not policy.members(d)]
        count.check(f"known to the policy: {who}", not missing, missing)
    for what, differences in (
            (f"rights of {len(policy.domains())} domains", right_differences),
            ("rights that this module gives to whoever may verify", own_differences),
            ("their rights over themselves", self_differences),
            ("names and what they become", transition_differences),
            (f"labels of {len(readme.paths)} paths", path_differences)):
        found = differences(policy, readme)
        count.check(f"{what}: as in the table", not found, "; ".join(found[:9]))
    for old, new, words in STALE:
        found = all_differences(policy, Readme(text.replace(old, new)))
        count.check(f"stale README: {words}", text.count(old) == 1
                    and any(words in line for line in found), found[:9])


def check_planted(count, readme, modules, folder):
    """Every rule in planted.cil must be reported, and so must a right that is
    taken away.  Fedora's names come in here too: linking takes its time."""
    with open(modules[-1]) as f:
        text = f.read()
    weaker = f"{folder}/weaker.cil"
    text = re.sub(r"(allow local_login_t baropam_record_t \(file \(.*) rename", r"\1", text)
    with open(weaker, "w") as f:
        f.write(re.sub(r"\(allow xdm_t baropam_key_t .*", "", text))
    status, said = link([*modules[:-1], weaker, f"{HERE}/planted.cil",
                         f"{HERE}/fedora-names.cil"], f"{folder}/planted")
    count.check("Fedora's names and the planted rules link", status == 0, said)
    policy = Policy(f"{folder}/planted", TYPES)

    for domain, why in (("sshd_session_t", "by its name"), ("fedora_login_t", "by login_pgm"),
                        ("fedora_su_t", "by su_domain_type"), ("newer_su_t", "by sudomain")):
        wrong = rights_of(policy, readme, domain, readme.rows[0][2])
        wrong += readme.self_rights - policy.self_rights[domain]
        count.check(f"{domain} may verify, {why}", not wrong, wrong)
    count.check("a record in Fedora's /root gets its type", "fedora_login_t" in policy.transitions[
        "admin_home_t", ".baro_auth~", "file", "baropam_home_t"])

    found = all_differences(policy, readme)
    with open(f"{HERE}/planted.cil") as f:
        expected = re.findall(r"^; expect: (.*)$", f.read(), re.MULTILINE)
    for text in expected:
        count.check(f"planted: {text}", any(text in line for line in found), "; ".join(found[:9]))


def main():
    base = sorted(glob.glob(os.path.join(sys.argv[1], "*.cil")))
    with open(os.path.join(SOURCES, "README.md")) as f:
        text = f.read()
    count = Count()
    with tempfile.TemporaryDirectory() as folder:
        status, said = compile_module(SOURCES, folder)
        count.check("the module compiles without a word", status == 0 and not said, said)
        if status == 0:
            modules = [*base, f"{folder}/baropam.cil"]
            check_real(count, text, modules, folder)
            check_planted(count, Readme(text), modules, folder)
        apparmor.check(count, folder)
    print(f"{count.passed} passed, {count.failed} failed")
    return count.failed != 0


if __name__ == "__main__":
    sys.exit(main())
