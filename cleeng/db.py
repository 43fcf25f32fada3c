"""The database: models' base, column types, sessions and transactions.

A `Unit` is one session with its own explicit transaction manager.  Nothing commits but the unit's owner
(pyramid_tm for a page, the dispatcher for an RPC call, the worker for a step) and `outside_transaction`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import weakref
import zlib
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
import transaction
import zope.sqlalchemy
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Session

from cleeng.sqlite import prepare_sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleeng.sqlite import WriterQueue


#: Connections beyond the pool's size at the busiest moment, and seconds to wait for one of all these.
OVERFLOW = 20
POOL_PATIENCE = 30.0


#: serialization_failure and deadlock_detected (PostgreSQL, appendix A); SQLite's writers queue instead.
_RACES = {"40001", "40P01"}


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """A moment: aware going in and out, UTC in the database.  Naive values are refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Turn to UTC; SQLite stores it without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"naive datetime: {value!r}"
            raise TypeError(msg)
        value = value.astimezone(dt.UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Return it aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class ExactDecimal(sa.TypeDecorator[Decimal]):
    """A decimal number as text, digit for digit: no database rounds it, and 19 and 19.0 are stored alike."""

    impl = sa.String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """Write it without exponent and without zeros at its end."""
        return None if value is None else f"{value.normalize():f}"

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Decimal | None:  # noqa: ARG002
        """Read it back."""
        return None if value is None else Decimal(value)


JsonDict = dict[str, Any]
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


class Base(DeclarativeBase):
    """Base of all models.  Constraints are named, so that migrations can speak of them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        dt.datetime: UtcDateTime(),
        Decimal: ExactDecimal(),
        JsonDict: _JSON,
        list[str]: _JSON,
        list[JsonDict]: _JSON,
        StrEnum: sa.Enum(StrEnum, native_enum=False, length=32, values_callable=lambda e: [m.value for m in e]),
    }


class GuardedSession(Session):
    """A session that refuses to open a connection while no transaction is open.

    zope.sqlalchemy raises only after BEGIN, which on SQLite would leave the write lock held.
    """

    manager: transaction.TransactionManager | None = None

    def get_bind(self, *args: Any, **kwargs: Any) -> sa.Engine | sa.Connection:
        """Return the engine, or raise `transaction.interfaces.NoTransaction`."""
        if self.manager is not None:
            self.manager.get()
        return super().get_bind(*args, **kwargs)


@dataclass(frozen=True, slots=True)
class Unit:
    """A session and the transaction manager that it obeys."""

    db: Session
    tm: transaction.TransactionManager


class Database:
    """The engines: one whose transactions write, one whose transactions can only read."""

    _writers: WriterQueue | None

    def __init__(self, url: str, home: Path, *, pool_size: int = 10) -> None:
        target = sa.make_url(url)
        if target.get_backend_name() == "sqlite":
            path = home / (target.database or "cleeng.db")
            path.parent.mkdir(parents=True, exist_ok=True)
            self.engine = _engine(target.set(database=str(path)), pool_size)
            self._writers = prepare_sqlite(self.engine, path)
        else:
            self.engine = _engine(target, pool_size)
            self._writers = None
        self.reader = self.engine.execution_options(cleeng_reads=True, postgresql_readonly=True)
        start_anew = weakref.WeakMethod(self._start_anew)
        os.register_at_fork(after_in_child=lambda: (method := start_anew()) and method())

    def session(self, tm: transaction.TransactionManager, *, writes: bool) -> Session:
        """Return a session that joins `tm`, which must have begun."""
        session = GuardedSession(self.engine if writes else self.reader)
        session.manager = tm
        state = zope.sqlalchemy.datamanager.STATUS_CHANGED if writes else zope.sqlalchemy.datamanager.STATUS_ACTIVE
        zope.sqlalchemy.register(session, initial_state=state, transaction_manager=tm)
        return session

    @contextlib.contextmanager
    def unit(self, *, writes: bool = True) -> Iterator[Unit]:
        """Open a unit of work: commits at the end, rolls back on an exception."""
        tm = transaction.TransactionManager(explicit=True)
        tm.begin()
        session = self.session(tm, writes=writes)
        try:
            yield Unit(session, tm)
            tm.commit()
        except BaseException:
            with contextlib.suppress(transaction.interfaces.NoTransaction):
                tm.abort()
            raise
        finally:
            session.close()

    def _start_anew(self) -> None:
        """In a forked child: leave the parent's connections and locks alone."""
        self.engine.dispose(close=False)
        if self._writers is not None:
            self._writers.forget()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        if self._writers is not None:
            self._writers.close()


def _engine(url: sa.URL, pool_size: int) -> sa.Engine:
    """Make an engine whose errors do not quote what was written: it may be a person's."""
    ping = url.get_backend_name() != "sqlite"
    return sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=OVERFLOW,
        pool_timeout=POOL_PATIENCE,
        pool_pre_ping=ping,
        hide_parameters=True,
    )


def lost_a_race(error: sa.exc.DBAPIError) -> bool:
    """Say whether a transaction failed only because of another one: the same again may succeed."""
    return getattr(error.orig, "sqlstate", None) in _RACES


@contextlib.contextmanager
def outside_transaction(tm: transaction.TransactionManager) -> Iterator[None]:
    """Commit, let the block call another machine with no transaction open, begin again.

    Objects of the session are detached afterwards: fetch them anew.
    """
    tm.commit()
    try:
        yield
    finally:
        tm.begin()


def exclusive(connection: sa.Connection, task: str) -> None:
    """Wait until no other process does `task`, and keep it out until this transaction ends.

    SQLite needs nothing more: a transaction that writes is the only one.
    """
    if connection.dialect.name == "postgresql":
        key = zlib.crc32(f"cleeng:{task}".encode())
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
