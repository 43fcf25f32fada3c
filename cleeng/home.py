"""The home folder: database, mail outbox, keys, and what plugins keep in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.secrets import make_secret

if TYPE_CHECKING:
    from cleeng.settings import Settings

FOLDERS = ("data", "outbox")


def prepare(settings: Settings) -> None:
    """Make what is missing: the folders, and a secret unless the ini gives one.  Twice does no harm."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in FOLDERS:
        (settings.home / name).mkdir(exist_ok=True)
    if not settings.secret:
        make_secret(settings.home)
