"""From an offer to a quote: the price of now, another currency, a coupon, fees, tax.  Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleeng.api import Money, TaxableLine
from cleeng.pricing.discount import Discount, taken_off
from cleeng.pricing.explanation import explain
from cleeng.pricing.parts import Fee
from cleeng.pricing.quote import Quote
from cleeng.pricing.taxed import Taxed, taxed

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from cleeng.catalog.offer import LocalOffer
    from cleeng.coupons.coupon import Coupon
    from cleeng.pricing.parts import Conversion
    from cleeng.pricing.rules import PriceRule
    from cleeng.pricing.taxed import AskTax

#: What the line of the service fee is called, before the tax rules.
SERVICE_FEE = "service fee"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a price depends on beside the offer.

    `trial` says whether this buyer may still have the offer's trial; a coupon takes its place.  `rule` is why the
    offer's price is the one of now.  `conversion` is of exactly that price; `unconverted` is why there is none
    although the buyer pays in another currency.  `service_fee` is in percent of what is
    left of the price after the coupon.
    """

    trial: bool
    coupon: Coupon | None = None
    rule: PriceRule | None = None
    conversion: Conversion | None = None
    unconverted: str = ""
    service_fee: Decimal | None = None
    expires_at: dt.datetime | None = None


def quote(offer: LocalOffer, ask_tax: AskTax, terms: Terms) -> Quote:
    """Price one offer.  The order of things: conversion, discount, fee, tax; each is rounded where it stands.

    :raises WrongTax: a tax rule's answer does not add up; nothing is sold on it.
    """
    price = terms.conversion.price if terms.conversion else offer.price
    coupon = terms.coupon
    off = taken_off(price, coupon) if coupon and coupon.first_period else Money(0, price.currency)
    fees = _fees(price - off, terms)
    today = _payment(offer, price - off, terms, ask_tax)
    full = _payment(offer, price, terms, ask_tax).gross if off else today.gross
    recurring = full if offer.period and offer.type.word == "subscription" and full else None
    starts_free = terms.trial and offer.has_trial and coupon is None
    return Quote(
        title=offer.title,
        price=price,
        net=today.net,
        total=Money(0, price.currency) if starts_free else today.gross,
        taxes=today.taxes,
        prices_include_tax=today.includes,
        reason=today.reason.value,
        why=explain(offer, terms, off, fees, today, starts_free=starts_free),
        recurring=recurring,
        period=offer.period if recurring else "",
        trial_days=offer.free_days if starts_free else 0,
        trial_periods=offer.free_periods if starts_free else 0,
        invoice_text=today.answer.invoice_text if today.answer else "",
        discount=_discount(offer, price, off, full, terms, ask_tax),
        fees=fees,
        conversion=terms.conversion,
        expires_at=terms.expires_at,
        settled=today.answer is None or today.answer.settled,
        ask=today.answer.location.ask if today.answer and today.answer.location else (),
    )


def _fees(amount: Money, terms: Terms) -> tuple[Fee, ...]:
    """Return the fees on an amount, half up; there is none on nothing."""
    if not terms.service_fee or not (fee := amount.percent(terms.service_fee)):
        return ()
    return (Fee("service", terms.service_fee, fee),)


def _payment(offer: LocalOffer, amount: Money, terms: Terms, ask_tax: AskTax) -> Taxed:
    """Tax one payment for an offer, and the fees that come with it."""
    fees = [TaxableLine(f"{fee.kind} fee", fee.amount) for fee in _fees(amount, terms)]
    return taxed([TaxableLine(offer.id, amount), *fees], ask_tax)


def _discount(
    offer: LocalOffer, price: Money, off: Money, before: Money, terms: Terms, ask_tax: AskTax
) -> Discount | None:
    coupon = terms.coupon
    if coupon is None:
        return None
    later = coupon.later_periods if coupon.kind == "subscription" else 0
    reduced = _payment(offer, price - taken_off(price, coupon), terms, ask_tax).gross if later else None
    return Discount(
        code=coupon.code,
        campaign_id=coupon.campaign_id,
        rate=coupon.rate,
        amount=off,
        before=before,
        first=coupon.first_period,
        periods=coupon.periods,
        later_periods=later,
        reduced=reduced,
        waives_method=not coupon.method_required,
    )
