"""Rows of reports as callers see them (JSON-RPC reference, 2.9).  Prices are texts with four decimals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.api import Money
from cleeng.payments.snapshot import read_snapshot
from cleeng.rpc.payment_words import payment_word
from cleeng.rpc.wire import Result, timestamp
from cleeng.subscriptions.models import CancellationType

if TYPE_CHECKING:
    from decimal import Decimal

    from cleeng.reports.cancellations import Cancellation
    from cleeng.reports.transactions import Transaction
    from cleeng.rpc.call import Call


class TransactionItem(Result):
    """A payment that moved money; the coupon's fields are null, "0" and zero where there was none.

    `discountType` is "1" for a percentage, whose `discountRate` is a fraction.  Offer prices are before the tax and
    before the discount, `discountedOfferPrice` after it.  `transactionDate` is a Unix time in a text.
    """

    transaction_id: str
    transaction_date: str
    transaction_type: str
    transaction_external_data: str
    offer_id: str
    offer_type: str
    offer_title: str
    offer_description: str
    offer_period: str
    offer_currency: str
    offer_price_excl_tax: str
    discounted_offer_price: str
    discount_type: str
    discount_rate: str
    discount_value: str
    coupon_code: str | None
    campaign_id: str | None
    campaign_name: str | None
    transaction_price_excl_tax: str
    transaction_price_incl_tax: str
    transaction_currency: str
    applicable_tax: str
    applied_exchange_rate_customer: str
    customer_id: str
    customer_email: str
    customer_name: str
    customer_locale: str
    customer_country: str
    customer_ip_country: str
    customer_currency: str
    payment_method: str
    content_external_id: str
    content_type: str
    url: str
    short_url: str
    referal_url: str
    publisher_id: str
    publisher_email: str
    publisher_site_name: str
    site_name: str
    receipt_sent: bool
    cancellation_disabled: bool


class CancellationItem(Result):
    """A subscription that renews no more; `expiresAt` is when its access ends or ended, null where it does not."""

    subscription_id: int
    offer_id: str
    offer_title: str
    customer_id: str
    customer_email: str
    status: str
    cancelled_at: int
    cancellation_type: str
    cancellation_reason: str
    expires_at: int | None


def price(amount: Money) -> str:
    """Return an amount as reports write it: "4.9900"."""
    return f"{amount.decimal:.4f}"


def _rate(rate: Decimal) -> str:
    """Return a rate with all its digits, four behind the point at least: "1.0000"."""
    return f"{rate:.{max(4, -int(rate.as_tuple().exponent))}f}"


def transaction_item(call: Call, one: Transaction) -> TransactionItem:
    """Return a transaction as callers see it."""
    payment, order, customer, quote = one.payment, one.order, one.customer, one.quote
    info, discount = call.publisher.info, quote.discount
    details = {**one.offer.details, **(one.local.details if one.local else {})}
    return TransactionItem(
        transaction_id=f"T{payment.transaction_id}",
        transaction_date=str(timestamp(payment.settled_at)),
        transaction_type="payment",
        transaction_external_data=order.external_data,
        offer_id=str(one.offer_id),
        offer_type=one.offer.type.word,
        offer_title=quote.title,
        offer_description=one.local.description if one.local else "",
        offer_period=one.local.period if one.local else quote.period,
        offer_currency=one.offer_price.currency,
        offer_price_excl_tax=price(one.offer_price),
        discounted_offer_price=price(one.in_offers(quote.net)),
        discount_type="1" if discount else "0",
        discount_rate=f"{discount.rate / 100:.4f}" if discount else "0.0000",
        discount_value=price(one.in_offers(Money(order.discount_minor, order.currency))),
        coupon_code=order.coupon_code or None,
        campaign_id=str(order.campaign_id) if order.campaign_id else None,
        campaign_name=one.campaign or None,
        transaction_price_excl_tax=price(payment.amount - one.tax),
        transaction_price_incl_tax=price(payment.amount),
        transaction_currency=payment.currency,
        applicable_tax=price(one.tax),
        applied_exchange_rate_customer=_rate(one.exchange_rate),
        customer_id=str(customer.id),
        customer_email=customer.email,
        customer_name=customer.display_name,
        customer_locale=customer.locale,
        customer_country=customer.country,
        customer_ip_country=order.ip_country,
        customer_currency=customer.currency,
        payment_method=payment_word(read_snapshot(payment.snapshot), payment.method),
        content_external_id=details.get("content_external_id", ""),
        content_type=details.get("content_type", "video"),
        url=one.local.url if one.local else "",
        short_url=f"{call.base_url}/o/{one.offer_id}",
        referal_url=order.referrer,
        publisher_id=str(info.id),
        publisher_email=info.email,
        publisher_site_name=info.name,
        site_name=info.name,
        receipt_sent=one.receipt_sent,
        cancellation_disabled=False,
    )


def cancellation_item(one: Cancellation) -> CancellationItem:
    """Return a cancellation as callers see it."""
    plan = one.subscription
    return CancellationItem(
        subscription_id=plan.id,
        offer_id=str(one.offer_id),
        offer_title=one.title,
        customer_id=str(one.customer.id),
        customer_email=one.customer.email,
        status=plan.status.value,
        cancelled_at=timestamp(plan.cancelled_at) or 0,
        cancellation_type=(plan.cancelled_by or CancellationType.PUBLISHER).value,
        cancellation_reason=plan.cancellation_reason,
        expires_at=timestamp(one.expires_at),
    )
