"""Questions about orders that no single customer asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.orders.models import Order, OrderStatus

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def has_sold(db: Session, publisher_id: int) -> bool:
    """Say whether a publisher ever sold anything."""
    sale = sa.exists().where(Order.publisher_id == publisher_id, Order.status == OrderStatus.PAID)
    return db.scalar(sa.select(sale)) is True
