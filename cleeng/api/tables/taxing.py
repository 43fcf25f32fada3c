"""Taxing by a table: what the rules that come with one have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.api.tables.lines import free_line, means_gross, reverse_charged_line, tax_line
from cleeng.api.tables.table import Charge
from cleeng.api.taxes import PartRate, RateKind, TaxQuote, TaxReason, TaxUnknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleeng.api.location import Location
    from cleeng.api.tables.table import Rate, TaxArea, TaxTable
    from cleeng.api.taxes import TaxableLine, TaxedLine, TaxQuery

_REASONS = {
    Charge.STANDARD: TaxReason.STANDARD,
    Charge.REDUCED: TaxReason.REDUCED,
    Charge.ZERO: TaxReason.ZERO,
    Charge.EXEMPT: TaxReason.EXEMPT,
}


def find_rate(table: TaxTable, area: TaxArea, query: TaxQuery, line: TaxableLine) -> Rate:
    """Return the row that a line falls under.

    :raises TaxUnknown: the table begins later, or says nothing of the area.
    """
    rate = table.find(area.country, query.date, area.region, line.product)
    if rate is None:
        place = f"{area.country}-{area.region}" if area.region else area.country
        raise TaxUnknown(f"no rate for {line.product} in {place} on {query.date}")
    return rate


def tax_by_table(
    table: TaxTable, area: TaxArea, query: TaxQuery, *, inclusive: bool | None, location: Location | None = None
) -> TaxQuote:
    """Tax each line by the row that it falls under; the facts are those of the row that takes most.

    :raises TaxUnknown: see `find_rate`.
    """
    found = [find_rate(table, area, query, line) for line in query.lines]
    lines = [_taxed(line, rate, inclusive) for line, rate in zip(query.lines, found, strict=True)]
    most = max(found, key=lambda rate: rate.rate)
    return TaxQuote(lines, _REASONS[most.charge], location=location, facts=rate_facts(most, area))


def reverse_charge(
    table: TaxTable, area: TaxArea, query: TaxQuery, *, inclusive: bool | None, location: Location | None, text: str
) -> TaxQuote:
    """Charge no tax: the buyer, a business, accounts for it.  A price with tax in it is less by that tax.

    :raises TaxUnknown: see `find_rate`.
    """
    found = [find_rate(table, area, query, line) for line in query.lines]
    lines = [
        reverse_charged_line(line, rate.rate, gross=means_gross(line, area.country, inclusive))
        for line, rate in zip(query.lines, found, strict=True)
    ]
    return TaxQuote(lines, TaxReason.REVERSE_CHARGE, text, location)


def untaxed(
    query: TaxQuery, reason: TaxReason, location: Location | None = None, facts: Mapping[str, str] | None = None
) -> TaxQuote:
    """Leave every line as it is, for a reason."""
    return TaxQuote([free_line(line) for line in query.lines], reason, location=location, facts=facts or {})


def rate_facts(rate: Rate, area: TaxArea) -> dict[str, str]:
    """Return what whoever has to explain an answer needs to know of the row that it stands on."""
    facts = {
        "rate_source": rate.source,
        "rate_valid_from": rate.valid_from.isoformat(),
        "rate_checked": rate.checked.isoformat(),
    }
    return {**facts, "territory": area.territory.name} if area.territory else facts


def _taxed(line: TaxableLine, rate: Rate, inclusive: bool | None) -> TaxedLine:
    if not rate.rate:
        return free_line(line)
    kind = RateKind.REDUCED if rate.charge is Charge.REDUCED else RateKind.STANDARD
    part = PartRate(rate.country, rate.name, rate.rate, rate.region, kind)
    return tax_line(line, [part], gross=means_gross(line, rate.country, inclusive))
