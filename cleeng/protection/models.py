"""Which offer a rule made of which video."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cleeng.db import Base, JsonDict


class ProtectedVideo(Base):
    """A rule's offer of a video.  `made` is what the rule said then: what a person changed since is left alone."""

    __tablename__ = "protected_video"
    __table_args__ = (sa.ForeignKeyConstraint(["publisher_id", "number"], ["offer.publisher_id", "offer.number"]),)

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    video_id: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    rule: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    number: Mapped[int]
    made: Mapped[JsonDict]
    created_at: Mapped[dt.datetime]
