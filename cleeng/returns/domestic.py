"""The summary for the return at home: what was taxed there, and apart from it what was not.

Pure functions.  What was sold in another currency has rows of its own, and stands there in the state's currency too:
the tax as the invoices say it, the net at the same rates (Directive 2006/112/EC, article 91).  No rate of today is
used, so that the summary and the invoices cannot differ.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from cleeng.api import Money, TaxReason, minor_units
from cleeng.returns.adding import TAXED, added, owed_by_buyers, written
from cleeng.returns.rows import Row, TaxReturn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleeng.returns.period import Period
    from cleeng.returns.sums import Local, Sum


def domestic_return(sums: Iterable[Sum], period: Period, home: str, currency: str) -> TaxReturn:
    """Sum up the sales that `home` taxes, by part of the country, tax and rate, less what was credited.

    What is said in `currency`, the country's own, is added up to what is payable.  Rows of which the invoices name
    no rate stay as they are; so many are `TaxReturn.unconverted`.

    Beside these, by country: sales of which the buyer owes the tax, sales that nobody taxed, with the reason, and
    sales that other countries tax.
    """
    sections: dict[str, list[Sum]] = {"taxed": [], "reverse_charge": [], "untaxed": [], "elsewhere": []}
    for found in sums:
        sections[_section(found, home)].append(found)
    rows = _grouped(sections["taxed"], "taxed", period, currency)
    beside = [
        *(_as_it_is(row, currency) for row in owed_by_buyers(sections["reverse_charge"], period)),
        *_grouped(sections["untaxed"], "untaxed", period, currency),
    ]
    payable = Money.sum((row.return_tax for row in rows if row.return_tax is not None), currency)
    return TaxReturn(
        scheme="domestic",
        period=period.name,
        first=period.first,
        last=period.last,
        rows=[
            *rows,
            Row("payable", period.name, written(home), None, None, None, payable),
            *beside,
            *_grouped(sections["elsewhere"], "elsewhere", period, currency),
        ],
        nil=not rows,
        payable=payable,
        unconverted=sum(row.return_net is None for row in (*rows, *beside)),
    )


def _section(found: Sum, home: str) -> str:
    if found.kind is TaxReason.REVERSE_CHARGE:
        return "reverse_charge"
    if found.country == home and found.kind in (*TAXED, TaxReason.ZERO):
        return "taxed"
    return "elsewhere" if found.kind in TAXED else "untaxed"


def _grouped(sums: Iterable[Sum], section: str, period: Period, currency: str) -> list[Row]:
    def key(s: Sum) -> tuple[str, str, str, str, Decimal, str, bool]:
        return s.country, s.region, s.name, s.kind.value, s.rate, s.net.currency, _said_in(s, currency)

    rows = []
    for (country, region, name, kind, rate, own, said), same in groupby(sorted(sums, key=key), key):
        found = list(same)
        row = replace(added(found, section, period, country), region=region, name=name, kind=kind, rate=rate)
        if said and own != currency:
            row = _converted(row, [(s.net, s.local) for s in found if s.local is not None], currency)
        rows.append(_as_it_is(row, currency))
    return rows


def _as_it_is(row: Row, currency: str) -> Row:
    """Return a row with its amounts as those of the return too, where they are in its currency."""
    if row.net is None or row.net.currency != currency:
        return row
    return replace(row, return_net=row.net, return_tax=row.tax)


def _said_in(found: Sum, currency: str) -> bool:
    return found.local is not None and found.local.tax.currency == currency


def _converted(row: Row, parts: Sequence[tuple[Money, Local]], currency: str) -> Row:
    """Say a row in the state's currency: the tax as the documents have it, the net exactly, then half up."""
    exact = sum((net.decimal * local.rate for net, local in parts), Decimal(0)).scaleb(minor_units(currency))
    net = Money(int(exact.to_integral_value(rounding=ROUND_HALF_UP)), currency)
    return replace(row, return_net=net, return_tax=Money.sum((local.tax for _, local in parts), currency))
