"""The installation's own secret, from which every other key is derived."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from cleeng.settings import Faults, Settings


def secret_file(home: Path) -> Path:
    """Return where the secret lies when the ini does not give one."""
    return home / "keys" / "secret"


def make_secret(home: Path) -> None:
    """Write a new secret, readable by its owner only, unless there is one."""
    path = secret_file(home)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))


def read_secret(settings: Settings, faults: Faults) -> bytes:
    """Return the secret of the ini, or of the file that `cleeng db upgrade` wrote."""
    if settings.secret:
        return settings.secret.encode()
    path = secret_file(settings.home)
    if not path.is_file():
        faults.add(settings.path, 0, f"there is no secret: set cleeng.secret, or let `cleeng db upgrade` write {path}")
        return b""
    return path.read_bytes().strip()


def derive(secret: bytes, purpose: str) -> bytes:
    """Return 32 bytes good for one purpose only."""
    return hmac.digest(secret, purpose.encode(), hashlib.sha256)
