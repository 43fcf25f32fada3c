"""The coupon of a checkout: what stands in its field, and what is said where a code does not count.

Before there is an order the code travels in the address (`?coupon=`), as one-click links bring it; then the
order holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPSeeOther

from cleeng.coupons.codes import LONGEST, normalise
from cleeng.coupons.errors import (
    CouponEnded,
    CouponNotForOffer,
    CouponRefused,
    CouponTooLate,
    CouponUnknown,
    CouponUsedBefore,
    CouponUsedUp,
    TooManyGuesses,
)
from cleeng.coupons.guesses import Asker
from cleeng.web.present import FieldProblem, minutes

if TYPE_CHECKING:
    from pyramid.request import Request
    from pyramid.response import Response

    from cleeng.catalog.offer import LocalOffer
    from cleeng.coupons.coupon import Coupon
    from cleeng.orders.buyer import Buyer
    from cleeng.orders.models import Order

_REASONS: dict[type[CouponRefused], str] = {
    CouponEnded: "{code} has ended.",
    CouponUsedUp: "{code} has been used as often as it may be.",
    CouponUsedBefore: "{code} was used on this account already.",
    CouponNotForOffer: "{code} does not count for {title}.",
    CouponTooLate: "A payment is under way; a coupon comes too late for it.",
    TooManyGuesses: "Too many codes that do not exist. Wait {minutes} minutes, then try again.",
}
#: The field, the parameter of the address, and where the page goes once a code counts.
NAME = "coupon"


@dataclass(frozen=True, slots=True)
class CouponField:
    """`code` as it was typed, or once it counts (`coupon`) as it is stored; `fault` says why it does not.

    `note` says what else it changes.
    """

    code: str = ""
    coupon: Coupon | None = None
    fault: str = ""
    note: str = ""

    def problem(self, request: Request) -> FieldProblem:
        """Return the line of the summary that leads to the field."""
        return FieldProblem(NAME, request.words.text("Coupon code: does not count"), self.fault)


def typed(request: Request) -> str:
    """Return a code that was typed and that no page has judged yet, "" if there is none."""
    text = str(request.POST.get(NAME, "")).strip()
    return "" if normalise(text) == normalise(request.GET.get(NAME, "")) else text


def wanted(request: Request) -> str:
    """Return the code that the viewer typed, or that the address carries."""
    return typed(request) or str(request.GET.get(NAME, "")).strip()


def look(request: Request, offer: LocalOffer, buyer: Buyer, code: str, *, asked: bool = False) -> CouponField:
    """Return what to show of a code before there is an order; what the viewer's open order holds comes first.

    `asked` says that the viewer wants an answer, also to an empty field.
    """
    services = request.services
    known = services.orders.open_order(buyer.customer_id, offer.number) if buyer.customer_id is not None else None
    if known is not None and known.coupon_code and normalise(code) in {"", known.coupon_code}:
        return of_order(request, known, offer, buyer)
    if not code and not asked:
        return CouponField()
    try:
        coupon = services.redemptions.find(code, offer, asker(request, buyer))
    except CouponRefused as error:
        return CouponField(code, fault=fault(request, error, offer, buyer))
    return _counting(request, coupon, offer, buyer)


def of_order(request: Request, order: Order, offer: LocalOffer, buyer: Buyer) -> CouponField:
    """Return what to show of the code that an order holds, or of the one that it could not have."""
    held = request.services.redemptions.held(order.id) if order.coupon_code else None
    if held is not None:
        return _counting(request, held, offer, buyer)
    code = wanted(request)
    if not code:
        return CouponField()
    try:
        request.services.redemptions.find(code, offer, asker(request, buyer))
    except CouponRefused as error:
        return CouponField(code, fault=fault(request, error, offer, buyer))
    return CouponField(code)  # it counts by now: one press takes it


def _counting(request: Request, coupon: Coupon, offer: LocalOffer, buyer: Buyer) -> CouponField:
    """Return what to show of a coupon that counts; one that takes a free trial away says so."""
    loses_trial = offer.has_trial and request.services.orders.quote(offer, buyer).in_trial
    note = request.words.text("It takes the place of the free trial.") if loses_trial else ""
    return CouponField(coupon.code, coupon, note=note)


def take(request: Request, order: Order, offer: LocalOffer, buyer: Buyer, code: str) -> CouponField:
    """Let an open order hold a code; an order that may not keeps its price."""
    services = request.services
    try:
        services.order_coupons.take(order.id, offer, buyer, code, asker(request, buyer))
    except CouponRefused as error:
        return CouponField(code, fault=fault(request, error, offer, buyer))
    return of_order(request, services.orders.get(order.id), offer, buyer)


def taken_back(request: Request, offer: LocalOffer, buyer: Buyer) -> Response:
    """Forget the code, here and in the viewer's open order, and show the step without it."""
    known = None
    if buyer.customer_id is not None:
        known = request.services.orders.open_order(buyer.customer_id, offer.number)
    if known is not None:
        request.services.order_coupons.drop(known.id, offer, buyer)
    if "order_id" in request.matchdict:
        return HTTPSeeOther(step(request, None, "checkout.payment", order_id=int(request.matchdict["order_id"])))
    return HTTPSeeOther(step(request, None, "checkout", offer_id=offer.id))


def step(request: Request, code: str | None, route: str, **match: object) -> str:
    """Return the address of a step that shows the coupon's line, with a code or without."""
    query = {NAME: code, "email": request.POST.get("email", "")}
    return str(request.step_url(route, _query=query, _anchor="price", **match))


def asker(request: Request, buyer: Buyer) -> Asker:
    """Return who types."""
    return Asker(buyer.customer_id, request.viewer.nonce, request.remote_addr or "")


def fault(request: Request, error: CouponRefused, offer: LocalOffer, buyer: Buyer) -> str:
    """Say why a code does not count, and that the price stays."""
    words, total = request.words, request.services.orders.quote(offer, buyer).total
    stays = words.text("The price stays {price}.", price=words.money(total)) if total else ""
    return f"{_reason(request, error, offer)} {stays}".strip()


def _reason(request: Request, error: CouponRefused, offer: LocalOffer) -> str:
    words, code = request.words, str(error.args[0])
    values: dict[str, object] = {"code": code, "title": offer.title}
    sentence = _REASONS.get(type(error), "")
    if isinstance(error, TooManyGuesses):
        values["minutes"] = minutes(error.args[1])
    if isinstance(error, CouponEnded) and error.args[1] is not None:
        sentence = "{code} ended on {date}."
        values["date"] = words.date(error.args[1])
    if isinstance(error, CouponUnknown):
        sentence = "There is no coupon {code}. Check each letter and digit." if code else "Enter the coupon code."
        sentence = sentence if len(code) <= LONGEST else "This is too long for a coupon code."
    return str(words.text(sentence, **values))
