"""SQLite: transactions that say at their start whether they write, and writers that queue fairly.

SQLite's own busy handler sleeps and lets late-comers pass: with several writers the slowest wait is
many times the mean.  So writers queue here: first come first served in the process, one file lock
between processes.  The place is given back when the connection goes back to the pool.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from pathlib import Path

#: Seconds that a writer waits for its turn before it gives up.
PATIENCE = 30.0

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "cache_size=-16384")


class WriterQueue:
    """One writer at a time, in the order of arrival."""

    def __init__(self, lock_file: Path) -> None:
        self._path = lock_file
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._busy = False
        self._fd: int | None = None

    def acquire(self) -> None:
        """Wait for the turn.

        :raises TimeoutError: nobody made room within PATIENCE.
        """
        turn = None
        with self._mutex:
            if self._busy or self._waiting:
                turn = threading.Event()
                self._waiting.append(turn)
            self._busy = True
        if turn is not None and not turn.wait(PATIENCE):
            with self._mutex:
                if turn in self._waiting:
                    self._waiting.remove(turn)
                    raise TimeoutError(f"no turn to write to {self._path.name} within {PATIENCE:.0f} s")
        try:
            self._lock_file()
        except BaseException:
            self._pass_on()
            raise

    def release(self) -> None:
        """Let the next one write."""
        if self._fd is not None:
            fcntl.flock(self._fd, fcntl.LOCK_UN)
        self._pass_on()

    def _pass_on(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._busy = False

    def _lock_file(self) -> None:
        if self._fd is None:
            self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._fd, fcntl.LOCK_EX)

    def forget(self) -> None:
        """Start anew in a forked child, which must not share the parent's lock."""
        self.__init__(self._path)  # type: ignore[misc]


def prepare_sqlite(engine: sa.Engine, path: Path) -> None:
    """Set up pragmas, explicit BEGIN and the queue of writers on an engine."""
    queue = WriterQueue(path.with_name(path.name + ".writer"))
    os.register_at_fork(after_in_child=queue.forget)

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("cleeng_reads"):
            connection.exec_driver_sql("BEGIN")
            return
        if "writer_queue" not in connection.info:  # a connection keeps its turn until it goes back to the pool
            queue.acquire()
            connection.info["writer_queue"] = queue
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def give_back(info: dict[str, Any]) -> None:
        held = info.pop("writer_queue", None)
        if held is not None:
            held.release()

    @sa.event.listens_for(engine, "checkin")
    def checked_in(_connection: Any, record: Any) -> None:
        give_back(record.info)

    @sa.event.listens_for(engine, "invalidate")
    def invalidated(_connection: Any, record: Any, _error: Any) -> None:
        give_back(record.info)
