"""The first step: what is sold, and who buys it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config

from cleeng.api import SignInFailed
from cleeng.customers.errors import EmailTaken, InvalidEmail, TooManyTries, WeakPassword
from cleeng.orders.receipt import lines
from cleeng.orders.renewals import PERIODS
from cleeng.web import coupons, present
from cleeng.web.checkout import (
    account_problem,
    account_problems,
    begin,
    buyer_for,
    choose,
    fields_heading,
    offer_of,
)
from cleeng.web.correction import address, correction
from cleeng.web.payment_form import PayForm
from cleeng.web.payment_page import pay, payment_page, show_again
from cleeng.web.present import Problems, minutes

if TYPE_CHECKING:
    from pyramid.request import Request

    from cleeng.catalog.offer import LocalOffer
    from cleeng.orders.buyer import Buyer
    from cleeng.web.coupons import CouponField
    from cleeng.web.present import FieldProblem


@dataclass
class AccountForm:
    """What was typed, and what is wrong with it.  A password is never given back."""

    email: str = ""
    mode: str = "register"  #: or "sign-in"
    problems: Problems | None = None
    notice: str = ""
    faults: dict[str, str] = field(default_factory=dict)


@view_config(route_name="checkout", request_method="GET", renderer="checkout/offer.pt")
def show(request: Request) -> Any:
    """Show offer and price; a viewer who is signed in sees the ways to pay at once.  Writes nothing."""
    offer = offer_of(request)
    buyer = buyer_for(request, offer)
    request.services.orders.check(offer, buyer)
    if buyer.customer_id is not None:
        return payment_page(request, offer, buyer)
    mode = "sign-in" if request.GET.get("mode") == "sign-in" else "register"
    form = AccountForm(email=request.GET.get("email", ""), mode=mode)
    if request.viewer.customer_id is not None:
        form.mode = "sign-in"
        form.notice = request.localizer.translate("You were signed out after 30 minutes. Nothing was charged.")
    return offer_page(request, offer, buyer, form)


@view_config(route_name="checkout", request_method="POST", renderer="checkout/offer.pt")
def act(request: Request) -> Any:
    """Do what the pressed button says."""
    offer = choose(request, offer_of(request))
    action = request.POST.get("action", "register")
    if action == "country":
        return HTTPSeeOther(request.step_url("checkout", offer_id=offer.id, _query=address(request)))
    if action == "sign-out":
        request.viewer.sign_out()
        return HTTPSeeOther(request.step_url("checkout", offer_id=offer.id))
    buyer = buyer_for(request, offer)
    if action == "coupon-remove":
        return coupons.taken_back(request, offer, buyer)
    if action == "coupon":
        return use_coupon(request, offer, buyer)
    if buyer.customer_id is not None:
        return pay(request, offer, buyer, action)
    return sign_in_or_up(request, offer, buyer, action)


def use_coupon(request: Request, offer: LocalOffer, buyer: Buyer) -> Any:
    """Show the price with the code that was typed, or why it does not count."""
    field = coupons.look(request, offer, buyer, request.POST.get(coupons.NAME, ""), asked=True)
    if field.coupon is not None:
        return HTTPSeeOther(coupons.step(request, field.code, "checkout", offer_id=offer.id))
    problem = field.problem(request)
    problems = Problems(fields_heading(request, 1), fields=[problem])
    if buyer.customer_id is not None:
        return show_again(request, offer, buyer, PayForm(problems=problems), coupon=field)
    request.response.status_int = 422
    mode = "sign-in" if request.GET.get("mode") == "sign-in" else "register"
    form = AccountForm(request.POST.get("email", "").strip(), mode, problems, faults={problem.id: problem.text})
    return offer_page(request, offer, buyer, form, coupon=field)


def sign_in_or_up(request: Request, offer: LocalOffer, buyer: Buyer, action: str) -> Any:
    """Find or make the customer, then go on to the payment."""
    form = AccountForm(
        request.POST.get("email", "").strip(), "sign-in" if action in {"sign-in", "forgot"} else "register"
    )
    sign_in, password = request.services.sign_in, request.POST.get("password", "")
    t = request.words.text
    try:
        if action == "forgot":
            sign_in.request_reset(form.email, "", request.remote_addr or "")
            form.notice = t(
                "If {email} has an account here, a link to set a new password is on its way.", email=form.email
            )
            return offer_page(request, offer, buyer, form)
        if action == "sign-in":
            customer_id = sign_in.with_password(form.email, password, request.remote_addr or "")
        else:
            if faults := sign_in.faults(form.email, password):
                form.problems, form.faults = account_problems(request, faults, form.email)
                request.response.status_int = 422
                return offer_page(request, offer, buyer, form)
            customer_id = register(request, form.email, password, buyer.country)
    except (InvalidEmail, WeakPassword, EmailTaken, SignInFailed, TooManyTries) as error:
        form.problems, form.faults = account_problem(request, error, form.email)
        request.response.status_int = 422
        return offer_page(request, offer, buyer, form)
    return begin(request, offer, customer_id, buyer)


def register(request: Request, email: str, password: str, country: str) -> int:
    """Make an account; who has one already and typed its password is simply signed in."""
    sign_in, ip = request.services.sign_in, request.remote_addr or ""
    try:
        return int(sign_in.register(email, password, country=country, locale=str(request.words.locale), ip=ip))
    except EmailTaken:
        try:
            return int(sign_in.with_password(email, password, ip))
        except SignInFailed:
            raise EmailTaken from None


def offer_page(
    request: Request, offer: LocalOffer, buyer: Buyer, form: AccountForm, *, coupon: CouponField | None = None
) -> dict[str, Any]:
    """Return what the template shows."""
    words, orders = request.words, request.services.orders
    t = words.text
    coupon = coupon or coupons.look(request, offer, buyer, coupons.wanted(request))
    quote = orders.quote(offer, buyer, coupon.coupon)
    covering = [o for o in request.services.catalog.covering(offer) if o.sold_in(buyer.country)]
    counts = coupon.coupon.fits if coupon.coupon else lambda _: False
    choices = [(o, orders.quote(o, buyer, coupon.coupon if counts(o) else None)) for o in (offer, *covering)]
    choices = choices if covering else []
    heading = (
        t("Sign in") if form.mode == "sign-in" else t("Choose how to watch") if choices else t("Create your account")
    )
    shown: list[FieldProblem] = list(form.problems.fields) if form.problems else []
    count = t("{count} fields need a change", count=len(shown)) if len(shown) > 1 else t("One field needs a change")
    title = count if shown else heading
    return {
        "title": f"{title}: {offer.title}",
        "offer": offer,
        "item": present.item(words, offer, present.price(words, quote), present.poster(offer), quote),
        "steps": present.steps(words, 0),
        "heading": heading,
        "problems": form.problems,
        "faults": form.faults,
        "coupon": coupon,
        "form": form,
        "choices": [
            {
                "id": o.id,
                "title": t("Only this") if o.number == offer.number else o.title,
                "detail": present.detail(words, o),
                "amount": words.money(q.recurring) if q.recurring else present.price(words, q),
                "period": t(PERIODS[q.period]) if q.recurring else t("once") if q.total else "",
                "chosen": o.number == offer.number,
            }
            for o, q in choices
        ],
        "lines": lines(words, quote, offer, request.now),
        "correction": correction(request, offer, buyer, quote),
        "free": not quote.needs_method,
        "takes_coupons": bool(quote.price),
        "sign_in_url": request.step_url("checkout", offer_id=offer.id, _query={"mode": "sign-in"}),
        "register_url": request.step_url("checkout", offer_id=offer.id),
        "action": request.step_url("checkout", offer_id=offer.id),
        "providers": (),
        "minutes": minutes,
    }
