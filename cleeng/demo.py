"""The demo publisher's data: an offer of every type, a customer, API tokens.

Loading it again finds what is there and changes nothing but an event that is over.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.api import CleengError, Money, SignInFailed
from cleeng.catalog.models import Offer, OfferType
from cleeng.catalog.offer import EVERYTHING, LocalOffer, OfferId
from cleeng.catalog.rules import OfferData
from cleeng.customers.tokens import token_hash
from cleeng.publishers.models import ApiToken, TokenKind
from cleeng.publishers.service import PublisherService
from cleeng.publishers.tokens import ApiTokenService
from cleeng.settings.application import DEMO_PUBLISHER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from cleeng.application import Application
    from cleeng.publishers.publisher import Publisher
    from cleeng.services import Services

EMAIL = "viewer@example.com"
#: In `Offer.details`, by which name the demo knows an offer.
MARK = "demo"
#: The demo's name of the offer that stands in two countries.
GROUP = "multiCurrency"
#: An event of the demo is on for so long, and began a moment ago: it can be bought and watched.
EVENT = dt.timedelta(days=7)
BEGAN = dt.timedelta(hours=1)
#: What the cards of the sandbox gateway do (plugins/payment_sandbox/README.md).
CARDS = {
    "approved": "4242424242424242",
    "declined": "4000000000000002",
    "challenge": "4000002500003155",
    "unknown": "4000000001002007",
}


class NoDemo(CleengError):
    """The demo cannot be loaded here."""

    code = "no_demo"


@dataclass(frozen=True, slots=True)
class Demo:
    """What was loaded; `offers` by the demo's own names."""

    base_url: str
    publisher_token: str
    distributor_token: str
    customer_id: int
    password: str
    offers: Mapping[str, str | list[str]]

    def to_json(self) -> dict[str, Any]:
        """Return it as `cleeng demo --json` prints it."""
        return {
            "publisherId": DEMO_PUBLISHER,
            "publisherToken": self.publisher_token,
            "distributorToken": self.distributor_token,
            "customer": {"id": str(self.customer_id), "email": EMAIL, "password": self.password},
            "offers": dict(self.offers),
            "sandboxCards": CARDS,
        }


def load_demo(application: Application) -> Demo:
    """Load what is missing.

    :raises NoDemo: the demo publisher is not configured, or the ini does not say its tokens and password.
    """
    publisher, given = application.publishers.get(DEMO_PUBLISHER), application.settings.demo
    if publisher is None:
        raise NoDemo(f"no publisher ini has the demo's id, {DEMO_PUBLISHER}")
    if missing := [f"cleeng.demo.{name}" for name, value in given.items() if not value]:
        raise NoDemo(f"the ini does not set {', '.join(missing)}")
    base_url = application.settings.base_url
    with application.database.unit() as unit:
        PublisherService(unit.db, application.clocks.base).sync(application.settings.publishers)
        _keep_tokens(unit.db, ApiTokenService(unit.db, publisher.id, application.clocks.base), given)
    with application.database.unit() as unit:
        customer_id = _keep_customer(application.services(publisher, unit), given["customer_password"])
    with application.database.unit() as unit:
        offers = _keep_offers(application.services(publisher, unit), publisher, unit.db, base_url)
    return Demo(
        base_url,
        given["publisher_token"],
        given["distributor_token"],
        customer_id,
        given["customer_password"],
        offers,
    )


def _keep_tokens(db: Session, service: ApiTokenService, given: Mapping[str, str]) -> None:
    for kind in TokenKind:
        name, token = f"demo {kind}", given[f"{kind}_token"]
        in_use = sa.select(ApiToken.name).where(ApiToken.publisher_id == DEMO_PUBLISHER, ApiToken.revoked_at.is_(None))
        if db.scalar(in_use.where(ApiToken.token_hash == token_hash(token))) is not None:
            continue
        if db.scalar(in_use.where(ApiToken.name == name)) is not None:
            service.revoke(name)  # the ini says another one by now
        service.make(name, kind, token)


def _keep_customer(services: Services, password: str) -> int:
    known = services.customers.find(EMAIL)
    if known is None:
        return services.sign_in.register(EMAIL, password)
    customer_id = known.id
    try:
        services.sign_in.with_password(EMAIL, password)
    except SignInFailed:
        services.sign_in.set_password(customer_id, password)
    return customer_id


def _keep_offers(services: Services, publisher: Publisher, db: Session, base_url: str) -> dict[str, str | list[str]]:
    now = publisher.clock.now()
    rows = db.scalars(sa.select(Offer).where(Offer.publisher_id == publisher.id, Offer.active).order_by(Offer.number))
    known = {row.details[MARK]: str(OfferId(row.type.letter, row.number)) for row in rows if MARK in row.details}
    kept: dict[str, LocalOffer] = {}
    for name, data in demo_offers(publisher.info.currency, base_url, now).items():
        if name not in known:
            kept[name] = services.catalog.create(data)
            continue
        kept[name] = services.catalog.offer(known[name])
        if kept[name].ended(now):
            kept[name] = services.catalog.update(kept[name], data)
    group = OfferId.parse(known[GROUP]).number if GROUP in known else _make_group(services, kept["subscription"])
    ids = sorted((offer.id for offer in services.catalog.group(group).values()), reverse=True)
    return {**{name: offer.id for name, offer in kept.items()}, GROUP: ids}


def _make_group(services: Services, like: LocalOffer) -> int:
    """Put a plan on sale in two countries, in the currency of each; return its number."""
    data = replace(
        OfferData.of(like),
        title="Demo Sports Abroad",
        description="Every film and every live meeting, wherever you are. Cancel whenever you like.",
        details={**like.details, MARK: GROUP},
        opens=("athletics",),
    )
    prices = {"US": Money.parse("5.99", "USD"), "GB": Money.parse("4.99", "GBP")}
    versions = {country: replace(data, price=price) for country, price in prices.items()}
    return next(iter(services.catalog.create_group(versions).values())).number


def demo_offers(currency: str, base_url: str, now: dt.datetime) -> dict[str, OfferData]:
    """Return what the demo publisher sells."""

    def offer(name: str, type_: OfferType, price: str, title: str, description: str, **more: Any) -> OfferData:
        url = f"{base_url}/demo/" if base_url else ""
        poster = f"/demo/posters/{type_.word}.svg"
        details = {MARK: name, "content_type": "video", "background_image_url": poster}
        return OfferData(type_, Money.parse(price, currency), title, url, description, details=details, **more)

    tags = ("athletics", "films")
    return {
        "single": offer(
            "single",
            OfferType.SINGLE,
            "4.99",
            "The Last Lap",
            "Ten thousand metres, twenty-five laps, one kick. A film about a race that was lost and won.",
            video_id="the-last-lap",
            tags=tags,
        ),
        "rental": offer(
            "rental",
            OfferType.RENTAL,
            "2.99",
            "Relay Night",
            "Four runners, one baton and a wet track: the national relay finals. Yours for 48 hours.",
            period="48",
            video_id="relay-night",
            tags=tags,
        ),
        "event": offer(
            "event",
            OfferType.EVENT,
            "9.99",
            "Indoor Championships, live",
            "Seven days of heats and finals from the Riverside Arena, with every replay.",
            starts_at=(now - BEGAN).replace(minute=0, second=0, microsecond=0),
            ends_at=(now + EVENT).replace(minute=0, second=0, microsecond=0),
            video_id="indoor-championships",
            tags=("athletics", "live"),
        ),
        "pass": offer(
            "pass",
            OfferType.PASS,
            "14.99",
            "Month of Athletics",
            "Every film and every live meeting for a month. It does not renew.",
            period="month",
            opens=("athletics",),
        ),
        "subscription": offer(
            "subscription",
            OfferType.SUBSCRIPTION,
            "9.99",
            "Demo Sports Club",
            "Everything we show, from the first heat to the last film. Cancel whenever you like.",
            period="month",
            free_days=14,
            opens=(EVERYTHING,),
        ),
        "freeSubscription": offer(
            "freeSubscription",
            OfferType.SUBSCRIPTION,
            "0",
            "Demo Sports News",
            "Interviews and highlights every week, for nothing but an account.",
            period="month",
            opens=("highlights",),
        ),
    }
