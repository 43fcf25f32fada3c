"""The steps of an order: pay, act at the bank, wait, be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPFound, HTTPSeeOther
from pyramid.view import view_config

from cleeng.api import CheckoutResult, GoTo, Post, Status
from cleeng.orders.models import OrderStatus
from cleeng.orders.receipt import lines, seller
from cleeng.payments.snapshot import read_redirect
from cleeng.pricing.quote import Quote
from cleeng.web import coupons, present, thanks
from cleeng.web.checkout import buyer_in, buyer_of, with_token
from cleeng.web.correction import address, corrected
from cleeng.web.frame import is_offer_page
from cleeng.web.payment_page import TEMPLATE, after, pay_order, payment_values, use_coupon, use_tax_form

if TYPE_CHECKING:
    from pyramid.request import Request
    from pyramid.response import Response

    from cleeng.catalog.offer import LocalOffer
    from cleeng.orders.buyer import Buyer
    from cleeng.orders.models import Order


def order_of(request: Request) -> tuple[Order, LocalOffer, Buyer]:
    """Return the viewer's order, its offer, and the viewer as the order's buyer, seen from where he is now.

    :raises OrderNotFound: another's, or none.
    :raises HTTPSeeOther: signed out: back to the first step.
    """
    order_id = int(request.matchdict["order_id"])
    customer_id = buyer_of(request).customer_id
    order = request.services.orders.get(order_id)
    offer = request.services.catalog.by_number(order.offer_number, order.offer_country)
    if customer_id is None:
        raise HTTPSeeOther(request.step_url("checkout", offer_id=offer.id))
    request.services.orders.get(order_id, customer_id)
    return order, offer, buyer_in(request, order)


@view_config(route_name="checkout.payment", request_method="GET", renderer=TEMPLATE)
def show(request: Request) -> Any:
    """Show the ways to pay, and what became of the latest attempt."""
    order, offer, buyer = order_of(request)
    moved = _elsewhere(request, order)
    if moved is not None:
        return moved
    request.services.orders.check(offer, buyer)
    return payment_values(request, offer, buyer, order=order)


@view_config(route_name="checkout.pay", request_method="GET")
def pay_again(request: Request) -> Response:
    """Lead a reloaded address back to the ways to pay."""
    return HTTPFound(request.step_url("checkout.payment", order_id=int(request.matchdict["order_id"])))


@view_config(route_name="checkout.pay", request_method="POST")
def pay(request: Request) -> Any:
    """Pay, or first change the coupon, the country, or what the tax rules ask for."""
    order, offer, buyer = order_of(request)
    action = request.POST.get("action")
    if action == "coupon-remove":
        return coupons.taken_back(request, offer, buyer)
    if action == "coupon":
        return use_coupon(request, order, offer, buyer)
    buyer = corrected(request, buyer, request.POST)
    if action == "country":
        order_id = order.id
        request.services.payments.give_up_unfinished(order_id)
        request.services.prices.prepare(offer, buyer, request.remote_addr or "")
        request.services.payments.reprice(order_id, offer, buyer)
        return HTTPSeeOther(request.step_url("checkout.payment", order_id=order_id, _query=address(request)))
    if action == "tax":
        return use_tax_form(request, order, offer, buyer)
    if _elsewhere(request, order) is None:  # what was sold, or is being paid, stays so
        request.services.orders.check(offer, buyer)
    return pay_order(request, order, offer, buyer)


@view_config(route_name="checkout.action", request_method="GET", renderer="checkout/action.pt")
def action(request: Request) -> Any:
    """Send the viewer where the gateway wants him: by a form, or in a window of its own."""
    order, offer, _ = order_of(request)
    payment = request.services.payments.unsettled(order.id)
    redirect = read_redirect(payment.next_action) if payment else None
    if payment is None or redirect is None:
        return _elsewhere(request, order) or HTTPSeeOther(request.step_url("checkout.payment", order_id=order.id))
    request.csp.add({"form-action": [redirect.url]})
    return {
        **_frame_of_step(request, order, offer, 1),
        "title": f"{request.words.text('Confirm the payment')}: {offer.title}",
        "redirect": redirect,
        "own_window": request.frame.framed and not redirect.frameable,
        "amount": request.words.money(payment.amount),
        "poll": request.step_url("checkout.state", order_id=order.id),
        "back": request.step_url("checkout.payment", order_id=order.id),
    }


@view_config(route_name="checkout.return", require_csrf=False, renderer="checkout/returned.pt")
def come_back(request: Request) -> Any:
    """Go on after the gateway sent the viewer back.

    The address proves nothing: the gateway is asked.  A window of its own, opened from a frame, has no
    session: it says that it may be closed, and the frame goes on.
    """
    services = request.services
    order_id, payment_id = int(request.matchdict["order_id"]), request.matchdict["payment_id"]
    if services.payments.get(payment_id).order_id != order_id:
        services.orders.get(0)
    status = services.payments.resume(payment_id, dict(request.params))
    order = services.orders.get(order_id)
    if request.viewer.customer_id == order.customer_id:
        return after(request, order_id, payment_id, status)
    offer = services.catalog.by_number(order.offer_number, order.offer_country)
    return {"title": request.words.text("Back to {name}", name=request.publisher.info.name), "offer": offer}


@view_config(route_name="checkout.checking", request_method="GET", renderer="checkout/checking.pt")
def checking(request: Request) -> Any:
    """Say that we do not know yet; "Check again" asks the gateway."""
    order, offer, _ = order_of(request)
    order_id = order.id
    payment = request.services.payments.unsettled(order_id)
    if payment is not None and "again" in request.GET:
        request.services.payments.look(payment.id)
        order = request.services.orders.get(order_id)
        payment = request.services.payments.unsettled(order_id)
    if payment is None:
        return _elsewhere(request, order) or HTTPSeeOther(request.step_url("checkout.payment", order_id=order_id))
    words = request.words
    return {
        **_frame_of_step(request, order, offer, 1),
        "title": words.text("We are checking your payment"),
        "poll": request.step_url("checkout.state", order_id=order_id),
        "again": request.step_url("checkout.checking", order_id=order_id, _query={"again": "1"}),
        "method": present.paid_with(words, payment.snapshot) or words.text("Payment"),
        "amount": words.money(payment.amount),
        "sent_at": words.moment(payment.created_at),
        "order_id": order_id,
        "email": request.services.customers.get(order.customer_id).email,
    }


@view_config(route_name="checkout.state", request_method="GET", renderer="json")
def state(request: Request) -> dict[str, str]:
    """Tell the page's script whether there is news: reads, asks nobody."""
    order, _, _ = order_of(request)
    if request.services.payments.unsettled(order.id) is not None:
        return {"state": "waiting"}
    step = "checkout.done" if order.status is OrderStatus.PAID else "checkout.payment"
    return {"state": "done", "url": request.step_url(step, order_id=order.id)}


@view_config(route_name="checkout.done", request_method="GET", renderer="checkout/done.pt")
def done(request: Request) -> Any:
    """Show the receipt and the way to the film, and tell the page that embeds us."""
    order, offer, _ = order_of(request)
    if order.status is not OrderStatus.PAID:
        return HTTPSeeOther(request.step_url("checkout.payment", order_id=order.id))
    words = request.words
    quote = Quote.from_json(order.quote)
    free = not quote.total
    email = request.services.customers.get(order.customer_id).email
    return {
        **_frame_of_step(request, order, offer, 2),
        "title": f"{words.text('Done') if free else words.text('Paid')}: {offer.title}",
        "heading": words.text("You have access. Enjoy.") if free else words.text("Paid. Enjoy."),
        "until": present.bought(words, offer, quote, order.paid_at or order.created_at),
        "lines": lines(words, quote, offer, order.created_at),
        "facts": thanks.facts(request, order),
        "written": words.text(
            "Receipt sent to {email}." if quote.needs_method else "We wrote to {email}.", email=email
        ),
        "seller": seller(words, request.publisher.info),
        "links": thanks.links(request, order),
        **completion(request, offer, order_id=str(order.id)),
    }


def completion(request: Request, offer: LocalOffer, *, order_id: str = "") -> dict[str, Any]:
    """Return how the embedding page learns of the outcome, and where "Watch now" leads.

    A token goes to origins and addresses of the publisher only; the frame has checked them.
    """
    services, frame = request.services, request.frame
    watch = request.route_url("offer", offer_id=offer.id)
    token = _token(request) if frame.origin or frame.return_to else ""
    hosted = is_offer_page(frame.return_to, request)
    back = with_token(frame.return_to, token, "success") if frame.return_to and not hosted else frame.return_to
    result = CheckoutResult(
        success=True,
        offer_id=offer.id,
        order_id=order_id,
        access_granted=True,
        return_to=back,
        origin=frame.origin,
    )
    ended = frame.display.complete(services.publisher.context(), result) if frame.display else GoTo("")
    message = None
    if isinstance(ended, Post) and ended.origin:
        told = dict(ended.message)
        told["result"] = {**told.get("result", {}), "token": token}
        message = {"origin": ended.origin, "message": told, "close": ended.close, "back": "" if frame.framed else back}
    url = (ended.url if isinstance(ended, GoTo) else "" if frame.framed else back) or watch
    if hosted and frame.framed:  # the page of the offer is what stands in the frame: it goes on there
        return {"completion": message, "watch_url": request.with_session(frame.return_to), "watch_here": False}
    return {"completion": message, "watch_url": url, "watch_here": frame.framed or frame.name == "popup"}


def _token(request: Request) -> str:
    """Issue a token in a transaction of its own: the page itself only reads."""
    application = request.application
    with application.database.unit() as unit:
        token = application.services(request.publisher, unit).tokens.issue(request.viewer.customer_id)
    return str(request.viewer.gave(token))


def _elsewhere(request: Request, order: Order) -> Response | None:
    """Return where the viewer belongs if not here: done, at the bank, or waiting."""
    if order.status is OrderStatus.PAID:
        return HTTPSeeOther(request.step_url("checkout.done", order_id=order.id))
    payment = request.services.payments.unsettled(order.id)
    if payment is not None and payment.status is not Status.REQUIRES_ACTION:
        return HTTPSeeOther(request.step_url("checkout.checking", order_id=order.id))
    return None


def _frame_of_step(request: Request, order: Order, offer: LocalOffer, step: int) -> dict[str, Any]:
    words = request.words
    paid = order.status is OrderStatus.PAID and order.total
    price = words.text("Paid") if paid else present.price(words, Quote.from_json(order.quote))
    return {
        "offer": offer,
        "item": present.item(words, offer, price, present.poster(offer)),
        "steps": present.steps(words, step),
    }
