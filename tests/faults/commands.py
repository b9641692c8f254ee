# SPDX-License-Identifier: ISC
"""The commands of baro_auth whose calls are made to fail."""

import dataclasses

from records import NOW, Record, code, seal
from sandbox import CONFIG, HOMES, STORE
from subjects import EMERGENCY, HOST_KEY, LOCKED, clear

RECORD = Record(emergency=EMERGENCY)
HOME = HOMES / "alice/.baro_auth"


@dataclasses.dataclass
class Command:
    """One command: its words, and what is on the machine before."""
    words: str
    then: str = "emergency -u alice"    # must work after a death
    record: object = dataclasses.field(default_factory=lambda: RECORD)
    sealed: bool = False
    missed: bool = False                # bob's is sealed, the key is gone
    home: bool = False
    backup: bool = False
    status: int = 0
    inner: bool = True                  # the loader's calls do not fail

    @property
    def folder(self):
        return HOME.parent if self.home else STORE

    def put(self, machine):
        clear(STORE, CONFIG, HOME.parent)
        if self.sealed:
            machine.put(CONFIG / "host.key", HOST_KEY)
            machine.put(STORE / "alice",
                        seal(self.record, HOST_KEY, "alice", bytes(24)))
        elif self.home:
            machine.put(HOME, self.record, 0o600, (2001, 2001))
        elif self.record is not None:
            machine.put(STORE / "alice", self.record)
        if self.missed:
            machine.put(STORE / "bob",
                        seal(self.record, HOST_KEY, "bob", bytes(24)))
        if self.backup:
            machine.put(STORE / "alice~bak", "an older one\n")

    def options(self, tool):
        """The command line of inject.c."""
        words = ["--folder", self.folder, "--folder", CONFIG]
        words += ["--inner"] * self.inner
        return [*words, "--then", f"{tool} {self.then}", "program", tool,
                *self.words.split()]


FORCE = "-u alice --force"
IN_HOME = f"emergency -s {HOME} -u alice"
COMMANDS = {
    "create": Command("-u alice", FORCE, record=None),
    "create sealed": Command("-u alice -e yes", FORCE + " -e yes",
                             record=None),
    "create, key gone": Command("-u carol -e yes", missed=True, status=1),
    "exists": Command("-u alice", status=1),
    "force": Command(FORCE, FORCE),
    "force again": Command(FORCE, FORCE, backup=True),
    "emergency": Command("emergency -u alice --json"),
    "emergency, home": Command(IN_HOME, IN_HOME, home=True),
    "emergency, sealed": Command("emergency -u alice", sealed=True),
    "unlock": Command("unlock alice", record=LOCKED, inner=False),
    "encrypt": Command("encrypt -u alice", "encrypt -u alice"),
    "decrypt": Command("decrypt -u alice", sealed=True),
    "show": Command("show -u alice --json"),
    "code": Command(f"code -u alice --at {NOW}"),
    "verify": Command(f"verify {code()} -u alice --at {NOW}"),
    "verify, wrong": Command(f"verify {code(NOW + 3600)} -u alice "
                             f"--at {NOW}", status=3),
    "status": Command("status alice", sealed=True),
}
# In which two calls fail.
PAIRED = ("create sealed", "force again", "emergency, home", "encrypt",
          "unlock")
CHANGES = [name for name, command in COMMANDS.items()
           if command.status == 0 and command.words.split()[0] not in
           ("show", "code", "verify", "status")]
