"""The catalogue of one publisher: make, change and close offers.  Reading them stands in `reading` and `relations`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.catalog.counts import count
from cleeng.catalog.errors import InvalidOffer
from cleeng.catalog.links import Links
from cleeng.catalog.models import Offer, OfferLocalization, OfferTag, OfferType, TagUse
from cleeng.catalog.offer import LocalOffer, OfferId
from cleeng.catalog.relations import CatalogRelations
from cleeng.catalog.rules import OfferData
from cleeng.entitlements.ends import move_ends
from cleeng.ids import Kind, allocate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from cleeng.outbox import Outbox
    from cleeng.publishers.publisher import Publisher

#: What every country may say for itself among `details`; all else is the same everywhere.
LOCAL_DETAILS = frozenset({"content_external_id", "content_external_data", "geo_restriction_type"})


class CatalogService(CatalogRelations):
    """The offers of one publisher."""

    def __init__(self, db: Session, publisher: Publisher, outbox: Outbox) -> None:
        super().__init__(db, publisher)
        self.outbox = outbox
        self.links = Links(db, self)

    def create(self, data: OfferData, country: str = "") -> LocalOffer:
        """Put an offer on sale in one country, the publisher's unless another is named.

        :raises InvalidOffer: the data make no offer.
        """
        (offer,) = self.create_group({country or self.publisher.info.country: data}).values()
        return offer

    def create_group(self, versions: Mapping[str, OfferData]) -> dict[str, LocalOffer]:
        """Put one offer on sale in several countries.  What is not each country's own stands alike in all data.

        :raises InvalidOffer: the data of a country make no offer, or there are none.
        """
        if not versions:
            raise InvalidOffer("an offer needs a country")
        self._check(versions)
        data = next(iter(versions.values()))
        now = self.publisher.clock.now()
        number = allocate(self.db, self.publisher.id, Kind.OFFER)
        self.db.add(
            Offer(publisher_id=self.publisher.id, number=number, type=data.type, created_at=now, **_shared(data, now))
        )
        self.db.flush()
        for country, local in versions.items():
            self._add_version(number, country, local)
        self.db.flush()
        self.links.put(number, data)
        self.outbox.event("offer.created", OfferId(data.type.letter, number))
        count(self.db, self.publisher.id, data.type, active=True, versions=len(versions))
        return self.group(number)

    def update(self, current: LocalOffer, data: OfferData) -> LocalOffer:
        """Change one country's version of an offer on sale, and what all versions share.

        :raises InvalidOffer: the data make no offer, or change its type or currency.
        """
        return self.update_group({current.country: data}, current.number)[current.country]

    def update_group(self, changes: Mapping[str, OfferData], number: int) -> dict[str, LocalOffer]:
        """Change an offer on sale in the countries that are named, and add those that it was not sold in.

        What is not each country's own becomes the same in all of them.  Who already bought something that ends at a
        common moment, a dated pass or an event, has it until the new one from now on.

        :raises InvalidOffer: the data make no offer, or change its type or currency.
        """
        known = self.group(number)
        old, data = next(iter(known.values())), next(iter(changes.values()))
        if not old.active:
            raise InvalidOffer("a deactivated offer cannot be changed")
        changes = {**_follow(known, data), **changes}
        self._check(changes)
        for country, local in changes.items():
            before = known.get(country, old)
            if local.type is not old.type or (country in known and local.price.currency != before.price.currency):
                raise InvalidOffer("neither type nor currency of an offer can change")
        now = self.publisher.clock.now()
        offer = self.db.get_one(Offer, (self.publisher.id, number), with_for_update=True)
        for name, value in _shared(data, now).items():
            setattr(offer, name, value)
        for country, local in changes.items():
            if country in known:
                self._change_version(known[country], local)
            else:
                self._add_version(number, country, local)
        self.db.flush()
        self.links.put(number, data, old.linked)
        if old.ends_at and data.ends_at and old.ends_at != data.ends_at:
            revives = data.type is OfferType.EVENT
            move_ends(self.db, self.publisher, number, old.ends_at, data.ends_at, revives=revives)
        self.outbox.event("offer.updated", OfferId(data.type.letter, number))
        if added := len(changes.keys() - known.keys()):
            count(self.db, self.publisher.id, data.type, active=True, versions=added)
        return self.group(number)

    def hold(self, number: int) -> None:
        """Let nobody else change an offer until the transaction ends; call it before reading what is to be changed."""
        self.db.execute(
            sa.select(Offer.number)
            .where(Offer.publisher_id == self.publisher.id, Offer.number == number)
            .with_for_update()
        )

    def deactivate(self, current: LocalOffer) -> LocalOffer:
        """Take an offer off sale for good, in every country; what people bought of it they keep."""
        offer = self.db.get_one(Offer, (self.publisher.id, current.number), with_for_update=True)
        if offer.active:
            offer.active = False
            offer.deactivated_at = offer.updated_at = self.publisher.clock.now()
            versions = len(self.group(current.number))
            self.outbox.event("offer.deactivated", OfferId(current.type.letter, current.number))
            count(self.db, self.publisher.id, current.type, active=True, versions=-versions)
            count(self.db, self.publisher.id, current.type, active=False, versions=versions)
        return replace(current, active=False, updated_at=offer.updated_at)

    def _check(self, versions: Mapping[str, OfferData]) -> None:
        for country, data in versions.items():
            try:
                data.check(sandbox=self.publisher.info.sandbox)
            except InvalidOffer as error:
                if len(versions) == 1:
                    raise
                raise InvalidOffer(f"{country}: {error}") from error

    def _add_version(self, number: int, country: str, data: OfferData) -> None:
        own = {"publisher_id": self.publisher.id, "number": number, "country": country}
        self.db.add(OfferLocalization(**own, **_localised(data)))
        self._put_tags(number, country, data)

    def _change_version(self, current: LocalOffer, data: OfferData) -> None:
        local = self.db.get_one(OfferLocalization, (self.publisher.id, current.number, current.country))
        for name, value in _localised(data).items():
            setattr(local, name, value)
        if (set(data.tags), set(data.opens)) != (set(current.tags), set(current.opens)):
            mine = (OfferTag.publisher_id == self.publisher.id, OfferTag.number == current.number)
            self.db.execute(sa.delete(OfferTag).where(*mine, OfferTag.country == current.country))
            self._put_tags(current.number, current.country, data)

    def _put_tags(self, number: int, country: str, data: OfferData) -> None:
        own = {"publisher_id": self.publisher.id, "number": number, "country": country}
        for use, tags in ((TagUse.HAS, data.tags), (TagUse.OPENS, data.opens)):
            for tag in dict.fromkeys(tags):
                self.db.add(OfferTag(**own, use=use, tag=tag))


def _follow(known: Mapping[str, LocalOffer], data: OfferData) -> dict[str, OfferData]:
    """Return what becomes of the versions that a change does not name, where it concerns them all the same.

    A pass that gets a common end has it everywhere, and one that loses it needs a period everywhere.
    """
    if data.type is not OfferType.PASS:
        return {}
    return {
        country: replace(OfferData.of(offer), period=data.period, ends_at=data.ends_at)
        for country, offer in known.items()
        if bool(offer.period) != bool(data.period)
    }


def _shared(data: OfferData, now: dt.datetime) -> dict[str, object]:
    return {
        "video_id": data.video_id,
        "starts_at": data.starts_at,
        "ends_at": data.ends_at,
        "details": {name: value for name, value in data.details.items() if name not in LOCAL_DETAILS},
        "updated_at": now,
    }


def _localised(data: OfferData) -> dict[str, object]:
    return {
        "title": data.title,
        "description": data.description,
        "url": data.url,
        "price_minor": data.price.minor,
        "currency": data.price.currency,
        "period": data.period,
        "free_periods": data.free_periods,
        "free_days": data.free_days,
        "geo_rule": data.geo_rule,
        "geo_countries": list(data.geo_countries),
        "details": {name: value for name, value in data.details.items() if name in LOCAL_DETAILS},
        "price_rules": [rule.to_json() for rule in data.price_rules],
    }
