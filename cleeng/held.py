"""Connections that each thread keeps for one raw statement: no pool, no transaction, no ORM.

What may happen to a kept connection is handled here: the server restarts, an operator puts another SQLite file in
place, the process forks, the thread or the application ends.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cleeng.sqlite import MAPPED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sqlalchemy as sa

_PRAGMAS = ("query_only=ON", "busy_timeout=30000", f"mmap_size={MAPPED}")


class _Link:
    """A connection, and in which process and to which file it was made."""

    __slots__ = ("__weakref__", "file", "pid", "raw")

    def __init__(self, raw: Any, file: tuple[int, int] | None) -> None:
        self.raw = raw
        self.file = file
        self.pid = os.getpid()

    def close(self) -> None:
        """Close it, unless it is the parent's: that would end the parent's session."""
        if self.pid == os.getpid():
            self.raw.close()

    __del__ = close


#: Connections of the parent process, kept so that nothing ever closes them here.
_parents: list[_Link] = []


class HeldConnections:
    """Runs statements that only read, each committed by itself, on the calling thread's own connection."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._path = Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None
        self._error: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._local = threading.local()
        self._links: weakref.WeakSet[_Link] = weakref.WeakSet()
        self._lock = threading.Lock()

    def rows(self, sql: str, params: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return all rows.  A statement that fails is tried once more on a new connection."""
        try:
            rows: list[tuple[Any, ...]] = self._raw().execute(sql, params).fetchall()
        except self._error:
            self._drop()
            rows = self._raw().execute(sql, params).fetchall()
        return rows

    def close(self) -> None:
        """Close the connections of all threads; a thread that asks again gets a new one."""
        with self._lock:
            links = list(self._links)
        for link in links:
            link.close()

    def _raw(self) -> Any:
        link: _Link | None = getattr(self._local, "link", None)
        if link is not None and link.pid == os.getpid() and link.file == self._file():
            return link.raw
        self._drop()
        file = self._file()  # before connecting: a file that is put in place meanwhile shows next time
        self._local.link = link = _Link(self._connect(), file)
        with self._lock:
            self._links.add(link)
        return link.raw

    def _drop(self) -> None:
        link: _Link | None = self._local.__dict__.pop("link", None)
        if link is not None and link.pid != os.getpid():
            _parents.append(link)
        elif link is not None:
            link.close()

    def _file(self) -> tuple[int, int] | None:
        """Return which file the database is now: another one may have been put in its place."""
        if self._path is None:
            return None
        status = self._path.stat()
        return status.st_dev, status.st_ino

    def _connect(self) -> Any:
        if self._path is not None:
            uri = f"file:{quote(str(self._path))}?mode=rw"
            raw = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
            for pragma in _PRAGMAS:
                raw.execute(f"PRAGMA {pragma}")
            return raw
        args, params = self._engine.dialect.create_connect_args(self._engine.url)
        raw = self._engine.dialect.loaded_dbapi.connect(*args, **params, autocommit=True, prepare_threshold=0)
        raw.execute("SET default_transaction_read_only = on")
        return raw
