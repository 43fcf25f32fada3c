"""Subscriptions whose money somebody else takes, such as an app store (JSON-RPC reference, 2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pydantic

from cleeng.catalog.errors import OfferNotFound
from cleeng.catalog.models import OfferType
from cleeng.orders.external import Charged
from cleeng.rpc.errors import Code
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.shared import ByEmail
from cleeng.rpc.wire import Moment, Short, Success, Text, moment

if TYPE_CHECKING:
    from cleeng.rpc.call import Call

_Word = Annotated[Short, pydantic.Field(max_length=64)]


def _text(value: object) -> object:
    return "" if value == [] else value


class RegisterSubscription(ByEmail):
    """Who paid for which subscription, until when, through whom and how; `[]` are no specific parameters."""

    offer_id: Short
    expiration_date: Moment
    payment_gateway: _Word
    payment_method: _Word
    payment_method_specific_params: Annotated[Text, pydantic.BeforeValidator(_text)] = ""
    payment_external_id: Short = ""


@rpc_method(
    "registerSubscription",
    params=RegisterSubscription,
    result=Success,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.OFFER, Code.EMAIL, Code.INACTIVE),
)
def register_subscription(call: Call, params: RegisterSubscription) -> Success:
    """Let a customer have a subscription that is paid elsewhere, until a moment.

    The next payment is told by the same call with a later `expirationDate`; one that is not later changes nothing, so
    the call may be repeated.  Nothing is charged here, now or later, and no receipt is sent.  A `paymentExternalId`
    belongs to one subscription.
    """
    call.act_for(offer_id=params.offer_id)
    customer = call.services.customers.by_email(params.customer_email)
    offer = call.services.catalog.offer(params.offer_id)
    if offer.type is not OfferType.SUBSCRIPTION:
        raise OfferNotFound(params.offer_id)
    charged = Charged(
        params.payment_gateway,
        params.payment_method,
        params.payment_external_id,
        params.payment_method_specific_params,
    )
    call.services.external_subscriptions.register(customer, offer, charged, moment(params.expiration_date))
    return Success()
