"""What customers change in their account: profile, password, payment methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.view import view_config

from cleeng import texts
from cleeng.api import SignInFailed
from cleeng.customers.errors import TooManyTries, WeakPassword
from cleeng.payments.errors import UnknownMethod
from cleeng.web.account_methods import removal
from cleeng.web.checkout import account_problem, fields_heading
from cleeng.web.page import LOCALES
from cleeng.web.present import FieldProblem, Problems
from cleeng.web.views.account import account_url, signed_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyramid.request import Request

    from cleeng.customers.models import Customer

LONGEST_NAME = 100


@view_config(route_name="account.profile", request_method="GET", renderer="account/profile-form.pt")
def profile(request: Request) -> dict[str, Any]:
    """Show name, country and language to be changed."""
    customer = signed_in(request)
    typed = {
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "country": customer.country,
        "language": customer.locale,
    }
    return _profile_page(request, customer, typed)


@view_config(route_name="account.profile", request_method="POST", renderer="account/profile-form.pt")
def save_profile(request: Request) -> Any:
    """Save them, or show what is wrong."""
    customer = signed_in(request)
    names = ("first_name", "last_name", "country", "language")
    typed = {name: texts.line(request.POST.get(name, "")).strip() for name in names}
    faults = _profile_faults(request, typed, customer)
    if faults:
        return _profile_page(request, customer, typed, faults)
    locale = typed.pop("language")
    request.services.customers.update_profile(customer.id, locale=locale, **typed)
    return HTTPSeeOther(account_url(request, done="profile"))


@view_config(route_name="account.password", request_method="GET", renderer="account/password-form.pt")
def password(request: Request) -> dict[str, Any]:
    """Ask for the current and the new password."""
    return _password_page(request, signed_in(request))


@view_config(route_name="account.password", request_method="POST", renderer="account/password-form.pt")
def change_password(request: Request) -> Any:
    """Change it, mail a link to who does not know the current one, or show what is wrong."""
    customer = signed_in(request)
    customer_id, email, sign_in = customer.id, customer.email, request.services.sign_in
    t = request.words.text
    try:
        if request.POST.get("action") == "forgot":
            sign_in.request_reset(email, "", request.remote_addr or "")
            sent = t("A link to set a new password is on its way to {email}.", email=email)
            return _password_page(request, customer, notice=sent)
        sign_in.change_password(customer_id, request.POST.get("current", ""), request.POST.get("new", ""))
    except SignInFailed:
        fault = FieldProblem("current", t("Current password: not right"), t("This is not your current password."))
        return _password_page(request, request.services.customers.get(customer_id), [fault])
    except WeakPassword as error:
        fault = FieldProblem("new", t("New password: too simple"), str(error))
        return _password_page(request, request.services.customers.get(customer_id), [fault])
    except TooManyTries as error:
        problems, _ = account_problem(request, error, email)
        return _password_page(request, request.services.customers.get(customer_id), problems=problems)
    changed = request.services.customers.get(customer_id)
    request.viewer.sign_in(changed.id, changed.session_epoch, request.application.clocks.base.now())
    return HTTPSeeOther(account_url(request, done="password"))


@view_config(route_name="account.method", request_method="GET", renderer="account/remove-method.pt")
def ask_before_removing(request: Request) -> dict[str, Any]:
    """Ask before a payment method goes, where no script shows the dialog."""
    services, customer = request.services, signed_in(request)
    try:
        method = services.methods.get(int(request.matchdict["method_id"]), customer.id)
    except UnknownMethod as error:
        raise HTTPNotFound from error
    plans = services.subscriptions.running(customer.id)
    offers = services.catalog.versions({plan.offer_number for plan in plans}, customer.country)
    asked = removal(request.words, method, plans, offers)
    action = request.step_url("account.method", method_id=method.id, _query={"publisherId": str(request.publisher.id)})
    return {**_page(request, asked["question"]), "asked": asked, "action": action}


@view_config(route_name="account.method", request_method="POST")
def remove_method(request: Request) -> Any:
    """Forget a payment method, then have the gateway forget it.  Pressed twice, it is gone all the same."""
    services, customer = request.services, signed_in(request)
    try:
        services.payments.forget(int(request.matchdict["method_id"]), customer.id)
    except UnknownMethod:
        return HTTPSeeOther(account_url(request, fragment="methods"))
    return HTTPSeeOther(account_url(request, done="method", fragment="methods"))


def _profile_page(
    request: Request, customer: Customer, typed: Mapping[str, str], faults: Sequence[FieldProblem] = ()
) -> dict[str, Any]:
    words = request.words
    known = LOCALES if customer.locale in LOCALES else (customer.locale, *LOCALES)
    languages = [(name, words.language(name), name.partition("_")[0]) for name in known]
    return {
        **_page(request, words.text("Name, country, language"), faults=faults),
        "typed": typed,
        "languages": sorted(languages, key=lambda language: language[1]),
        "action": account_url(request, "account.profile"),
    }


def _profile_faults(request: Request, typed: Mapping[str, str], customer: Customer) -> list[FieldProblem]:
    t, found = request.words.text, []
    names = {"first_name": t("First name: too long"), "last_name": t("Last name: too long")}
    for field, summary in names.items():
        if len(typed[field]) > LONGEST_NAME:
            found.append(FieldProblem(field, summary, t("Use at most {count} characters.", count=LONGEST_NAME)))
    if typed["country"] not in dict(request.countries):
        found.append(FieldProblem("country", t("Country: missing"), t("Choose your country.")))
    if typed["language"] not in {*LOCALES, customer.locale}:
        found.append(FieldProblem("language", t("Language: missing"), t("Choose a language.")))
    return found


def _password_page(
    request: Request,
    customer: Customer,
    faults: Sequence[FieldProblem] = (),
    *,
    problems: Problems | None = None,
    notice: str = "",
) -> dict[str, Any]:
    return {
        **_page(request, request.words.text("Change password"), faults=faults, problems=problems),
        "email": customer.email,
        "has_password": request.services.sign_in.password_of(customer.id) is not None,
        "notice": notice,
        "action": account_url(request, "account.password"),
    }


def _page(
    request: Request, heading: str, *, faults: Sequence[FieldProblem] = (), problems: Problems | None = None
) -> dict[str, Any]:
    if faults:
        problems = Problems(fields_heading(request, len(faults)), fields=faults)
    if problems:
        request.response.status_int = 422
    return {
        "title": f"{problems.heading if problems else heading}: {request.publisher.info.name}",
        "heading": heading,
        "problems": problems,
        "faults": {fault.id: fault.text for fault in faults},
        "back": account_url(request, fragment="profile"),
        "layout_spec": request.publisher.first("pages").layout,
    }
