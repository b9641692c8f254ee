# SPDX-License-Identifier: ISC
"""The logins and the commands whose calls are made to fail."""

import dataclasses
import os

import nacl.bindings

from records import KEY, NOW, Record, code, directives, seal, unseal, wrong
from sandbox import CONFIG, HOMES, STORE

STEP = NOW // 30
EMERGENCY = ("33458936", "19035576")
HOST_KEY = bytes(range(32))
ACL = CONFIG / "acl"
WRONG = wrong(code(), code(NOW + 30))

# libpam's numbers; PAM_IGNORE of a stack's only module becomes PERM_DENIED.
SUCCESS, SERVICE_ERR, PERM_DENIED, AUTH_ERR = 0, 3, 6, 7
AUTHINFO_UNAVAIL, USER_UNKNOWN, MAXTRIES = 9, 10, 11

IN_STORE = f"secret={STORE}/$[USER] encrypt=no"
IN_HOME = "secret=${HOME}/.baro_auth encrypt=no"
SEALED = f"secret={STORE}/$[USER] encrypt=yes"


def clear(*folders):
    """Remove the files of these folders."""
    for folder in folders:
        for path in folder.iterdir():
            path.unlink()


@dataclasses.dataclass
class Login:
    """One login: what is on the machine, what is typed, what comes of it."""
    result: int
    record: object = dataclasses.field(default_factory=Record)
    place: str = IN_STORE
    more: str = ""
    user: str = "alice"
    answer: str = dataclasses.field(default_factory=code)
    acl: str = None
    step: int = None        # DISALLOW_REUSE afterwards
    times: int = 1          # in RATE_LIMIT afterwards
    inner: bool = True      # libpam's own calls do not fail
    real_uid: int = 0

    @property
    def folder(self):
        return HOMES / "alice" if self.place == IN_HOME else STORE

    @property
    def path(self):
        return HOMES / "alice/.baro_auth" if self.place == IN_HOME \
            else STORE / "alice"

    def put(self, machine):
        """Put it on the machine, and nothing else."""
        clear(STORE, CONFIG, HOMES / "alice")
        if self.place == SEALED:
            machine.put(CONFIG / "host.key", HOST_KEY)
        if self.acl is not None:
            machine.put(ACL, self.acl, 0o644)
        if self.record is None:
            return
        content = self.record
        if self.place == SEALED:
            content = seal(content, HOST_KEY, "alice", bytes(24))
        if self.place == IN_HOME:
            machine.put(self.path, content, 0o600, (2001, 2001))
        else:
            machine.put(self.path, content)

    def stack(self, folder, module, before=()):
        """Write the PAM files."""
        line = f"auth required {module} {self.place} {self.more}"
        (folder / "login").write_text("\n".join([*before, line, ""]))
        (folder / "other").write_text("auth required pam_deny.so\n")

    def words(self, folder, later=True):
        """The command line of inject.c."""
        words = ["--folder", self.folder, *(["--inner"] * self.inner)]
        if self.real_uid:
            words += ["--real-uid", self.real_uid]
        if "unenrolled=ignore" in self.more:
            words += ["--absence", self.path.name]
        if later and self.result == SUCCESS:
            words += ["--later", code(NOW + 30)]
        return [*words, "login", folder, self.user, self.answer]

    def moved(self):
        """Whether the record on disk is what it has to be afterwards."""
        if self.record is None:
            return os.listdir(self.folder) == []
        if self.place == SEALED:
            plain = self.folder / "plain"
            plain.write_text(unseal(self.path.read_bytes(), HOST_KEY,
                                    "alice"))
            after = directives(plain)
            plain.unlink()
        else:
            after = directives(self.path)
        times = after["RATE_LIMIT"].split()[2:]
        return after["SECURE_KEY"] == KEY and len(times) == self.times and \
            after.get("DISALLOW_REUSE") == ("" if self.step is None
                                            else str(self.step))


LIMITED = Record(rate=f"3 30 {NOW} {NOW} {NOW}")
REUSED = Record(reuse=f"DISALLOW_REUSE {STEP}")
LOCKED = Record(lockout=f"10 {NOW + 60}")
LISTED = Record(acl_name=ACL, acl_type="deny")

# What a login that was asked for leaves of the record of who is exempt.
ASKED = {"exempt": "unlisted"}

LOGINS = {
    "right": Login(SUCCESS, step=STEP, inner=False),
    "emergency": Login(SUCCESS, Record(emergency=EMERGENCY),
                       answer=EMERGENCY[0]),
    "home": Login(SUCCESS, place=IN_HOME, step=STEP),
    "sealed": Login(SUCCESS, place=SEALED, step=STEP),
    "forwarded": Login(SUCCESS, more="forward_pass", step=STEP,
                       answer="secret" + code()),
    "listed": Login(SUCCESS, LISTED, acl="bob\n", step=STEP),
    "su": Login(SUCCESS, step=STEP, real_uid=2002),
    "wrong": Login(AUTH_ERR, answer=WRONG, inner=False),
    "reused": Login(AUTH_ERR, REUSED, step=STEP),
    "limited": Login(MAXTRIES, LIMITED, times=3),
    "locked": Login(MAXTRIES, LOCKED, times=0),
    "unlisted": Login(AUTH_ERR, LISTED, acl="bob\n", answer=WRONG),
    "exempt": Login(PERM_DENIED, LISTED, acl="alice\n", answer=WRONG,
                    times=0, inner=False),
    "absent": Login(AUTHINFO_UNAVAIL, None),
    "passed over": Login(PERM_DENIED, None, more="unenrolled=ignore",
                         answer=WRONG),
    "passed over, home": Login(PERM_DENIED, None, more="unenrolled=ignore",
                               answer=WRONG, place=IN_HOME),
    "not passed over": Login(AUTH_ERR, more="unenrolled=ignore",
                             answer=WRONG),
    "not passed over, home": Login(AUTH_ERR, more="unenrolled=ignore",
                                   answer=WRONG, place=IN_HOME),
    "unknown": Login(USER_UNKNOWN, user="mallory", times=0),
    "bad argument": Login(SERVICE_ERR, more="unenroled=ignore", times=0,
                          inner=False),
}
# In which two calls fail: each way through the module at least once.
PAIRED = ("right", "emergency", "home", "sealed", "su", "wrong", "exempt",
          "absent", "not passed over")
UPDATES = [name for name, login in LOGINS.items()
           if login.record is not None and login.times == 1]
