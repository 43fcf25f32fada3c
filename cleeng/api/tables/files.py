"""Reading tax tables, and saying what is wrong with them."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from cleeng.api.errors import CleengError
from cleeng.api.tables.row import Row
from cleeng.api.tables.table import Charge, Law, Rate, TaxTable, Territory, ends_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_RATES = ("country", "region", "product", "kind", "rate", "name", "valid_from", "source", "checked")
_TERRITORIES = ("country", "region", "name", "law", "codes", "regions", "postcodes", "ask", "source", "checked")


class BadTaxTable(CleengError):
    """A table cannot be used; `faults` are all of them, each with file and line."""

    code = "bad_tax_table"

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def read_tax_table(folder: Path) -> TaxTable:
    """Read `rates.csv` of a folder, and `territories.csv` where there is one.

    :raises BadTaxTable: naming every fault of both.
    """
    faults: list[str] = []
    table = TaxTable(
        tuple(_rates(folder / "rates.csv", faults)),
        tuple(_territories(folder / "territories.csv", faults)),
    )
    faults += contradictions(table) if not faults else []
    if faults:
        raise BadTaxTable(faults)
    return table


def contradictions(table: TaxTable) -> list[str]:
    """Say where rows contradict one another or lead nowhere; empty for a table that is sound."""
    return [*_twice(table), *_nowhere(table), *_overlapping(table)]


def _twice(table: TaxTable) -> Iterable[str]:
    seen = set()
    for rate in table.rates:
        about = (*rate.key, rate.valid_from)
        if about in seen:
            name = f"{rate.country}{'-' if rate.region else ''}{rate.region} {rate.product}".strip()
            yield f"rates.csv: {name} has two rates from {rate.valid_from}"
        seen.add(about)


def _nowhere(table: TaxTable) -> Iterable[str]:
    own = {(t.country, t.region) for t in table.territories if t.law == Law.OWN}
    rated = {(rate.country, rate.region) for rate in table.rates}
    for country, region in sorted(rated):
        if region and (country, region) not in own:
            yield f"rates.csv: {country}-{region} is no territory with rates of its own"
    for territory in table.territories:
        name = f"territories.csv: {territory.country}-{territory.region}"
        if territory.law == Law.OWN and (territory.country, territory.region) not in rated:
            yield f"{name} has no rates"
        elif territory.law not in set(Law) and territory.law not in table.countries:
            yield f"{name} belongs to the tax of {territory.law}, which has no rates"


def _overlapping(table: TaxTable) -> Iterable[str]:
    for one, other in combinations(table.territories, 2):
        if one.country == other.country and any(_meet(p, q) for p in one.postcodes for q in other.postcodes):
            yield f"territories.csv: {one.country}-{one.region} and {other.region} share postcodes"


def _meet(one: str, other: str) -> bool:
    (a, b), (c, d) = ends_of(one), ends_of(other)
    short = min(len(a), len(c))
    return a[:short] <= d[:short] and c[:short] <= b[:short]


def _rates(path: Path, faults: list[str]) -> Iterable[Rate]:
    for row in Row.read(path, _RATES, faults):
        charge = row.one_of("kind", Charge)
        rate = row.percent("rate")
        if charge in {Charge.ZERO, Charge.EXEMPT} and rate:
            row.fault("rate", f"what is {charge.value} has the rate 0")
        if charge in {Charge.STANDARD, Charge.REDUCED} and rate == 0:
            row.fault("rate", f"what is {charge.value} has a rate; a rate of nothing is zero or exempt")
        yield Rate(
            row.country("country"),
            row.text("region"),
            row.text("product"),
            charge,
            rate or Decimal(0),
            row.needed("name"),
            row.day("valid_from"),
            row.needed("source"),
            row.day("checked"),
        )


def _territories(path: Path, faults: list[str]) -> Iterable[Territory]:
    if not path.exists():
        return
    for row in Row.read(path, _TERRITORIES, faults):
        law = row.needed("law")
        if law not in set(Law) and not (len(law) == 2 and law.isupper()):  # noqa: PLR2004 - ISO 3166-1 alpha-2
            row.fault("law", f"{law} is neither own nor outside nor a country")
        postcodes = tuple(row.text("postcodes").split())
        for pattern in postcodes:
            first, last = ends_of(pattern)
            if len(first) != len(last) or first > last:
                row.fault("postcodes", f"{pattern} is no range")
        yield Territory(
            row.country("country"),
            row.needed("region"),
            row.needed("name"),
            law,
            tuple(row.text("codes").split()),
            tuple(row.text("regions").split()),
            postcodes,
            row.yes_or_no("ask"),
            row.needed("source"),
            row.day("checked"),
        )
