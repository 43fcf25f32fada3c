"""What the steps of the checkout share: the offer, the buyer, beginning an order, words for refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from pyramid.httpexceptions import HTTPSeeOther

from cleeng.api import SignInFailed
from cleeng.customers.errors import EmailTaken, InvalidEmail, TooManyAsked, TooManyTries, WeakPassword
from cleeng.orders.buyer import Buyer
from cleeng.pricing.quote import Quote
from cleeng.web import coupons
from cleeng.web.correction import corrected
from cleeng.web.present import FieldProblem, Problems, minutes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyramid.request import Request
    from pyramid.response import Response

    from cleeng.catalog.offer import LocalOffer
    from cleeng.orders.models import Order


def offer_of(request: Request) -> LocalOffer:
    """Return the offer that the address names, in the version for where the viewer is.

    :raises OfferNotFound: this publisher does not have it.
    """
    offer: LocalOffer = request.services.catalog.offer(request.matchdict["offer_id"], request.country)
    return offer


def choose(request: Request, offer: LocalOffer) -> LocalOffer:
    """Return the offer that the viewer chose instead: one that covers the first, or the first."""
    chosen = request.POST.get("offer", "")
    for other in request.services.catalog.covering(offer) if chosen and chosen != offer.id else ():
        if other.id == chosen:
            return other
    return offer


def buyer_of(request: Request) -> Buyer:
    """Return who buys, from where, as far as the address and the form say.

    Who was idle for too long counts as not signed in.
    """
    viewer = request.viewer
    now = request.application.clocks.base.now()
    signed_in = viewer.customer_id is not None and not viewer.lapsed(now)
    seen, customer_id = request.place, viewer.customer_id if signed_in else None
    country = seen.country or request.publisher.info.country
    return _said(request, Buyer(country, seen.country, customer_id, ip_region=seen.region))


def buyer_for(request: Request, offer: LocalOffer) -> Buyer:
    """Return who buys an offer: what his open order for it knows of him stays, unless he says otherwise now."""
    buyer = buyer_of(request)
    if buyer.customer_id is None:
        return buyer
    order = request.services.orders.open_order(buyer.customer_id, offer.number)
    return _said(request, buyer_in(request, order)) if order else buyer


def buyer_in(request: Request, order: Order) -> Buyer:
    """Return who an order was priced for, seen from where he is now."""
    seen = request.place
    return replace(order.who(), ip_country=seen.country, ip_region=seen.region)


def _said(request: Request, buyer: Buyer) -> Buyer:
    """Return the buyer with what the address says, and then with what the form says."""
    return corrected(request, corrected(request, buyer, request.GET), request.POST)


def begin(request: Request, offer: LocalOffer, customer_id: int, buyer: Buyer) -> Response:
    """Sign the customer in and make the order; what is free is done at once."""
    services = request.services
    services.prices.prepare(offer, replace(buyer, customer_id=customer_id), request.remote_addr or "")
    customer = services.customers.get(customer_id)
    request.viewer.sign_in(customer.id, customer.session_epoch, request.application.clocks.base.now())
    order = services.orders.start(
        offer,
        replace(buyer, customer_id=customer_id),
        external_data=request.params.get("transactionExternalData", ""),
        referrer=request.params.get("origin", ""),
    )
    known = buyer_for(request, offer)
    services.payments.reprice(order.id, offer, known)
    if code := coupons.wanted(request):
        coupons.take(request, order, offer, known, code)  # the next page says why it does not count
    step = "checkout.payment"
    quote = Quote.from_json(order.quote)
    if not quote.needs_method:
        services.payments.complete_free(order.id, quote.agreed)
        step = "checkout.done"
    return HTTPSeeOther(request.step_url(step, order_id=order.id))


def account_problem(request: Request, error: Exception, email: str) -> tuple[Problems, dict[str, str]]:
    """Word what is wrong with an account form: the summary on top, and the text at each field."""
    t = request.words.text
    if isinstance(error, TooManyAsked):  # a link would be one more mail, or one to an account that is none yet
        return Problems(t("Too many tries"), t("Wait {minutes} minutes.", minutes=minutes(error.args[0]))), {}
    if isinstance(error, TooManyTries):
        wait = t("Wait {minutes} minutes, or use the link that we can send you.", minutes=minutes(error.args[0]))
        return Problems(t("Too many tries"), wait), {}
    if isinstance(error, SignInFailed):
        return Problems(t("E-mail or password is not right"), t("Try again, or get a link to set a new password.")), {}
    return account_problems(request, [error], email)


def account_problems(request: Request, errors: Sequence[Exception], email: str) -> tuple[Problems, dict[str, str]]:
    """Word all that is wrong with the fields of an account form."""
    t = request.words.text
    fields = []
    for error in errors:
        if isinstance(error, InvalidEmail):
            fields.append(FieldProblem("email", *_email_fault(request, email)))
        elif isinstance(error, WeakPassword):
            fields.append(FieldProblem("password", t("Password: too simple"), str(error)))
        elif isinstance(error, EmailTaken):
            text = t("There is an account with this address. Sign in.")
            fields.append(FieldProblem("email", t("E-mail address: has an account"), text))
        else:
            raise error
    return Problems(fields_heading(request, len(fields)), fields=fields), {f.id: f.text for f in fields}


def fields_heading(request: Request, count: int) -> str:
    """Say how many fields need a change."""
    t = request.words.text
    return str(t("One field needs a change") if count == 1 else t("{count} fields need a change", count=count))


def _email_fault(request: Request, email: str) -> tuple[str, str]:
    t = request.words.text
    if not email:
        return t("E-mail address: missing"), t("Enter your e-mail address.")
    if "@" not in email:
        return t("E-mail address: no @"), t("This e-mail address has no @.")
    return t("E-mail address: mistyped"), t("This e-mail address is mistyped. Check what stands after the @.")


def with_token(url: str, token: str, result: str) -> str:
    """Return a publisher's address with what its script takes up (JSON-RPC reference, 3.5)."""
    parts = urlsplit(url)
    added: dict[str, Any] = {"CleengClientAccessToken": token, "cleengResult": result}
    query = "&".join(filter(None, [parts.query, urlencode(added)]))
    return urlunsplit(parts._replace(query=query))
