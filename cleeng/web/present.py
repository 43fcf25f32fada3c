"""From values to what a checkout page shows: item, steps, button, notes.  No decisions, only words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cleeng.api import Advice, FailureKind, Status
from cleeng.catalog.models import OfferType
from cleeng.entitlements.terms import first_renewal
from cleeng.orders.consumer_law import wording
from cleeng.orders.receipt import until
from cleeng.orders.renewals import PERIODS, charges, ends, prices_until

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from cleeng.catalog.offer import LocalOffer
    from cleeng.orders.consumer_law import Consent
    from cleeng.payments.models import Payment
    from cleeng.pricing.quote import Quote
    from cleeng.words import Words

_LENGTHS = {
    "day": "One day",
    "week": "One week",
    "2weeks": "Two weeks",
    "month": "One month",
    "3months": "Three months",
    "6months": "Six months",
    "year": "One year",
}


@dataclass(frozen=True, slots=True)
class Item:
    """What stands on top of every step."""

    title: str
    detail: str
    price: str
    picture: str
    before: str = ""  #: the price without the coupon


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three names above the heading."""

    name: str
    current: bool
    done: bool


@dataclass(frozen=True, slots=True)
class Problems:
    """The summary on top of a page: what happened, whether money moved, what to do; or fields to mend."""

    heading: str
    text: str = ""
    link: tuple[str, str] | None = None
    fields: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A field to mend: `summary` for the list on top, `text` at the field."""

    id: str
    summary: str
    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """The one filled button, the line beside it, and the boxes that the law wants."""

    text: str
    busy: str
    note: str
    consents: tuple[Consent, ...] = ()
    keep_ticked: bool = False


def item(words: Words, offer: LocalOffer, price: str, picture: str, quote: Quote | None = None) -> Item:
    """Show an offer in one line; with a quote that a coupon reduces, the old price too."""
    reduced = quote is not None and quote.discount is not None and bool(quote.discount.amount)
    before = words.money(quote.discount.before) if reduced and quote and quote.discount else ""
    return Item(offer.title, detail(words, offer), price, picture, before)


def price(words: Words, quote: Quote) -> str:
    """Say what is to be paid today, in one word where that is nothing, now and later."""
    return words.money(quote.total) if quote.needs_method else words.text("Free")


def detail(words: Words, offer: LocalOffer) -> str:
    """Say what one gets, in a few words."""
    t = words.text
    match offer.type:
        case OfferType.RENTAL | OfferType.VOD | OfferType.BUNDLE:
            several = t("A bundle of {count}", count=len(offer.linked)) if offer.type is OfferType.BUNDLE else ""
            return ". ".join(filter(None, (several, _kept(words, offer))))
        case OfferType.EVENT:
            return t("Live, {moment}", moment=words.moment(offer.starts_at)) if offer.starts_at else t("Live event")
        case OfferType.PASS:
            until = t("Until {date}", date=words.date(offer.ends_at)) if offer.ends_at else ""
            return until or t(_LENGTHS.get(offer.period, offer.period))
        case OfferType.SUBSCRIPTION:
            return t("Renews, cancel at any time") if offer.price else t("Free subscription")
        case _:
            return t("Yours to keep")


def _kept(words: Words, offer: LocalOffer) -> str:
    """Say how long one may watch what was paid for once."""
    if not offer.period:
        return words.text("Yours to keep")
    if offer.type is OfferType.VOD:
        return words.text("To watch within {days} days", days=offer.period)
    return words.text("To watch within {hours} hours", hours=offer.period)


def bought(words: Words, offer: LocalOffer, quote: Quote, bought_at: dt.datetime) -> str:
    """Say what one has now and until when, and what comes after that."""
    found = until(words, offer, quote, bought_at)
    charged = charges(quote, offer, bought_at)
    if not charged:
        return f"{found} {words.text('It ends then.')}" if ends(quote) else found
    amount, period = prices_until(words, quote, charged), words.text(PERIODS[quote.period])
    return f"{found} {words.text('Then {amount} {period} until you cancel.', amount=amount, period=period)}"


def blocked(words: Words, name: str, title: str, country: str) -> str:
    """Say that a publisher may not show something here; `country` is a code, "" if unknown.

    Names of countries stand after a colon: within a sentence most languages put words of their own before them.
    """
    if not country:
        return words.text("{name} may not show {title} where you are.", name=name, title=title)
    place = words.country(country)
    return words.text("{name} may not show {title} in this country: {place}.", name=name, title=title, place=place)


def minutes(seconds: int) -> int:
    """Return a waiting time in whole minutes, at least one."""
    return max(1, -(-seconds // 60))


def steps(words: Words, current: int) -> list[Step]:
    """Name the three steps; `current` counts from 0."""
    names = (words.text("Account"), words.text("Payment"), words.text("Watch"))
    return [Step(name, i == current, i < current) for i, name in enumerate(names)]


def button(words: Words, quote: Quote, offer: LocalOffer, country: str, now: dt.datetime) -> Button:
    """Word the button as the country's law wants it, and what has to stand beside it."""
    t = words.text
    later, charged = quote.lasting_price, charges(quote, offer, now)
    law = wording(country, recurring=bool(later), trial=not quote.total, free=not quote.total)
    values = {"amount": words.money(later or quote.total), "period": "", "date": ""}
    if quote.recurring:
        values["period"] = t(PERIODS[quote.period])
        values["date"] = words.date(charged[0][0] if charged else first_renewal(offer, quote, now))
    if law.renewal:
        note = t(law.renewal, **values | {"amount": prices_until(words, quote, charged)})
        if quote.discount and quote.total:  # today's price stands on the button, the later ones in the lines
            note = t("{today} today. {renewal}", today=words.money(quote.total), renewal=note)
            values |= {"amount": words.money(quote.total), "period": ""}
    elif ends(quote):
        note = t("Nothing is charged. It ends on {date}.", **values)
    elif quote.total:
        note = t("One payment. It does not renew.")
    else:
        note = t("Nothing is charged.")
    busy = t("Paying {amount}…", amount=words.money(quote.total)) if quote.total else t("One moment…")
    return Button(t(law.button, **values).strip(), busy, note, law.consents, law.keep_ticked)


def outcome(words: Words, payment: Payment | None) -> Problems | None:
    """Say what became of the latest attempt, if it did not work: what happened, did money move, what to do."""
    if payment is None or payment.status not in (Status.FAILED, Status.CANCELED, Status.NOT_ATTEMPTED):
        return None
    t = words.text
    if payment.status is Status.NOT_ATTEMPTED or payment.failure_kind in (
        FailureKind.CONFIG,
        FailureKind.GATEWAY_DOWN,
    ):
        return Problems(
            t("The payment did not go through"),
            t("The fault is ours, no money was taken, and your order is kept. Try again in a minute."),
        )
    if payment.status is Status.CANCELED or payment.failure_kind == FailureKind.SCA_REQUIRED:
        return Problems(
            t("The check at your bank was not finished"),
            t("No money was taken. Try again, or choose another way to pay."),
        )
    if payment.advice == Advice.NEVER or payment.failure_kind in (FailureKind.LOST_STOLEN, FailureKind.FRAUD):
        return Problems(t("This card cannot be used here"), t("No money was taken. Please choose another way to pay."))
    return Problems(
        t("Your bank refused the payment"),
        t("No money was taken and your order is kept. Try another card or another way to pay."),
    )


def paid_with(words: Words, snapshot: Mapping[str, Any]) -> str:
    """Name a method: Visa 4242."""
    if not snapshot:
        return ""
    name = snapshot.get("brand") or words.text(str(snapshot.get("type", "")).capitalize())
    return f"{name} {snapshot.get('last_four', '')}".strip()


def poster(offer: LocalOffer) -> str:
    """Return the address of an offer's picture, "" for the neutral one: that costs no request."""
    return str(offer.details.get("background_image_url", ""))
