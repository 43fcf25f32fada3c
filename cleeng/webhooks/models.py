"""Tables of webhooks."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cleeng.db import Base


class WebhookEndpoint(Base):
    """An address that is told of one topic.  The key that signs what it is sent is derived from `id`."""

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"]),
        sa.UniqueConstraint("publisher_id", "topic", "url", name="uq_webhook_endpoint_url"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    topic: Mapped[str] = mapped_column(sa.String(64))
    url: Mapped[str] = mapped_column(sa.String(500))
    created_at: Mapped[dt.datetime]
