"""From an offer to a quote: the price of now, another currency, a coupon, fees, tax.  Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.api import Money, TaxableLine
from cleeng.pricing.discount import Discount, taken_off
from cleeng.pricing.explanation import explain
from cleeng.pricing.parts import Fee
from cleeng.pricing.quote import Quote
from cleeng.pricing.rules import price_by
from cleeng.pricing.taxed import taxed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from cleeng.catalog.offer import LocalOffer
    from cleeng.coupons.coupon import Coupon
    from cleeng.pricing.taxed import AskTax
    from cleeng.pricing.terms import Terms


def quote(offer: LocalOffer, ask_tax: AskTax, terms: Terms) -> Quote:
    """Price one offer.  The order of things: conversion, discount, fee, tax; each is rounded where it stands."""
    price = terms.conversion.price if terms.conversion else price_by(terms.rule, offer.price)
    coupon, nothing = terms.coupon, Money(0, price.currency)
    taken = taken_off(price, coupon) if coupon else nothing
    off = taken if coupon and coupon.first_period else nothing
    amounts = (price - off, price, price - taken) if _later(coupon) else (price - off, price)
    payments = {amount: fees_on(amount, terms.service_fee) for amount in amounts}
    found = dict(zip(payments, taxed(_lines(offer.id, payments), ask_tax), strict=True))
    today, full = found[amounts[0]], found[price].gross
    fees = payments[amounts[0]]
    recurring = full if offer.period and offer.type.word == "subscription" and full else None
    starts_free = terms.trial and offer.has_trial and coupon is None
    # Where the buyer is has to be known although today may cost nothing, if later periods will be taxed.
    judged = today.answer or (found[price].answer if recurring else None)
    location = judged.location if judged else None
    return Quote(
        title=offer.title,
        price=price,
        net=today.net,
        total=nothing if starts_free else today.gross,
        taxes=today.taxes,
        prices_include_tax=today.includes,
        reason=(judged or today).reason.value,
        explain=lambda: explain(offer, terms, off, fees, today, location, starts_free=starts_free),
        recurring=recurring,
        period=offer.period if recurring else "",
        trial_days=offer.free_days if starts_free else 0,
        trial_periods=offer.free_periods if starts_free else 0,
        invoice_text=today.answer.invoice_text if today.answer else "",
        discount=_discount(coupon, off, full, found[price - taken].gross if _later(coupon) else None)
        if coupon
        else None,
        fees=fees,
        charges=today.charges,
        conversion=terms.conversion,
        expires_at=terms.expires_at,
        settled=judged is None or judged.settled,
        ask=location.ask if location else (),
    )


def fees_on(amount: Money, service: Decimal | None) -> tuple[Fee, ...]:
    """Return the fees on an amount, half up; there is none on nothing."""
    if not service or not (fee := amount.percent(service)):
        return ()
    return (Fee("service", service, fee),)


def _lines(offer_id: str, payments: Mapping[Money, Sequence[Fee]]) -> Iterator[list[TaxableLine]]:
    """Give what each payment for an offer is made of: the price, and the fees that come with it."""
    for n, (amount, fees) in enumerate(payments.items(), 1):
        later = f" in payment {n}" if n > 1 else ""
        yield [TaxableLine(offer_id + later, amount), *(TaxableLine(fee.line + later, fee.amount) for fee in fees)]


def _later(coupon: Coupon | None) -> int:
    """Return how many periods of a subscription a coupon reduces after the first."""
    return coupon.later_periods if coupon and coupon.kind == "subscription" else 0


def _discount(coupon: Coupon, off: Money, before: Money, reduced: Money | None) -> Discount:
    return Discount(
        code=coupon.code,
        campaign_id=coupon.campaign_id,
        rate=coupon.rate,
        amount=off,
        before=before,
        first=coupon.first_period,
        periods=coupon.periods,
        later_periods=_later(coupon),
        reduced=reduced,
        waives_method=not coupon.method_required,
    )
