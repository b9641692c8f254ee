# SPDX-License-Identifier: ISC
"""Those who answer the questions: on a terminal, or as an SSH client that
writes down every question."""

import asyncio
from typing import NamedTuple

import asyncssh
import pexpect

CODE = "Verification code: "
PASSWORD = "Password: "
BOTH = "Password & verification code: "


class Outcome(NamedTuple):
    """How a program on a terminal ended, and what it showed: lines end in LF,
    and what was typed is there only if it was echoed."""

    status: int
    shown: str


def talk(child, *exchanges):
    """Answer questions: EXCHANGES are (question, answer), in order; to a
    text that wants no answer it is None."""
    return talk_all((child, exchanges))[0]


def talk_all(*dialogues):
    """Hold several dialogues at once: DIALOGUES are (child, exchanges)."""
    shown = ["" for _ in dialogues]
    for turn in range(max(len(exchanges) for _, exchanges in dialogues)):
        for i, (child, exchanges) in enumerate(dialogues):
            if turn < len(exchanges):
                question, answer = exchanges[turn]
                child.expect_exact(question)
                shown[i] += child.before + child.after
                if answer is not None:
                    child.sendline(answer)
    outcomes = []
    for i, (child, _) in enumerate(dialogues):
        child.expect(pexpect.EOF)
        child.close()
        status = child.exitstatus if child.signalstatus is None else -1
        text = (shown[i] + child.before).replace("\r", "")
        outcomes.append(Outcome(status, text))
    return outcomes


class Login(NamedTuple):
    """One attempt: whether it got in, and the questions, with their echo."""

    accepted: bool
    asked: list


class _Client(asyncssh.SSHClient):
    """Answers the server's questions in turn, and asks for no second try."""

    def __init__(self, answers):
        self.answers = list(answers)
        self.asked = []
        self.tried = False

    def kbdint_auth_requested(self):
        if self.tried:
            return None
        self.tried = True
        return ""

    def kbdint_challenge_received(self, name, instructions, lang, prompts):
        # Before it accepts, sshd asks nothing once more.
        if name or instructions or prompts:
            self.asked.append((name, instructions, list(prompts)))
        return [self.answers.pop(0) for _ in prompts]


async def _log_in(connection, user, answers):
    client = _Client(answers)
    try:
        async with asyncssh.connect(
                "127.0.0.1", sock=connection, username=user, config=None,
                known_hosts=None, client_keys=None, agent_path=None,
                preferred_auth="keyboard-interactive", login_timeout=30,
                client_factory=lambda: client) as session:
            ran = await session.run("true", timeout=20)
            return Login(ran.exit_status == 0, client.asked)
    except asyncssh.PermissionDenied:
        return Login(False, client.asked)


def log_in(machine, *attempts):
    """Log in by keyboard-interactive, all ATTEMPTS at once: (user, answers).
    An attempt that is asked more than it has answers for is an error."""
    connections = [machine.connect() for _ in attempts]

    async def all_of_them():
        return await asyncio.gather(*(
            _log_in(connection, user, answers)
            for connection, (user, answers) in zip(connections, attempts)))
    return asyncio.run(all_of_them())
