"""What the returns of all schemes have in common: sums added up to rows."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from cleeng.api import Money, TaxReason
from cleeng.returns.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleeng.returns.period import Period
    from cleeng.returns.sums import Sum

#: The seller owes tax.
TAXED = (TaxReason.STANDARD, TaxReason.REDUCED)
#: How EU forms write Greece.
_WRITTEN = {"GR": "EL"}


def added(sums: Sequence[Sum], section: str, period: Period, country: str) -> Row:
    """Add up sums of one currency."""
    currency = sums[0].net.currency
    return Row(
        section,
        period.name,
        _WRITTEN.get(country, country),
        net=Money.sum((s.net for s in sums), currency),
        tax=Money.sum((s.tax for s in sums), currency),
        return_net=None,
        return_tax=None,
        documents=sum(s.documents for s in sums),
    )


def owed_by_buyers(sums: Iterable[Sum], period: Period) -> list[Row]:
    """List what businesses owe the tax of, by their number: what a recapitulative statement is made of."""

    def key(s: Sum) -> tuple[str, str, str]:
        return s.country, s.tax_id, s.net.currency

    theirs = (s for s in sums if s.kind is TaxReason.REVERSE_CHARGE)
    return [
        replace(added(list(same), "reverse_charge", period, country), tax_id=tax_id)
        for (country, tax_id, _), same in groupby(sorted(theirs, key=key), key)
    ]
