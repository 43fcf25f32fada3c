"""The One Stop Shop: one quarterly return for the VAT of all other member states.

Directive 2006/112/EC, articles 369a to 369k and 358 to 369; Council Implementing Regulation (EU) 2020/194, annexes.
Pure functions: sums and exchange rates are handed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from cleeng.api import Money, minor_units
from cleeng.returns.adding import STATES, TAXED, added, owed_by_buyers
from cleeng.returns.errors import PeriodInvalid
from cleeng.returns.period import Period
from cleeng.returns.rows import Row, TaxReturn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleeng.rates.rate import Rate
    from cleeng.returns.sums import Sum

BEGAN = dt.date(2021, 7, 1)
#: For how many years after a return was due later ones may correct it (article 369g (4)).
CORRECTED = 3

#: Gives what one unit of a currency was worth in another on a day, or on the next day of publication.
RateOn = Callable[[dt.date, str, str], "Rate"]


def oss_return(sums: Iterable[Sum], period: Period, home: str, currency: str, rate_on: RateOn) -> TaxReturn:
    """Make the return of a quarter, in `currency`, of a seller who is registered for the scheme in `home`.

    Supplies stand by member state, kind of rate and rate, less what was credited in the same quarter.  What
    credit notes take back of earlier quarters corrects these, at their rates of exchange.  Each member state's
    balance is settled by itself: what one owes the seller does not lessen what is paid to the others.

    :raises PeriodInvalid: it is no quarter, or one before the scheme began.
    :raises NoRate: the rate of the quarter's last day is not known.
    """
    if not period.is_quarter:
        raise PeriodInvalid(f"an OSS return is quarterly: write {period.first.year}Q1 to {period.first.year}Q4")
    if period.first < BEGAN:
        raise PeriodInvalid(f"the One Stop Shop began with 2021Q3, after {period}")
    sums = list(sums)
    taxed = [s for s in sums if s.kind in TAXED and s.country in STATES and s.country != home]
    supplies = [s for s in taxed if s.corrects is None or s.corrects in period]
    earlier = [s for s in taxed if s.corrects is not None and s.corrects not in period]
    rows = _supplies(supplies, period, currency, rate_on)
    corrections = _corrections(earlier, period, currency, rate_on)
    rows += [row for row in corrections if row.section == "correction"]
    balances = _balances(rows, period, currency)
    payable = Money.sum((row.return_tax for row in balances if row.return_tax and row.return_tax.minor > 0), currency)
    total = Row("payable", period.name, "", None, None, None, payable)
    apart = [row for row in corrections if row.section != "correction"] + owed_by_buyers(sums, period, STATES - {home})
    return TaxReturn(
        scheme="oss",
        period=period.name,
        first=period.first,
        last=period.last,
        due=period.due,
        rows=[*rows, *balances, total, *apart],
        nil=not rows,
        payable=payable,
    )


def _supplies(sums: Sequence[Sum], period: Period, currency: str, rate_on: RateOn) -> list[Row]:
    def key(s: Sum) -> tuple[str, str, Decimal, str]:
        return s.country, s.kind.value, s.rate, s.net.currency

    rows = []
    for (country, kind, rate, _), same in groupby(sorted(sums, key=key), key):
        row = added(list(same), "supply", period, country)
        rows.append(_converted(replace(row, kind=kind, rate=rate), period, currency, rate_on))
    return rows


def _corrections(sums: Sequence[Sum], period: Period, currency: str, rate_on: RateOn) -> list[Row]:
    """Correct each earlier quarter by member state; a correction that comes too late stands apart."""

    def key(s: Sum) -> tuple[str, str, str]:
        return str(Period.quarter_of(s.corrects or period.first)), s.country, s.net.currency

    rows = []
    for (quarter, country, _), same in groupby(sorted(sums, key=key), key):
        earlier = Period.parse(quarter)
        late = period.due > earlier.due.replace(year=earlier.due.year + CORRECTED)
        row = added(list(same), "too_late" if late else "correction", earlier, country)
        rows.append(_converted(row, earlier, currency, rate_on))
    return rows


def _balances(rows: Iterable[Row], period: Period, currency: str) -> list[Row]:
    balances: dict[str, Money] = {}
    for row in rows:
        balances[row.country] = balances.get(row.country, Money(0, currency)) + (row.return_tax or Money(0, currency))
    return [Row("balance", period.name, state, None, None, None, tax) for state, tax in sorted(balances.items())]


def _converted(row: Row, period: Period, currency: str, rate_on: RateOn) -> Row:
    """Say a row in the return's currency, by the rate of its period's last day (article 369h (2))."""
    if row.net is None or row.tax is None or row.net.currency == currency:
        return replace(row, return_net=row.net, return_tax=row.tax)
    rate = rate_on(period.last, currency, row.net.currency)
    return replace(row, return_net=exchanged(row.net, rate), return_tax=exchanged(row.tax, rate), exchange=rate)


def exchanged(amount: Money, rate: Rate) -> Money:
    """Return an amount in the base of a rate that says what one unit of the base is worth; half up."""
    minor = (amount.decimal / rate.rate).scaleb(minor_units(rate.base))
    return Money(int(minor.quantize(Decimal(1), rounding=ROUND_HALF_UP)), rate.base)
