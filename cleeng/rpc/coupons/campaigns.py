"""Campaigns: make, list, switch on and off (JSON-RPC reference, 2.8)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from cleeng.coupons.models import CampaignKind
from cleeng.coupons.rules import CampaignData
from cleeng.rpc.coupons.fields import (
    CampaignPage,
    CouponCampaign,
    CouponCampaignFields,
    ListedCampaign,
    ListedSubscriptionCampaign,
    SubscriptionCampaignPage,
    SubscriptionCouponCampaign,
    SubscriptionCouponCampaignFields,
    recurring,
    single,
)
from cleeng.rpc.errors import Code
from cleeng.rpc.paging import Paged
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.wire import NineDigits, Params, Short, Success, Text, moment

if TYPE_CHECKING:
    from cleeng.coupons.models import Campaign
    from cleeng.rpc.call import Call
    from cleeng.rpc.coupons.fields import CampaignFields


class CreateCouponCampaign(Params):
    """Whose campaign, and what it is."""

    distributor_token: Text
    campaign_data: CouponCampaignFields


class CreateSubscriptionCouponCampaign(Params):
    """Whose campaign, and what it is."""

    distributor_token: Text
    campaign_data: SubscriptionCouponCampaignFields


class ByCampaign(Params):
    """Which campaign."""

    distributor_token: Text
    campaign_id: NineDigits


class CampaignCriteria(Params):
    """Which campaigns; what is left out does not matter."""

    active: bool | None = None
    associate_email: Short = ""


class ListCampaigns(Paged):
    """Whose campaigns, and which of them."""

    distributor_token: Text
    criteria: CampaignCriteria = CampaignCriteria()


@rpc_method(
    "createCouponCampaign",
    params=CreateCouponCampaign,
    result=CouponCampaign,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.OFFER, Code.DENIED),
)
def create_coupon_campaign(call: Call, params: CreateCouponCampaign) -> CouponCampaign:
    """Make a campaign for everything but subscriptions, with codes of your own or newly drawn ones.

    - `discount` is a percentage from 0 to 100 with at most two digits after the point: 15 is 15 %. A value between 0
      and 1 is refused, so that nobody gives 0.15 % and means 15 %.
    - `coupons` is a list of codes, or the number of codes to draw: 12 letters and digits that are not mistaken for one
      another. Left out, the campaign has none until `importCoupons`.
    - `maxUsages` counts all codes of the campaign together, `usagePerUser` what one customer uses of one code. 0, or
      nothing, is no limit.
    - `usagePerCoupon` is an addition: how often each code is good, for everybody together. Drawn codes are good
      once unless it says otherwise.
    - `applicableOnTags` is an addition: offers that have one of the tags count, beside those that are named. Without
      either, all offers of the kind do.
    - With `associateEmail` the campaign is the associate's: its codes count in the associate's shop.
    - Codes are stored in capitals, without blanks and dashes, and read so wherever they are typed.
    - The two additions are not in the answers: clients that refuse fields which they do not know read those.
    """
    fields = params.campaign_data
    call.act_for(fields.associate_email)
    campaign, codes = _create(call, CampaignKind.COUPON, fields, usage_per_user=fields.usage_per_user)
    return CouponCampaign(**single(campaign), coupons=codes)


@rpc_method(
    "createSubscriptionCouponCampaign",
    params=CreateSubscriptionCouponCampaign,
    result=SubscriptionCouponCampaign,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.OFFER, Code.DENIED),
)
def create_subscription_coupon_campaign(
    call: Call, params: CreateSubscriptionCouponCampaign
) -> SubscriptionCouponCampaign:
    """Make a campaign for subscriptions, with codes of your own or newly drawn ones.

    - `discount`, `coupons`, `maxUsages`, `usagePerCoupon` and `applicableOnTags` are as in `createCouponCampaign`.
    - `numberOfAppliedPeriods` periods are reduced, from the first on, or from the second where
      `applicableOnFirstPeriod` is false. Left out or 0 it is 1; 999 stands for all periods.
    - `paymentDetailsRequired` is true unless told otherwise: who begins with a coupon of 100 % leaves a way to pay for
      what comes after. Where it is false, nothing is asked.
    - One customer uses one code once. A coupon takes the place of the offer's free trial.
    """
    fields = params.campaign_data
    call.act_for(fields.associate_email)
    campaign, codes = _create(
        call,
        CampaignKind.SUBSCRIPTION,
        fields,
        usage_per_user=1,
        first_period=fields.applicable_on_first_period,
        periods=fields.number_of_applied_periods or 1,
        method_required=fields.payment_details_required,
    )
    return SubscriptionCouponCampaign(**recurring(campaign), coupons=codes)


@rpc_method("activateCouponCampaign", params=ByCampaign, result=Success, caller=Caller.PUBLISHER, writes=True)
def activate_coupon_campaign(call: Call, params: ByCampaign) -> Success:
    """Let the codes of a campaign of either kind count again."""
    call.act_for(campaign_id=params.campaign_id)
    call.services.coupons.switch(int(params.campaign_id), active=True)
    return Success()


@rpc_method("deactivateCouponCampaign", params=ByCampaign, result=Success, caller=Caller.PUBLISHER, writes=True)
def deactivate_coupon_campaign(call: Call, params: ByCampaign) -> Success:
    """Let the codes of a campaign of either kind count no more; open orders that have one keep their price."""
    call.act_for(campaign_id=params.campaign_id)
    call.services.coupons.switch(int(params.campaign_id), active=False)
    return Success()


@rpc_method(
    "listCouponCampaigns", params=ListCampaigns, result=CampaignPage, caller=Caller.PUBLISHER, raises=(Code.DENIED,)
)
def list_coupon_campaigns(call: Call, params: ListCampaigns) -> CampaignPage:
    """Return a page of the campaigns for everything but subscriptions, newest first.

    `criteria` may hold `active`, and `associateEmail` for an associate's campaigns.
    """
    found, total = _listed(call, CampaignKind.COUPON, params)
    items = [ListedCampaign(**single(campaign), number_of_coupons=campaign.codes) for campaign in found]
    return CampaignPage(items=items, total_item_count=total)


@rpc_method(
    "listSubscriptionCouponCampaigns",
    params=ListCampaigns,
    result=SubscriptionCampaignPage,
    caller=Caller.PUBLISHER,
    raises=(Code.DENIED,),
)
def list_subscription_coupon_campaigns(call: Call, params: ListCampaigns) -> SubscriptionCampaignPage:
    """Return a page of the campaigns for subscriptions, newest first.

    `criteria` may hold `active`, and `associateEmail` for an associate's campaigns.
    """
    found, total = _listed(call, CampaignKind.SUBSCRIPTION, params)
    items = [ListedSubscriptionCampaign(**recurring(campaign), number_of_coupons=campaign.codes) for campaign in found]
    return SubscriptionCampaignPage(items=items, total_item_count=total)


def _create(
    call: Call,
    kind: CampaignKind,
    fields: CampaignFields,
    *,
    usage_per_user: int,
    first_period: bool = True,
    periods: int = 1,
    method_required: bool = True,
) -> tuple[Campaign, list[str]]:
    coupons = call.services.coupons
    data = CampaignData(
        kind,
        fields.name,
        Decimal(fields.discount),
        max_usages=fields.max_usages,
        usage_per_code=fields.usage_per_coupon,
        usage_per_user=usage_per_user,
        expires_at=moment(fields.expiration_date) if fields.expiration_date else None,
        offer_ids=fields.applicable_on_offer_ids,
        tags=fields.applicable_on_tags,
        associate_email=fields.associate_email,
        active=fields.active,
        first_period=first_period,
        periods=periods,
        method_required=method_required,
    )
    if isinstance(fields.coupons, tuple):
        campaign = coupons.create(data)
        return campaign, coupons.add_codes(campaign.id, fields.coupons)
    campaign = coupons.create(replace(data, usage_per_code=data.usage_per_code or 1))
    return campaign, coupons.draw_codes(campaign.id, fields.coupons)


def _listed(call: Call, kind: CampaignKind, params: ListCampaigns) -> tuple[list[Campaign], int]:
    wanted = params.criteria
    call.act_for(wanted.associate_email)
    return call.services.coupons.list_campaigns(kind, active=wanted.active, offset=params.offset, limit=params.size)
