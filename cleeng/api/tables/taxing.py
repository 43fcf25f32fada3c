"""Taxing by a table: what the rules that come with one have in common."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from cleeng.api.tables.lines import free_line, means_gross, reverse_charged_line, tax_line
from cleeng.api.tables.table import Charge
from cleeng.api.taxes import TaxQuote, TaxReason, TaxUnknown

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
    table: TaxTable,
    area: TaxArea,
    query: TaxQuery,
    *,
    inclusive: bool | None,
    location: Location | None = None,
    facts: Mapping[str, str] | None = None,
) -> TaxQuote:
    """Tax each line by the row that it falls under; to `facts` come those of the row that takes most.

    :raises TaxUnknown: see `find_rate`.
    """
    rates = _rates(table, area, query)
    lines = [_taxed(line, rates[line.product], inclusive) for line in query.lines]
    most = max(rates.values(), key=attrgetter("rate"))
    return TaxQuote(lines, _REASONS[most.charge], location=location, facts={**(facts or {}), **rate_facts(most, area)})


def reverse_charge(
    table: TaxTable, area: TaxArea, query: TaxQuery, *, inclusive: bool | None, location: Location | None, text: str
) -> TaxQuote:
    """Charge no tax: the buyer, a business, accounts for it.  A price with tax in it is less by that tax.

    :raises TaxUnknown: see `find_rate`.
    """
    rates = _rates(table, area, query)
    lines = [
        reverse_charged_line(line, rates[line.product].rate, gross=means_gross(line, area.country, inclusive))
        for line in query.lines
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


def _rates(table: TaxTable, area: TaxArea, query: TaxQuery) -> dict[str, Rate]:
    """Return the row of each product."""
    examples = {line.product: line for line in query.lines}
    return {product: find_rate(table, area, query, line) for product, line in examples.items()}


def _taxed(line: TaxableLine, rate: Rate, inclusive: bool | None) -> TaxedLine:
    if not rate.rate:
        return free_line(line)
    return tax_line(line, [rate.part], gross=means_gross(line, rate.country, inclusive))
