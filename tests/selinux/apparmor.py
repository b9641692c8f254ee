# SPDX-License-Identifier: ISC
"""The AppArmor rules, as apparmor_parser sees them.  Nothing is loaded."""

import os
import shutil

from policy import run

HERE = os.path.dirname(os.path.abspath(__file__))
RULES = os.path.join(HERE, "../../packaging/apparmor")
SYSTEM = "/etc/apparmor.d"

# Profiles as hosts have them: with the abstraction for whatever authenticates,
# or with a file of the administrator's.
PROFILE = """abi <abi/3.0>,
include <tunables/global>
profile {name} {program} {{
  include <abstractions/base>
  {rest}
}}
"""
PROGRAMS = (
    ("usr.sbin.sshd", "/usr/sbin/sshd"),
    ("bin.su", "/{usr/,}bin/su"),
    ("usr.bin.sudo", "/usr/bin/sudo"),
)
# What must be in every such profile, after all inclusions.
MUST_HAVE = (
    "/var/lib/baropam/* rwk,",
    "owner @{HOME}/.baro_auth~ rw,",
    "/etc/baropam/** r,",
    "capability setuid,",
    "capability setgid,",
    "capability chown,",
    "capability ipc_lock,",
    "capability sys_nice,",
    "capability sys_resource,",
)


def parse(folder, profile, *options):
    """What apparmor_parser says about a profile, except that this kernel has
    no AppArmor."""
    path = os.path.join(folder, "profile")
    with open(path, "w") as f:
        f.write(profile)
    status, said = run("apparmor_parser", "--base", folder, "--skip-cache",
                       "--skip-kernel-load", *options, path)
    return status, "\n".join(
        line for line in said.splitlines() if not line.startswith("Cache read/write disabled"))


def missing_rules(folder, profile):
    """Which of the rules a profile has not, after all inclusions."""
    _, text = parse(folder, profile, "--preprocess")
    return [rule for rule in MUST_HAVE if rule not in text]


def check(count, folder):
    """Each snippet, in each kind of profile."""
    folder = os.path.join(folder, "apparmor.d")
    shutil.copytree(SYSTEM, folder)
    shutil.copytree(RULES, folder, dirs_exist_ok=True)
    for name, program in PROGRAMS:
        for what, rest in (("authenticates", "include <abstractions/authentication>"),
                           ("has a local file", f"include if exists <local/{name}>")):
            profile = PROFILE.format(name=name, program=program, rest=rest)
            status, said = parse(folder, profile)
            count.check(f"AppArmor: {name} that {what} is parsed", status == 0 and not said, said)
            missing = missing_rules(folder, profile)
            count.check(f"AppArmor: {name} that {what} has the rules", not missing, missing)

    rules = os.path.join(folder, "abstractions/baropam")
    with open(rules) as f:
        good = f.read()
    with open(rules, "w") as f:
        f.write(good.replace("  capability setuid,\n", ""))
    missing = missing_rules(folder, profile)
    count.check("AppArmor: a rule that was taken away is missed",
                missing == ["capability setuid,"], missing)
    with open(rules, "w") as f:
        f.write(good + "  /var/lib/baropam/* rwz,\n")
    status, said = parse(folder, profile)
    count.check("AppArmor: a planted mistake is reported", status != 0 and "baropam" in said, said)
