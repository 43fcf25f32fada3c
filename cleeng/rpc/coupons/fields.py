"""What callers say of campaigns, and what they are told (JSON-RPC reference, 2.8)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import pydantic

from cleeng.coupons.coupon import percent
from cleeng.coupons.rules import MOST_CODES
from cleeng.rpc.paging import Page
from cleeng.rpc.wire import Amount, Email, Moment, Names, Params, Result, Short, Whole, timestamp

if TYPE_CHECKING:
    from typing import Any

    from cleeng.coupons.models import Campaign


def _listed(value: object) -> object:
    """Read a number that came as a text, and a list that came as an object with numbered keys."""
    if isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value):
        return int(value)
    if isinstance(value, Decimal) and value == value.to_integral_value() and value < MOST_CODES:
        return int(value)
    if isinstance(value, dict) and all(key.isdigit() for key in value):
        return list(value.values())
    return value


#: Codes of one call.
Codes = Annotated[tuple[Short, ...], pydantic.BeforeValidator(_listed), pydantic.Field(max_length=MOST_CODES)]
#: Codes that somebody thought of, or how many to draw.
CodesOrCount = Annotated[
    tuple[Short, ...] | Annotated[int, pydantic.Field(ge=0, le=MOST_CODES)],
    pydantic.Field(union_mode="left_to_right"),
    pydantic.BeforeValidator(_listed),
]


class CampaignFields(Params):
    """What every campaign has; `discount` is in percent.  A limit of 0 is none, a date of 0 never comes."""

    name: Short
    discount: Amount
    coupons: CodesOrCount = ()
    max_usages: Whole = 0
    usage_per_coupon: Whole = 0
    expiration_date: Moment = 0
    associate_email: Email = ""
    active: bool = True
    applicable_on_offer_ids: Names = ()
    applicable_on_tags: Names = ()


class CouponCampaignFields(CampaignFields):
    """A campaign for everything but subscriptions."""

    usage_per_user: Whole = 0


class SubscriptionCouponCampaignFields(CampaignFields):
    """A campaign for subscriptions; `numberOfAppliedPeriods` of 999 are all of them."""

    applicable_on_first_period: bool = True
    number_of_applied_periods: Whole = 1
    payment_details_required: bool = True


class _Told(Result):
    """What both kinds of campaigns have."""

    id: str
    name: str
    discount: Decimal
    max_usages: int
    expiration_date: int | None
    associate_email: str
    active: bool
    applicable_on_offer_ids: list[str]


class _Single(Result):
    usage_per_user: int


class _Recurring(Result):
    applicable_on_first_period: bool
    number_of_applied_periods: int
    payment_details_required: bool


class CouponCampaign(_Single, _Told):
    """A campaign that was made, with its codes as they are stored."""

    coupons: list[str]


class SubscriptionCouponCampaign(_Recurring, _Told):
    """A campaign for subscriptions that was made, with its codes as they are stored."""

    coupons: list[str]


class ListedCampaign(_Single, _Told):
    """A campaign, and how many codes it has."""

    number_of_coupons: int


class ListedSubscriptionCampaign(_Recurring, _Told):
    """A campaign for subscriptions, and how many codes it has."""

    number_of_coupons: int


class Coupon(Result):
    """A code, and how often it was used or is held for an open order."""

    coupon_code: str
    campaign_id: str
    usages: int


class CampaignPage(Page):
    """A page of campaigns."""

    items: list[ListedCampaign]


class SubscriptionCampaignPage(Page):
    """A page of campaigns for subscriptions."""

    items: list[ListedSubscriptionCampaign]


class CouponPage(Page):
    """A page of codes."""

    items: list[Coupon]


def told(campaign: Campaign) -> dict[str, Any]:
    """Return the fields of `_Told` and `_Single`."""
    return {
        "id": str(campaign.id),
        "name": campaign.name,
        "discount": percent(campaign.discount_hundredths),
        "max_usages": campaign.max_usages,
        "expiration_date": timestamp(campaign.expires_at),
        "associate_email": campaign.associate_email,
        "active": campaign.active,
        "applicable_on_offer_ids": campaign.offer_ids,
    }


def single(campaign: Campaign) -> dict[str, Any]:
    """Return the fields of a campaign for everything but subscriptions."""
    return {**told(campaign), "usage_per_user": campaign.usage_per_user}


def recurring(campaign: Campaign) -> dict[str, Any]:
    """Return the fields of a campaign for subscriptions."""
    return {
        **told(campaign),
        "applicable_on_first_period": campaign.first_period,
        "number_of_applied_periods": campaign.periods,
        "payment_details_required": campaign.method_required,
    }
