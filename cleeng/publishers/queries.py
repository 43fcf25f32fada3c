"""Questions about publishers that no single one asks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.publishers.models import ApiToken, Associate, PublisherRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Whose ini says how a publisher sells: its own, or its distributor's.
_HOME = sa.func.coalesce(Associate.distributor_id, PublisherRecord.id)
_RECORDS = sa.outerjoin(PublisherRecord, Associate, Associate.publisher_id == PublisherRecord.id)
_ASSOCIATE = (
    sa.select(*PublisherRecord.__table__.columns, Associate.distributor_id)
    .join(Associate, Associate.publisher_id == PublisherRecord.id)
    .where(PublisherRecord.id == sa.bindparam("id"), PublisherRecord.enabled)
)

#: Whom a publisher token speaks for, by its hash.
API_TOKEN = (
    sa.select(ApiToken.publisher_id, ApiToken.kind)
    .join(PublisherRecord, PublisherRecord.id == ApiToken.publisher_id)
    .where(
        ApiToken.token_hash == sa.bindparam("token_hash", type_=sa.LargeBinary),
        ApiToken.revoked_at.is_(None),
        PublisherRecord.enabled,
    )
)


def served(configured: Collection[int]) -> sa.Select[int]:
    """Return the question for the ids of the configured publishers and of their associates."""
    return sa.select(PublisherRecord.id).select_from(_RECORDS).where(_HOME.in_(configured))


def associate_row(connection: sa.Connection, publisher_id: int) -> sa.Row[*tuple[Any, ...]] | None:
    """Return an associate's columns of `publisher`, and its `distributor_id`; None if there is no such associate."""
    return connection.execute(_ASSOCIATE, {"id": publisher_id}).one_or_none()


def offsets(connection: sa.Connection, sandboxes: Collection[int]) -> Mapping[int, dt.timedelta]:
    """Return how far the clocks of these publishers and of their associates were moved, those that were."""
    moved = (
        sa.select(PublisherRecord.id, PublisherRecord.clock_offset)
        .select_from(_RECORDS)
        .where(PublisherRecord.clock_offset != 0, _HOME.in_(sandboxes))
    )
    return {id_: dt.timedelta(seconds=seconds) for id_, seconds in connection.execute(moved)}
