"""What callers say of an offer, by type (JSON-RPC reference, 2.6).

Every field may be left out: an update changes what it names, and what creation needs stands in `REQUIRED`.
"""

from __future__ import annotations

import zoneinfo
from typing import Annotated, ClassVar, Literal

import pydantic

from cleeng.rpc.wire import Amount, Country, Currency, Moment, Names, Params, Short, Text, Whole


def _zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError) as error:
        msg = "is no name of the tz database, such as America/New_York"
        raise ValueError(msg) from error
    return name


_Zone = Annotated[Short, pydantic.AfterValidator(_zone)]
_Countries = Annotated[tuple[Country, ...], pydantic.Field(max_length=300)]


class OfferFields(Params):
    """Fields of every type.  `DETAILS` are kept and given back as they came: nothing here decides on them."""

    REQUIRED: ClassVar[tuple[str, ...]] = ("price", "title", "url")
    DETAILS: ClassVar[tuple[str, ...]] = ("geo_restriction_type",)

    price: Amount = "0"
    title: Text = ""
    url: Text = ""
    description: Text = ""
    associate_email: Short = ""
    geo_restriction_enabled: bool = False
    geo_restriction_type: Literal["whitelist", "blacklist"] = "blacklist"
    geo_restriction_countries: _Countries = ()


class SingleFields(OfferFields):
    """A video, bought for good."""

    DETAILS = (
        *OfferFields.DETAILS,
        "content_external_id",
        "content_external_data",
        "content_type",
        "content_age_restriction",
        "social_commission_rate",
    )

    video_id: Short = ""
    content_external_id: Text = ""
    content_external_data: Text = ""
    content_type: Short = ""
    content_age_restriction: Short = ""
    social_commission_rate: Amount = "0"
    tags: Names = ()


class RentalFields(SingleFields):
    """A video for some hours."""

    REQUIRED = (*OfferFields.REQUIRED, "period")

    period: Whole = 0


class SubscriptionFields(OfferFields):
    """What its tags open, period by period."""

    REQUIRED = (*OfferFields.REQUIRED, "period")

    period: Short = ""
    free_periods: Whole = 0
    free_days: Whole = 0
    access_to_tags: Names = ()


class PassFields(OfferFields):
    """What its tags open, for a period or until a date."""

    period: Short = ""
    expires_at: Moment = 0
    access_to_tags: Names = ()


class EventFields(OfferFields):
    """A broadcast at a certain time."""

    REQUIRED = ("title", "url", "start_time", "end_time", "time_zone")
    DETAILS = (
        *OfferFields.DETAILS,
        "player_code",
        "player_code_head",
        "background_image_url",
        "time_zone",
        "viewer_estimate",
        "teaser",
        "apply_service_fee_on_customer",
        "youtube_preview_video_id",
    )

    currency: Currency = ""
    start_time: Moment = 0
    end_time: Moment = 0
    time_zone: _Zone = ""
    video_id: Short = ""
    player_code: Text = ""
    player_code_head: Text = ""
    background_image_url: Text = ""
    viewer_estimate: Annotated[Whole, pydantic.Field(ge=1, le=5)] = 1
    teaser: Annotated[Text, pydantic.Field(max_length=150)] = ""
    apply_service_fee_on_customer: bool = False
    youtube_preview_video_id: Short = ""
    tags: Names = ()
