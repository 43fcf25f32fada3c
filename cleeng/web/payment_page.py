"""The second step: how to pay.  Shown for an order, and to a signed-in viewer before there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther

from cleeng.api import Status
from cleeng.ids import new_uuid
from cleeng.orders.receipt import lines
from cleeng.payments.errors import (
    FieldsInvalid,
    InsecureConnection,
    PaymentUnderWay,
    PlaceUnclear,
    PriceChanged,
    UnknownMethod,
)
from cleeng.payments.snapshot import read_redirect
from cleeng.pricing.quote import Quote
from cleeng.web import coupons, present, tax_form, whereabouts
from cleeng.web.chameleon import render
from cleeng.web.checkout import fields_heading
from cleeng.web.correction import address, correction
from cleeng.web.payment_form import (
    PayForm,
    checked_choice,
    field_problems,
    keep_consents,
    read_form,
)
from cleeng.web.payment_rows import ways_to_pay
from cleeng.web.present import Problems
from cleeng.web.told import hear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyramid.request import Request
    from pyramid.response import Response

    from cleeng.catalog.offer import LocalOffer
    from cleeng.orders.buyer import Buyer
    from cleeng.orders.models import Order
    from cleeng.web.coupons import CouponField
    from cleeng.web.present import FieldProblem

TEMPLATE = "cleeng_templates:checkout/payment.pt"


def pay(request: Request, offer: LocalOffer, buyer: Buyer, action: str) -> Any:
    """Start the order of a signed-in viewer and pay it in one go, or first look at what he typed for the tax."""
    services = request.services
    external = request.params.get("transactionExternalData", "")
    services.prices.prepare(offer, buyer, request.remote_addr or "")
    order = services.orders.start(offer, buyer, external_data=external, referrer=request.params.get("origin", ""))
    services.payments.reprice(order.id, offer, buyer)
    if not coupons.typed(request) and request.GET.get(coupons.NAME):  # what is typed anew `pay_order` looks at
        coupons.take(request, order, offer, buyer, request.GET[coupons.NAME])
    if action == "tax":
        return use_tax_form(request, order, offer, buyer)
    return pay_order(request, order, offer, buyer)


def use_tax_form(request: Request, order: Order, offer: LocalOffer, buyer: Buyer) -> Any:
    """Price an order for what was typed for the tax rules, and show it, or what needs a change."""
    order_id = order.id
    request.services.payments.give_up_unfinished(order_id)
    order = request.services.orders.get(order_id)
    found = tax_form.read(request, buyer, Quote.from_json(order.quote), complete=False)
    request.services.prices.prepare(offer, found.buyer, request.remote_addr or "")
    request.services.payments.reprice(order_id, offer, found.buyer)
    if not found.problems:
        query = address(request)
        return HTTPSeeOther(request.step_url("checkout.payment", order_id=order_id, _query=query, _anchor="tax"))
    form = read_form(request)
    form.tax, form.faults = found.typed, {field.id: field.text for field in found.problems}
    form.problems = Problems(fields_heading(request, len(found.problems)), fields=found.problems)
    return show_again(request, offer, found.buyer, form, request.services.orders.get(order_id))


def use_coupon(request: Request, order: Order, offer: LocalOffer, buyer: Buyer) -> Any:
    """Let an order hold the code that was typed, and show the new price, or why it does not count."""
    field = coupons.take(request, order, offer, buyer, request.POST.get(coupons.NAME, ""))
    if field.coupon is not None:
        return HTTPSeeOther(coupons.step(request, None, "checkout.payment", order_id=order.id))
    return _coupon_fault(request, order, offer, buyer, field)


def _coupon_fault(request: Request, order: Order, offer: LocalOffer, buyer: Buyer, field: CouponField) -> Response:
    """Show why a code does not count; nothing is paid, and what was typed elsewhere stays."""
    form = read_form(request)
    form.problems = Problems(fields_heading(request, 1), fields=[field.problem(request)])
    return show_again(request, offer, buyer, form, order, coupon=field)


def pay_order(request: Request, order: Order, offer: LocalOffer, buyer: Buyer) -> Any:
    """Pay an order as the posted form says; go where the outcome leads, or show the form again."""
    if code := coupons.typed(request):
        field = coupons.take(request, order, offer, buyer, code)
        if field.coupon is None:
            return _coupon_fault(request, order, offer, buyer, field)
    form, order_id = read_form(request), order.id
    request.services.payments.give_up_unfinished(order_id, form.payment_id)
    order = request.services.orders.get(order_id)
    if Quote.from_json(order.quote).needs_method:
        _refuse_insecure(request)
    buyer, problems = hear(request, order, offer, buyer, form)
    order = request.services.orders.get(order_id)
    quote = Quote.from_json(order.quote)
    button = present.button(request.words, quote, offer, buyer.country, request.now)
    missing = [*problems, *keep_consents(request, order, button)]
    try:
        return _pay(request, order, form, missing)
    except PlaceUnclear as error:
        if not error.args:
            return whereabouts.refused(request, order_id, offer)
        form.problems = whereabouts.unclear(request, order_id, buyer)
    except PaymentUnderWay:
        return HTTPSeeOther(request.step_url("checkout.checking", order_id=order_id))
    except (FieldsInvalid, UnknownMethod, PriceChanged) as error:
        _say(request, order_id, form, error, missing)
    return show_again(request, offer, buyer, form, request.services.orders.get(order_id))


def _pay(request: Request, order: Order, form: PayForm, missing: Sequence[FieldProblem]) -> Response:
    """Pay an order, or complete one that costs nothing; go where that leads."""
    quote, order_id = Quote.from_json(order.quote), order.id
    if not quote.needs_method:
        return _complete_free(request, order, missing)
    choice = checked_choice(request, form, missing, first=not quote.settled)
    status = request.services.payments.pay(
        payment_id=form.payment_id,
        order_id=order_id,
        seen=request.POST.get("seen", ""),
        choice=choice,
        return_url=request.return_url("checkout.return", order_id=order_id, payment_id=form.payment_id),
        cancel_url=request.return_url("checkout.payment", order_id=order_id),
    )
    return after(request, order_id, form.payment_id, status)


def _say(request: Request, order_id: int, form: PayForm, error: Exception, missing: Sequence[FieldProblem]) -> None:
    """Word in the form why nothing was paid."""
    words = request.words
    if isinstance(error, FieldsInvalid):
        form.errors, form.faults = error.args[0], {field.id: field.text for field in missing}
        form.problems = field_problems(request, form, missing)
    elif isinstance(error, UnknownMethod):
        form.problems = Problems(words.text("Choose how to pay"), words.text("This way to pay is not offered here."))
    else:
        quote = Quote.from_json(request.services.orders.get(order_id).quote)
        changed = words.text("The price changed to {amount}", amount=words.money(quote.total))
        if not quote.total and quote.lasting_price:
            changed = words.text(
                "The price of later periods changed to {amount}", amount=words.money(quote.lasting_price)
            )
        form.problems = Problems(changed, words.text("Nothing was charged. Look at the new price before you pay."))
        form.payment_id = new_uuid()


def _complete_free(request: Request, order: Order, missing: Sequence[FieldProblem]) -> Response:
    """Complete an order that costs nothing, if that is what the page said."""
    order_id = order.id
    if missing:
        raise FieldsInvalid([])
    request.services.payments.complete_free(order_id, request.POST.get("seen", ""))
    return HTTPSeeOther(request.step_url("checkout.done", order_id=order_id))


def after(request: Request, order_id: int, payment_id: str, status: Status) -> Response:
    """Go where the outcome of an attempt leads."""
    if status is Status.SUCCEEDED:
        return HTTPSeeOther(request.step_url("checkout.done", order_id=order_id))
    if status is Status.REQUIRES_ACTION:
        redirect = read_redirect(request.services.payments.get(payment_id).next_action)
        direct = redirect is not None and redirect.method == "GET" and (redirect.frameable or not request.frame.framed)
        if redirect is not None and direct:
            return HTTPSeeOther(redirect.url)
        return HTTPSeeOther(request.step_url("checkout.action", order_id=order_id))
    if status in (Status.PENDING, Status.AUTHORIZED, Status.UNKNOWN):
        return HTTPSeeOther(request.step_url("checkout.checking", order_id=order_id))
    return HTTPSeeOther(request.step_url("checkout.payment", order_id=order_id))


def show_again(
    request: Request,
    offer: LocalOffer,
    buyer: Buyer,
    form: PayForm,
    order: Order | None = None,
    *,
    coupon: CouponField | None = None,
) -> Response:
    """Show the payment page with what needs a change."""
    values = payment_values(request, offer, buyer, order=order, form=form, coupon=coupon)
    request.response.status_int = 422
    request.response.text = render(TEMPLATE, values, request)
    return request.response


def payment_page(request: Request, offer: LocalOffer, buyer: Buyer) -> Response:
    """Show the ways to pay to a signed-in viewer before there is an order."""
    request.response.text = render(TEMPLATE, payment_values(request, offer, buyer), request)
    return request.response


def payment_values(
    request: Request,
    offer: LocalOffer,
    buyer: Buyer,
    *,
    order: Order | None = None,
    form: PayForm | None = None,
    coupon: CouponField | None = None,
) -> dict[str, Any]:
    """Return what the payment page shows."""
    services, words = request.services, request.words
    if coupon is None and order is not None:
        coupon = coupons.of_order(request, order, offer, buyer)
    coupon = coupon or coupons.look(request, offer, buyer, coupons.wanted(request))
    quote = Quote.from_json(order.quote) if order else services.orders.quote(offer, buyer, coupon.coupon)
    latest = services.payments.latest(order.id) if order else None
    form = form or PayForm()
    refusal = None if form.problems else present.outcome(words, latest)
    form.problems = form.problems or refusal
    customer = services.customers.get(buyer.customer_id)
    refused = f"stored:{latest.method_id}" if latest and latest.method_id and form.problems else ""
    button = present.button(words, quote, offer, buyer.country, request.now)
    rows = (
        ways_to_pay(request, quote, offer, buyer, form, note=button.note, refused=refused) if quote.needs_method else []
    )
    heading = _heading(words, quote, refused=refusal is not None)
    return {
        "title": f"{form.problems.heading if form.problems else words.text('Pay')}: {offer.title}",
        "offer": offer,
        "item": present.item(words, offer, present.price(words, quote), present.poster(offer), quote),
        "steps": present.steps(words, 1),
        "heading": heading,
        "problems": form.problems,
        "faults": form.faults,
        "coupon": coupon,
        "takes_coupons": bool(quote.price),
        "rows": rows,
        "lines": lines(words, quote, offer, request.now),
        "button": button,
        "ticks": form.ticks,
        "can_keep": quote.total and not quote.recurring,
        "seen": quote.agreed,
        "payment_id": form.payment_id,
        "email": customer.email,
        "correction": correction(request, offer, buyer, quote),
        "tax": tax_form.shown(request, buyer, quote, form.tax, form.faults),
        "unclear": whereabouts.contradiction(words, buyer, quote),
        "ordered": order is not None,
        "sold_by": services.publisher.info.name,
        "action": request.step_url("checkout.pay", order_id=order.id)
        if order
        else request.step_url("checkout", offer_id=offer.id),
        "sign_out_url": request.step_url("checkout", offer_id=offer.id),
    }


def _heading(words: Any, quote: Quote, *, refused: bool) -> str:
    if not quote.needs_method:
        return str(words.text("Ready to watch"))
    return str(words.text("Choose another way to pay") if refused else words.text("How do you want to pay?"))


def _refuse_insecure(request: Request) -> None:
    """Refuse real money over plain HTTP."""
    if request.scheme != "https" and not request.publisher.info.sandbox:
        raise InsecureConnection
