"""Due work: rows that say when they are due, claimed by any number of workers.

A row that is due is leased for a while by whoever claims it; a worker that dies simply lets the lease
end.  On PostgreSQL claims skip rows that others hold (FOR UPDATE SKIP LOCKED), on SQLite they take the
single writer's turn.  A lease is renewed before a row is run, so that only a row that takes longer than
LEASE can be run by two workers.  Handlers run outside any transaction and must bear to be run again.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cleeng import logs

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cleeng.api import Clock
    from cleeng.clock import Clocks
    from cleeng.db import Database

log = logging.getLogger(__name__)

#: Longer than any handler takes for one row.
LEASE = dt.timedelta(minutes=2)
#: Rows that a worker claims at once.
BATCH = 50
#: Seconds that a worker sleeps when nothing is due, and when the database does not answer.
IDLE = 0.5
TROUBLE = 5.0
#: Pauses before the second, third ... try; the last one repeats.
PAUSES = tuple(dt.timedelta(seconds=s) for s in (5, 30, 120, 600, 3600, 4 * 3600))
#: Longest pause that the other side may ask for.
LONGEST = dt.timedelta(days=1)
#: After so many tries a row is left for a person.
MOST_ATTEMPTS = 12


class TryLater(Exception):
    """A handler's way to postpone a row where nothing is broken here: the other side cannot take it now.

    `after` is how long the other side asked us to wait at least, at most LONGEST counts.
    """

    def __init__(self, reason: str, after: dt.timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = min(after or dt.timedelta(0), LONGEST)


class Due:
    """Columns of a table that holds due work.

    A table without `publisher_id` is the installation's own, and goes by real time.  Else `due_at` goes by the
    publisher's clock; it is None when there is nothing to do.  `leased_until` goes by real
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


def of_publishers(model: type[Any]) -> bool:
    """Say whether a table's rows belong to publishers; else they are the installation's own."""
    return hasattr(model, "publisher_id")


def clock_of(row: Any, clocks: Clocks) -> Clock:
    """Return the clock that a row of due work goes by."""
    return clocks.of(row.publisher_id) if of_publishers(type(row)) else clocks.base


class Handler(Protocol):
    """Does the due work of one table."""

    model: type[Any]

    def run(self, key: tuple[Any, ...]) -> None:
        """Do what is due for the row `key`, and settle or postpone it.  An exception postpones it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that is ours until the lease ends, and when it was due."""

    handler: Handler
    key: tuple[Any, ...]
    due_at: dt.datetime
    until: dt.datetime


class Worker:
    """Claims due rows of some publishers and runs their handlers, one after the other.

    `publishers` are ids, or the question for them where the database knows of more than the inis.
    """

    def __init__(
        self,
        database: Database,
        clocks: Clocks,
        handlers: Sequence[Handler],
        publishers: Collection[int] | sa.Select[int],
    ) -> None:
        self.database = database
        self.clocks = clocks
        self.handlers = handlers
        self._publishers = publishers
        self._stop = threading.Event()

    def step(self) -> int:
        """Do what is due now, a batch per table at most; return how many rows were handled."""
        return sum(self._batch(handler) for handler in self.handlers)

    def drain(self) -> int:
        """Do all that is due now; return how many rows were handled."""
        total = 0
        while done := self.step():
            total += done
        return total

    def run_forever(self) -> None:
        """Work until `stop()`."""
        log.info("worker started")
        while not self._stop.is_set():
            try:
                busy = self.step()
            except (sa.exc.SQLAlchemyError, TimeoutError):
                log.exception("the database did not answer; the worker tries again", extra={"seconds": TROUBLE})
                self._stop.wait(TROUBLE)
                continue
            if not busy:
                self._stop.wait(IDLE)
        log.info("worker stopped")

    def stop(self) -> None:
        """End after the row in hand; rows that were claimed and not begun are given back."""
        self._stop.set()

    def _batch(self, handler: Handler) -> int:
        claims = self._claim(handler) if not self._stop.is_set() else []
        for done, claim in enumerate(claims):
            if self._stop.is_set():
                self._change_leases(claims[done:], None)
                return done
            held = self._renew(claim)
            if held is not None:
                self._run(held)
        return len(claims)

    def _claim(self, handler: Handler) -> list[Claim]:
        model, due = handler.model, self._is_due(handler.model)
        with self.database.unit(writes=False) as unit:
            if not unit.db.scalar(sa.select(sa.exists().where(due))):
                return []
        with self.database.unit() as unit:
            columns = sa.inspect(model).primary_key
            query = sa.select(model.due_at, *columns).where(due).order_by(model.due_at).limit(BATCH)
            rows = unit.db.execute(query.with_for_update(skip_locked=True)).all()
            until = self.clocks.base.now() + LEASE
            claims = [Claim(handler, tuple(key), due_at, until) for due_at, *key in rows]
            if claims:
                ours = sa.tuple_(*columns).in_([claim.key for claim in claims])
                unit.db.execute(sa.update(model).where(ours).values(leased_until=until))
        return claims

    def _is_due(self, model: type[Any]) -> sa.ColumnElement[bool]:
        """Say when a row is due: each publisher's rows go by its own clock; publishers without ini wait."""
        real = self.clocks.base.now()
        free = sa.or_(model.leased_until.is_(None), model.leased_until <= real)
        if not of_publishers(model):
            return sa.and_(model.due_at <= real, free, model.dead_at.is_(None))
        moved = self.clocks.offsets()
        theirs = [sa.and_(model.publisher_id == id_, model.due_at <= real + offset) for id_, offset in moved.items()]
        by_clock = sa.or_(sa.and_(model.publisher_id.not_in(moved), model.due_at <= real), *theirs)
        return sa.and_(model.publisher_id.in_(self._publishers), by_clock, free, model.dead_at.is_(None))

    def _renew(self, claim: Claim) -> Claim | None:
        """Make sure that a row is still ours, and for long enough; None if another worker took it over."""
        now = self.clocks.base.now()
        if claim.until - now > LEASE / 2:
            return claim
        renewed = replace(claim, until=now + LEASE)
        return renewed if self._change_leases([claim], renewed.until) else None

    def _change_leases(self, claims: Sequence[Claim], until: dt.datetime | None) -> int:
        """Renew or give back leases of one batch that are still ours; return how many were."""
        model = claims[0].handler.model
        ours = sa.tuple_(*sa.inspect(model).primary_key).in_([claim.key for claim in claims])
        still = model.leased_until == claims[0].until
        with self.database.unit() as unit:
            changed: Any = unit.db.execute(sa.update(model).where(ours, still).values(leased_until=until))
            return int(changed.rowcount)

    def _run(self, claim: Claim) -> None:
        model = claim.handler.model
        whose = {"publisher": claim.key[0]} if of_publishers(model) else {}
        with logs.context(**whose, work=f"{model.__tablename__}:{claim.key[-1]}"):
            try:
                claim.handler.run(claim.key)
            except TryLater as later:
                error = logs.redact(str(later))
                log.warning("due work has to wait; it will be tried again", extra={"reason": error})
                self._settle(claim, error, later.after)
            except Exception as error:  # the outermost edge: one bad row must not stop the others
                log.exception("due work failed; it will be tried again")
                self._settle(claim, logs.redact(repr(error)))
            else:
                self._settle(claim, "")

    def _settle(self, claim: Claim, error: str, after: dt.timedelta = dt.timedelta(0)) -> None:
        """Give the row back.  One that failed, or was left due as it was, is postponed: never a busy loop."""
        model = claim.handler.model
        with self.database.unit() as unit:
            row = unit.db.get(model, claim.key, with_for_update=True)
            if row is None or row.leased_until not in (claim.until, None):
                return  # another worker has it
            row.leased_until = None
            if row.due_at == claim.due_at:
                self._postpone(row, error or "left as it was", after)

    def _postpone(self, row: Any, error: str, after: dt.timedelta) -> None:
        """Try again later, not before `after` has passed, or never when it failed too often."""
        now = clock_of(row, self.clocks).now()
        row.attempts += 1
        row.last_error = error[:500]
        row.due_at = now + max(pause(row.attempts), after)
        if row.attempts >= MOST_ATTEMPTS:
            row.dead_at = now
            log.error("due work given up: a person must look", extra={"attempts": row.attempts, "error": error})
