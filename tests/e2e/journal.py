# SPDX-License-Identifier: ISC
"""The system log of a test machine: journal.py SOCKET FILE.

Receives what syslog(3) sends to SOCKET, and writes one line for each message
to FILE, with the facility and the severity in front of it.
"""

import os
import re
import socket
import sys

FACILITIES = {4: "auth", 10: "authpriv"}
SEVERITIES = "emerg alert crit err warning notice info debug".split()


def line(datagram):
    """One datagram as a line: what would break the line is escaped."""
    text = datagram.rstrip(b"\n\0").decode("utf-8", "backslashreplace")
    priority, text = re.fullmatch(r"<(\d+)>(.*)", text, re.S).groups()
    facility, severity = divmod(int(priority), 8)
    name = FACILITIES.get(facility, str(facility))
    text = re.sub(r"[\x00-\x1f\x7f]", lambda c: f"\\x{ord(c[0]):02x}", text)
    return f"{name}.{SEVERITIES[severity]} {text}\n"


def main(address, path):
    """Serve until the machine ends."""
    with open(path, "w", buffering=1, encoding="utf-8") as log:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
            receiver.bind(address)
            os.chmod(address, 0o666)
            while True:
                log.write(line(receiver.recv(65536)))


if __name__ == "__main__":
    main(*sys.argv[1:])
