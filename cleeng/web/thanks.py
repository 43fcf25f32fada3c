"""What stands below the receipt on the last step: the facts of the payment, and the ways to its invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.web import present

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyramid.request import Request

    from cleeng.orders.models import Order


def facts(request: Request, order: Order) -> Sequence[tuple[str, str]]:
    """Return (name, value) of what a buyer tells who asks about his payment."""
    words, found = request.words, []
    payment = request.services.payments.latest(order.id)
    if payment and payment.snapshot:
        label = words.text("Paid with") if order.total_minor else words.text("To be paid with")
        found.append((label, present.paid_with(words, payment.snapshot)))
    if order.paid_at:
        found.append((words.text("Date"), words.moment(order.paid_at)))
    return (*found, (words.text("Order"), str(order.id)))


def links(request: Request, order: Order) -> Sequence[tuple[str, str]]:
    """Return (text, address) of the invoice, if there is one, and of the account, where the publisher has the pages.

    From a frame they open in a window of their own, which may have to ask who its viewer is.
    """
    if request.publisher.first("pages") is None:
        return ()
    t, query = request.words.text, {"publisherId": str(request.publisher.id)}
    account = (t("My account"), request.route_url("account", _query=query))
    invoice = request.services.invoices.of_order(order.id)
    if invoice is None:
        return (account,)
    text = t("Invoice {number}", number=invoice.number)
    return ((text, request.route_url("account.invoice", invoice_id=invoice.id, _query=query)), account)
