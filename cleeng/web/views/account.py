"""My account: signing in to it, what stands there, and signing out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.view import view_config

from cleeng.api import AccountPage, SignInFailed
from cleeng.customers.errors import InvalidEmail, LinkSpent, TooManyTries
from cleeng.customers.models import LinkPurpose
from cleeng.web.account_page import sections
from cleeng.web.chameleon import render
from cleeng.web.checkout import account_problem
from cleeng.web.views.checkout import AccountForm

if TYPE_CHECKING:
    from pyramid.request import Request
    from pyramid.response import Response

    from cleeng.customers.models import Customer

INVOICE_ID = re.compile("[0-9a-f]{32}")
#: What the page says after something was done; the address names it.
DONE = {
    "profile": "Your profile is saved.",
    "password": "Your password is changed. You are signed out on all other devices and sites.",
    "method": "It is removed.",
    "out": "You are signed out.",
    "out-everywhere": "You are signed out on all devices and sites.",
}


@view_config(route_name="account", request_method="GET", renderer="account/account.pt")
def show(request: Request) -> Any:
    """Show the account, or the form to sign in to it."""
    page = account_page(request)
    link = request.GET.get("remote_token")
    if link is not None and request.method == "GET" and _sign_in_by_link(request, link):
        return HTTPSeeOther(account_url(request, order=request.GET.get("order", "")))
    customer = customer_of(request)
    if customer is None:
        return _sign_in_page(request, AccountForm(mode="sign-in", notice=_why_signed_out(request, spent=link)))
    shown = sections(request, customer, page)
    done = DONE.get(request.GET.get("done", ""), "")
    return {
        **_frame(page),
        "title": request.words.text("My account: {name}", name=request.publisher.info.name),
        "customer": customer,
        "done": request.words.text(done) if done else "",
        "sections": [(s.id, s.title, render(s.template, {**s.data, "section": s}, request)) for s in shown],
        "sign_out_url": account_url(request, "account.sign_out"),
    }


@view_config(route_name="account", request_method="POST", renderer="account/account.pt")
def sign_in(request: Request) -> Any:
    """Sign in, or have a link mailed to set a new password."""
    account_page(request)
    form = AccountForm(request.POST.get("email", "").strip(), "sign-in")
    services = request.services
    try:
        if request.POST.get("action") == "forgot":
            services.sign_in.request_reset(form.email, "", request.remote_addr or "")
            sent = "If {email} has an account here, a link to set a new password is on its way."
            form.notice = request.words.text(sent, email=form.email)
            return _sign_in_page(request, form)
        password = request.POST.get("password", "")
        customer_id = services.sign_in.with_password(form.email, password, request.remote_addr or "")
    except (InvalidEmail, SignInFailed, TooManyTries) as error:
        form.problems, form.faults = account_problem(request, error, form.email)
        request.response.status_int = 422
        return _sign_in_page(request, form)
    customer = services.customers.get(customer_id)
    request.viewer.sign_in(customer.id, customer.session_epoch, request.application.clocks.base.now())
    return HTTPSeeOther(_asked_for(request))


@view_config(route_name="account.sign_out", request_method="POST")
def sign_out(request: Request) -> Response:
    """Sign out here, or everywhere."""
    customer_id, done = request.viewer.customer_id, "out"
    if customer_id is not None and request.POST.get("everywhere"):
        request.services.sign_in.sign_out_everywhere(customer_id)
        done = "out-everywhere"
    request.viewer.sign_out()
    return HTTPSeeOther(account_url(request, done=done))


@view_config(route_name="account.sign_out", request_method="GET")
def sign_out_again(request: Request) -> Response:
    """Lead a reloaded address back."""
    return HTTPSeeOther(account_url(request))


def account_page(request: Request) -> AccountPage:
    """Return the publisher's account page.

    :raises HTTPNotFound: it offers none.
    """
    page: AccountPage | None = request.publisher.first("pages")
    if page is None:
        raise HTTPNotFound
    return page


def customer_of(request: Request) -> Customer | None:
    """Return who is signed in and was not idle for too long, or None."""
    viewer = request.viewer
    if viewer.customer_id is None or viewer.lapsed(request.application.clocks.base.now()):
        return None
    found: Customer = request.services.customers.get(viewer.customer_id)
    return found


def signed_in(request: Request) -> Customer:
    """Return who is signed in.

    :raises HTTPSeeOther: nobody: to the form.
    """
    account_page(request)
    customer = customer_of(request)
    if customer is None:
        raise HTTPSeeOther(account_url(request))
    return customer


def account_url(request: Request, route: str = "account", *, fragment: str = "", **query: str) -> str:
    """Return an address of the account of this publisher, with what is carried along."""
    address = request.step_url(route, _query={"publisherId": str(request.publisher.id), **query})
    return f"{address}#{fragment}" if fragment else str(address)


def _asked_for(request: Request) -> str:
    """Return where to go on after signing in: the account, or the invoice that was asked for before."""
    invoice_id, query = request.params.get("invoice", ""), {"publisherId": str(request.publisher.id)}
    if INVOICE_ID.fullmatch(invoice_id):
        return str(request.step_url("account.invoice", invoice_id=invoice_id, _query=query))
    return account_url(request, order=request.params.get("order", ""))


def _frame(page: AccountPage) -> dict[str, Any]:
    return {"layout_spec": page.layout, "customer": None, "sections": (), "done": "", "problems": None, "faults": {}}


def _sign_in_page(request: Request, form: AccountForm) -> dict[str, Any]:
    t, done = request.words.text, DONE.get(request.GET.get("done", ""), "")
    heading = t("Sign in to your account")
    return {
        **_frame(account_page(request)),
        "title": f"{form.problems.heading if form.problems else heading}: {request.publisher.info.name}",
        "heading": heading,
        "form": form,
        "problems": form.problems,
        "faults": form.faults,
        "done": t(done) if done and request.method != "POST" else "",
        "register_url": "",
        "action": account_url(request, **{name: request.params.get(name, "") for name in ("order", "invoice")}),
    }


def _why_signed_out(request: Request, *, spent: str | None) -> str:
    viewer, t = request.viewer, request.words.text
    if spent is not None:
        return t("This link was used already, or it is too old.")
    if viewer.customer_id is None or not viewer.seen_at:
        return ""
    return t("You were signed out after 30 minutes.")


def _sign_in_by_link(request: Request, link: str) -> bool:
    """Sign in who comes by a link of `generateMyAccountUrl`, once."""
    application = request.application
    with application.database.unit() as unit:
        services = application.services(request.publisher, unit)
        try:
            customer = services.sign_in.by_link(link, LinkPurpose.MY_ACCOUNT)
        except LinkSpent:
            return False
        customer_id, epoch = customer.id, customer.session_epoch
    request.viewer.sign_in(customer_id, epoch, application.clocks.base.now())
    return True
