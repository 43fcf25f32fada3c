"""`/password/{publisherId}`: a mailed link for who forgot the password, and the form that it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config

from cleeng.customers.errors import LinkSpent, TooManyTries, WeakPassword
from cleeng.customers.models import LinkPurpose
from cleeng.web.checkout import account_problem, fields_heading
from cleeng.web.present import FieldProblem, Problems

if TYPE_CHECKING:
    from pyramid.request import Request

    from cleeng.publishers.publisher import Publisher


@view_config(route_name="password", request_method="GET", renderer="account/password.pt")
def show(request: Request) -> dict[str, Any]:
    """Ask for the address, or with a good link in the address for the new password."""
    token = request.GET.get("token", "")
    if not token:
        return _page(request)
    if request.services.tokens.owner(token, LinkPurpose.PASSWORD_RESET) is not None:
        return _page(request, token=token)
    return _page(request, problems=_spent(request))


@view_config(route_name="password", request_method="POST", renderer="account/password.pt")
def act(request: Request) -> Any:
    """Mail the link, or set the password and sign in."""
    token = request.POST.get("token", "")
    return _set(request, token) if token else _mail(request)


def _mail(request: Request) -> dict[str, Any]:
    """Mail a link.  The answer is the same whether or not somebody has the address."""
    email = request.POST.get("email", "").strip()
    t = request.words.text
    if not email:
        fault = FieldProblem("email", t("E-mail address: missing"), t("Enter your e-mail address."))
        return _page(request, faults=[fault])
    try:
        request.services.sign_in.request_reset(email, "", request.remote_addr or "")
    except TooManyTries as error:
        return _page(request, email=email, problems=account_problem(request, error, email)[0])
    sent = t("If {email} has an account here, a link to set a new password is on its way.", email=email)
    return _page(request, email=email, notice=sent)


def _set(request: Request, token: str) -> Any:
    """Set the password that the link allows, once, and sign in."""
    services, t = request.services, request.words.text
    try:
        customer_id = services.sign_in.reset_password(token, request.POST.get("new", ""))
    except WeakPassword as error:
        return _page(request, token=token, faults=[FieldProblem("new", t("New password: too simple"), str(error))])
    except LinkSpent:
        return _page(request, problems=_spent(request))
    customer = services.customers.get(customer_id)
    request.viewer.sign_in(customer.id, customer.session_epoch, request.application.clocks.base.now())
    if request.frame.return_to:
        return HTTPSeeOther(request.frame.return_to)
    query = {"publisherId": str(request.publisher.id), "done": "password"}
    return HTTPSeeOther(request.step_url("account", _query=query))


def _spent(request: Request) -> Problems:
    t = request.words.text
    return Problems(
        t("This link does not work any more"),
        t("It was used already, or it is older than an hour. Enter your address to get a new one."),
    )


def _page(
    request: Request,
    *,
    token: str = "",
    email: str = "",
    notice: str = "",
    problems: Problems | None = None,
    faults: list[FieldProblem] | None = None,
) -> dict[str, Any]:
    publisher: Publisher = request.publisher
    heading = request.words.text("Set a new password") if token else request.words.text("Forgot your password?")
    if faults:
        problems = Problems(fields_heading(request, len(faults)), fields=faults)
    if problems and request.method == "POST":
        request.response.status_int = 422
    return {
        "title": f"{problems.heading if problems else heading}: {publisher.info.name}",
        "heading": heading,
        "token": token,
        "email": email,
        "notice": notice,
        "problems": problems,
        "faults": {fault.id: fault.text for fault in faults or ()},
        "action": request.step_url("password", publisher_id=publisher.id),
    }
