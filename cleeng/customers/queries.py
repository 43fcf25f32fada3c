"""Questions about customers that no single one asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.customers.models import Customer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def has_customers(db: Session, publisher_id: int) -> bool:
    """Say whether anybody ever signed up at a publisher."""
    return db.scalar(sa.select(sa.exists().where(Customer.publisher_id == publisher_id))) is True
