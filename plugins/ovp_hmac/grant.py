"""What a token says, and how: compact JSON and its HMAC-SHA256, each base64url without padding, joined by a dot.

| member | meaning |
| --- | --- |
| v | version of the scheme, 1 |
| p | path that the token opens, with everything below it |
| nbf, exp | not before, and no longer; POSIX seconds |
| s | subject, as a keyed hash: equal for the same viewer, and nobody else's business |
| n | nonce |
| ip | network that the player must be in, left out for any |
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

VERSION = 1
#: Longer than any token of ours; nobody is made to hash or parse a megabyte.
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token says.  `not_before` and `expires` in POSIX seconds; `network` "" for any."""

    path: str
    not_before: int
    expires: int
    subject: str
    nonce: str = ""
    network: str = ""

    def opens(self, path: str, now: float, ip: str) -> bool:
        """Say whether a player at `ip` may have `path` at `now`."""
        return (
            self.not_before <= now < self.expires
            and is_plain(path)
            and (path == self.path or path.startswith(f"{self.path}/"))
            and (not self.network or _within(ip, self.network))
        )


def write(grant: Grant, key: bytes) -> str:
    """Sign a grant."""
    members = {"v": VERSION, "p": grant.path, "nbf": grant.not_before, "exp": grant.expires, "s": grant.subject}
    members |= {name: value for name, value in (("n", grant.nonce), ("ip", grant.network)) if value}
    payload = _encode(json.dumps(members, separators=(",", ":"), sort_keys=True).encode())
    return f"{payload}.{_mac(payload, key)}"


def read(token: str, keys: Iterable[bytes]) -> Grant | None:
    """Return what a token says if one of the keys signed it, else None."""
    payload, _, mac = token.partition(".")
    if len(token) > _LONGEST or not token.isascii():
        return None
    if not any(hmac.compare_digest(mac, _mac(payload, key)) for key in keys):
        return None
    members = json.loads(_decode(payload))
    return _grant(members) if members["v"] == VERSION else None


def hash_subject(subject: str, key: bytes) -> str:
    """Return what stands for a viewer: 16 bytes that say nothing without the key."""
    return _encode(hmac.digest(key, f"subject {subject}".encode(), hashlib.sha256)[:16])


def is_plain(path: str) -> bool:
    """Say whether a path is what it looks like: relative, no empty, `.` or `..` step, no backslash, no NUL."""
    return not ({"", ".", ".."} & set(path.split("/")) or {"\\", "\0"} & set(path))


def _grant(members: dict[str, Any]) -> Grant:
    return Grant(
        members["p"], members["nbf"], members["exp"], members["s"], members.get("n", ""), members.get("ip", "")
    )


def _within(ip: str, network: str) -> bool:
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address) in ipaddress.ip_network(network)


def _mac(payload: str, key: bytes) -> str:
    return _encode(hmac.digest(key, payload.encode(), hashlib.sha256))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
