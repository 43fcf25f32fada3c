"""The catalogue of one publisher: make, change, find and close offers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.catalog.errors import InvalidOffer, OfferNotFound
from cleeng.catalog.models import Offer, OfferLocalization, OfferTag, OfferType, TagUse
from cleeng.catalog.offer import EVERYTHING, LocalOffer, OfferId, preferred
from cleeng.ids import Kind, allocate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy.orm import Session

    from cleeng.catalog.rules import OfferData
    from cleeng.outbox import Outbox
    from cleeng.publishers.publisher import Publisher


class CatalogService:
    """The offers of one publisher."""

    def __init__(self, db: Session, publisher: Publisher, outbox: Outbox) -> None:
        self.db = db
        self.publisher = publisher
        self.outbox = outbox

    def offer(self, offer_id: str, country: str = "") -> LocalOffer:
        """Return an offer; without a country in the id, the version for `country`, else the publisher's, else any.

        :raises OfferNotFound: this publisher does not have it.
        """
        wanted = OfferId.parse(offer_id)
        found = {offer.country: offer for offer in self._load(Offer.number == wanted.number)}
        if not found or next(iter(found.values())).type.value != wanted.letter:
            raise OfferNotFound(offer_id)
        if wanted.country:
            if wanted.country not in found:
                raise OfferNotFound(offer_id)
            return found[wanted.country]
        return self._preferred(found, country)

    def any_version(self, number: int, country: str) -> LocalOffer:
        """Return the version of an offer for `country`, else the publisher's, else any.

        :raises OfferNotFound: this publisher does not have it.
        """
        found = self.versions([number], country)
        if number not in found:
            raise OfferNotFound(str(number))
        return found[number]

    def versions(self, numbers: Collection[int], country: str) -> dict[int, LocalOffer]:
        """Return offers by number, each in the version for `country`, else the publisher's, else any."""
        found: dict[int, dict[str, LocalOffer]] = {}
        for offer in self._load(Offer.number.in_(numbers)):
            found.setdefault(offer.number, {})[offer.country] = offer
        return {number: self._preferred(versions, country) for number, versions in found.items()}

    def by_number(self, number: int, country: str) -> LocalOffer:
        """Return the version of an offer that an order names.

        :raises OfferNotFound: there is none.
        """
        for offer in self._load(Offer.number == number, OfferLocalization.country == country):
            return offer
        raise OfferNotFound(str(number))

    def list_offers(self, type_: OfferType, *, active: bool, offset: int, limit: int) -> tuple[list[LocalOffer], int]:
        """Return a page of offers, newest first, and how many there are in all."""
        where = [Offer.publisher_id == self.publisher.id, Offer.type == type_, Offer.active == active]
        total = self.db.scalar(
            sa.select(sa.func.count())
            .select_from(OfferLocalization)
            .join(Offer, _same_offer(OfferLocalization))
            .where(*where)
        )
        return self._load(*where[1:], offset=offset, limit=limit), total or 0

    def ids_of_video(self, video_id: str) -> list[str]:
        """Return the ids of the offers on sale, in every country, that sell a video, newest first."""
        rows = self.db.execute(
            sa.select(Offer.type, Offer.number, OfferLocalization.country)
            .join(OfferLocalization, _same_offer(OfferLocalization))
            .where(Offer.publisher_id == self.publisher.id, Offer.video_id == video_id, Offer.active)
            .order_by(Offer.created_at.desc(), Offer.number, OfferLocalization.country)
        )
        return [str(OfferId(type_.value, number, country)) for type_, number, country in rows]

    def create(self, data: OfferData, country: str = "") -> LocalOffer:
        """Put an offer on sale.

        :raises InvalidOffer: the data make no offer.
        """
        data.check(sandbox=self.publisher.info.sandbox)
        now = self.publisher.clock.now()
        country = country or self.publisher.info.country
        offer = Offer(
            publisher_id=self.publisher.id,
            number=allocate(self.db, self.publisher.id, Kind.OFFER),
            type=data.type,
            created_at=now,
            **_shared(data, now),
        )
        self.db.add(offer)
        self.db.flush()
        self.db.add(
            OfferLocalization(publisher_id=self.publisher.id, number=offer.number, country=country, **_localised(data))
        )
        self._set_tags(offer.number, data)
        self.db.flush()
        self.outbox.event("offer.created", OfferId(data.type.value, offer.number))
        return self.by_number(offer.number, country)

    def update(self, current: LocalOffer, data: OfferData) -> LocalOffer:
        """Change an offer on sale.

        :raises InvalidOffer: the data make no offer, or change its type or currency.
        """
        data.check(sandbox=self.publisher.info.sandbox)
        if not current.active:
            raise InvalidOffer("a deactivated offer cannot be changed")
        if data.type is not current.type or data.price.currency != current.price.currency:
            raise InvalidOffer("neither type nor currency of an offer can change")
        now = self.publisher.clock.now()
        offer = self.db.get_one(Offer, (self.publisher.id, current.number), with_for_update=True)
        for name, value in _shared(data, now).items():
            setattr(offer, name, value)
        local = self.db.get_one(OfferLocalization, (self.publisher.id, current.number, current.country))
        for name, value in _localised(data).items():
            setattr(local, name, value)
        self._set_tags(current.number, data)
        self.db.flush()
        self.outbox.event("offer.updated", OfferId(data.type.value, current.number))
        return self.by_number(current.number, current.country)

    def hold(self, number: int) -> None:
        """Let nobody else change an offer until the transaction ends; call it before reading what is to be changed."""
        self.db.execute(
            sa.select(Offer.number)
            .where(Offer.publisher_id == self.publisher.id, Offer.number == number)
            .with_for_update()
        )

    def deactivate(self, current: LocalOffer) -> LocalOffer:
        """Take an offer off sale for good; what people bought of it they keep."""
        offer = self.db.get_one(Offer, (self.publisher.id, current.number), with_for_update=True)
        if offer.active:
            offer.active = False
            offer.deactivated_at = offer.updated_at = self.publisher.clock.now()
            self.outbox.event("offer.deactivated", OfferId(current.type.value, current.number))
        return replace(current, active=False, updated_at=offer.updated_at)

    def covering(self, offer: LocalOffer) -> list[LocalOffer]:
        """Return the active passes and subscriptions of this country whose tags open `offer`, cheapest first."""
        opening = (
            sa.select(OfferTag.number)
            .where(
                OfferTag.publisher_id == self.publisher.id,
                OfferTag.use == TagUse.OPENS,
                OfferTag.tag.in_([EVERYTHING, *offer.tags]),
            )
            .scalar_subquery()
        )
        found = self._load(
            Offer.number.in_(opening),
            Offer.active,
            Offer.type.in_([OfferType.PASS, OfferType.SUBSCRIPTION]),
            OfferLocalization.country == offer.country,
        )
        return sorted((o for o in found if o.number != offer.number), key=lambda o: o.price.minor)

    def opened_by(self, offer: LocalOffer, limit: int = 50) -> list[LocalOffer]:
        """Return the active offers of this country that a pass or subscription opens, newest first."""
        if not offer.opens:
            return []
        where: list[sa.ColumnElement[bool] | sa.orm.InstrumentedAttribute[bool]]
        where = [Offer.number != offer.number, Offer.active, OfferLocalization.country == offer.country]
        if EVERYTHING in offer.opens:
            where.append(Offer.type.not_in([OfferType.PASS, OfferType.SUBSCRIPTION]))
        else:
            having = (
                sa.select(OfferTag.number)
                .where(
                    OfferTag.publisher_id == self.publisher.id,
                    OfferTag.use == TagUse.HAS,
                    OfferTag.tag.in_(offer.opens),
                )
                .scalar_subquery()
            )
            where.append(Offer.number.in_(having))
        return self._load(*where, limit=limit)

    def _preferred(self, versions: dict[str, LocalOffer], country: str) -> LocalOffer:
        return versions[preferred(versions, country, self.publisher.info.country)]

    def _set_tags(self, number: int, data: OfferData) -> None:
        self.db.execute(
            sa.delete(OfferTag).where(OfferTag.publisher_id == self.publisher.id, OfferTag.number == number)
        )
        for use, tags in ((TagUse.HAS, data.tags), (TagUse.OPENS, data.opens)):
            for tag in dict.fromkeys(tags):
                self.db.add(OfferTag(publisher_id=self.publisher.id, number=number, use=use, tag=tag))

    def _load(
        self, *where: sa.ColumnElement[bool] | sa.orm.InstrumentedAttribute[bool], offset: int = 0, limit: int = 1000
    ) -> list[LocalOffer]:
        rows = self.db.execute(
            sa.select(Offer, OfferLocalization)
            .join(OfferLocalization, _same_offer(OfferLocalization))
            .where(Offer.publisher_id == self.publisher.id, *where)
            .order_by(Offer.created_at.desc(), Offer.number.desc(), OfferLocalization.country)
            .offset(offset)
            .limit(limit)
        ).all()
        tags = self._tags({offer.number for offer, _ in rows})
        return [_value(offer, local, tags) for offer, local in rows]

    def _tags(self, numbers: Iterable[int]) -> Sequence[OfferTag]:
        return self.db.scalars(
            sa.select(OfferTag)
            .where(OfferTag.publisher_id == self.publisher.id, OfferTag.number.in_(numbers))
            .order_by(OfferTag.tag)
        ).all()


def _same_offer(other: type[OfferLocalization]) -> sa.ColumnElement[bool]:
    return sa.and_(other.publisher_id == Offer.publisher_id, other.number == Offer.number)


def _shared(data: OfferData, now: object) -> dict[str, object]:
    return {
        "video_id": data.video_id,
        "starts_at": data.starts_at,
        "ends_at": data.ends_at,
        "details": dict(data.details),
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
    }


def _value(offer: Offer, local: OfferLocalization, tags: Sequence[OfferTag]) -> LocalOffer:
    mine = [tag for tag in tags if tag.number == offer.number]
    return LocalOffer(
        publisher_id=offer.publisher_id,
        number=offer.number,
        type=offer.type,
        country=local.country,
        active=offer.active,
        title=local.title,
        description=local.description,
        url=local.url,
        price=local.price,
        period=local.period,
        free_periods=local.free_periods,
        free_days=local.free_days,
        geo_rule=local.geo_rule,
        geo_countries=tuple(local.geo_countries),
        tags=tuple(tag.tag for tag in mine if tag.use is TagUse.HAS),
        opens=tuple(tag.tag for tag in mine if tag.use is TagUse.OPENS),
        video_id=offer.video_id,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        details=offer.details,
        created_at=offer.created_at,
        updated_at=offer.updated_at,
    )
