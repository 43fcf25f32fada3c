"""Reading offers: one, several, a page of a list.  The statements are built once, when this is imported."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.api import Money
from cleeng.catalog.errors import OfferNotFound
from cleeng.catalog.models import Offer, OfferCount, OfferLink, OfferLocalization, OfferTag, OfferType, TagUse
from cleeng.catalog.offer import LocalOffer, OfferId, preferred
from cleeng.pricing.rules import PriceRule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy.orm import Session

    from cleeng.publishers.publisher import Publisher

LOCAL = OfferLocalization
OF_PUBLISHER = Offer.publisher_id == sa.bindparam("publisher_id")
SAME_OFFER = sa.and_(LOCAL.publisher_id == Offer.publisher_id, LOCAL.number == Offer.number)
NEWEST_FIRST = (Offer.created_at.desc(), Offer.number.desc(), LOCAL.country)

#: Every version of every offer of a publisher, as `CatalogReader.load` reads it.  No offer is without a version; the
#: outer join makes both databases walk through the offers, in the order of an index where one is wanted.
OFFERS = (
    sa.select(
        Offer.publisher_id,
        Offer.number,
        Offer.type,
        LOCAL.country,
        Offer.active,
        LOCAL.title,
        LOCAL.description,
        LOCAL.url,
        LOCAL.price_minor,
        LOCAL.currency,
        LOCAL.period,
        LOCAL.free_periods,
        LOCAL.free_days,
        LOCAL.geo_rule,
        LOCAL.geo_countries,
        Offer.video_id,
        Offer.starts_at,
        Offer.ends_at,
        LOCAL.price_rules,
        Offer.details,
        LOCAL.details.label("local_details"),
        Offer.created_at,
        Offer.updated_at,
    )
    .outerjoin(LOCAL, SAME_OFFER)
    .where(OF_PUBLISHER)
)
_NUMBERS: sa.BindParameter[int] = sa.bindparam("numbers", expanding=True)
_VERSIONS = OFFERS.where(Offer.number.in_(_NUMBERS)).order_by(*NEWEST_FIRST)
_VERSION = OFFERS.where(Offer.number == sa.bindparam("number"), LOCAL.country == sa.bindparam("country"))
_SORTED = (
    OFFERS.where(Offer.type == sa.bindparam("type"), Offer.active == sa.bindparam("active"))
    .order_by(*NEWEST_FIRST)
    .offset(sa.bindparam("offset", type_=sa.Integer))
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_OF_VIDEO = Offer.video_id == sa.bindparam("video_id")
_SORTED_OF_VIDEO = _SORTED.where(_OF_VIDEO)
_COUNT = sa.select(OfferCount.versions).where(
    OfferCount.publisher_id == sa.bindparam("publisher_id"),
    OfferCount.type == sa.bindparam("type"),
    OfferCount.active == sa.bindparam("active"),
)
_COUNT_OF_VIDEO = (
    sa.select(sa.func.count())
    .select_from(Offer)
    .join(LOCAL, SAME_OFFER)
    .where(OF_PUBLISHER, _OF_VIDEO, Offer.type == sa.bindparam("type"), Offer.active == sa.bindparam("active"))
)
_IDS_OF_VIDEO = (
    sa.select(Offer.type, Offer.number, LOCAL.country)
    .join(LOCAL, SAME_OFFER)
    .where(OF_PUBLISHER, _OF_VIDEO, Offer.active)
    .order_by(*NEWEST_FIRST)
)
_TAGS = (
    sa.select(OfferTag.number, OfferTag.country, OfferTag.use, OfferTag.tag)
    .where(OfferTag.publisher_id == sa.bindparam("publisher_id"), OfferTag.number.in_(_NUMBERS))
    .order_by(OfferTag.tag)
)
_IN_BUNDLES = (
    sa.select(OfferLink.opened_by, Offer.type, OfferLink.number, OfferLink.country)
    .join(Offer, sa.and_(Offer.publisher_id == OfferLink.publisher_id, Offer.number == OfferLink.number))
    .where(OF_PUBLISHER, OfferLink.opened_by.in_(_NUMBERS))
    .order_by(OfferLink.position)
)
_OPENED_BY_EVENTS = (
    sa.select(OfferLink.number, Offer.type, OfferLink.opened_by, OfferLink.country)
    .join(Offer, sa.and_(Offer.publisher_id == OfferLink.publisher_id, Offer.number == OfferLink.opened_by))
    .where(OF_PUBLISHER, OfferLink.number.in_(_NUMBERS), Offer.type == OfferType.EVENT)
    .order_by(OfferLink.position)
)
#: Which links an offer of this type tells as its own.
_LINKS = {OfferType.BUNDLE: _IN_BUNDLES, OfferType.VOD: _OPENED_BY_EVENTS}


class CatalogReader:
    """Reads the offers of one publisher."""

    def __init__(self, db: Session, publisher: Publisher) -> None:
        self.db = db
        self.publisher = publisher

    def offer(self, offer_id: str, country: str = "") -> LocalOffer:
        """Return an offer; without a country in the id, the version for `country`, else the publisher's, else any.

        :raises OfferNotFound: this publisher does not have it.
        """
        wanted = OfferId.parse(offer_id)
        found = self.group(wanted.number)
        if not found or not next(iter(found.values())).type.goes_by(wanted.letter):
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
        found = self.group(number)
        if not found:
            raise OfferNotFound(str(number))
        return self._preferred(found, country)

    def group(self, number: int) -> dict[str, LocalOffer]:
        """Return every version of an offer by country; none if this publisher does not have it."""
        return {offer.country: offer for offer in self.load(_VERSIONS, numbers=[number])}

    def groups(self, numbers: Collection[int]) -> dict[int, dict[str, LocalOffer]]:
        """Return every version of several offers, by number and country, as far as this publisher has them."""
        found: dict[int, dict[str, LocalOffer]] = {}
        for offer in self.load(_VERSIONS, numbers=list(numbers)) if numbers else ():
            found.setdefault(offer.number, {})[offer.country] = offer
        return found

    def versions(self, numbers: Collection[int], country: str) -> dict[int, LocalOffer]:
        """Return offers by number, each in the version for `country`, else the publisher's, else any."""
        return {number: self._preferred(group, country) for number, group in self.groups(numbers).items()}

    def by_number(self, number: int, country: str) -> LocalOffer:
        """Return the version of an offer that an order names.

        :raises OfferNotFound: there is none.
        """
        for offer in self.load(_VERSION, number=number, country=country):
            return offer
        raise OfferNotFound(str(number))

    def list_offers(
        self, type_: OfferType, *, active: bool, offset: int, limit: int, video_id: str = ""
    ) -> tuple[list[LocalOffer], int]:
        """Return a page of offers, newest first, and how many there are in all; with `video_id`, of that video."""
        wanted = {"type": type_, "active": active}
        page = {**wanted, "offset": offset, "limit": limit}
        if video_id:
            wanted["video_id"] = page["video_id"] = video_id
            return self.load(_SORTED_OF_VIDEO, **page), self._scalar(_COUNT_OF_VIDEO, **wanted)
        return self.load(_SORTED, **page), self._scalar(_COUNT, **wanted)

    def of_video(self, type_: OfferType, video_id: str) -> LocalOffer:
        """Return the newest offer of a type that sells a video, one on sale before one that is not.

        :raises OfferNotFound: there is none.
        """
        for active in (True, False):
            page, _ = self.list_offers(type_, active=active, offset=0, limit=1, video_id=video_id)
            for found in page:
                return self.any_version(found.number, "")
        raise OfferNotFound(video_id)

    def ids_of_video(self, video_id: str) -> list[str]:
        """Return the ids of the offers on sale, in every country, that sell a video, newest first."""
        rows = self.db.execute(_IDS_OF_VIDEO, {"publisher_id": self.publisher.id, "video_id": video_id})
        return [str(OfferId(type_.letter, number, country)) for type_, number, country in rows]

    def load(self, statement: sa.Select[*tuple[Any, ...]], **values: Any) -> list[LocalOffer]:
        """Return the offers that a statement made from `OFFERS` finds."""
        rows = self.db.execute(statement, {"publisher_id": self.publisher.id, **values}).all()
        if not rows:
            return []
        tags = self._tags({row.number for row in rows})
        links = self._links(rows)
        return [_value(row, tags, links.get(row.number, ())) for row in rows]

    def _tags(self, numbers: Iterable[int]) -> dict[tuple[int, str, TagUse], tuple[str, ...]]:
        found: dict[tuple[int, str, TagUse], list[str]] = defaultdict(list)
        values = {"publisher_id": self.publisher.id, "numbers": list(numbers)}
        for number, country, use, tag in self.db.execute(_TAGS, values):
            found[number, country, use].append(tag)
        return {key: tuple(tags) for key, tags in found.items()}

    def _links(self, rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> dict[int, tuple[OfferId, ...]]:
        found: dict[int, list[OfferId]] = defaultdict(list)
        for type_, statement in _LINKS.items():
            numbers = list({row.number for row in rows if row.type is type_})
            values = {"publisher_id": self.publisher.id, "numbers": numbers}
            for mine, its_type, its, country in self.db.execute(statement, values) if numbers else ():
                found[mine].append(OfferId(its_type.letter, its, country))
        return {number: tuple(ids) for number, ids in found.items()}

    def _scalar(self, statement: sa.Select[int], **values: Any) -> int:
        return self.db.scalar(statement, {"publisher_id": self.publisher.id, **values}) or 0

    def _preferred(self, versions: dict[str, LocalOffer], country: str) -> LocalOffer:
        return versions[preferred(versions, country, self.publisher.info.country)]


def _value(
    row: sa.Row[*tuple[Any, ...]], tags: dict[tuple[int, str, TagUse], tuple[str, ...]], links: tuple[OfferId, ...]
) -> LocalOffer:
    values = row._asdict()
    minor, currency, local_details = (values.pop(name) for name in ("price_minor", "currency", "local_details"))
    return LocalOffer(
        **{
            **values,
            "price": Money(minor, currency),
            "geo_countries": tuple(row.geo_countries),
            "price_rules": tuple(PriceRule.from_json(rule, currency) for rule in row.price_rules),
            "details": {**row.details, **local_details},
            "tags": tags.get((row.number, row.country, TagUse.HAS), ()),
            "opens": tags.get((row.number, row.country, TagUse.OPENS), ()),
            "linked": links,
        }
    )
