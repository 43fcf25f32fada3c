"""Changes of what customers have (JSON-RPC reference, 2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import pydantic

from cleeng.catalog.models import OfferType
from cleeng.payments.snapshot import read_snapshot
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.payment_words import payment_word
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.shared import ByEmail
from cleeng.rpc.wire import Moment, Params, Result, Short, Text, moment, timestamp
from cleeng.subscriptions.models import CancellationType

if TYPE_CHECKING:
    from cleeng.rpc.call import Call
    from cleeng.subscriptions.models import Subscription


class SubscriptionData(Params):
    """What is to become of a subscription; what is left out stays."""

    status: Literal["", "active", "cancelled", "terminated"] = ""
    expires_at: Moment = 0
    cancellation_type: CancellationType = CancellationType.PUBLISHER
    cancellation_reason: Annotated[Text, pydantic.Field(max_length=500)] = ""


class UpdateCustomerSubscription(ByEmail):
    """Whose subscription to what, and what is to become of it."""

    offer_id: Short
    subscription_data: SubscriptionData


class RentalData(Params):
    """When a rental is to end; one client writes `exiresAt`."""

    expires_at: Annotated[Moment, pydantic.Field(validation_alias=pydantic.AliasChoices("expiresAt", "exiresAt"))]


class UpdateCustomerRental(ByEmail):
    """Whose rental of what, and when it is to end."""

    offer_id: Short
    rental_data: RentalData


class ChangedSubscription(Result):
    """A subscription as it stands; `expiresAt` is when the access ends that is paid for."""

    offer_id: str
    status: str
    expires_at: int
    payment_method: str


class ChangedRental(Result):
    """A rental as it stands."""

    offer_id: str
    expires_at: int


@rpc_method(
    "updateCustomerSubscription",
    params=UpdateCustomerSubscription,
    result=ChangedSubscription,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.OFFER, Code.EMAIL, Code.INACTIVE),
)
def update_customer_subscription(call: Call, params: UpdateCustomerSubscription) -> ChangedSubscription:
    """Cancel, resume, end at once or extend a subscription; it can be made longer, never shorter.

    One client sends `expiresAt` as a text and another as a number; it is answered as a number, which all of them read.
    """
    call.act_for(offer_id=params.offer_id)
    customer = call.services.customers.by_email(params.customer_email)
    offer = call.services.catalog.offer(params.offer_id)
    subscription = call.services.subscription_changes.hold(customer.id, offer.number)
    _change(call, subscription, params.subscription_data)
    method = call.services.methods.find(subscription.method_id)
    return ChangedSubscription(
        offer_id=params.offer_id,
        status=subscription.status.value,
        expires_at=timestamp(call.services.subscription_changes.end_of(subscription)) or 0,
        payment_method=payment_word(read_snapshot(method.snapshot), method.method) if method else "",
    )


def _change(call: Call, subscription: Subscription, data: SubscriptionData) -> None:
    changes = call.services.subscription_changes
    if data.expires_at:
        changes.extend(subscription, moment(data.expires_at))
    match data.status:
        case "active":
            changes.resume(subscription)
        case "cancelled":
            changes.cancel(subscription, data.cancellation_type, data.cancellation_reason)
        case "terminated":
            changes.terminate(subscription, data.cancellation_type, data.cancellation_reason)


@rpc_method(
    "updateCustomerRental",
    params=UpdateCustomerRental,
    result=ChangedRental,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.OFFER, Code.EMAIL, Code.INACTIVE),
)
def update_customer_rental(call: Call, params: UpdateCustomerRental) -> ChangedRental:
    """Let a rental that runs end at another time."""
    call.act_for(offer_id=params.offer_id)
    customer = call.services.customers.by_email(params.customer_email)
    offer = call.services.catalog.offer(params.offer_id)
    held = call.services.entitlements.of_offer(customer.id, offer.number)
    if offer.type not in (OfferType.RENTAL, OfferType.VOD) or held is None:
        raise Refused(Code.ARGUMENTS, "offerId: is no rental that this customer has now")
    call.services.entitlements.move_end(held, moment(params.rental_data.expires_at))
    return ChangedRental(offer_id=params.offer_id, expires_at=params.rental_data.expires_at)
