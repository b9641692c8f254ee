# SPDX-License-Identifier: ISC
"""Brings 127.0.0.1 up in this network namespace, as "ip link set lo up" does;
not every Debian has ip."""

import fcntl
import socket
import struct

SIOCSIFFLAGS = 0x8914  # <linux/sockios.h>
IFF_UP = 1  # <linux/if.h>

with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, SIOCSIFFLAGS,
                struct.pack("16sh14x", b"lo", IFF_UP))
