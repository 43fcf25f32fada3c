"""From the wire's offers to ours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic.alias_generators import to_camel

from cleeng.api import Money
from cleeng.catalog.errors import InvalidOffer, OfferNotFound
from cleeng.catalog.models import GeoRule, OfferType
from cleeng.catalog.offer import OfferId
from cleeng.catalog.rules import OfferData
from cleeng.pricing.rules import PriceRule
from cleeng.rpc.wire import moment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from cleeng.catalog.offer import LocalOffer
    from cleeng.publishers.publisher import Publisher
    from cleeng.rpc.offers.fields import LocalFields, OfferFields, PriceRuleFields

_MOMENTS = {"start_time": "starts_at", "end_time": "ends_at", "expires_at": "ends_at"}
_TAGS = {"tags": "tags", "access_to_tags": "opens"}
_SAME = ("title", "url", "description", "video_id", "free_periods", "free_days")
_PERIODS = {"period", "rental_period"}
_LINKS = {"offer_id_list": "offerIdList", "event_association": "eventAssociation"}


#: What the version for a new country must be told; in all else it begins as the others are.
_OF_A_VERSION = ("price", "title", "url")

Given = dict[str, Any]


def given(fields: OfferFields | LocalFields) -> Given:
    """Return the fields that a caller named.  A moment of 0 is what clients send that know no null."""
    named = {name: getattr(fields, name) for name in fields.model_fields_set}
    return {name: value for name, value in named.items() if value or name not in _MOMENTS}


def new_offer(type_: OfferType, fields: OfferFields, publisher: Publisher) -> OfferData:
    """Return what the fields of a new offer say.

    :raises InvalidOffer: a field that creation needs is missing.
    """
    named = given(fields)
    _demand(fields.REQUIRED, named, "offerData")
    return changed(_blank(type_, publisher.info.currency, publisher), named, fields.DETAILS)


def new_group(
    type_: OfferType, fields: OfferFields, entries: Sequence[LocalFields], publisher: Publisher
) -> dict[str, OfferData]:
    """Return what the fields of a new offer say for each country; `fields` hold wherever a country says nothing.

    :raises InvalidOffer: a field that creation needs is missing, or a country stands there twice.
    """
    versions = {}
    for entry in _each(entries):
        named = {**given(fields), "currency": "", **given(entry)}
        _demand((*fields.REQUIRED, "currency"), named, f"localizedData for {entry.country}")
        versions[entry.country] = changed(_blank(type_, entry.currency, publisher), named, fields.DETAILS)
    return versions


def changed_group(
    known: Mapping[str, LocalOffer], fields: OfferFields, entries: Sequence[LocalFields]
) -> dict[str, OfferData]:
    """Return all countries' versions of an offer with the given fields changed, and those that are new.

    What `fields` name changes everywhere, except the price: it is another one in each currency.  Prices of new
    countries may stand there.

    :raises InvalidOffer: a field that a new country needs is missing, or a country stands there twice.
    """
    everywhere = {name: value for name, value in given(fields).items() if name not in {"price", "currency"}}
    versions = {}
    for country, offer in known.items():
        versions[country] = changed(OfferData.of(offer), everywhere, fields.DETAILS)
    first = next(iter(versions.values()))
    for entry in _each(entries):
        own = given(entry)
        if entry.country in known:
            del own["country"]
            own.pop("currency", None)
            versions[entry.country] = changed(versions[entry.country], own, fields.DETAILS)
            continue
        named = {**given(fields), "currency": "", **own}
        needed = (name for name in fields.REQUIRED if name in _OF_A_VERSION)
        _demand((*needed, "currency"), named, f"localizedData for {entry.country}")
        copy = replace(first, price=Money(0, entry.currency), price_rules=())
        versions[entry.country] = changed(copy, named, fields.DETAILS)
    return versions


def changed(offer: OfferData, named: Given, details: Collection[str]) -> OfferData:
    """Return an offer with the named fields changed and all others as they were.

    :raises InvalidMoney: a price is no amount in the offer's currency.
    :raises InvalidOffer: the fields contradict each other.
    """
    changes: dict[str, Any] = {name: named[name] for name in _SAME if name in named}
    changes |= {ours: moment(named[theirs]) for theirs, ours in _MOMENTS.items() if theirs in named}
    changes |= {ours: named[theirs] for theirs, ours in _TAGS.items() if theirs in named}
    currency = named.get("currency") or offer.price.currency
    if "price" in named or currency != offer.price.currency:
        changes["price"] = Money.parse(named.get("price", str(offer.price.decimal)), currency)
    if "price_rules" in named:
        changes["price_rules"] = tuple(_price_rule(rule, currency) for rule in named["price_rules"])
    for name in named.keys() & _LINKS.keys():
        changes["linked"] = _ids(_LINKS[name], named[name])
    for name in named.keys() & _PERIODS:
        changes["period"] = _period(offer.type, named[name])
    if offer.type is OfferType.PASS and ("period" in named) != ("expires_at" in named):
        changes = {"period": "", "ends_at": None, **changes}
    changes["details"] = {**offer.details, **{name: named[name] for name in details if name in named}}
    return replace(offer, **changes, **_geography(offer, named))


def _blank(type_: OfferType, currency: str, publisher: Publisher) -> OfferData:
    details = {"time_zone": publisher.info.time_zone} if type_ is OfferType.EVENT else {}
    return OfferData(type_, Money(0, currency), title="", details=details)


def _demand(names: Iterable[str], named: Given, where: str) -> None:
    missing = [to_camel(name) for name in names if named.get(name) is None or named[name] == ""]
    if missing:
        raise InvalidOffer(f"{where} lacks {', '.join(missing)}")


def _each(entries: Sequence[LocalFields]) -> Sequence[LocalFields]:
    countries = [entry.country for entry in entries]
    if len(set(countries)) < len(countries):
        raise InvalidOffer("localizedData has a country twice")
    return entries


def _ids(wire: str, texts: Sequence[str]) -> tuple[OfferId, ...]:
    try:
        return tuple({one.number: one for one in map(OfferId.parse, texts)}.values())
    except OfferNotFound as error:
        raise InvalidOffer(f"{wire}: holds what is no offer's id") from error


def _period(type_: OfferType, value: str | int) -> str:
    """Return a period as it is stored; where a type may do without, clients that know no null send 0."""
    return "" if type_ in (OfferType.BUNDLE, OfferType.VOD) and str(value) == "0" else str(value)


def _price_rule(rule: PriceRuleFields, currency: str) -> PriceRule:
    return PriceRule(moment(rule.starts_at), moment(rule.ends_at), Money.parse(rule.amount, currency), rule.name)


def _geography(offer: OfferData, named: Given) -> Given:
    known = offer.geo_rule if offer.geo_rule is not GeoRule.NONE else offer.details.get("geo_restriction_type")
    kind = named.get("geo_restriction_type", known)
    enabled = named.get("geo_restriction_enabled", offer.geo_rule is not GeoRule.NONE)
    countries = named.get("geo_restriction_countries", offer.geo_countries)
    if not enabled:
        return {"geo_rule": GeoRule.NONE, "geo_countries": countries}
    if kind is None:
        raise InvalidOffer("geoRestrictionType is whitelist or blacklist")
    return {"geo_rule": GeoRule(kind), "geo_countries": countries}
