"""Messages about an order: the receipt, and that a payment which was being checked did not go through."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cleeng.api import Status
from cleeng.catalog.models import OfferType
from cleeng.customers.models import LinkPurpose
from cleeng.messages.letter import Button, Letter, Secret
from cleeng.orders.receipt import lines, until
from cleeng.orders.renewals import PERIODS, charges, prices_until
from cleeng.pricing.quote import Quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleeng.catalog.offer import LocalOffer
    from cleeng.messages.letter import Case
    from cleeng.orders.models import Order
    from cleeng.payments.models import Payment
    from cleeng.words import Words

#: How long the mail's link lets another device watch.
WATCH_LIFE = dt.timedelta(days=30)


def receipt(case: Case) -> Letter:
    """Confirm a purchase on a durable medium: what, for how much, on which terms, with which consents."""
    t, words, services = case.words.text, case.words, case.services
    order = services.orders.get(case.event.data["order_id"])
    offer = services.catalog.by_number(order.offer_number, order.offer_country)
    quote, bought_at = Quote.from_json(order.quote), order.paid_at or case.event.at
    link = Secret(LinkPurpose.WATCH, WATCH_LIFE, "link", {"offerId": offer.id})
    costs, invoice = quote.needs_method, services.invoices.of_order(order.id)
    return Letter(
        subject=_subject(words, quote),
        preheader=t("Your receipt and the link to watch are inside.") if costs else t("The link to watch is inside."),
        heading=t("You have access to {title}", title=quote.title),
        text=t(
            "{until} Sign in as {email} on any device.",
            until=until(words, offer, quote, bought_at),
            email=case.customer.email,
        ),
        button=Button(_watch(words, offer, case.publisher.clock.now()), case.url(f"/o/{offer.id}"), link),
        lines=tuple(lines(words, quote, offer, bought_at, paid=True)) if costs else (),
        facts=(
            *_facts(words, order, bought_at, services.payments.latest(order.id)),
            *([(t("Invoice"), invoice.number)] if invoice else []),
        ),
        links=case.paper(invoice),
        agreed=_agreed(words, order.consents),
        notes=_terms(words, offer, quote, bought_at),
        variables={
            "order_id": str(order.id),
            "offer_id": offer.id,
            "offer_title": quote.title,
            "total": words.money(quote.total),
            "tax": words.money(quote.tax),
            "bought_at": bought_at.isoformat(),
            "consents": order.consents,
            "invoice": invoice.number if invoice else "",
        },
    )


def payment_failed(case: Case) -> Letter:
    """Keep the promise of the page that said "we are checking": tell the end of it."""
    t, services = case.words.text, case.services
    payment = services.payments.get(case.event.data["payment_id"])
    order = services.orders.get(payment.order_id)
    offer = services.catalog.by_number(order.offer_number, order.offer_country)
    amount, title = case.words.money(payment.amount), Quote.from_json(order.quote).title
    refused = payment.status is Status.FAILED
    why = t("Your bank refused the payment.") if refused else t("Your bank did not confirm the payment.")
    return Letter(
        subject=t("Your payment did not go through: {title}, {amount}", title=title, amount=amount),
        preheader=t("No money was taken, and your order is kept."),
        heading=t("The payment for {title} did not go through", title=title),
        text=t("{why} No money was taken, and your order is kept.", why=why),
        button=Button(t("Try again"), case.url(f"/checkout/{offer.id}")),
        facts=(
            (t("Amount"), amount),
            *method_fact(case.words, t("Tried with"), payment),
            (t("Date"), case.words.moment(payment.created_at)),
            (t("Order"), str(order.id)),
        ),
        notes=(t("Something wrong? Answer this mail and a person reads it."),),
        variables={
            "order_id": str(order.id),
            "offer_id": offer.id,
            "offer_title": title,
            "amount": amount,
            "failure_kind": payment.failure_kind,
        },
    )


def _subject(words: Words, quote: Quote) -> str:
    t = words.text
    if not quote.needs_method:
        return t("You have access: {title}", title=quote.title)
    return t("Your receipt: {title}, {amount}", title=quote.title, amount=words.money(quote.total))


def _watch(words: Words, offer: LocalOffer, now: dt.datetime) -> str:
    if offer.type in (OfferType.PASS, OfferType.SUBSCRIPTION, OfferType.BUNDLE):
        return words.text("See what you can watch")
    if offer.type is OfferType.EVENT and offer.starts_at and offer.starts_at > now:
        return words.text("Go to the event")
    return words.text("Watch now")


def _facts(words: Words, order: Order, bought_at: dt.datetime, payment: Payment | None) -> tuple[tuple[str, str], ...]:
    return (
        *method_fact(words, words.text("Paid with") if order.total_minor else words.text("To be paid with"), payment),
        (words.text("Date"), words.moment(bought_at)),
        (words.text("Order"), str(order.id)),
    )


def method_fact(words: Words, label: str, payment: Payment | None) -> tuple[tuple[str, str], ...]:
    """Return the fact which method it was, or nothing where that is not known."""
    if payment is None or not payment.snapshot:
        return ()
    snapshot = payment.snapshot
    name = snapshot.get("brand") or words.text(str(snapshot.get("type", "")).capitalize())
    digits = snapshot.get("last_four", "")
    text = words.text("{name} ending in {digits}", name=name, digits=digits) if digits else name
    return ((label, text),)


def _agreed(words: Words, consents: Mapping[str, Any]) -> tuple[str, ...]:
    """Repeat what was agreed to, in the words that were shown, with the time (Directive 2011/83/EU, article 8(7))."""
    return tuple(
        words.text(
            "“{text}” Agreed on {moment}.",
            text=words.text(given["text"]),
            moment=words.local_moment(dt.datetime.fromisoformat(given["at"])),
        )
        for given in consents.values()
    )


def _terms(words: Words, offer: LocalOffer, quote: Quote, bought_at: dt.datetime) -> tuple[str, ...]:
    """Say whether it renews; what the tax rule wants said; how to reach a person."""
    t = words.text
    notes = []
    if charged := charges(quote, offer, bought_at):
        notes.append(
            t(
                "The next payment is {next} on {date}, then {amount} {period} until you cancel. "
                "You can cancel at any time in your account.",
                next=words.money(charged[0][1]),
                amount=prices_until(words, quote, charged),
                date=words.date(charged[0][0]),
                period=t(PERIODS[quote.period]),
            )
        )
    elif quote.total:
        notes.append(t("This was one payment; it does not renew."))
    if quote.invoice_text:
        notes.append(quote.invoice_text)
    notes.append(t("Not you, or something wrong? Answer this mail and a person reads it."))
    return tuple(notes)
