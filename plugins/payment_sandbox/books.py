"""The bank's books: a SQLite file of its own, written through connections of its own.

Never the application's transaction: what stands here is what "the bank" did, also when our own process
ended before it could write anything down.
"""

from __future__ import annotations

import fcntl
import sqlite3
import threading
import weakref
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .rows import Entries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Times are milliseconds since 1970, UTC, by the publisher's clock; amounts are minor units.
SCHEMA = """
CREATE TABLE IF NOT EXISTS payment (
    publisher_id INTEGER NOT NULL, key TEXT NOT NULL, reference TEXT NOT NULL, customer_id INTEGER NOT NULL,
    method TEXT NOT NULL, card TEXT NOT NULL, snapshot TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0), currency TEXT NOT NULL,
    status TEXT NOT NULL, code TEXT NOT NULL, settles_at INTEGER, created_at INTEGER NOT NULL,
    keep INTEGER NOT NULL, saved_token TEXT NOT NULL,
    ticket TEXT UNIQUE, form_token TEXT NOT NULL, tries_left INTEGER NOT NULL,
    return_url TEXT NOT NULL, cancel_url TEXT NOT NULL,
    PRIMARY KEY (publisher_id, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS payment_settles ON payment (publisher_id, settles_at) WHERE settles_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS refund (
    publisher_id INTEGER NOT NULL, key TEXT NOT NULL, payment_key TEXT NOT NULL, reference TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0), currency TEXT NOT NULL, created_at INTEGER NOT NULL,
    PRIMARY KEY (publisher_id, key),
    FOREIGN KEY (publisher_id, payment_key) REFERENCES payment (publisher_id, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS refund_payment ON refund (publisher_id, payment_key);
CREATE TABLE IF NOT EXISTS kept_method (
    publisher_id INTEGER NOT NULL, token TEXT NOT NULL, customer_id INTEGER NOT NULL,
    card TEXT NOT NULL, snapshot TEXT NOT NULL, network_reference TEXT NOT NULL, created_at INTEGER NOT NULL,
    PRIMARY KEY (publisher_id, token)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS kept_method_customer ON kept_method (publisher_id, customer_id, created_at);
CREATE TABLE IF NOT EXISTS notice (
    publisher_id INTEGER NOT NULL, id TEXT NOT NULL, payment_key TEXT NOT NULL, happened_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL, sends_left INTEGER NOT NULL, failures INTEGER NOT NULL,
    PRIMARY KEY (publisher_id, id)) WITHOUT ROWID;
"""


class Books:
    """The file.  All threads may share one object; connections are opened at first use and kept for the next.

    Not for passing on to a forked process.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: deque[sqlite3.Connection] = deque()
        self._opening = threading.Lock()
        self._ready = False
        #: Threads queue here, first come first served: SQLite's own waiting sleeps and is unfair.
        self._writing = threading.Lock()
        weakref.finalize(self, _close, self._idle)

    @contextmanager
    def reading(self) -> Iterator[Entries]:
        """Look at the books as they stand."""
        with self._connection() as db:
            yield Entries(db)

    @contextmanager
    def writing(self) -> Iterator[Entries]:
        """Change the books: alone, and all or nothing.  Keep it short."""
        with self._writing, self._connection() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield Entries(db)
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def close(self) -> None:
        """Close what is idle; the next use opens again."""
        _close(self._idle)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            db = self._idle.pop()
        except IndexError:
            db = self._open()
        try:
            yield db
        finally:
            if db.in_transaction:  # not even the rollback worked: closing undoes it
                db.close()
            else:
                self._idle.append(db)

    def _open(self) -> sqlite3.Connection:
        with self._opening:
            if not self._ready:
                self._create()
                self._ready = True
        return _connect(self.path)

    def _create(self) -> None:
        """Make the file.  Under a lock, because the switch to WAL does not wait for another process."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            db = _connect(self.path)
            try:
                db.execute("PRAGMA journal_mode = WAL")
                db.executescript(SCHEMA)
            finally:
                db.close()


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    # NORMAL: what was written outlives our process; a power cut may lose test money, and that is all there is.
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA foreign_keys = ON")
    return db


def _close(idle: deque[sqlite3.Connection]) -> None:
    while idle:
        idle.pop().close()
