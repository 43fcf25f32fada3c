"""What callers are told of an offer, by type (JSON-RPC reference, 2.6)."""

from __future__ import annotations

from decimal import Decimal

from cleeng.rpc.wire import Result


class OfferReply(Result):
    """Fields of every type."""

    id: str
    publisher_email: str
    url: str
    title: str
    description: str
    price: Decimal
    currency: str
    country: str
    applicable_tax_rate: Decimal
    social_commission_rate: Decimal
    average_rating: int
    content_type: str
    content_age_restriction: str | int
    active: bool
    created_at: int
    updated_at: int
    geo_restriction_enabled: bool
    geo_restriction_type: str
    geo_restriction_countries: list[str]


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
