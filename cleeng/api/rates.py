"""Exchange rate providers: what currencies are worth, day by day."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from cleeng.api.errors import CleengError
from cleeng.api.provider import Provider

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cleeng.api.context import Context


class RatesUnavailable(CleengError):
    """Rates cannot be had now: nobody answers, or what came cannot be read.  The text is for the operator."""

    code = "rates_unavailable"


@dataclass(frozen=True, slots=True)
class DayRates:
    """What one unit of the provider's `base` was worth on `day`: units of each currency (ISO 4217)."""

    day: dt.date
    rates: Mapping[str, Decimal]


class ExchangeRateProvider(Provider, ABC):
    """Knows what currencies are worth.

    The core keeps what it gives, checks it, and prices with that: a provider is never asked in a request.
    """

    base: ClassVar[str] = "EUR"  #: the currency that the rates are relative to
    max_age: int = 5  #: days after which the newest rates mean that something is wrong
    max_change: Decimal = Decimal(10)  #: percent that a rate may move between two publications

    @property
    def source(self) -> str:
        """Name where the data comes from, at most 200 characters; who names the same shares what was fetched.

        Stored with rates and with orders.  A provider whose settings lead to other data adds them.
        """
        return self.name

    def bundled(self) -> Iterable[DayRates]:
        """Give the rates that come with the plugin, newest first: they hold until newer ones are fetched.

        Read from a file, without network, and lazily: the core takes what it needs from the beginning.
        """
        return ()

    @abstractmethod
    def fetch(self, ctx: Context, address: str = "") -> Sequence[DayRates]:
        """Ask for the rates that there are, in any order; `address` where the operator names another one.

        Called by the worker and by `cleeng rates update` with no transaction open; answers within `ctx.timeout`
        seconds.

        :raises RatesUnavailable: nobody answers, or what came cannot be read.
        """

    def read(self, content: bytes) -> Sequence[DayRates]:
        """Read a file that the operator brought.

        :raises RatesUnavailable: it cannot be read, or this provider knows no files.
        """
        raise RatesUnavailable(f"{self.name} reads no files")

    def next_fetch(self, now: dt.datetime, newest: dt.date | None) -> dt.datetime:
        """Say when it is worth asking again; `now` is real time, `newest` the newest day that is known."""
        return now + dt.timedelta(hours=6)
