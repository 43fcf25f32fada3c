"""The time.  Nothing else in the project asks the system for it."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cleeng.api import Clock

#: For how long (real seconds) a process believes what it read of a sandbox publisher's offset.
OFFSET_TTL = 1.0


class SystemClock:
    """Real time: for leases, rate limits, TLS and logs, and for publishers that are not sandboxes."""

    def now(self) -> dt.datetime:
        """Return the present moment, aware, in UTC."""
        return dt.datetime.now(dt.UTC)  # noqa: TID251 - this is the one place


@dataclass(frozen=True, slots=True)
class OffsetClock:
    """A sandbox publisher's time: another clock's, moved."""

    base: Clock
    offset: Callable[[], dt.timedelta]

    def now(self) -> dt.datetime:
        """Return the publisher's moment, aware, in UTC."""
        return self.base.now() + self.offset()


class Clocks:
    """Hands out the clock of each publisher.

    `read_offsets` asks the database which sandbox publishers' time was moved, and how far, their associates'
    too; the answer is kept for OFFSET_TTL, so that `cleeng clock advance` in another process shows within a
    second.  Where there is no sandbox, `any_moves` is False and nobody is asked.
    """

    def __init__(self, base: Clock, read_offsets: Callable[[], Mapping[int, dt.timedelta]], *, any_moves: bool) -> None:
        self.base = base
        self._read = read_offsets
        self._any_moves = any_moves
        self._known: tuple[float, Mapping[int, dt.timedelta]] = (float("-inf"), {})
        self._lock = threading.Lock()

    def of(self, publisher_id: int) -> Clock:
        """Return the clock that this publisher's business goes by."""
        if not self._any_moves:
            return self.base
        return OffsetClock(self.base, lambda: self.offset(publisher_id))

    def offset(self, publisher_id: int) -> dt.timedelta:
        """Return how far this publisher's time is ahead of real time."""
        return self.offsets().get(publisher_id, dt.timedelta())

    def offsets(self) -> Mapping[int, dt.timedelta]:
        """Return the sandbox publishers whose time was moved, and how far."""
        if not self._any_moves:
            return {}
        with self._lock:
            at, offsets = self._known
        if time.monotonic() - at > OFFSET_TTL:
            offsets = self._read()
            with self._lock:
                self._known = (time.monotonic(), offsets)
        return offsets

    def forget(self) -> None:
        """Drop what is kept: the next question asks the database."""
        with self._lock:
            self._known = (float("-inf"), {})
