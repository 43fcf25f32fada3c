"""What callers say of an offer, by type (JSON-RPC reference, 2.6).

Every field may be left out: an update changes what it names, and what creation needs stands in `REQUIRED`.
The reference leaves the limits of prices open (its open point 15); any price from 0 to ten millions is taken, so that
no client that sells cheaper or dearer is turned away.
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


def _also(*names: str) -> pydantic.AliasChoices:
    return pydantic.AliasChoices(*names)


_Zone = Annotated[Short, pydantic.AfterValidator(_zone)]
_Countries = Annotated[tuple[Country, ...], pydantic.Field(max_length=300)]
_Label = Annotated[Short, pydantic.Field(max_length=32)]
_PICTURE = _also("backgroundImageUrl", "backgroungImageUrl")


class PriceRuleFields(Params):
    """A price that holds from one moment until before another: an extension, named as in the MediaStore API."""

    starts_at: Annotated[Moment, pydantic.Field(alias="from")]
    ends_at: Annotated[Moment, pydantic.Field(alias="to")]
    amount: Annotated[Amount, pydantic.Field(validation_alias=_also("amount", "price"))]
    name: Annotated[Short, pydantic.Field(max_length=100)] = ""


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
    price_rules: Annotated[tuple[PriceRuleFields, ...], pydantic.Field(max_length=50)] = ()


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


class LiveEventFields(EventFields):
    """An event as it was called in 2013.  Its client writes `remainerEmailActivated`, and knows no time zone."""

    REQUIRED = ("price", "title", "url", "start_time", "end_time")
    DETAILS = (
        *EventFields.DETAILS,
        "content_external_id",
        "content_external_data",
        "content_age_restriction",
        "social_commission_rate",
        "remainder_email_activated",
        "remainder_email_body",
        "video_on_demand",
        "video_on_demand_rental_period",
    )

    content_external_id: Text = ""
    content_external_data: Text = ""
    content_age_restriction: Short = ""
    social_commission_rate: Amount = "0"
    remainder_email_activated: Annotated[
        bool, pydantic.Field(validation_alias=_also("remainderEmailActivated", "remainerEmailActivated"))
    ] = False
    remainder_email_body: Text = ""
    video_on_demand: bool = False
    video_on_demand_rental_period: Annotated[Whole, pydantic.Field(ge=0)] = 0


class VodFields(OfferFields):
    """A video on demand; `rentalPeriod` is a number of days, without it the video is bought for good."""

    DETAILS = (
        *OfferFields.DETAILS,
        "player_code",
        "player_code_head",
        "runtime",
        "video_quality",
        "background_image_url",
        "streaming_platform",
        "membership_only",
    )

    video_id: Short = ""
    player_code: Text = ""
    player_code_head: Text = ""
    rental_period: _Label = ""
    runtime: _Label = ""
    video_quality: _Label = ""
    background_image_url: Annotated[Text, pydantic.Field(validation_alias=_PICTURE)] = ""
    streaming_platform: _Label = ""
    membership_only: bool = False
    event_association: Names = ()
    tags: Names = ()


class BundleFields(OfferFields):
    """Several offers in one; `period` is a number of hours, without it they are bought for good."""

    DETAILS = (*OfferFields.DETAILS, "social_commission_rate", "content_type", "content_age_restriction")

    period: Annotated[Whole, pydantic.Field(ge=0)] = 0
    social_commission_rate: Amount = "0"
    content_type: Short = ""
    content_age_restriction: Short = ""
    offer_id_list: Names = ()


#: What each country may say for itself (JSON-RPC reference, 2.6.8), and our price rules.
_LOCAL = (
    "price",
    "title",
    "url",
    "description",
    "period",
    "free_periods",
    "free_days",
    "access_to_tags",
    "content_external_id",
    "content_external_data",
    "tags",
    "geo_restriction_enabled",
    "geo_restriction_type",
    "geo_restriction_countries",
    "price_rules",
)


class LocalFields(Params):
    """One country's version of an offer; `currency` is needed for a country that is new, and never changes."""

    DETAILS: ClassVar[tuple[str, ...]] = ("content_external_id", "content_external_data", "geo_restriction_type")

    country: Country
    currency: Currency = ""


def local_fields(fields: type[OfferFields]) -> type[LocalFields]:
    """Return what a country may say of offers of this type."""
    known = {name: (field.annotation, field) for name, field in fields.model_fields.items() if name in _LOCAL}
    name = f"Localized{fields.__name__}"
    return pydantic.create_model(name, __base__=LocalFields, __doc__=LocalFields.__doc__, **known)  # type: ignore[call-overload]
