"""The file: opened, looked at again when it is replaced, and never trusted blindly."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import maxminddb

from .records import place_of

if TYPE_CHECKING:
    from cleeng.api import Context

PACKAGED = Path(__file__).parent / "data" / "country.mmdb"

#: Seconds after which a file is looked at again.
RECHECK = 60.0
#: Networks of a file that are looked through for a country.
LOOKED_THROUGH = 10_000
#: A file that is older is told: networks move.
OLD = dt.timedelta(days=366)


class Unusable(Exception):
    """A file is no database of places; the text says why."""


class WatchedDatabase:
    """A file that may be replaced, cut off or deleted while we use it: the last good one stays in use.

    Shared by all threads.  Opened by the first question, so that a server may fork after it loaded us.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reader: maxminddb.Reader | None = None
        self._seen: tuple[int, ...] | None = None
        self._look_at = float("-inf")
        self._lock = threading.Lock()

    def reader(self, ctx: Context) -> maxminddb.Reader:
        """Return what to ask; `ctx` is told what is wrong with a file, once for each."""
        now = time.monotonic()
        if (self._reader is None or now >= self._look_at) and self._lock.acquire(blocking=self._reader is None):
            try:
                if self._reader is None or now >= self._look_at:
                    self._look(ctx)
                    self._look_at = now + RECHECK
            finally:
                self._lock.release()
        assert self._reader is not None
        return self._reader

    def _look(self, ctx: Context) -> None:
        signature = _signature(self.path)  # before it is read: who writes meanwhile shows next time
        if self._reader is not None and signature == self._seen:
            return
        self._seen = signature
        try:
            reader = open_database(self.path)
        except Unusable as error:
            self._keep(ctx, str(error))
            return
        facts = {"file": str(self.path)}
        if self._reader is not None:
            ctx.log.info("a GeoIP file was replaced", extra=facts)
        built = dt.datetime.fromtimestamp(reader.metadata().build_epoch, dt.UTC)
        if self.path != PACKAGED and ctx.clock.now() - built > OLD:
            ctx.log.warning("a GeoIP file is old; networks move", extra={**facts, "built": str(built.date())})
        self._reader = reader  # the old one closes itself when the last thread lets go of it

    def _keep(self, ctx: Context, why: str) -> None:
        """Go on with what there is."""
        facts = {"file": str(self.path), "used": "the last good one" if self._reader else "the packaged one"}
        ctx.log.error("a GeoIP file cannot be used; another one stays in use", extra={**facts, "why": why})
        self._reader = self._reader or open_database(PACKAGED)


def open_database(path: Path) -> maxminddb.Reader:
    """Open a file and see that it knows a country.

    What an operator may overwrite is read from a copy that nobody else has: a file that is mapped into memory and then
    cut off would end the process.

    :raises Unusable: it is not there, cut off, something else, or knows no country.
    """
    try:
        if path == PACKAGED:
            return maxminddb.open_database(str(path))
        with tempfile.NamedTemporaryFile(prefix="cleeng-geoip-") as copy:
            shutil.copyfile(path, copy.name)
            reader = maxminddb.open_database(copy.name)
        known = any(place_of(record) for _, record in itertools.islice(reader, LOOKED_THROUGH))
    except (OSError, ValueError, RuntimeError) as error:  # InvalidDatabaseError is a RuntimeError
        raise Unusable(str(error)) from error
    if not known:
        raise Unusable(f"it is a {reader.metadata().database_type} and knows no country")
    return reader


def _signature(path: Path) -> tuple[int, ...] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
