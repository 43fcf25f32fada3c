"""Between the wire's offers and ours."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic.alias_generators import to_camel

from cleeng.api import Money, TaxableLine
from cleeng.catalog.errors import InvalidOffer
from cleeng.catalog.models import GeoRule, OfferType
from cleeng.catalog.rules import OfferData
from cleeng.rpc.offers.replies import EventReply, PassReply, Picture, RentalReply, SingleReply, SubscriptionReply
from cleeng.rpc.wire import moment, timestamp

if TYPE_CHECKING:
    from cleeng.catalog.offer import LocalOffer
    from cleeng.publishers.publisher import Publisher
    from cleeng.rpc.call import Call
    from cleeng.rpc.offers.fields import OfferFields
    from cleeng.rpc.offers.replies import OfferReply

_MOMENTS = {"start_time": "starts_at", "end_time": "ends_at", "expires_at": "ends_at"}
_TAGS = {"tags": "tags", "access_to_tags": "opens"}
_SAME = ("title", "url", "description", "video_id", "free_periods", "free_days")


def new_offer(type_: OfferType, fields: OfferFields, publisher: Publisher) -> OfferData:
    """Return what the fields of a new offer say.

    :raises InvalidOffer: a field that creation needs is missing.
    """
    missing = [to_camel(name) for name in fields.REQUIRED if name not in fields.model_fields_set]
    if missing:
        raise InvalidOffer(f"offerData lacks {', '.join(missing)}")
    return changed(OfferData(type_, Money(0, publisher.info.currency), title=""), fields)


def changed(offer: OfferData, fields: OfferFields) -> OfferData:
    """Return an offer with the given fields changed and all others as they were.

    :raises InvalidMoney: the price is no amount in the offer's currency.
    :raises InvalidOffer: the fields contradict each other.
    """
    # A moment of 0 is what clients send that know no null.
    given = {
        name: value for name in fields.model_fields_set if (value := getattr(fields, name)) or name not in _MOMENTS
    }
    changes: dict[str, Any] = {name: given[name] for name in _SAME if name in given}
    changes |= {ours: moment(given[theirs]) for theirs, ours in _MOMENTS.items() if theirs in given}
    changes |= {ours: given[theirs] for theirs, ours in _TAGS.items() if theirs in given}
    if "price" in given or "currency" in given:
        price = given.get("price", str(offer.price.decimal))
        changes["price"] = Money.parse(price, given.get("currency", offer.price.currency))
    if "period" in given:
        changes["period"] = str(given["period"])
    if offer.type is OfferType.PASS and ("period" in given) != ("expires_at" in given):
        changes = {"period": "", "ends_at": None, **changes}
    details = {name: given[name] for name in fields.DETAILS if name in given}
    changes["details"] = {**offer.details, **details}
    return replace(offer, **changes, **_geography(offer, given))


def _geography(offer: OfferData, given: dict[str, Any]) -> dict[str, Any]:
    known = offer.geo_rule if offer.geo_rule is not GeoRule.NONE else offer.details.get("geo_restriction_type")
    kind = given.get("geo_restriction_type", known)
    enabled = given.get("geo_restriction_enabled", offer.geo_rule is not GeoRule.NONE)
    countries = given.get("geo_restriction_countries", offer.geo_countries)
    if not enabled:
        return {"geo_rule": GeoRule.NONE, "geo_countries": countries}
    if kind is None:
        raise InvalidOffer("geoRestrictionType is whitelist or blacklist")
    return {"geo_rule": GeoRule(kind), "geo_countries": countries}


def reply(call: Call, offer: LocalOffer) -> OfferReply:
    """Return what callers are told of an offer."""
    shown = _common(call, offer)
    match offer.type:
        case OfferType.SINGLE:
            return SingleReply(**shown, **_content(offer))
        case OfferType.RENTAL:
            return RentalReply(**shown, **_content(offer), period=int(offer.period))
        case OfferType.SUBSCRIPTION:
            return SubscriptionReply(
                **shown,
                period=offer.period,
                free_periods=offer.free_periods,
                free_days=offer.free_days,
                access_to_tags=list(offer.opens),
            )
        case OfferType.PASS:
            return PassReply(
                **shown,
                period=offer.period or None,
                expires_at=timestamp(offer.ends_at),
                access_to_tags=list(offer.opens),
            )
        case OfferType.EVENT:
            return EventReply(**shown, **_event(offer), short_url=f"{call.base_url}/o/{offer.id}")


def _common(call: Call, offer: LocalOffer) -> dict[str, Any]:
    details = offer.details
    restricted = offer.geo_rule is not GeoRule.NONE
    return {
        "id": offer.id,
        "publisher_email": call.publisher.info.email,
        "url": offer.url,
        "title": offer.title,
        "description": offer.description,
        "price": offer.price.decimal,
        "currency": offer.price.currency,
        "country": offer.country,
        "applicable_tax_rate": _tax_rate(call, offer),
        "social_commission_rate": Decimal(details.get("social_commission_rate", 0)),
        "average_rating": 4,  # of every offer that nobody rated
        "content_type": details.get("content_type", "video"),
        "content_age_restriction": details.get("content_age_restriction", 0),
        "active": offer.active,
        "created_at": timestamp(offer.created_at),
        "updated_at": timestamp(offer.updated_at),
        "geo_restriction_enabled": restricted,
        "geo_restriction_type": offer.geo_rule.value
        if restricted
        else details.get("geo_restriction_type", "blacklist"),
        "geo_restriction_countries": list(offer.geo_countries),
    }


def _tax_rate(call: Call, offer: LocalOffer) -> Decimal:
    """Return the tax rate at home as a fraction; 0 for events, where the Java client reads whole numbers only."""
    if offer.type is OfferType.EVENT:
        return Decimal(0)
    answer = call.services.taxes.ask([TaxableLine(offer.id, offer.price)], offer.country, [])
    return sum((part.rate for line in answer.lines for part in line.parts), Decimal(0)) / 100 if answer else Decimal(0)


def _content(offer: LocalOffer) -> dict[str, Any]:
    return {
        "video_id": offer.video_id,
        "content_external_id": offer.details.get("content_external_id", ""),
        "content_external_data": offer.details.get("content_external_data", ""),
        "tags": list(offer.tags),
    }


def _event(offer: LocalOffer) -> dict[str, Any]:
    details = offer.details
    picture = details.get("background_image_url", "")
    texts = ("player_code", "player_code_head", "teaser", "youtube_preview_video_id")
    return {
        "start_time": timestamp(offer.starts_at),
        "end_time": timestamp(offer.ends_at),
        "time_zone": details.get("time_zone", "UTC"),
        "video_id": offer.video_id,
        "background_image_url": Picture(small=picture, medium=picture, large=picture),
        "viewer_estimate": details.get("viewer_estimate", 1),
        "apply_service_fee_on_customer": details.get("apply_service_fee_on_customer", False),
        "tags": list(offer.tags),
        **{name: details.get(name, "") for name in texts},
    }
