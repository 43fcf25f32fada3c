"""Due work: rows that say when they are due, claimed by any number of workers.

A row that is due is leased for a while by whoever claims it; a worker that dies simply lets the lease
end.  On PostgreSQL claims skip rows that others hold (FOR UPDATE SKIP LOCKED), on SQLite they take the
single writer's turn.  Handlers run outside any transaction and must bear to be run again.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.clock import Clocks
    from cleeng.db import Database

log = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
BATCH = 50
#: Pauses before the second, third ... try; the last one repeats.
PAUSES = tuple(dt.timedelta(seconds=s) for s in (5, 30, 120, 600, 3600, 4 * 3600))
#: After so many tries a row is left for a person.
MOST_ATTEMPTS = 12


class Due:
    """Columns of a table that holds due work.

    `due_at` goes by the publisher's clock, None when there is nothing to do.  `leased_until` goes by real
    time.  `dead_at` marks a row that failed too often: it waits for a person.
    """

    due_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    leased_until: Mapped[dt.datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(sa.String(500), default="")
    dead_at: Mapped[dt.datetime | None] = mapped_column(default=None)


def pause(attempts: int) -> dt.timedelta:
    """Return how long to wait after the n-th try."""
    return PAUSES[min(attempts, len(PAUSES)) - 1]


class Handler(Protocol):
    """Does the due work of one table."""

    model: type[Any]

    def run(self, key: tuple[Any, ...]) -> None:
        """Do what is due for the row `key`, and settle or postpone it.  An exception postpones it."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is ours until the lease ends."""

    handler: Handler
    key: tuple[Any, ...]


class Worker:
    """Claims due rows and runs their handlers, one after the other."""

    def __init__(
        self, database: Database, clocks: Clocks, handlers: Sequence[Handler], sandboxes: frozenset[int]
    ) -> None:
        self.database = database
        self.clocks = clocks
        self.handlers = handlers
        self._sandboxes = sandboxes
        self._stop = threading.Event()

    def step(self) -> int:
        """Do what is due now, a batch per table at most; return how many rows were handled."""
        done = 0
        for handler in self.handlers:
            for claimed in self._claim(handler):
                self._run(claimed)
                done += 1
                if self._stop.is_set():
                    return done
        return done

    def drain(self) -> int:
        """Do all that is due now; return how many rows were handled."""
        total = 0
        while done := self.step():
            total += done
        return total

    def run_forever(self, idle: float = 0.5) -> None:
        """Work until `stop()`; sleep `idle` seconds when nothing is due."""
        log.info("worker started")
        while not self._stop.is_set():
            try:
                busy = self.step()
            except sa.exc.SQLAlchemyError:
                log.exception("the database did not answer; trying again in 5 s")
                self._stop.wait(5)
                continue
            if not busy:
                self._stop.wait(idle)
        log.info("worker stopped")

    def stop(self) -> None:
        """End after the row in hand."""
        self._stop.set()

    def _claim(self, handler: Handler) -> list[Claimed]:
        model = handler.model
        with self.database.unit(writes=False) as unit:
            if unit.db.scalar(sa.select(sa.exists().where(self._is_due(model)))) is not True:
                return []
        with self.database.unit() as unit:
            columns = sa.inspect(model).primary_key
            query = sa.select(*columns).where(self._is_due(model)).order_by(model.due_at).limit(BATCH)
            keys = [tuple(row) for row in unit.db.execute(query.with_for_update(skip_locked=True))]
            if keys:
                until = self.clocks.base.now() + LEASE
                unit.db.execute(sa.update(model).where(sa.tuple_(*columns).in_(keys)).values(leased_until=until))
            return [Claimed(handler, key) for key in keys]

    def _is_due(self, model: type[Any]) -> sa.ColumnElement[bool]:
        """Say when a row is due: each publisher's rows go by its own clock."""
        real = self.clocks.base.now()
        moved = {id_: offset for id_ in self._sandboxes if (offset := self.clocks.offset(id_))}
        by_clock = sa.and_(model.due_at <= real, model.publisher_id.not_in(moved))
        theirs = [sa.and_(model.publisher_id == id_, model.due_at <= real + offset) for id_, offset in moved.items()]
        free = sa.or_(model.leased_until.is_(None), model.leased_until <= real)
        return sa.and_(sa.or_(by_clock, *theirs), free, model.dead_at.is_(None))

    def _run(self, claimed: Claimed) -> None:
        try:
            claimed.handler.run(claimed.key)
        except Exception as error:  # the outermost edge: one bad row must not stop the others
            log.exception("due work failed", extra={"table": claimed.handler.model.__tablename__, "key": claimed.key})
            self.postpone(claimed, repr(error))
        else:
            self._release(claimed)

    def _release(self, claimed: Claimed) -> None:
        """Give the lease back; a row that is still due and was not postponed would be run at once again."""
        model = claimed.handler.model
        with self.database.unit() as unit:
            row = unit.db.get(model, claimed.key)
            if row is not None:
                row.leased_until = None

    def postpone(self, claimed: Claimed, error: str) -> None:
        """Note a failed try: later again, or never when it failed too often."""
        model = claimed.handler.model
        with self.database.unit() as unit:
            row = unit.db.get(model, claimed.key, with_for_update=True)
            if row is None or row.due_at is None:
                return
            row.attempts += 1
            row.last_error = error[:500]
            row.leased_until = None
            now = self.clocks.of(row.publisher_id).now()
            row.due_at = now + pause(row.attempts)
            if row.attempts >= MOST_ATTEMPTS:
                row.dead_at = now
                log.error("due work given up", extra={"table": model.__tablename__, "key": claimed.key})
