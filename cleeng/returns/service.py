"""Returns of one publisher."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from cleeng.places import currency_in
from cleeng.rates.errors import NoRate
from cleeng.returns.domestic import domestic_return
from cleeng.returns.oss import oss_return
from cleeng.returns.sums import sums

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from cleeng.publishers.publisher import Publisher
    from cleeng.rates.rate import Rate
    from cleeng.rates.service import RateService
    from cleeng.returns.period import Period
    from cleeng.returns.rows import TaxReturn


class Scheme(StrEnum):
    """What kind of return."""

    OSS = "oss"
    DOMESTIC = "domestic"


class ReturnService:
    """Makes the returns of one publisher; `rates` are those of its source, None where it uses none.  Reads only."""

    def __init__(self, db: Session, publisher: Publisher, rates: RateService | None) -> None:
        self.db = db
        self.publisher = publisher
        self.rates = rates

    def make(self, scheme: Scheme, period: Period, *, country: str = "", currency: str = "EUR") -> TaxReturn:
        """Make the return of a period from what was issued in it.

        `country` is where it is filed, the publisher's own if "".  The OSS return is in `currency`, the other one in
        the country's own.

        :raises PeriodInvalid: the scheme has no such period.
        :raises NoRate: a currency of that period cannot be converted.
        """
        home = country or self.publisher.info.country
        found = sums(self.db, self.publisher, period)
        if scheme is Scheme.OSS:
            return oss_return(found, period, home, currency, self._rate_on)
        return domestic_return(found, period, home, currency_in(home) or self.publisher.info.currency)

    def _rate_on(self, day: dt.date, base: str, currency: str) -> Rate:
        if self.rates is None:
            raise NoRate(f"{currency} was taken, and [rates] of the publisher's ini names no source of rates")
        return self.rates.on(day, base, currency)
