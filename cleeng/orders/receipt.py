"""A quote set like a receipt: for the page before the payment, the page after it, and the mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleeng.api import Money, TaxReason
from cleeng.catalog.models import OfferType
from cleeng.entitlements.terms import access_until, first_renewal
from cleeng.orders.renewals import a_period, charges, ends, later_prices

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from cleeng.api import PublisherInfo
    from cleeng.catalog.offer import LocalOffer
    from cleeng.pricing.quote import Quote
    from cleeng.words import Words


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the receipt; `kind` is its class: "", "off", "total" or "note"."""

    name: str
    amount: str
    kind: str = ""


def seller(words: Words, info: PublisherInfo) -> str:
    """Say who sells: name, address and country, and the VAT number where there is one."""
    place = ", ".join(filter(None, (info.name, info.address, words.country(info.country))))
    number = words.text("VAT number {number}.", number=info.vat_number) if info.vat_number else ""
    return f"{place}. {number}".strip()


def until(words: Words, offer: LocalOffer, quote: Quote, bought_at: dt.datetime) -> str:
    """Say what one has, and until when."""
    t, end = words.text, access_until(offer, quote, bought_at)
    if offer.type is OfferType.EVENT and offer.starts_at and offer.starts_at > bought_at:
        return t("It begins on {moment}.", moment=words.local_moment(offer.starts_at))
    if end is None:
        return t("It is yours to keep.")
    if offer.type is OfferType.SUBSCRIPTION:
        charged = charges(quote, offer, bought_at)
        if not (quote.total or charged or ends(quote)):
            return t("The subscription is free.")
        first = "Free until {date}." if not quote.total else "Paid until {date}."
        return t(first, date=words.date(charged[0][0] if charged else end))
    return t("You can watch until {moment}.", moment=words.local_moment(end))


def tax_name(words: Words, rate: Decimal, name: str, country: str, region: str) -> str:
    """Name a tax as receipts and invoices do: 6.25 % Sales tax (TX, United States)."""
    place = ", ".join(filter(None, (region, words.country(country))))
    return words.text("{rate} {tax} ({place})", rate=words.percent(rate), tax=name, place=place)


def lines(words: Words, quote: Quote, offer: LocalOffer, now: dt.datetime, *, paid: bool = False) -> list[Line]:
    """Set a quote like a receipt: tax as a note after a gross total, as a line before a net one.

    `now` is when it is bought; a trial counts from there.
    """
    t, money = words.text, words.money
    taxes = [(tax_name(words, x.rate, x.name, x.jurisdiction, x.region), x) for x in quote.taxes]
    if quote.in_trial and quote.recurring:
        later = t("From {date}", date=words.date(first_renewal(offer, quote, now)))
        return [
            Line(quote.title, t("free trial")),
            Line(t("Today"), money(quote.total), "total"),
            Line(later, a_period(words, quote, quote.recurring), "note"),
            *(Line(t("Of which {tax}", tax=name), money(tax.amount), "note") for name, tax in taxes),
            *_pending(words, quote),
        ]
    found = [Line(quote.title, money(quote.price))]
    if quote.discount and quote.discount.amount:
        off = t("Coupon, {rate} off", rate=words.percent(quote.discount.rate))
        found.append(Line(off, money(-quote.discount.amount), "off"))
    found += [Line(t("Service fee"), money(fee.amount)) for fee in quote.fees]
    if quote.reason == TaxReason.REVERSE_CHARGE:
        found += _without_tax(words, quote)
    if not quote.prices_include_tax:
        found += [Line(name, money(tax.amount)) for name, tax in taxes]
    total = t("Today") if quote.discount and quote.recurring else t("Total")
    total = t("Total so far") if quote.tax_pending else total
    found.append(Line(t("Total paid") if paid else total, money(quote.total), "total"))
    if quote.prices_include_tax:
        found += [Line(t("Includes {tax}", tax=name), money(tax.amount), "note") for name, tax in taxes]
    found += _pending(words, quote)
    if quote.invoice_text:
        found.append(Line(t(quote.invoice_text), "", "note"))
    return found + _later(words, quote, offer, now)


def _pending(words: Words, quote: Quote) -> list[Line]:
    return [Line(words.text("The tax is worked out before you pay."), "", "note")] if quote.tax_pending else []


def _without_tax(words: Words, quote: Quote) -> list[Line]:
    """Say what a business pays less than the consumers' price: the tax that was in it."""
    off = quote.discount.amount if quote.discount else Money(0, quote.price.currency)
    asked = Money.sum((fee.amount for fee in quote.fees), quote.price.currency) + quote.price - off
    less = asked - quote.net
    return [Line(words.text("Without VAT"), words.money(-less), "off")] if less else []


def _later(words: Words, quote: Quote, offer: LocalOffer, now: dt.datetime) -> list[Line]:
    """Say what a subscription with a coupon takes from its second period on, and from when the full price."""
    prices = later_prices(quote, offer, now) if quote.discount else ()
    return [
        Line(words.text("From {date}", date=words.date(at)), a_period(words, quote, price), "note")
        for at, price in prices
    ]
