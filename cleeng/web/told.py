"""What a posted payment form tells of the buyer, before anything is charged: the order is priced for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.payments.errors import UnknownMethod
from cleeng.pricing.quote import Quote
from cleeng.web import tax_form, whereabouts
from cleeng.web.payment_form import chosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyramid.request import Request

    from cleeng.catalog.offer import LocalOffer
    from cleeng.orders.buyer import Buyer
    from cleeng.orders.models import Order
    from cleeng.web.payment_form import PayForm
    from cleeng.web.present import FieldProblem


def hear(
    request: Request, order: Order, offer: LocalOffer, buyer: Buyer, form: PayForm
) -> tuple[Buyer, Sequence[FieldProblem]]:
    """Price an order for the buyer that the form makes; return who that is, and what is wrong with the form.

    Leaves the transaction where a register or a gateway is asked.
    """
    services, order_id, quote = request.services, order.id, Quote.from_json(order.quote)
    found = tax_form.read(request, buyer, quote, complete=True)
    form.tax = found.typed
    form.faults = {field.id: field.text for field in found.problems}
    buyer = _with_card(request, found.buyer, quote, form)
    if quote.tax_pending or buyer != services.orders.get(order_id).who():  # where he is seen may be new, too
        services.prices.prepare(offer, buyer, request.remote_addr or "")
        services.payments.reprice(order_id, offer, buyer)
    return buyer, found.problems


def _with_card(request: Request, buyer: Buyer, quote: Quote, form: PayForm) -> Buyer:
    """Return the buyer with what the chosen card says; one that nobody could charge says nothing."""
    if not quote.needs_method or not whereabouts.matters(buyer, quote):
        return buyer
    try:
        choice = chosen(request, form)
        if request.services.payments.check(choice):
            return buyer
        return whereabouts.heard(request, buyer, choice)
    except UnknownMethod:  # paying says so
        return buyer
