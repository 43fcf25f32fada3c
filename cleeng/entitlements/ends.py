"""Moving the common end of what many people bought: a dated pass, an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.entitlements.models import Entitlement

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from cleeng.publishers.publisher import Publisher


def move_ends(
    db: Session, publisher: Publisher, offer_number: int, old: dt.datetime, new: dt.datetime, *, revives: bool
) -> None:
    """Let everybody who has an offer until `old` have it until `new`, in one statement.

    Who got an end of his own keeps it.  Unless it `revives`, what is over stays over: buyers of a pass that has run
    out are not given a new one (product reference, 1.3), while an event that lasts longer is still the same event.
    """
    holds = [
        Entitlement.publisher_id == publisher.id,
        Entitlement.offer_number == offer_number,
        Entitlement.expires_at == old,
        Entitlement.revoked_at.is_(None),
    ]
    if revives or old > publisher.clock.now():
        db.execute(sa.update(Entitlement).where(*holds).values(expires_at=new))
