"""Codes of a campaign: import and list (JSON-RPC reference, 2.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pydantic

from cleeng.coupons.codes import LONGEST
from cleeng.coupons.rules import MOST_CODES
from cleeng.rpc.coupons.campaigns import ByCampaign
from cleeng.rpc.coupons.fields import Codes, Coupon, CouponPage
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.wire import NineDigits, Params, Success, Text, Whole

if TYPE_CHECKING:
    from cleeng.rpc.call import Call

#: Bytes of a request that imports MOST_CODES of the longest codes, each with two quotes and a comma.
IMPORT = MOST_CODES * (LONGEST + 3) + 200_000
#: Codes of one page: the published method knows no pages, so one has to hold many.
LONGEST_PAGE = 1000


class ImportCoupons(ByCampaign):
    """Which codes a campaign is given."""

    coupons: Codes = ()


class CouponCriteria(Params):
    """Of which campaign."""

    campaign_id: NineDigits


class ListCoupons(Params):
    """Whose codes, and which page of them."""

    distributor_token: Text
    criteria: CouponCriteria
    offset: Annotated[Whole, pydantic.Field(ge=0)] = 0
    limit: Annotated[Whole, pydantic.Field(ge=0)] = LONGEST_PAGE


@rpc_method("importCoupons", params=ImportCoupons, result=Success, caller=Caller.PUBLISHER, writes=True, longest=IMPORT)
def import_coupons(call: Call, params: ImportCoupons) -> Success:
    """Give a campaign codes that somebody else made, up to 100,000 in one call: all of them or none.

    - A request with nothing but one call of this method may be as long as 100,000 codes are.
    - Error 11 names the first of the codes that cannot be stored: no code at all, twice in the list, or known already.
      A code belongs to one campaign of a publisher. So a call that is sent again, because its answer was lost,
      is told that the codes exist.
    """
    call.act_for(campaign_id=params.campaign_id)
    call.services.coupons.add_codes(int(params.campaign_id), params.coupons)
    return Success()


@rpc_method("listCoupons", params=ListCoupons, result=CouponPage, caller=Caller.PUBLISHER)
def list_coupons(call: Call, params: ListCoupons) -> CouponPage:
    """Return the codes of a campaign, newest first, and how often each was used.

    `offset` and `limit` are additions: a page holds 1,000 codes at most, and as many unless `limit` says otherwise.
    """
    campaign_id = params.criteria.campaign_id
    call.act_for(campaign_id=campaign_id)
    found, total = call.services.coupons.list_codes(
        int(campaign_id), offset=params.offset, limit=min(params.limit, LONGEST_PAGE)
    )
    items = [Coupon(coupon_code=code.code, campaign_id=str(code.campaign_id), usages=code.used) for code in found]
    return CouponPage(items=items, total_item_count=total)
