"""Tables of tax rates: two CSV files in a folder, of one schema for all countries.

`rates.csv` says what is charged from when on, and who says so:

    country,region,product,kind,rate,name,valid_from,source,checked
    DE,,,standard,19,VAT,2021-01-01,UStG § 12 (1),2026-10-04

`territories.csv` says which parts of a country have rates of their own, belong to another country's tax or to
none, and how an address tells that it lies there:

    country,region,name,law,codes,regions,postcodes,ask,source,checked
    AT,JM,Jungholz and Mittelberg,own,,,6691 6991-6993,no,"Directive 2006/112/EC, article 104",2026-10-04

An empty `region` is the whole country, an empty `product` everything that has no row of its own.  A rate holds until
the next row of the same country, region and product.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from cleeng.api.taxes import PartRate, RateKind

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal


class Charge(StrEnum):
    """What a row says of its product."""

    STANDARD = "standard"
    REDUCED = "reduced"
    ZERO = "zero"  #: taxed, at nothing
    EXEMPT = "exempt"  #: not taxed


class Law(StrEnum):
    """Whose rates hold in a territory; any other text is the country to whose tax area it belongs."""

    OWN = "own"
    OUTSIDE = "outside"  #: none of this table's


@dataclass(frozen=True, slots=True)
class Rate:
    """One row of `rates.csv`; `rate` in percent, `part` what is taken by it."""

    country: str
    region: str
    product: str
    charge: Charge
    rate: Decimal
    name: str
    valid_from: dt.date
    source: str
    checked: dt.date
    part: PartRate = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        kind = RateKind.REDUCED if self.charge is Charge.REDUCED else RateKind.STANDARD
        object.__setattr__(self, "part", PartRate(self.country, self.name, self.rate, self.region, kind))

    @property
    def key(self) -> tuple[str, str, str]:
        """What the row is about."""
        return self.country, self.region, self.product


@dataclass(frozen=True, slots=True)
class Territory:
    """One row of `territories.csv`.

    `codes` are ISO 3166-1 codes of its own ("AX"), `regions` other ISO 3166-2 codes of regions in it.  `postcodes`
    are prefixes, or ranges of them ("6991-6993").  `ask` says whether enough people live there to ask all buyers of
    the country for theirs.
    """

    country: str
    region: str
    name: str
    law: str
    codes: tuple[str, ...]
    regions: tuple[str, ...]
    postcodes: tuple[str, ...]
    ask: bool
    source: str
    checked: dt.date

    def holds(self, region: str, postcode: str) -> bool:
        """Say whether an address of the country lies there."""
        if region and (region == self.region or region in self.regions):
            return True
        return bool(postcode) and any(_covers(pattern, postcode) for pattern in self.postcodes)


@dataclass(frozen=True, slots=True)
class TaxArea:
    """Whose tax an address falls under; `territory` is the special one that decided it, None for plain country."""

    country: str
    region: str = ""
    territory: Territory | None = None

    @property
    def outside(self) -> bool:
        """Whether the table's tax does not reach there."""
        return self.territory is not None and self.territory.law == Law.OUTSIDE


@dataclass(frozen=True)
class TaxTable:
    """The rates and territories of some countries."""

    rates: tuple[Rate, ...]
    territories: tuple[Territory, ...] = ()
    countries: frozenset[str] = field(init=False)  #: those that have rates
    _by_key: dict[tuple[str, str, str], list[Rate]] = field(init=False, repr=False, compare=False)
    _special: dict[str, list[Territory]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key: dict[tuple[str, str, str], list[Rate]] = {}
        for rate in sorted(self.rates, key=lambda r: r.valid_from, reverse=True):
            by_key.setdefault(rate.key, []).append(rate)
        special: dict[str, list[Territory]] = {}
        for territory in self.territories:
            for code in {territory.country, *territory.codes}:
                special.setdefault(code, []).append(territory)
        object.__setattr__(self, "countries", frozenset(rate.country for rate in self.rates))
        object.__setattr__(self, "_by_key", by_key)
        object.__setattr__(self, "_special", special)

    def area(self, country: str, region: str = "", postcode: str = "") -> TaxArea:
        """Say whose tax an address falls under; `region` as ISO 3166-2 has it, without the country."""
        special = self._special.get(country, ())
        code = "".join(postcode.split()).upper() if special else ""
        for territory in special:
            if country in territory.codes or (country == territory.country and territory.holds(region, code)):
                return _area(territory)
        return TaxArea(country)

    def asks_postcode(self, country: str) -> bool:
        """Say whether buyers of a country are asked for their postcode."""
        return any(territory.ask for territory in self._special.get(country, ()) if territory.country == country)

    def find(self, country: str, date: dt.date, region: str = "", product: str = "") -> Rate | None:
        """Return the row that holds on a day: the region's before the country's, the product's before the rest."""
        for key in ((country, region, product), (country, region, ""), (country, "", product), (country, "", "")):
            held = next((rate for rate in self._by_key.get(key, ()) if rate.valid_from <= date), None)
            if held is not None:
                return held
        return None

    def standard(self, date: dt.date) -> list[Rate]:
        """Return the rows of a day for what has no row of its own."""
        places = dict.fromkeys((rate.country, rate.region) for rate in self.rates if not rate.product)
        held = (self.find(country, date, region) for country, region in places)
        return [rate for rate in held if rate is not None]

    def stale(self, date: dt.date, age: dt.timedelta) -> list[Rate]:
        """Return the rows in force that nobody has compared with their source for longer than `age`."""
        newest = (rows[0] for rows in self._by_key.values())
        return [rate for rate in newest if date - rate.checked > age]


def _area(territory: Territory) -> TaxArea:
    if territory.law in set(Law):
        return TaxArea(territory.country, territory.region, territory)
    return TaxArea(territory.law, "", territory)


def ends_of(pattern: str) -> tuple[str, str]:
    """Return the first and the last postcode of a range; a prefix is both."""
    first, _, last = pattern.partition("-")
    return first, last or first


def _covers(pattern: str, postcode: str) -> bool:
    first, last = ends_of(pattern)
    return len(postcode) >= len(first) and first <= postcode[: len(first)] <= last
