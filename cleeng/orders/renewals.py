"""What a subscription takes after today: from when on, how much, in numbers and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.entitlements.terms import first_renewal
from cleeng.subscriptions.periods import boundary

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from cleeng.api import Money
    from cleeng.catalog.offer import LocalOffer
    from cleeng.pricing.quote import Quote
    from cleeng.words import Words

PERIODS = {
    "day": "a day",
    "week": "a week",
    "2weeks": "every two weeks",
    "month": "a month",
    "3months": "every three months",
    "6months": "every six months",
    "year": "a year",
}


def later_prices(quote: Quote, offer: LocalOffer, bought_at: dt.datetime) -> Sequence[tuple[dt.datetime, Money]]:
    """Return (from when on, price of a period) of what comes after today; a coupon's periods may cost nothing."""
    if quote.next_price is None or quote.recurring is None:
        return ()
    following = (first_renewal(offer, quote, bought_at), quote.next_price)
    coupon = quote.discount
    if coupon is None or not coupon.later_periods or coupon.endless:
        return (following,)
    return (following, (boundary(bought_at, offer.period, coupon.later_periods + 1), quote.recurring))


def charges(quote: Quote, offer: LocalOffer, bought_at: dt.datetime) -> Sequence[tuple[dt.datetime, Money]]:
    """Return the same without what costs nothing."""
    return tuple((at, price) for at, price in later_prices(quote, offer, bought_at) if price)


def ends(quote: Quote) -> bool:
    """Whether it is over after today's period, as no way to pay was asked for."""
    return quote.recurring is not None and quote.next_price is None


def a_period(words: Words, quote: Quote, price: Money) -> str:
    """Return the price of a period: 7.99 EUR a month."""
    return f"{words.money(price)} {words.text(PERIODS[quote.period])}"


def prices_until(words: Words, quote: Quote, charged: Sequence[tuple[dt.datetime, Money]]) -> str:
    """Return all later prices but the last one's period: 3.99 EUR a month, from 29 May 2028 7.99 EUR."""
    *before, (begins, last) = charged
    text = words.money(last)
    for _, price in before:
        reduced, date = a_period(words, quote, price), words.date(begins)
        text = words.text("{reduced}, from {date} {amount}", reduced=reduced, date=date, amount=text)
    return text
