"""From our offers to the wire's: how each field is told, whatever the type."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from cleeng.api import Party, TaxableLine
from cleeng.catalog.models import GeoRule, OfferType
from cleeng.rpc.offers.replies import BaseReply, Picture, PriceRuleReply
from cleeng.rpc.wire import timestamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleeng.catalog.offer import LocalOffer
    from cleeng.rpc.call import Call

    Told = Callable[[Call, LocalOffer], Any]

R = TypeVar("R", bound=BaseReply)


def reply(call: Call, offer: LocalOffer, model: type[R]) -> R:
    """Return what callers are told of an offer."""
    return model(**{name: _FIELDS[name](call, offer) for name in model.model_fields})


def _tax_rate(call: Call, offer: LocalOffer) -> Decimal:
    """Return the tax rate at home as a fraction; 0 for events, where the Java client reads whole numbers only."""
    if offer.type is OfferType.EVENT:
        return Decimal(0)
    answer = call.services.taxes.ask([TaxableLine(offer.id, offer.price)], Party(offer.country), [])
    return sum((part.rate for line in answer.lines for part in line.parts), Decimal(0)) / 100 if answer else Decimal(0)


def _geo_type(_: Call, offer: LocalOffer) -> str:
    known = offer.geo_rule.value if offer.geo_rule is not GeoRule.NONE else offer.details.get("geo_restriction_type")
    return str(known or "blacklist")


def _period(_: Call, offer: LocalOffer) -> str | int | None:
    if offer.type in (OfferType.RENTAL, OfferType.BUNDLE):
        return int(offer.period or 0)
    return offer.period or None


def _price_rules(_: Call, offer: LocalOffer) -> list[PriceRuleReply]:
    return [
        PriceRuleReply(
            starts_at=int(rule.starts_at.timestamp()),
            ends_at=int(rule.ends_at.timestamp()),
            amount=rule.price.decimal,
            name=rule.name,
        )
        for rule in offer.price_rules
    ]


def _picture(_: Call, offer: LocalOffer) -> Picture:
    address = offer.details.get("background_image_url", "")
    return Picture(small=address, medium=address, large=address)


def _linked(_: Call, offer: LocalOffer) -> list[str]:
    return [str(one) for one in offer.linked]


def _own(name: str) -> Told:
    return lambda _, offer: getattr(offer, name)


def _list(name: str) -> Told:
    return lambda _, offer: list(getattr(offer, name))


def _moment(name: str) -> Told:
    return lambda _, offer: timestamp(getattr(offer, name))


def _detail(name: str, default: Any = "") -> Told:
    return lambda _, offer: offer.details.get(name, default)


_FIELDS: dict[str, Told] = {
    **{name: _own(name) for name in ("id", "url", "title", "description", "country", "active", "video_id")},
    **{name: _own(name) for name in ("free_periods", "free_days")},
    **{name: _detail(name) for name in ("content_external_id", "content_external_data", "player_code")},
    **{name: _detail(name) for name in ("player_code_head", "teaser", "youtube_preview_video_id")},
    **{name: _detail(name) for name in ("runtime", "video_quality", "streaming_platform")},
    "publisher_email": lambda call, _: call.publisher.info.email,
    "price": lambda _, offer: offer.price.decimal,
    "currency": lambda _, offer: offer.price.currency,
    "price_rules": _price_rules,
    "applicable_tax_rate": _tax_rate,
    "social_commission_rate": lambda _, offer: Decimal(offer.details.get("social_commission_rate", 0)),
    "average_rating": lambda _, __: 4,  # of every offer that nobody rated
    "content_type": _detail("content_type", "video"),
    "content_age_restriction": _detail("content_age_restriction", 0),
    "created_at": _moment("created_at"),
    "updated_at": _moment("updated_at"),
    "geo_restriction_enabled": lambda _, offer: offer.geo_rule is not GeoRule.NONE,
    "geo_restriction_type": _geo_type,
    "geo_restriction_countries": _list("geo_countries"),
    "tags": _list("tags"),
    "access_to_tags": _list("opens"),
    "period": _period,
    "rental_period": _own("period"),
    "expires_at": _moment("ends_at"),
    "start_time": _moment("starts_at"),
    "end_time": _moment("ends_at"),
    "time_zone": _detail("time_zone", "UTC"),
    "background": _detail("background_image_url"),
    "background_image_url": _picture,
    "backgroung_image_url": _picture,
    "viewer_estimate": _detail("viewer_estimate", 1),
    "apply_service_fee_on_customer": _detail("apply_service_fee_on_customer", False),
    "event_reminder_email_activated": _detail("remainder_email_activated", False),
    "event_reminder_email_body": _detail("remainder_email_body"),
    "event_video_on_demand": _detail("video_on_demand", False),
    "event_video_on_demand_rental_period": _detail("video_on_demand_rental_period", 0),
    "short_url": lambda call, offer: f"{call.base_url}/o/{offer.id}",
    "event_association": _linked,
    "offer_id_list": _linked,
    "membership_only": _detail("membership_only", False),
}
