# SPDX-License-Identifier: ISC
"""An environment that would change what others do changes nothing (PEERS
T13): the system calls are the same, by strace(1)."""

import os
import re
import subprocess

import pytest

from commands import COMMANDS
from conftest import tell
from host import FLAGS
from records import NOW
from subjects import LOGINS

HOSTILE = {
    "all_proxy": "http://192.0.2.1:1", "https_proxy": "http://192.0.2.1:1",
    "SSL_CERT_FILE": "/hostile", "SSL_CERT_DIR": "/hostile",
    "SSLKEYLOGFILE": "/hostile", "RES_OPTIONS": "debug", "LOCALDOMAIN": "x",
    "HOSTALIASES": "/hostile", "RESOLV_HOST_CONF": "/hostile",
    "TZ": ":/hostile", "TZDIR": "/hostile", "TMPDIR": "/hostile",
    "HOME": "/hostile", "USER": "bob", "LOGNAME": "bob", "SUDO_USER": "bob",
    "PATH": "/hostile", "IFS": "a", "ENV": "/hostile", "LANG": "tr_TR.UTF-8",
    "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr", "LOCPATH": "/hostile",
    "NLSPATH": "/hostile/%N", "GCONV_PATH": "/hostile", "COLUMNS": "1",
    "TERM": "/hostile", "TERMCAP": "/hostile", "POSIXLY_CORRECT": "1",
    "XDG_CONFIG_HOME": "/hostile", "PAM_USER": "bob", "PAM_RHOST": "x",
}
# These are read as a program is loaded: putting them into the environment of
# a host that runs is harmless, and a set-id program ignores most of them.
LOADER = {
    "LD_PRELOAD": "/hostile.so", "LD_LIBRARY_PATH": "/hostile",
    "LD_AUDIT": "/hostile.so", "LD_DEBUG": "all", "LD_PROFILE": "libc.so.6",
    "MALLOC_CHECK_": "3", "MALLOC_PERTURB_": "170", "MALLOC_TRACE": "/hostile",
    "GLIBC_TUNABLES": "glibc.malloc.check=3",
}
# Begin and end of the module's calls in the log of inject.c.
MARKS = re.compile(r"syscall_0xba20\(0x1,.*?\n(.*)syscall_0xba20\(0x2,", re.S)

PLANT = """
#include <fcntl.h>
#include <security/pam_modules.h>
#include <stdlib.h>

int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc,
    const char **argv)
{
	const char *name = getenv("SSL_CERT_FILE");

	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	if (name != NULL)
		(void)open(name, O_RDONLY);
	return PAM_IGNORE;
}
"""


def calls(folder, command, environment):
    """The log of a command's calls, without numbers that differ each time."""
    trace = folder / "trace"
    words = [word for name, value in environment.items()
             for word in ("-E", f"{name}={value}")]
    subprocess.run(["strace", "-f", "-s", "200", "-o", trace, *words,
                    *map(str, command)], check=False,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    text = re.sub(r"^\d+ +", "", trace.read_text(), flags=re.MULTILINE)
    text = re.sub(r"\{(?:stx?_|tv_)[^}]*\}", "{}", text)
    text = re.sub(r"<\d+>[A-Z][a-z]{2} [ \d]\d [\d:]{8} ", "<>", text)
    text = re.sub(r"pid=\d+", "pid=", text)
    text = re.sub(r"^set_tid_address.*\n", "", text, flags=re.MULTILINE)
    # Random bytes: a number out of bounds is drawn again.
    text = re.sub(r"^getrandom.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r'((?:pread64|p?write(?:64)?)\((?:\d+, )?)'
                  r'"(?:\\.|[^"\\])*"', r"\1", text)
    return re.sub(r"0x[0-9a-f]{6,}", "ADDRESS", text)


def login_calls(injector, one, folder, variables):
    words = [word for name, value in variables.items()
             for word in ("--set", f"{name}={value}")]
    text = calls(folder, [injector.program, "run", "--now", NOW, *words,
                          *one.words(folder)], {})
    return MARKS.search(text)[1]


@pytest.mark.parametrize("name", sorted(set(LOGINS) - {"bad argument"}))
def test_T13_login(machine, baro_module, injector, tmp_path, name):
    """The module's calls are the same in any environment.

    rows: D-02 P-060
    """
    one = LOGINS[name]
    one.stack(tmp_path, baro_module)
    seen = []
    for variables in ({}, HOSTILE | LOADER):
        one.put(machine)
        seen.append(login_calls(injector, one, tmp_path, variables))
    assert seen[0] == seen[1]
    assert "hostile" not in seen[1]
    tell("logins in a hostile environment", 1)


def test_T13_is_found(machine, baro_module, injector, tmp_path):
    """A module that listens to the environment would be seen."""
    one = LOGINS["right"]
    source = tmp_path / "planted.c"
    source.write_text(PLANT)
    module = tmp_path / "planted.so"
    subprocess.run([os.environ.get("CC", "cc"), *FLAGS, "-fPIC", "-shared",
                    "-o", module, source], check=True)
    one.stack(tmp_path, baro_module)
    stack = tmp_path / "login"
    stack.write_text(stack.read_text() + f"auth optional {module}\n")
    seen = []
    for variables in ({}, HOSTILE):
        one.put(machine)
        seen.append(login_calls(injector, one, tmp_path, variables))
    assert seen[0] != seen[1] and "hostile" in seen[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_T13_tool(machine, baro_tool, tmp_path, name):
    """The tool's calls too, but for those of the loader (LOADER).

    rows: C-020
    """
    one = COMMANDS[name]
    seen = []
    for variables in ({}, HOSTILE):
        one.put(machine)
        text = calls(tmp_path, [baro_tool, *one.words.split()], variables)
        seen.append(text.split("\n", 1)[1])
    assert seen[0] == seen[1]
    tell("commands in a hostile environment", 1)
