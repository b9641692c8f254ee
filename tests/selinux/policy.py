# SPDX-License-Identifier: ISC
"""Compiling, linking and asking SELinux policies."""

import collections
import os
import re
import shutil
import subprocess

import setools

SOURCES = ("baropam.te", "baropam.if", "baropam.fc")


def run(*command, **options):
    """Run a program; return its status and what it said."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          encoding="utf-8", check=False, **options)
    return done.returncode, done.stdout


def compile_module(sources, folder):
    """Compile our module as a packager does; return the compilers' status and
    what they had to say, and leave baropam.pp and baropam.cil in the folder."""
    for name in SOURCES:
        shutil.copy(os.path.join(sources, name), folder)
    status, said = run("make", "-s", "-f", "/usr/share/selinux/devel/Makefile",
                       "baropam.pp", cwd=folder)
    if status == 0:
        with open(f"{folder}/baropam.pp", "rb") as pp, open(f"{folder}/baropam.cil", "wb") as cil:
            subprocess.run(["/usr/libexec/selinux/hll/pp"], stdin=pp, stdout=cil, check=True)
    # What it says even when all is well.
    usual = ("Compiling default baropam module", "Creating default baropam.pp policy package")
    return status, [line for line in said.splitlines() if line not in usual]


def link(modules, output):
    """Link CIL modules into a policy and its file contexts, with home
    directories as genhomedircon makes them."""
    status, said = run("secilc", "-o", output, "-f", output + ".fc", *modules)
    if status == 0:
        with open(output + ".fc") as f:
            text = f.read().replace("HOME_DIR", "/home/[^/]+").replace("HOME_ROOT", "/home")
        with open(output + ".fc", "w") as f:
            f.write(text)
    return status, said


def label(contexts, path, kind):
    """The type that the file contexts give to a path."""
    _, said = run("selabel_lookup", "-b", "file", "-f", contexts, "-k", path, "-t", kind)
    found = re.search(r"\w+:\w+:(\w+)", said)
    return found[1] if found else said


class Policy:
    """A linked policy, read once: who may do what to our types."""

    def __init__(self, path, types):
        self.contexts = path + ".fc"
        self.policy = setools.SELinuxPolicy(path)
        self.types = set(types)
        self.rights = collections.defaultdict(frozenset)
        self.own_rights = collections.defaultdict(frozenset)
        self.self_rights = collections.defaultdict(frozenset)
        self.transitions = collections.defaultdict(set)
        self.others = set()
        self._members = {}
        # What a rule can call our types by: their names, and attributes.
        reach = {name: {name} for name in types}
        for attribute in self.policy.typeattributes():
            ours = {str(t) for t in attribute.expand()} & self.types
            if ours:
                reach[str(attribute)] = ours
        for rule in self.policy.terules():
            if rule.ruletype == setools.TERuletype.allow:
                ours = reach.get(str(rule.target))
                if ours:
                    self._allow(rule, ours)
                elif str(rule.tclass) in ("capability", "process"):
                    self._allow_self(rule)
            elif rule.ruletype == setools.TERuletype.type_transition:
                self._transition(rule)

    def members(self, name):
        """The types of an attribute, or the type itself; none if the policy
        has no such name."""
        if name not in self._members:
            self._members[name] = frozenset()
            for look_up in (self.policy.lookup_type, self.policy.lookup_typeattr):
                try:
                    self._members[name] = frozenset(str(t) for t in look_up(name).expand())
                except setools.exception.InvalidSymbol:
                    continue
        return self._members[name]

    def _allow(self, rule, ours):
        kind = str(rule.tclass)
        if kind not in ("file", "dir"):
            # Rules for "every file" name an attribute; these name our type.
            if str(rule.target) in self.types and kind != "filesystem":
                self.others |= {(d, kind) for d in self.members(str(rule.source))}
            return
        for domain in self.members(str(rule.source)):
            for target in ours:
                self.rights[domain, target, kind] |= rule.perms
            # Debian's rules about every file name an attribute.
            if str(rule.target) in self.types:
                self.own_rights[domain, str(rule.target), kind] |= rule.perms

    def _allow_self(self, rule):
        """Rights over itself; those that hang on a boolean don't count."""
        try:
            rule.conditional
        except setools.exception.RuleNotConditional:
            objects = self.members(str(rule.target))
            for domain in self.members(str(rule.source)) & objects:
                self.self_rights[domain] |= {f"{rule.tclass} {p}" for p in rule.perms}

    def _transition(self, rule):
        made = str(rule.default)
        try:
            name = rule.filename
        except setools.exception.TERuleNoFilename:
            name = None
        if made in self.types or str(rule.target) in self.types:
            key = (str(rule.target), name, str(rule.tclass), made)
            self.transitions[key] |= self.members(str(rule.source))

    def domains(self):
        """Every domain with any right to our files."""
        return {domain for domain, _, _ in self.rights}
