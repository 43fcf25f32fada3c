"""Links between offers: what is in a bundle, which events' buyers may watch a video on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.catalog.errors import InvalidOffer
from cleeng.catalog.models import OfferLink, OfferType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from cleeng.catalog.offer import OfferId
    from cleeng.catalog.reading import CatalogReader
    from cleeng.catalog.rules import OfferData

#: By what links: the API's name of the list, and what it may hold.  What opens other offers by itself is in no bundle.
_MAY_HOLD = {
    OfferType.BUNDLE: (
        "offerIdList",
        (OfferType.SINGLE, OfferType.RENTAL, OfferType.VOD, OfferType.EVENT),
    ),
    OfferType.VOD: ("eventAssociation", (OfferType.EVENT,)),
}


class Links:
    """Writes the links of one publisher's offers."""

    def __init__(self, db: Session, catalog: CatalogReader) -> None:
        self.db = db
        self.catalog = catalog

    def put(self, number: int, data: OfferData, before: Sequence[OfferId] = ()) -> None:
        """Let an offer be linked to what its data name, and no longer to what was named `before`.

        :raises InvalidOffer: something else than the publisher's own offers of the right types is named.
        """
        if tuple(before) == data.linked:
            return
        name, types = _MAY_HOLD[data.type]
        self._check(name, types, data.linked)
        publisher_id = self.catalog.publisher.id
        mine, its = OfferLink.opened_by, OfferLink.number
        if data.type is OfferType.VOD:
            mine, its = its, mine
        gone = [one.number for one in before]
        self.db.execute(
            sa.delete(OfferLink).where(OfferLink.publisher_id == publisher_id, mine == number, its.in_(gone))
        )
        for position, (other, country) in enumerate({one.number: one.country for one in data.linked}.items()):
            ends = {mine.key: number, its.key: other}
            self.db.add(OfferLink(publisher_id=publisher_id, **ends, country=country, position=position))
        self.db.flush()

    def _check(self, name: str, types: Sequence[OfferType], ids: Sequence[OfferId]) -> None:
        words = ", ".join(type_.word for type_ in types)
        groups = self.catalog.groups({one.number for one in ids})
        for one in ids:
            group = groups.get(one.number, {})
            version = group.get(one.country) if one.country else next(iter(group.values()), None)
            if version is None or not version.type.goes_by(one.letter):
                raise InvalidOffer(f"{name}: {one} is no offer of this publisher")
            if version.type not in types:
                raise InvalidOffer(f"{name}: {one} is none of {words}")
