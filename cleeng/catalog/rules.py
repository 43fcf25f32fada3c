"""What makes an offer: fields by type, and their limits (JSON-RPC reference, 2.6; product reference, 1 and 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cleeng.catalog.errors import InvalidOffer
from cleeng.catalog.models import GeoRule, OfferType
from cleeng.pricing.rules import overlap

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from cleeng.api import Money
    from cleeng.catalog.offer import LocalOffer, OfferId
    from cleeng.pricing.rules import PriceRule

TITLE, DESCRIPTION, URL = 70, 110, 2000
#: A picture on this server, as the demo's.
_OWN_PATH = re.compile(r"/[^/\\]")
#: The reference's own price limits are open; this one keeps a slip of the finger out.
HIGHEST_PRICE = Decimal(10_000_000)
PRICE_RULES = 50
COMMISSION = (Decimal("0.05"), Decimal("0.5"))
#: Outside sandboxes a trial is at least so long (product reference, 2).
SHORTEST_TRIAL = 4
SUBSCRIPTION_PERIODS = ("week", "2weeks", "month", "3months", "6months", "year")
PASS_PERIODS = ("day", "week", "2weeks", "month", "3months", "6months", "year")


@dataclass(frozen=True, slots=True)
class OfferData:
    """What an offer is made from, or changed to, in one country."""

    type: OfferType
    price: Money
    title: str
    url: str = ""
    description: str = ""
    period: str = ""
    free_periods: int = 0
    free_days: int = 0
    tags: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    geo_rule: GeoRule = GeoRule.NONE
    geo_countries: tuple[str, ...] = ()
    video_id: str = ""
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    price_rules: tuple[PriceRule, ...] = ()
    linked: tuple[OfferId, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, offer: LocalOffer) -> OfferData:
        """Return what an offer is made from as it stands."""
        return cls(**{field.name: getattr(offer, field.name) for field in fields(cls)})

    def check(self, *, sandbox: bool) -> None:
        """Refuse what makes no offer.

        :raises InvalidOffer: naming the field and the rule.
        """
        _text("title", self.title, TITLE)
        if not self.title.strip():
            raise InvalidOffer("title is missing")
        _text("description", self.description, DESCRIPTION)
        _address("url", self.url)
        picture = str(self.details.get("background_image_url", ""))
        _address("backgroundImageUrl", "" if _OWN_PATH.match(picture) else picture)
        _price("price", self.price)
        self._check_price_rules()
        rate = Decimal(self.details.get("social_commission_rate", 0))
        if rate and not COMMISSION[0] <= rate <= COMMISSION[1]:
            raise InvalidOffer("socialCommissionRate is 0, or between 0.05 and 0.5")
        for tag in (*self.tags, *self.opens):
            _text("tag", tag, 100)
        if self.geo_rule is not GeoRule.NONE and not all(len(c) == 2 and c.isupper() for c in self.geo_countries):  # noqa: PLR2004
            raise InvalidOffer("geoRestrictionCountries are ISO 3166-1 alpha-2 codes")
        _CHECKS[self.type](self, sandbox)

    def _check_price_rules(self) -> None:
        if len(self.price_rules) > PRICE_RULES:
            raise InvalidOffer(f"priceRules has more than {PRICE_RULES} rules")
        for rule in self.price_rules:
            _price("priceRules", rule.price)
            _text("name of a price rule", rule.name, 100)
            if rule.ends_at <= rule.starts_at:
                raise InvalidOffer("a price rule must end after it begins")
        if overlap(self.price_rules):
            raise InvalidOffer("priceRules must not overlap")


def _text(name: str, value: str, limit: int) -> None:
    if len(value) > limit:
        raise InvalidOffer(f"{name} has more than {limit} characters")


def _price(name: str, price: Money) -> None:
    if price.minor < 0:
        raise InvalidOffer(f"{name} must not be negative")
    if price.decimal > HIGHEST_PRICE:
        raise InvalidOffer(f"{name} must not be more than {HIGHEST_PRICE}")


def _address(name: str, value: str) -> None:
    """Refuse what a page must not link to: `javascript:` would run as ours."""
    _text(name, value, URL)
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise InvalidOffer(f"{name} must be an http or https address")


def _single(_: OfferData, __: bool) -> None:
    """Nothing more: bought once, kept for good."""


def _counts(period: str, most: int) -> bool:
    return period.isdecimal() and 1 <= int(period) <= most


def _rental(data: OfferData, _: bool) -> None:
    if not _counts(data.period, 10 * 8784):
        raise InvalidOffer("period must be a number of hours")


def _bundle(data: OfferData, _: bool) -> None:
    if data.period and not _counts(data.period, 10 * 8784):
        raise InvalidOffer("period must be a number of hours")


def _vod(data: OfferData, _: bool) -> None:
    if data.period and not _counts(data.period, 10 * 366):
        raise InvalidOffer("rentalPeriod must be a number of days")


def _event(data: OfferData, _: bool) -> None:
    if data.starts_at is None or data.ends_at is None:
        raise InvalidOffer("startTime and endTime are needed")
    if data.ends_at <= data.starts_at:
        raise InvalidOffer("endTime must be after startTime")


def _pass(data: OfferData, _: bool) -> None:
    if bool(data.period) == (data.ends_at is not None):
        raise InvalidOffer("a pass has either a period or expiresAt")
    if data.period and data.period not in PASS_PERIODS:
        raise InvalidOffer(f"period must be one of {', '.join(PASS_PERIODS)}")


def _subscription(data: OfferData, sandbox: bool) -> None:
    periods = ("day", *SUBSCRIPTION_PERIODS) if sandbox else SUBSCRIPTION_PERIODS
    if data.period not in periods:
        raise InvalidOffer(f"period must be one of {', '.join(periods)}")
    if data.free_days and data.free_periods:
        raise InvalidOffer("a trial has either freeDays or freePeriods")
    if data.free_days < 0 or data.free_periods < 0:
        raise InvalidOffer("a trial is not negative")
    if 0 < data.free_days < SHORTEST_TRIAL and not sandbox:
        raise InvalidOffer(f"a trial has at least {SHORTEST_TRIAL} days")


_CHECKS = {
    OfferType.SINGLE: _single,
    OfferType.RENTAL: _rental,
    OfferType.VOD: _vod,
    OfferType.EVENT: _event,
    OfferType.PASS: _pass,
    OfferType.SUBSCRIPTION: _subscription,
    OfferType.BUNDLE: _bundle,
}
