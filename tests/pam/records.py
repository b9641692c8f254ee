# SPDX-License-Identifier: ISC
"""Records, codes and seals, made here and not by the product."""

import dataclasses
import hashlib
import hmac
import os
import struct

import nacl.bindings

# The documented sample, and a moment of the documents' own log (2.6).
KEY = "j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/"
NOW = 1648183945

HASHES = {"app1": hashlib.sha1, "app256": hashlib.sha256,
          "app384": hashlib.sha384, "app512": hashlib.sha512}


def mac_of(now=NOW, key=KEY, method="app512", cycle=30, steps=0):
    """The MAC (RFC 4226) that the code of the moment is cut from, or that of
    so many steps after it."""
    raw = key.encode() if isinstance(key, str) else key
    counter = struct.pack(">Q", now // cycle + steps)
    return hmac.new(raw, counter, HASHES[method]).digest()


def code(*args, **options):
    """The code (RFC 6238); mac_of() has the arguments."""
    mac = mac_of(*args, **options)
    at = mac[-1] & 15
    number = struct.unpack(">I", mac[at:at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1000000:06d}"


def wrong(*right):
    """A code that is none of these."""
    return next(c for c in ("000000", "111111", "222222") if c not in right)


def user_key(user, key=KEY, hostname=""):
    """The key of one user under KEY_SCOPE user (W-15)."""
    text = (b"baropam-user-v1\0" + hostname.lower().encode() + b"\0"
            + user.encode())
    return hmac.new(key.encode(), text, hashlib.sha512).digest()


@dataclasses.dataclass
class Record:
    """A record in the documented order (2.3).  None: no such line."""
    rate: str = "10 15"
    method: str = "app512"
    cycle: object = 30
    key: str = KEY
    acl_name: str = None
    acl_type: str = None
    hostname: str = None
    reuse: str = "DISALLOW_REUSE"
    window: object = None
    scope: str = None
    lockout: str = None
    emergency: tuple = ()

    def lines(self):
        values = [("RATE_LIMIT", self.rate), ("KEY_METHOD", self.method),
                  ("CYCLE_TIME", self.cycle), ("SECURE_KEY", self.key),
                  ("ACL_NAME", self.acl_name), ("ACL_TYPE", self.acl_type),
                  ("HOSTNAME", self.hostname)]
        lines = ['" AUTH_KEY']
        lines += [f'" {word} {value}' for word, value in values
                  if value is not None]
        if self.reuse is not None:
            lines.append(f'" {self.reuse}')
        lines += [f'" {word} {value}' for word, value in
                  (("WINDOW_SIZE", self.window), ("KEY_SCOPE", self.scope),
                   ("LOCKOUT", self.lockout)) if value is not None]
        return lines + [str(key) for key in self.emergency]

    def __str__(self):
        return "".join(line + "\n" for line in self.lines())


def directives(path):
    """The directives of a record on disk, and its emergency keys under ''."""
    found = {"": []}
    for line in path.read_text().splitlines():
        if line.startswith('" '):
            word, _, value = line[2:].partition(" ")
            # The module pads RATE_LIMIT: the size tells nothing.
            found[word] = value.rstrip(" ")
        else:
            found[""].append(line)
    return found


# F-061: the container, from its description in docs/FORMAT.md.
MAGIC = b"BAROENC1"


def seal(record, key, owner, nonce=None):
    nonce = nonce or os.urandom(24)
    data = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        str(record).encode(), MAGIC + b"record\0" + owner.encode(), nonce, key)
    return MAGIC + nonce + data


def unseal(data, key, owner):
    assert data[:8] == MAGIC
    return nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
        data[32:], MAGIC + b"record\0" + owner.encode(), data[8:32],
        key).decode()
