"""Keeping rates up to date: asked by the worker, or by an operator who brings a file.

Whatever goes wrong, the rates that are known stay in use.  What an operator has to know is logged, and kept in the
feed's row for `cleeng rates show`.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.api import CleengError, RatesUnavailable
from cleeng.db import exclusive
from cleeng.rates.feeds import feeds
from cleeng.rates.models import RateFeed
from cleeng.rates.service import TASK, RateService, Update

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy.orm import Session

    from cleeng.api import Clock, DayRates
    from cleeng.application import Application
    from cleeng.rates.feeds import Feed

log = logging.getLogger(__name__)

#: Seconds that a source may take to answer.
TIMEOUT = 30.0
#: A source is asked again after this at the earliest, and at the latest; one that does not say when, after USUAL.
SOONEST, LATEST, USUAL = dt.timedelta(minutes=1), dt.timedelta(days=7), dt.timedelta(hours=6)


def arm(db: Session, clock: Clock, sources: Iterable[str]) -> None:
    """Make sure that every source in use is asked, from now on; those that were armed before stay as they are."""
    exclusive(db.connection(), TASK)
    for source in sources:
        row = db.get(RateFeed, source, with_for_update=True)
        if row is None:
            db.add(RateFeed(source=source, due_at=clock.now(), held={}))
        elif row.due_at is None:
            row.due_at = clock.now()
    db.flush()


class RateUpdater:
    """Takes new rates over, each source in transactions of its own; nothing is open while a source is asked."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.clock = application.clocks.base

    def fetch(self, feed: Feed, address: str = "", accepted: Collection[str] = ()) -> Update:
        """Ask a source, and take over what it says.

        :raises RatesUnavailable: it does not answer, or not with rates.
        :raises RatesRefused: they are absurd.
        """
        ctx = feed.publisher.context(f"rates:{feed.source}", timeout=TIMEOUT)
        return self._take(feed, lambda: feed.provider.fetch(ctx, address), accepted)

    def read(self, feed: Feed, content: bytes, accepted: Collection[str] = ()) -> Update:
        """Take over what a file says; raises as `fetch`."""
        return self._take(feed, lambda: feed.provider.read(content), accepted)

    def _take(self, feed: Feed, ask: Any, accepted: Collection[str]) -> Update:
        try:
            came: Sequence[DayRates] = ask()
            with self.application.database.unit() as unit:
                update = RateService(unit.db, self.clock, feed.provider).take(came, accepted)
                self._note(unit.db, feed, update, trouble_of(update, feed, self.clock.now().date()))
        except CleengError as error:
            self._failed(feed, str(error))
            raise
        except Exception as error:  # somebody else's plugin: what is known stays in use
            self._failed(feed, repr(error))
            raise RatesUnavailable(f"{feed.source}: {error!r}") from error
        self.application.rates.forget()
        return update

    def _note(self, db: Session, feed: Feed, update: Update, trouble: str) -> None:
        now = self.clock.now()
        row = self._row(db, feed.source)
        row.asked_at = row.fetched_at = now
        row.trouble, row.held = trouble[:500], {held.currency: held.to_json() for held in update.verdict.held}
        row.due_at = next_look(feed, now, update.newest)
        facts = {"source": feed.source, "days": update.days, "newest": str(update.newest)}
        if trouble:
            log.error("exchange rates need a person; the last good ones stay in use", extra={**facts, "why": trouble})
        else:
            log.info("exchange rates are up to date", extra=facts)

    def _failed(self, feed: Feed, text: str) -> None:
        with self.application.database.unit() as unit:
            newest = RateService(unit.db, self.clock, feed.provider).table().newest
            now = self.clock.now()
            row = self._row(unit.db, feed.source)
            row.asked_at, row.trouble = now, text[:500]
            row.due_at = next_look(feed, now, newest)
            level = logging.ERROR if is_old(newest, now.date(), feed.provider.max_age) else logging.WARNING
            facts = {"source": feed.source, "newest": str(newest), "why": text}
            log.log(level, "exchange rates could not be updated; the last good ones stay in use", extra=facts)

    def _row(self, db: Session, source: str) -> RateFeed:
        arm(db, self.clock, [source])
        return db.get_one(RateFeed, source)


class RateUpdates:
    """The worker's part: asks every source when there should be something new."""

    model = RateFeed

    def __init__(self, application: Application) -> None:
        self.application = application

    def run(self, key: tuple[Any, ...]) -> None:
        """Ask one source.  A source that no publisher uses any more is left alone until one does."""
        feed = feeds(self.application.publishers).get(key[0])
        if feed is None:
            with self.application.database.unit() as unit:
                unit.db.execute(sa.update(RateFeed).where(RateFeed.source == key[0]).values(due_at=None))
            return
        try:
            RateUpdater(self.application).fetch(feed)
        except CleengError:
            return  # told and noted: it is asked again when the provider says


def next_look(feed: Feed, now: dt.datetime, newest: dt.date | None) -> dt.datetime:
    """Say when to ask a source again: when it says, but neither at once, nor so late that nobody notices its end."""
    try:
        said = feed.provider.next_fetch(now, newest)
        return min(max(said, now + SOONEST), now + LATEST)
    except Exception:  # somebody else's code: the source is asked all the same
        log.exception("a source of exchange rates does not say when to ask again", extra={"source": feed.source})
        return now + USUAL


def trouble_of(update: Update, feed: Feed, today: dt.date) -> str:
    """Say what an operator should know of an update, "" if all is well."""
    said = [f"{held}: cleeng rates update --accept {held.currency} if that is right" for held in update.verdict.held]
    if is_old(update.newest, today, feed.provider.max_age):
        said.append(f"the newest rates are of {update.newest or 'no day'}: {feed.source} gives nothing new")
    return "; ".join(said)


def is_old(newest: dt.date | None, today: dt.date, max_age: int) -> bool:
    """Say whether the newest rates are older than holidays explain."""
    return newest is None or (today - newest).days > max_age
