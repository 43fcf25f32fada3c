"""The summary for the return at home: what was taxed there, and apart from it what was not.

Pure functions.  Nothing is converted: what was sold in another currency has rows of its own.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from cleeng.api import Money, TaxReason
from cleeng.returns.adding import TAXED, added, owed_by_buyers
from cleeng.returns.rows import Row, TaxReturn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from cleeng.returns.period import Period
    from cleeng.returns.sums import Sum


def domestic_return(sums: Iterable[Sum], period: Period, home: str) -> TaxReturn:
    """Sum up the sales that `home` taxes, by part of the country, tax and rate, less what was credited.

    Beside these, by country: sales of which the buyer owes the tax, sales that nobody taxed, with the reason, and
    sales that other countries tax.
    """
    sections: dict[str, list[Sum]] = {"taxed": [], "reverse_charge": [], "untaxed": [], "elsewhere": []}
    for found in sums:
        sections[_section(found, home)].append(found)
    rows = _grouped(sections["taxed"], "taxed", period)
    payable = [
        Row("payable", period.name, home, None, Money.sum(taxes, currency), None, None)
        for currency, taxes in _taxes(rows).items()
    ]
    return TaxReturn(
        scheme="domestic",
        period=period.name,
        first=period.first,
        last=period.last,
        rows=[
            *rows,
            *payable,
            *owed_by_buyers(sections["reverse_charge"], period),
            *_grouped(sections["untaxed"], "untaxed", period),
            *_grouped(sections["elsewhere"], "elsewhere", period),
        ],
        nil=not rows,
        payable=payable[0].tax if len(payable) == 1 else None,
    )


def _section(found: Sum, home: str) -> str:
    if found.kind is TaxReason.REVERSE_CHARGE:
        return "reverse_charge"
    if found.country == home and found.kind in (*TAXED, TaxReason.ZERO):
        return "taxed"
    return "elsewhere" if found.kind in TAXED else "untaxed"


def _grouped(sums: Iterable[Sum], section: str, period: Period) -> list[Row]:
    def key(s: Sum) -> tuple[str, str, str, str, Decimal, str]:
        return s.country, s.region, s.name, s.kind.value, s.rate, s.net.currency

    rows = []
    for (country, region, name, kind, rate, _), same in groupby(sorted(sums, key=key), key):
        row = added(list(same), section, period, country)
        rows.append(replace(row, region=region, name=name, kind=kind, rate=rate))
    return rows


def _taxes(rows: Iterable[Row]) -> dict[str, list[Money]]:
    taxes: dict[str, list[Money]] = {}
    for row in rows:
        if row.tax is not None:
            taxes.setdefault(row.tax.currency, []).append(row.tax)
    return taxes
