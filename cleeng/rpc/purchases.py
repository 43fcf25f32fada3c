"""What a customer bought, subscribed to (JSON-RPC reference, 2.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from cleeng.rpc.errors import Code
from cleeng.rpc.paging import Page, Paged
from cleeng.rpc.payment_words import payment_word
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.shared import ByEmail
from cleeng.rpc.wire import Moment, Params, Result, moment, timestamp

if TYPE_CHECKING:
    from cleeng.payments.purchases import Purchase, Running
    from cleeng.rpc.call import Call


class ListCustomerSubscriptions(ByEmail, Paged):
    """Whose subscriptions."""


class Period(Params):
    """From when on, and until before when; 0 leaves it open."""

    date_from: Moment = 0
    date_to: Moment = 0


class ListCustomerLibrary(ByEmail, Paged):
    """Whose purchases, of which time."""

    criteria: Period = Period()


class CustomerSubscription(Result):
    """A subscription that gives access; the `nextPayment` fields are null where nothing will be paid."""

    subscription_id: int
    offer_id: str
    status: str
    started_at: int
    expires_at: int | None
    next_payment_price: Decimal | None
    next_payment_currency: str | None
    next_payment_at: int | None
    payment_gateway: str
    payment_method: str
    external_payment_id: str
    in_trial: bool


class LibraryItem(Result):
    """A purchase; `expiresAt` is "0" where access does not end, `transactionId` "" where nothing was paid."""

    transaction_id: str
    transaction_date: int
    transaction_price: Decimal
    transaction_currency: str
    transaction_external_data: str
    publisher_name: str
    publisher_site_url: str
    offer_id: str
    offer_type: str
    offer_title: str
    offer_description: str
    offer_url: str
    invoice_price: Decimal
    invoice_currency: str
    expires_at: int | str
    cancelled: bool


class SubscriptionPage(Page):
    """A page of subscriptions."""

    items: list[CustomerSubscription]


class LibraryPage(Page):
    """A page of purchases."""

    items: list[LibraryItem]


@rpc_method(
    "listCustomerSubscriptions",
    params=ListCustomerSubscriptions,
    result=SubscriptionPage,
    caller=Caller.PUBLISHER,
    raises=(Code.EMAIL, Code.INACTIVE),
)
def list_customer_subscriptions(call: Call, params: ListCustomerSubscriptions) -> SubscriptionPage:
    """Return a page of the subscriptions that give a customer access, cancelled ones too, newest first."""
    customer = call.services.customers.by_email(params.customer_email)
    found, total = call.services.purchases.subscriptions(customer.id, offset=params.offset, limit=params.size)
    return SubscriptionPage(items=[_subscription(call, running) for running in found], total_item_count=total)


@rpc_method(
    "listCustomerLibrary",
    params=ListCustomerLibrary,
    result=LibraryPage,
    caller=Caller.PUBLISHER,
    raises=(Code.EMAIL, Code.INACTIVE),
)
def list_customer_library(call: Call, params: ListCustomerLibrary) -> LibraryPage:
    """Return a page of what a customer bought, newest first.

    `expiresAt` is the text "0", not null, where access does not end, as the clients' own samples have it.
    """
    customer = call.services.customers.by_email(params.customer_email)
    since, until = (moment(at) if at else None for at in (params.criteria.date_from, params.criteria.date_to))
    found, total = call.services.purchases.library(
        customer.id, since=since, until=until, offset=params.offset, limit=params.size
    )
    return LibraryPage(items=[_item(call, purchase) for purchase in found], total_item_count=total)


def _subscription(call: Call, running: Running) -> CustomerSubscription:
    plan, now = running.subscription, call.publisher.clock.now()
    pays = plan.status.value == "active" and bool(plan.price)
    return CustomerSubscription(
        subscription_id=plan.id,
        offer_id=str(running.offer_id),
        status=plan.status.value,
        started_at=int(plan.created_at.timestamp()),
        expires_at=timestamp(running.expires_at),
        next_payment_price=plan.price.decimal if pays else None,
        next_payment_currency=plan.currency if pays else None,
        next_payment_at=timestamp(plan.next_renewal_at) if pays else None,
        payment_gateway=running.gateway,
        payment_method=payment_word(running.method),
        external_payment_id=running.reference,
        in_trial=plan.trial_ends_at is not None and plan.trial_ends_at > now,
    )


def _item(call: Call, purchase: Purchase) -> LibraryItem:
    order, payment = purchase.order, purchase.payment
    paid = payment is not None and payment.transaction_id is not None
    return LibraryItem(
        transaction_id=f"T{payment.transaction_id}" if payment is not None and paid else "",
        transaction_date=timestamp(order.paid_at) or 0,
        transaction_price=order.total.decimal,
        transaction_currency=order.currency,
        transaction_external_data=order.external_data,
        publisher_name=call.publisher.info.name,
        publisher_site_url=call.publisher.settings.branding.home_url,
        offer_id=str(purchase.offer_id),
        offer_type=purchase.type.word,
        offer_title=purchase.title,
        offer_description=purchase.description,
        offer_url=purchase.url,
        invoice_price=order.total.decimal,
        invoice_currency=order.currency,
        expires_at=timestamp(purchase.expires_at) or "0",
        cancelled=purchase.revoked,
    )
