"""How many offers there are, known without counting them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cleeng.catalog.models import Offer, OfferCount, OfferLocalization

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cleeng.catalog.models import OfferType


def count(db: Session, publisher_id: int, type_: OfferType, *, active: bool, versions: int) -> None:
    """Add so many versions; fewer if negative.

    The row is locked until the transaction ends, so call it last; who moves offers from active to inactive calls it
    in this order.
    """
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(OfferCount).values(publisher_id=publisher_id, type=type_, active=active, versions=versions)
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["publisher_id", "type", "active"], set_={"versions": OfferCount.versions + versions}
        )
    )


def recount(connection: sa.Connection) -> None:
    """Count all offers anew, after rows were loaded past the service; nobody else may write meanwhile."""
    columns = ("publisher_id", "type", "active", "versions")
    counted = (
        sa.select(Offer.publisher_id, Offer.type, Offer.active, sa.func.count())
        .join(
            OfferLocalization,
            sa.and_(OfferLocalization.publisher_id == Offer.publisher_id, OfferLocalization.number == Offer.number),
        )
        .group_by(Offer.publisher_id, Offer.type, Offer.active)
    )
    connection.execute(sa.delete(OfferCount))
    connection.execute(sa.insert(OfferCount).from_select(columns, counted))
