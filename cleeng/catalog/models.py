"""Tables of offers: one group per number, one localisation per country."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, composite, mapped_column

from cleeng.api import Money
from cleeng.db import Base, JsonDict


class OfferType(StrEnum):
    """What is sold, by the letter that leads the offer's id."""

    SINGLE = "A"
    RENTAL = "R"
    EVENT = "E"
    PASS = "P"  # noqa: S105 - a type of offer
    SUBSCRIPTION = "S"

    @property
    def word(self) -> str:
        """The API's word for it: "single", "rental" ..."""
        return self.name.lower()


class GeoRule(StrEnum):
    """How a list of countries is meant."""

    NONE = "none"
    WHITELIST = "whitelist"
    BLACKLIST = "blacklist"


class TagUse(StrEnum):
    """Whether a tag describes the offer or what the offer opens."""

    HAS = "has"
    OPENS = "opens"


class Offer(Base):
    """What all countries' versions of an offer share.  Never deleted; deactivation is final."""

    __tablename__ = "offer"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"]),
        sa.Index("ix_offer_video", "publisher_id", "video_id"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    type: Mapped[OfferType]
    active: Mapped[bool] = mapped_column(default=True)
    video_id: Mapped[str] = mapped_column(sa.String(255), default="")
    starts_at: Mapped[dt.datetime | None]  #: of an event
    ends_at: Mapped[dt.datetime | None]  #: of an event, or the common end of a dated pass
    details: Mapped[JsonDict]  #: fields of the API that nothing here decides on (content type, player code ...)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    deactivated_at: Mapped[dt.datetime | None]


class OfferLocalization(Base):
    """An offer as sold in one country.  `period` is hours for a rental, a word ("month") for pass and subscription."""

    __tablename__ = "offer_localization"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "number"], ["offer.publisher_id", "offer.number"]),
        sa.CheckConstraint("price_minor >= 0", name="price_not_negative"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    country: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(100))
    description: Mapped[str] = mapped_column(sa.String(255), default="")
    url: Mapped[str] = mapped_column(sa.String(2000), default="")
    price_minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    period: Mapped[str] = mapped_column(sa.String(16), default="")
    free_periods: Mapped[int] = mapped_column(default=0)
    free_days: Mapped[int] = mapped_column(default=0)
    geo_rule: Mapped[GeoRule] = mapped_column(default=GeoRule.NONE)
    geo_countries: Mapped[list[str]]
    price: Mapped[Money] = composite("price_minor", "currency")


class OfferTag(Base):
    """A tag that an offer has, or opens.  "(all)" opens every offer of the publisher."""

    __tablename__ = "offer_tag"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "number"], ["offer.publisher_id", "offer.number"]),
        sa.Index("ix_offer_tag_tag", "publisher_id", "tag"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    use: Mapped[TagUse] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(sa.String(100), primary_key=True)


class OfferImpression(Base):
    """How often an offer was seen on one day of the publisher's calendar."""

    __tablename__ = "offer_impression"
    __table_args__ = (sa.ForeignKeyConstraint(["publisher_id", "number"], ["offer.publisher_id", "offer.number"]),)

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    seen: Mapped[int] = mapped_column(sa.BigInteger)
