"""How often offers are seen: one count per offer and day, for conversion rates."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

from cleeng.catalog.models import OfferImpression

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cleeng.publishers.publisher import Publisher


def count_impression(db: Session, publisher: Publisher, number: int) -> None:
    """Count one viewer's look at an offer, on the day that it is where the publisher is."""
    day = publisher.clock.now().astimezone(zoneinfo.ZoneInfo(publisher.info.time_zone)).date()
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(OfferImpression).values(publisher_id=publisher.id, number=number, day=day, seen=1)
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["publisher_id", "number", "day"], set_={"seen": OfferImpression.seen + 1}
        )
    )
