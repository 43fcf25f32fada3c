"""Offers as values: what contexts and surfaces hand to each other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cleeng.catalog.errors import OfferNotFound
from cleeng.catalog.models import GeoRule, OfferType

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from cleeng.api import Money
    from cleeng.pricing.rules import PriceRule

_ID = re.compile(r"([A-Z])([0-9]{9})(?:_([A-Z]{2}))?\Z")

#: The tag that opens every offer of a publisher.
EVERYTHING = "(all)"


@dataclass(frozen=True, slots=True)
class OfferId:
    """Letter, nine digits, and the country of the version; without a country, any version is meant."""

    letter: str
    number: int
    country: str = ""

    @staticmethod
    @lru_cache(maxsize=4096)  # the same few are asked for again and again
    def parse(text: str) -> OfferId:
        """Read `S580476507_US` or `S580476507`.

        :raises OfferNotFound: what is no id names no offer.
        """
        match = _ID.match(text)
        if match is None:
            raise OfferNotFound(text)
        return OfferId(match[1], int(match[2]), match[3] or "")

    def __str__(self) -> str:
        return f"{self.letter}{self.number:09d}" + (f"_{self.country}" if self.country else "")


@dataclass(frozen=True, slots=True)
class LocalOffer:
    """An offer as sold in one country.

    `period`: hours for a rental or bundle, days for a video on demand, "month" and the like for a pass or subscription,
    "" otherwise.  `linked`: what is in a bundle, or the events whose buyers may watch a video on demand.
    """

    publisher_id: int
    number: int
    type: OfferType
    country: str
    active: bool
    title: str
    description: str
    url: str
    price: Money
    period: str = ""
    free_periods: int = 0
    free_days: int = 0
    geo_rule: GeoRule = GeoRule.NONE
    geo_countries: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    video_id: str = ""
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    price_rules: tuple[PriceRule, ...] = ()
    linked: tuple[OfferId, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    created_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None

    @property
    def id(self) -> str:
        """The id with the country."""
        return str(OfferId(self.type.letter, self.number, self.country))

    @property
    def group_id(self) -> str:
        """The id without the country: of all versions together."""
        return str(OfferId(self.type.letter, self.number))

    @property
    def has_trial(self) -> bool:
        """Whether the first days or periods cost nothing."""
        return self.type is OfferType.SUBSCRIPTION and bool(self.free_days or self.free_periods) and bool(self.price)

    @property
    def members_only(self) -> bool:
        """Whether it comes with a pass or subscription only, and is not sold by itself."""
        return bool(self.details.get("membership_only"))

    def ended(self, now: dt.datetime) -> bool:
        """Whether there is nothing left to buy: the event is over, the dated pass has run out."""
        return self.ends_at is not None and self.ends_at <= now

    def sold_in(self, country: str) -> bool:
        """Whether viewers in `country` may buy and watch; an unknown country ("") may unless a whitelist stands."""
        return open_in(country, self.geo_rule, self.geo_countries)


def open_in(country: str, rule: GeoRule, countries: Collection[str]) -> bool:
    """Say whether a rule lets viewers in `country` buy and watch; "" stands for an unknown one."""
    if rule is GeoRule.WHITELIST:
        return country in countries
    return rule is GeoRule.NONE or country not in countries


def preferred(countries: Collection[str], *wishes: str) -> str:
    """Return the country whose version is meant when an offer's id names none: the first wish there is, else any."""
    return next((wish for wish in wishes if wish in countries), min(countries))
