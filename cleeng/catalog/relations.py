"""Which offers go with which: what opens an offer, and what an offer opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.catalog.models import Offer, OfferLink, OfferTag, OfferType, TagUse
from cleeng.catalog.offer import EVERYTHING
from cleeng.catalog.reading import LOCAL, NEWEST_FIRST, OFFERS, CatalogReader

if TYPE_CHECKING:
    from cleeng.catalog.offer import LocalOffer

_OPENING = (OfferType.PASS, OfferType.SUBSCRIPTION)
_WATCHED = tuple(type_ for type_ in OfferType if type_ not in _OPENING)
#: Said so that it does not undo the outer join.
_HERE = sa.func.coalesce(LOCAL.country, "") == sa.bindparam("country")


def _tagged(use: TagUse) -> sa.Select[int]:
    """Return the numbers of the offers with one of some tags in a country."""
    return sa.select(OfferTag.number).where(
        OfferTag.publisher_id == sa.bindparam("publisher_id"),
        OfferTag.tag.in_(sa.bindparam("tags", expanding=True)),
        OfferTag.use == use,
        OfferTag.country == sa.bindparam("country"),
    )


def _linked(found: sa.orm.InstrumentedAttribute[int], given: sa.orm.InstrumentedAttribute[int]) -> sa.Select[int]:
    return sa.select(found).where(
        OfferLink.publisher_id == sa.bindparam("publisher_id"), given == sa.bindparam("number")
    )


_COVERING = OFFERS.where(
    Offer.number.in_(_tagged(TagUse.OPENS)), Offer.active, Offer.type.in_(_OPENING), _HERE
).order_by(*NEWEST_FIRST)
_BUNDLES = OFFERS.where(
    Offer.number.in_(_linked(OfferLink.opened_by, OfferLink.number)),
    Offer.active,
    Offer.type == OfferType.BUNDLE,
    _HERE,
).order_by(*NEWEST_FIRST)
_TAGGED = (
    OFFERS.where(Offer.number.in_(_tagged(TagUse.HAS)), Offer.active, _HERE)
    .order_by(*NEWEST_FIRST)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_NEWEST = (
    OFFERS.where(Offer.type == sa.bindparam("type"), Offer.active, _HERE)
    .order_by(*NEWEST_FIRST)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_OPENED = (
    sa.select(OfferLink.number)
    .where(OfferLink.publisher_id == sa.bindparam("publisher_id"), OfferLink.opened_by == sa.bindparam("number"))
    .order_by(OfferLink.position)
)


class CatalogRelations(CatalogReader):
    """How the offers of one publisher hang together."""

    def covering(self, offer: LocalOffer) -> list[LocalOffer]:
        """Return what is on sale in this country and opens `offer`: passes, subscriptions, bundles; cheapest first."""
        found = self.load(_COVERING, country=offer.country, tags=[EVERYTHING, *offer.tags])
        found += self.load(_BUNDLES, country=offer.country, number=offer.number)
        return sorted((o for o in found if o.number != offer.number), key=lambda o: o.price.minor)

    def opened_by(self, offer: LocalOffer, limit: int = 50) -> list[LocalOffer]:
        """Return what is on sale in this country and comes with an offer: by its tags, or by being in it."""
        if offer.type in (OfferType.BUNDLE, OfferType.EVENT):
            return self._linked_to(offer, limit)
        if not offer.opens:
            return []
        if EVERYTHING in offer.opens:
            # One statement for each type: each reads as many rows of its index as it returns, however many there are.
            found = [
                o for type_ in _WATCHED for o in self.load(_NEWEST, type=type_, country=offer.country, limit=limit)
            ]
            return sorted(found, key=lambda o: (o.created_at, o.number), reverse=True)[:limit]
        found = self.load(_TAGGED, country=offer.country, tags=list(offer.opens), limit=limit + 1)
        return [o for o in found if o.number != offer.number][:limit]

    def _linked_to(self, offer: LocalOffer, limit: int) -> list[LocalOffer]:
        values = {"publisher_id": self.publisher.id, "number": offer.number}
        numbers = list(self.db.scalars(_OPENED.limit(limit), values))
        found = self.versions(numbers, offer.country)
        return [found[number] for number in numbers if found[number].active]
