# SPDX-License-Identifier: ISC
"""What the checks do to the machine, and what they ask it."""

import contextlib
import re
import time

import machine

RECORDS = "/var/lib/baropam"
MODULE = "/usr/lib/x86_64-linux-gnu/security/pam_baro_auth.so"
SERVICES = ("sshd", "su", "sudo", "login")
# The users, and what the names of their programs' domains begin with.
ROLES = {"alice": None, "bob": "user", "carol": "staff", "dave": "sysadm"}
USERS = tuple(ROLES)

# What a person is asked.
CODE = "[Cc]ode: $"
PASSWORD = "[Pp]assword[^\n]*: $"
NOTHING_MORE = ("(?!)", "")


def what_was_denied(line):
    """What makes two denials the same: program, permissions, class and type of
    the object, whatever the role of the user."""
    found = re.search(r"denied +\{ ([^}]+) \}.*comm=\"([^\"]+)\""
                      r".*tcontext=[^: ]+:[^: ]+:([^: ]+).*tclass=(\w+)", line)
    return found.groups() if found else line


def secret(path, mode="nullok", encrypt="no", module="pam_baro_auth.so", more=""):
    """The line of a PAM stack."""
    return f"{module} {mode} secret={path} encrypt={encrypt} {more}".strip()


def password(name):
    """How the image's users answer the question for their password."""
    return (PASSWORD, f"password of {name}")


# What is asked for often, in bash alone: starting a program costs a tenth of a
# second where the processor is emulated.
#
# stack LINE SERVICE...: Debian's PAM stacks, but these services ask first.
# domains PROGRAM: the contexts of the processes that run it.
FUNCTIONS = """
stack() { local line=$1 service text; shift;
  for service in sshd su sudo login; do
    while IFS= read -r text; do
      [[ $text = "@include common-auth" && " $* " = *" $service "* ]] &&
        echo "auth required $line";
      echo "$text";
    done < /root/pam.d/$service > /etc/pam.d/$service;
  done; };
domains() { local process name context;
  for process in /proc/[0-9]*; do
    read -r name < $process/comm;
    if [[ $name = "$1" ]]; then
      read -r context < $process/attr/current; echo "$context";
    fi;
  done 2> /dev/null; }
"""

# The stack lines of the two usual places, and what makes a record there.
OWN = secret(RECORDS + "/$[USER]")
HOME = secret("${HOME}/.baro_auth")
CREATE = "--non-interactive </dev/null"


class Guest:
    """The machine, by its two root shells and its console."""

    def __init__(self, box):
        self.box = box
        self.root = box.shell(machine.SHELL)
        self.user = box.shell(machine.SECOND_SHELL)
        self.console = box.lines[machine.CONSOLE]
        self.now = 1800000000
        self.domains = set()
        self.not_ours = set()
        self.passed = self.failed = 0
        self.root.ok("cp -a /etc/pam.d /root/pam.d")
        self.root.ok(" ".join(FUNCTIONS.split()))

    # --------------------------------------------------------------- results

    def check(self, what, good, detail=""):
        self.passed += bool(good)
        self.failed += not good
        print("ok -" if good else "not ok -", what, "" if good else f"({detail})", flush=True)

    def say(self, what):
        print(f"# {self.box.seconds():.0f} s, of a processor"
              f" {self.box.processor_seconds():.0f} s: {what}", flush=True)

    # ---------------------------------------------------------------- set-up

    def install(self):
        """The built tree, where a package would put it."""
        self.root.ok("mkdir /root/payload && tar -xf /dev/nvme1n1 -C /root/payload")
        self.root.ok(f"install -m 644 /root/payload/module {MODULE}")
        self.root.ok("install -m 755 /root/payload/tool /usr/bin/baro_auth")
        self.root.ok(f"restorecon {MODULE} /usr/bin/baro_auth")

    def load_policy(self, name):
        self.root.ok(f"tar -xf /root/payload/{name}.tar -C / && load_policy")

    def stack(self, line, services=SERVICES):
        """These services ask for a code before Debian's own stack goes on;
        the others are as Debian has them."""
        self.root.ok(f"stack '{line}' {' '.join(services)}")

    def code(self, record):
        """Let a minute pass, and take the record's code from the tool."""
        self.now += 60
        self.again()
        return self.root.ok(f"baro_auth code {record}")

    def again(self):
        """Set the clock to when the last code was made: it still counts, however
        slow the machine is."""
        self.root.ok(f"date -s @{self.now} >/dev/null")

    # ------------------------------------------------------------------ facts

    def label(self, path):
        """The type of a file."""
        status, context = self.root.run(f"stat -c %C {path}")
        return context.split(":")[2] if status == 0 else context

    def note_domain(self, program):
        """Note in which domains a program runs just now."""
        contexts = self.root.ok(f"domains {program}")
        self.domains |= {context.split(":")[2] for context in contexts.split()}

    def mark(self):
        """Forget what was logged and noted so far."""
        self.domains = set()
        self.audit_mark = f"mark-{time.monotonic_ns()}"
        self.root.ok(f"auditctl -m {self.audit_mark}")
        self.cursor = self.root.ok("journalctl -n 0 --show-cursor").split()[-1]

    def logged(self, pattern):
        """What has come into the audit log since the mark, and fits."""
        log = "/var/log/audit/audit.log"
        end = f"end-{time.monotonic_ns()}"
        self.root.ok(f"auditctl -m {end}; until grep -q {end} {log}; do sleep 0.2; done")
        return self.root.ok(f"sed -n '/{self.audit_mark}/,/{end}/p' {log}"
                            f" | grep -aE '{pattern}' || :")

    def denials(self):
        """What SELinux has denied since the mark, but for what it denies
        without baropam too."""
        text = self.logged("avc: +denied|SELINUX_ERR")
        return [line for line in text.splitlines() if what_was_denied(line) not in self.not_ours]

    def audited(self, key):
        """The system calls that a rule with this key has seen since then."""
        return self.logged(f'type=SYSCALL .*key="{key}"')

    def journal(self):
        """What the module has logged since the mark."""
        return self.root.run(f"journalctl --after-cursor='{self.cursor}' --no-pager -o cat"
                             " | grep -a pam_baro_auth")[1]

    # ---------------------------------------------------------- ways to log in

    @contextlib.contextmanager
    def ssh(self, name, *answers):
        """A session of a user over ssh, or None."""
        self.user.count += 1
        end = rf"=={self.user.count} \d+==\n"
        line = self.user.line
        line.text = ""
        line.send(f"ssh -tt {name}@127.0.0.1 \"stty -echo; echo 'we''lcome'; PS1= PS2= exec sh\";"
                  f" echo \"==\"'{self.user.count} '$?==\n")
        session = None
        for pattern, text in [*answers, NOTHING_MORE]:
            i, _ = line.wait(end, r"welcome\n", pattern, timeout=180)
            if i == 1:
                session = machine.Shell(line)
            if i < 2:
                break
            self.note_domain("sshd")
            line.send(text + "\n")
        yield session
        if session:
            line.send("exit\n")
            line.wait(end, timeout=180)

    def console_login(self, name, *answers):
        """Log in at the console; return the session's context, or None."""
        line = self.console
        self.root.ok(f"systemctl stop console@{machine.CONSOLE}")
        line.forget()
        self.root.ok(f"systemctl start console@{machine.CONSOLE}")
        line.wait("login: $", timeout=180)
        line.send(name + "\n")
        for pattern, text in [*answers, NOTHING_MORE]:
            i, _ = line.wait("incorrect|failure", r"\$ $", pattern, timeout=180)
            if i == 0:
                return None
            if i == 1:
                line.send("id -Z; exit\n")
                return line.wait(r"\w+_u:\w+_r:\w+_t:\S+", timeout=180)[1][0]
            self.note_domain("login")
            line.send(text + "\n")
        return None

    def become(self, session, command, *answers):
        """Whether su or sudo, in a session, gets its command run."""
        program = command.split()[0]

        def answer(text):
            self.note_domain(program)
            return text

        shell = "sh" if program == "sudo" else ""
        status, output = session.run(
            f"{command} {shell} -c 'echo became $(id -u)'",
            [(pattern, lambda text=text: answer(text)) for pattern, text in answers])
        return status == 0 and "became" in output
