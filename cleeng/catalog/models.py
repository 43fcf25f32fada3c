"""Tables of offers: one group per number, one localisation per country."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, composite, mapped_column

from cleeng.api import Money
from cleeng.db import Base, JsonDict


class OfferType(StrEnum):
    """What is sold."""

    SINGLE = "A"
    RENTAL = "R"
    VOD = "V"
    EVENT = "E"
    PASS = "P"  # noqa: S105 - a type of offer
    SUBSCRIPTION = "S"
    BUNDLE = "B"

    @property
    def word(self) -> str:
        """The API's word for it: "single", "rental" ..."""
        return self.name.lower()

    @property
    def letter(self) -> str:
        """What leads the ids of such offers; one letter stands for both rentals and videos on demand."""
        return _LETTERS.get(self, self.value)

    def goes_by(self, letter: str) -> bool:
        """Say whether an id with this letter may name such an offer: clients write R or A for a video on demand."""
        return letter == self.letter or (self is OfferType.VOD and letter == OfferType.SINGLE)


_LETTERS = {OfferType.VOD: "R"}


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
        sa.Index("ix_offer_list", "publisher_id", "type", "active", "created_at", "number"),
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
    """An offer as sold in one country.

    `period` is hours for a rental and a bundle, days for a video on demand, a word ("month") for pass and subscription.
    `price_rules` are `PriceRule.to_json()`.
    """

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
    details: Mapped[JsonDict] = mapped_column(
        default=dict
    )  #: those of `Offer.details` that countries have of their own
    price_rules: Mapped[list[JsonDict]] = mapped_column(default=list)
    price: Mapped[Money] = composite("price_minor", "currency")


class OfferTag(Base):
    """A tag that one country's version of an offer has, or opens.  "(all)" opens every offer of the publisher."""

    __tablename__ = "offer_tag"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "number"], ["offer.publisher_id", "offer.number"]),
        sa.Index("ix_offer_tag_tag", "publisher_id", "tag"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    use: Mapped[TagUse] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    country: Mapped[str] = mapped_column(sa.String(2), primary_key=True)


_OFFER = ("offer.publisher_id", "offer.number")


class OfferLink(Base):
    """That who bought one offer may watch another: a bundle what is in it, an event the video that follows it.

    `country` is the one that the publisher named the opened offer with, "" if none; it opens all versions.
    """

    __tablename__ = "offer_link"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "number"], _OFFER, name="fk_offer_link_number_offer"),
        sa.ForeignKeyConstraint(["publisher_id", "opened_by"], _OFFER, name="fk_offer_link_opened_by_offer"),
        sa.Index("ix_offer_link_opened_by", "publisher_id", "opened_by"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opened_by: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    position: Mapped[int]  #: in the list that the publisher gave


class OfferCount(Base):
    """How many versions of offers there are, kept in the transactions that make and close them.

    Counting a million rows would make the total of a list dearer than its page.
    """

    __tablename__ = "offer_count"
    __table_args__ = (sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"]),)

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[OfferType] = mapped_column(primary_key=True)
    active: Mapped[bool] = mapped_column(primary_key=True)
    versions: Mapped[int]


class OfferImpression(Base):
    """How often an offer was seen on one day of the publisher's calendar."""

    __tablename__ = "offer_impression"
    __table_args__ = (sa.ForeignKeyConstraint(["publisher_id", "number"], ["offer.publisher_id", "offer.number"]),)

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    seen: Mapped[int] = mapped_column(sa.BigInteger)
