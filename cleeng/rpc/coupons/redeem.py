"""Use a code in a customer's name (JSON-RPC reference, 2.8)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cleeng.coupons.guesses import Asker
from cleeng.orders.buyer import Buyer
from cleeng.orders.errors import HasAccess
from cleeng.pricing.quote import Quote
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.shared import ByEmail
from cleeng.rpc.wire import Params, Short, Success, Text

if TYPE_CHECKING:
    from cleeng.rpc.call import Call

#: How long an order keeps a code that a publisher's server applied: the customer may come by a link in a mail.
KEPT = dt.timedelta(days=1)


class CouponOptions(Params):
    """Whether the customer confirms in the checkout, and what to keep with the order."""

    customer_confirmation_required: bool = False
    transaction_external_data: Text = ""


class UseCoupon(ByEmail):
    """Who uses which code for what."""

    coupon_code: Short
    offer_id: Short
    coupon_options: CouponOptions = CouponOptions()


@rpc_method(
    "applyCoupon",
    params=UseCoupon,
    result=Success,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.OFFER, Code.EMAIL, Code.INACTIVE),
)
def apply_coupon(call: Call, params: UseCoupon) -> Success:
    """Use a code for a customer's order: what costs nothing then is bought at once, the rest waits in the checkout.

    - The order is the customer's open one for the offer, or a new one. It keeps the code for a day; then the code
      is free again and the old price holds.
    - With `customerConfirmationRequired` the customer confirms in the checkout also what costs nothing.
    - Running subscriptions are left as they are: a customer who has access is refused. The same call again, after
      it bought something, succeeds and changes nothing.
    - After 10 codes in 15 minutes that nobody has, a customer is refused every code until they are forgotten.
    """
    return _use(call, params, free=False)


@rpc_method(
    "grantAccessWithCoupon",
    params=UseCoupon,
    result=Success,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.OFFER, Code.EMAIL, Code.INACTIVE),
)
def grant_access_with_coupon(call: Call, params: UseCoupon) -> Success:
    """Give a customer access with a code that makes the offer cost nothing; any other is refused.

    A subscription's code must do without payment details, too. The rest is as in `applyCoupon`.
    """
    return _use(call, params, free=True)


def _use(call: Call, params: UseCoupon, *, free: bool) -> Success:
    call.act_for(offer_id=params.offer_id)
    services, options = call.services, params.coupon_options
    customer = services.customers.by_email(params.customer_email)
    offer = services.catalog.offer(params.offer_id, customer.country)
    buyer = Buyer(customer.country or call.publisher.info.country, "", customer.id)
    try:
        order = services.orders.start(offer, buyer, external_data=options.transaction_external_data, by_api=True)
    except HasAccess:
        if not services.redemptions.redeemed(params.coupon_code, customer.id, offer.number):
            raise
        return Success()
    services.order_coupons.take(order.id, offer, buyer, params.coupon_code, Asker(customer.id), life=KEPT)
    quote = Quote.from_json(order.quote)
    costs = quote.needs_method
    if costs and free:
        raise Refused(Code.ARGUMENTS, "couponCode: leaves something to pay, or a way to pay to ask for")
    if not costs and not options.customer_confirmation_required:
        services.payments.complete_free(order.id, quote.agreed)
    return Success()
