"""SQLite: transactions that say at their start whether they write, and writers that queue fairly.

SQLite's own busy handler sleeps and lets late-comers pass: with several writers the slowest wait is
many times the mean.  So writers queue here, one process with another by file locks.  The place is given
back when the connection goes back to the pool.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from pathlib import Path

#: Seconds that a writer waits for its turn before it gives up.
PATIENCE = 30.0
#: Seconds between two looks at a file lock that another process holds, from the first to the last.
LOOKS = (0.0001, 0.002)

#: Bytes of the file that a connection maps: what its own cache does not hold costs no call of the system then.
MAPPED = 2**30
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=30000",
    "cache_size=-16384",
    f"mmap_size={MAPPED}",
)


class WriterQueue:
    """One writer at a time: in the order of arrival within a process, in turn between processes.

    There are two file locks.  Who wants to write holds the gate while it waits for the other one, so that
    a process which has just written stands behind the one that waits.
    """

    def __init__(self, database: Path) -> None:
        self._descriptors: tuple[int, ...] = ()
        self._files = [database.with_name(f"{database.name}.{name}") for name in ("gate", "writer")]
        self.forget()

    def forget(self) -> None:
        """Start anew, as a forked child must: the locks are the parent's."""
        self._close()  # without this a parent that dies would leave its lock to the child
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._busy = False

    def close(self) -> None:
        """Close the files unless somebody writes; they are opened again when needed."""
        with self._mutex:
            if not self._busy:
                self._close()

    def _close(self) -> None:
        for descriptor in self._descriptors:
            os.close(descriptor)
        self._descriptors = ()

    def acquire(self) -> None:
        """Wait for the turn.

        :raises TimeoutError: nobody made room within PATIENCE.
        """
        patience = time.monotonic() + PATIENCE
        turn = None
        with self._mutex:
            if self._busy:
                turn = threading.Event()
                self._waiting.append(turn)
            self._busy = True
        if turn is not None and not turn.wait(PATIENCE):
            with self._mutex:
                if turn in self._waiting:
                    self._waiting.remove(turn)
                    raise self._too_late()
        try:
            self._lock_files(patience)
        except BaseException:
            self._pass_on()
            raise

    def release(self) -> None:
        """Let the next one write."""
        _, writer = self._descriptors
        fcntl.flock(writer, fcntl.LOCK_UN)
        self._pass_on()

    def _pass_on(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._busy = False

    def _lock_files(self, patience: float) -> None:
        if not self._descriptors:
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._descriptors = tuple(os.open(file, flags, 0o600) for file in self._files)
        gate, writer = self._descriptors
        self._lock(gate, patience)
        try:
            self._lock(writer, patience)
        finally:
            fcntl.flock(gate, fcntl.LOCK_UN)

    def _lock(self, descriptor: int, patience: float) -> None:
        look, longest = LOOKS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > patience:
                    raise self._too_late() from None
                time.sleep(look)
                look = min(look * 2, longest)
            else:
                return

    def _too_late(self) -> TimeoutError:
        return TimeoutError(f"{self._files[1].stem} had no room for a writer within {PATIENCE:.0f} s")


def prepare_sqlite(engine: sa.Engine, database: Path) -> WriterQueue:
    """Set up pragmas, explicit BEGIN and the queue of writers on an engine."""
    queue = WriterQueue(database)
    sa.event.listen(engine, "connect", _connected)
    sa.event.listen(engine, "begin", lambda connection: _begin(connection, queue))
    sa.event.listen(engine, "checkin", lambda _connection, record: _give_back(record.info))
    sa.event.listen(engine, "invalidate", lambda _connection, record, _error: _give_back(record.info))
    return queue


def _connected(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection, queue: WriterQueue) -> None:
    reads = bool(connection.get_execution_options().get("cleeng_reads"))
    if connection.info.get("query_only", False) != reads:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
        connection.info["query_only"] = reads
    if reads:
        connection.exec_driver_sql("BEGIN")
        return
    if "writer_queue" not in connection.info:  # a connection keeps its turn until it goes back to the pool
        queue.acquire()
        connection.info["writer_queue"] = queue
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _give_back(info: dict[str, Any]) -> None:
    held: WriterQueue | None = info.pop("writer_queue", None)
    if held is not None:
        held.release()
