"""The message that money went back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.messages.letter import Button, Letter
from cleeng.messages.purchase import method_fact
from cleeng.pricing.quote import Quote

if TYPE_CHECKING:
    from cleeng.messages.letter import Case
    from cleeng.words import Words


def refund(case: Case) -> Letter:
    """Tell how much goes back, to where, for what, and what became of the access."""
    t, words, services = case.words.text, case.words, case.services
    given = services.refunds.get(case.event.data["refund_id"])
    payment = services.payments.get(given.payment_id)
    order = services.orders.get(payment.order_id)
    credit_note = services.invoices.of_refund(given.id)
    amount, title = words.money(given.amount), Quote.from_json(order.quote).title
    return Letter(
        subject=t("Your refund: {title}, {amount}", title=title, amount=amount),
        preheader=t("The money is on its way back to you."),
        heading=t("{amount} goes back to you", amount=amount),
        text=_why(words, title, surplus=payment.surplus, whole=given.amount == payment.amount),
        button=Button(t("See your payments"), case.account_url),
        facts=(
            (t("Refund"), amount),
            *method_fact(words, t("Goes back to"), payment),
            (t("Date"), words.moment(given.settled_at or given.created_at)),
            (t("Paid"), words.money(payment.amount)),
            (t("Order"), str(order.id)),
            (t("Transaction"), f"T{payment.transaction_id}"),
            *([(t("Credit note"), credit_note.number)] if credit_note else []),
        ),
        links=case.paper(credit_note),
        notes=(
            *_access(words, title, revoked=case.event.data["access_revoked"]),
            t("Your bank usually needs three to five working days to show it."),
            t("Something wrong? Answer this mail and a person reads it."),
        ),
        variables={
            "order_id": str(order.id),
            "offer_title": title,
            "amount": amount,
            "transaction_id": f"T{payment.transaction_id}",
            "access_revoked": case.event.data["access_revoked"],
            "credit_note": credit_note.number if credit_note else "",
        },
    )


def _why(words: Words, title: str, *, surplus: bool, whole: bool) -> str:
    if surplus:
        return words.text("Your order was paid twice. The second payment for {title} goes back in full.", title=title)
    if whole:
        return words.text("Your payment for {title} goes back in full.", title=title)
    return words.text("A part of your payment for {title} goes back.", title=title)


def _access(words: Words, title: str, *, revoked: bool) -> tuple[str, ...]:
    if revoked:
        return (words.text("Your access to {title} has ended.", title=title),)
    return ()
