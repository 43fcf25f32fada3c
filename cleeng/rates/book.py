"""The newest rates in memory, for prices: a quote costs no question to the database."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

from cleeng.rates.service import RateService

if TYPE_CHECKING:
    from cleeng.api import Clock, ExchangeRateProvider
    from cleeng.db import Database
    from cleeng.rates.rate import RateTable

#: For how long a process believes what it read; rates change once a day.
KEPT = dt.timedelta(minutes=1)


class RateBook:
    """Hands out the newest rates of each source.  Shared by all threads; `clock` is real time."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._tables: dict[str, tuple[dt.datetime, RateTable]] = {}
        self._lock = threading.Lock()

    def table(self, provider: ExchangeRateProvider) -> RateTable:
        """Return the newest rate of each currency, as it was at most a minute ago."""
        now = self._clock.now()
        known = self._tables.get(provider.source)
        fresh = known is not None and dt.timedelta(0) <= now - known[0] < KEPT  # a clock may be put back
        if not fresh and self._lock.acquire(blocking=known is None):
            try:
                known = self._tables[provider.source] = (now, self._read(provider))
            finally:
                self._lock.release()
        assert known is not None
        return known[1]

    def _read(self, provider: ExchangeRateProvider) -> RateTable:
        with self._database.unit(writes=False) as unit:
            return RateService(unit.db, self._clock, provider).table()

    def today(self) -> dt.date:
        """Return the day by real time, which rates go by."""
        return self._clock.now().date()

    def forget(self) -> None:
        """Drop what is kept: the next question asks the database."""
        self._tables.clear()
