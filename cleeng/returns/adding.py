"""What the returns of all schemes have in common: sums added up to rows."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from cleeng.api import Money, TaxReason
from cleeng.returns.rows import Row

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from cleeng.returns.period import Period
    from cleeng.returns.sums import Sum

#: The seller owes tax.
TAXED = (TaxReason.STANDARD, TaxReason.REDUCED)
#: Member states since the One Stop Shop began (ISO 3166-1 alpha-2).
STATES = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
#: How EU forms write Greece.
_WRITTEN = {"GR": "EL"}
_READ = {"EL": "GR"}


def added(sums: Sequence[Sum], section: str, period: Period, country: str) -> Row:
    """Add up sums of one currency."""
    currency = sums[0].net.currency
    return Row(
        section,
        period.name,
        written(country),
        net=Money.sum((s.net for s in sums), currency),
        tax=Money.sum((s.tax for s in sums), currency),
        return_net=None,
        return_tax=None,
        documents=sum(s.documents for s in sums),
    )


def written(country: str) -> str:
    """Return a country as forms have it."""
    return _WRITTEN.get(country, country)


def owed_by_buyers(sums: Iterable[Sum], period: Period, countries: Container[str] | None = None) -> list[Row]:
    """List what businesses owe the tax of, by their number: what a recapitulative statement is made of.

    With `countries` only what is owed in these.
    """

    def key(s: Sum) -> tuple[str, str, str]:
        return _owed_in(s), s.tax_id, s.net.currency

    owed = (s for s in sums if s.kind is TaxReason.REVERSE_CHARGE)
    theirs = (s for s in owed if countries is None or _owed_in(s) in countries)
    return [
        replace(added(list(same), "reverse_charge", period, country), tax_id=tax_id)
        for (country, tax_id, _), same in groupby(sorted(theirs, key=key), key)
    ]


def _owed_in(found: Sum) -> str:
    """Return where a business accounts for the tax: the member state of its number (Monaco's are French)."""
    state = found.tax_id[:2]
    state = _READ.get(state, state)
    return state if state in STATES else found.country
