"""What callers are told of an offer, by type (JSON-RPC reference, 2.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import pydantic

from cleeng.rpc.wire import Result


class PriceRuleReply(Result):
    """A price that holds from one moment until before another."""

    starts_at: Annotated[int, pydantic.Field(alias="from")]
    ends_at: Annotated[int, pydantic.Field(alias="to")]
    amount: Decimal
    name: str


class BaseReply(Result):
    """What every offer has.  The client of 2013 refuses what it does not know: this is all it knows of every type."""

    id: str
    publisher_email: str
    url: str
    title: str
    description: str
    price: Decimal
    currency: str
    country: str
    applicable_tax_rate: Decimal
    active: bool
    created_at: int
    updated_at: int


class OfferReply(BaseReply):
    """What offers have that later clients read; `price` is the one without rules."""

    social_commission_rate: Decimal
    average_rating: int
    content_type: str
    content_age_restriction: str | int
    geo_restriction_enabled: bool
    geo_restriction_type: str
    geo_restriction_countries: list[str]
    price_rules: list[PriceRuleReply]


class SingleReply(OfferReply):
    """A video, bought for good."""

    video_id: str
    content_external_id: str
    content_external_data: str
    tags: list[str]


class RentalReply(SingleReply):
    """A video for some hours."""

    period: int


class SubscriptionReply(OfferReply):
    """What its tags open, period by period."""

    period: str
    free_periods: int
    free_days: int
    access_to_tags: list[str]


class PassReply(OfferReply):
    """What its tags open, for a period or until a date: the other of the two is null."""

    period: str | None
    expires_at: int | None
    access_to_tags: list[str]


class Picture(Result):
    """Addresses of one picture in three sizes."""

    small: str
    medium: str
    large: str


class EventReply(OfferReply):
    """A broadcast at a certain time."""

    start_time: int
    end_time: int
    time_zone: str
    video_id: str
    player_code: str
    player_code_head: str
    background_image_url: Picture
    viewer_estimate: int
    teaser: str
    apply_service_fee_on_customer: bool
    youtube_preview_video_id: str
    short_url: str
    tags: list[str]


class LiveEventReply(BaseReply):
    """A broadcast at a certain time, exactly as the client of 2013 knows it."""

    social_commission_rate: Decimal
    content_external_id: str
    content_external_data: str
    content_age_restriction: str | int
    tags: list[str]
    average_rating: int
    start_time: int
    end_time: int
    event_reminder_email_activated: bool
    event_reminder_email_body: str
    event_video_on_demand: bool
    event_video_on_demand_rental_period: int


class BundleReply(BaseReply):
    """Several offers in one, exactly as the client of 2013 knows it; `period` is 0 where access does not end."""

    period: int
    average_rating: int
    offer_id_list: list[str]


class VodReply(BaseReply):
    """A video on demand: what `getVodOffer` tells and what `listVodOffers` tells, together.

    The documentation spells `backgroungImageUrl`, clients do not: both are there.
    """

    video_id: str
    rental_period: str
    player_code: str
    player_code_head: str
    streaming_platform: str
    runtime: str
    video_quality: str
    background: str
    background_image_url: Picture
    backgroung_image_url: Picture
    event_association: list[str]
    membership_only: bool
    geo_restriction_enabled: bool
    geo_restriction_type: str
    geo_restriction_countries: list[str]
    price_rules: list[PriceRuleReply]
    short_url: str
    tags: list[str]


class VodAnswer(Result):
    """A video on demand, wrapped as clients expect it."""

    vod: VodReply


class GroupReply(Result):
    """An offer in several countries."""

    multi_currency_offer_id: str
    offers: list[Any]
