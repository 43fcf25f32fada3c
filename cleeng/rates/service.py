"""The rates of one source: what is known, what is taken over, what held on a day of the past."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.db import exclusive
from cleeng.rates.errors import NoRate
from cleeng.rates.guards import Verdict, believable, judge
from cleeng.rates.models import ExchangeRates
from cleeng.rates.rate import Quotation, Rate, RateTable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy.orm import Session

    from cleeng.api import Clock, DayRates, ExchangeRateProvider

log = logging.getLogger(__name__)

#: What no two processes do at once.
TASK = "exchange rates"
#: Days of publication that are looked through for the newest rate of a currency: about three months.
RECENT = 60
#: A rate that is asked for by day may be published so much later: the longest holidays, and some days of grace.
PATIENCE = dt.timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Update:
    """What came of new rates: how many days got any, the newest day that is known now, and what was held back."""

    days: int
    newest: dt.date | None
    verdict: Verdict


class RateService:
    """The rates of one source within one unit of work; `clock` is real time."""

    def __init__(self, db: Session, clock: Clock, provider: ExchangeRateProvider) -> None:
        self.db = db
        self.clock = clock
        self.provider = provider

    def table(self) -> RateTable:
        """Return the newest rate of each currency, of what was fetched and what came with the plugin."""
        stored = self.db.scalars(self._days().order_by(ExchangeRates.day.desc()).limit(RECENT))
        newest = _newest((row.day, _decimals(row.rates)) for row in stored)
        for currency, quotation in bundled_quotations(self.provider).items():
            if currency not in newest or newest[currency].day < quotation.day:
                newest[currency] = quotation
        return self._table(newest)

    def take(self, came: Iterable[DayRates], accepted: Collection[str] = ()) -> Update:
        """Take over what is new and believable; `accepted` are currencies whose jumps a person has looked at.

        One process at a time: what came is compared with what is kept.

        :raises RatesRefused: they are absurd; nothing was taken over.
        """
        exclusive(self.db.connection(), TASK)
        table = self.table()
        verdict = judge(
            came,
            table.quotations,
            today=self.clock.now().date(),
            max_change=self.provider.max_change,
            accepted=accepted,
        )
        for day, rates in verdict.new.items():
            self._add(day, rates)
        self.db.flush()
        return Update(len(verdict.new), max(filter(None, [table.newest, *verdict.new]), default=None), verdict)

    def on(self, day: dt.date, base: str, currency: str) -> Rate:
        """Return the rate of a day, or of the next day of publication where there was none.

        That is how returns want it (Council Implementing Regulation (EU) 2020/194).

        :raises NoRate: it is not published yet, or a currency was not among those of the days that follow.
        """
        last = day + PATIENCE
        stored = self._days().where(ExchangeRates.day.between(day, last)).order_by(ExchangeRates.day)
        days = {row.day: _decimals(row.rates) for row in self.db.scalars(stored)}
        for bundled in itertools.takewhile(lambda rates: rates.day >= day, self.provider.bundled()):
            if bundled.day <= last:
                days[bundled.day] = {**bundled.rates, **days.get(bundled.day, {})}
        for published in sorted(days):
            quotations = {name: Quotation(published, rate) for name, rate in days[published].items()}
            if rate := self._table(quotations).rate(base, currency):
                return rate
        raise NoRate(f"there is no rate from {base} to {currency} of {day} or the days after it")

    def _days(self) -> sa.Select[ExchangeRates]:
        return sa.select(ExchangeRates).where(ExchangeRates.source == self.provider.source)

    def _table(self, quotations: Mapping[str, Quotation]) -> RateTable:
        return RateTable(self.provider.source, self.provider.title, self.provider.base, quotations)

    def _add(self, day: dt.date, rates: Mapping[str, Decimal]) -> None:
        written = {currency: str(rate) for currency, rate in rates.items()}
        row = self.db.get(ExchangeRates, (self.provider.source, day), with_for_update=True)
        if row is not None:
            row.rates = {**written, **row.rates}
            return
        self.db.add(
            ExchangeRates(
                source=self.provider.source,
                day=day,
                base=self.provider.base,
                rates=written,
                stored_at=self.clock.now(),
            )
        )


@lru_cache(maxsize=16)
def bundled_quotations(provider: ExchangeRateProvider) -> dict[str, Quotation]:
    """Return the newest rate of each currency among those that come with the plugin; read once.

    A plugin whose file is damaged must not close the shop: it is logged, and there are none.
    """
    try:
        days = map(believable, itertools.islice(provider.bundled(), RECENT))
        return _newest((day.day, day.rates) for day in days)
    except Exception:  # somebody else's code and files
        log.exception("the packaged exchange rates cannot be read", extra={"source": provider.source})
        return {}


def _newest(days: Iterable[tuple[dt.date, Mapping[str, Decimal]]]) -> dict[str, Quotation]:
    """Return the newest rate of each currency, of days from the newest on."""
    found: dict[str, Quotation] = {}
    for day, rates in days:
        for currency, rate in rates.items():
            found.setdefault(currency, Quotation(day, rate))
    return found


def _decimals(stored: Mapping[str, Any]) -> dict[str, Decimal]:
    return {currency: Decimal(text) for currency, text in stored.items()}
