"""`/auth/2/purchase`: the address that the published API names, for buying and for signing in only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config

from cleeng.api import SignInFailed
from cleeng.customers.errors import EmailTaken, InvalidEmail, LinkSpent, TooManyTries, WeakPassword
from cleeng.customers.models import LinkPurpose
from cleeng.web.checkout import account_problem, account_problems, with_token
from cleeng.web.frame import allowed_address, is_offer_page
from cleeng.web.views.checkout import AccountForm, register

if TYPE_CHECKING:
    from pyramid.request import Request
    from pyramid.response import Response

#: Their names on the wire -> ours (JSON-RPC reference, 3.5).
_TRANSLATED = {"redirectUri": "returnTo", "checkoutType": "display"}


@view_config(route_name="purchase", request_method="GET", renderer="checkout/account.pt")
def enter(request: Request) -> Any:
    """Lead to the offer's checkout, or show the sign-in where no offer is named or only that is asked for."""
    link = request.GET.get("remote_token")
    if link and request.method == "GET":  # a scanner's HEAD does not use it up
        _sign_in_by_link(request, link)
    offer_id = request.GET.get("offerId", "").partition(",")[0]
    if offer_id and not request.GET.get("mode"):  # a mode asks for the sign-in alone; the offer says at whom
        return HTTPSeeOther(request.step_url("checkout", offer_id=offer_id, _query=_query(request)))
    request.viewer.touch(request.application.clocks.base.now())
    if request.viewer.customer_id is not None and not request.viewer.lapsed(request.application.clocks.base.now()):
        return _signed_in(request)
    mode = "sign-in" if request.GET.get("mode") in {"login", "sign-in"} else "register"
    return _page(request, AccountForm(mode=mode))


@view_config(route_name="purchase", request_method="POST", renderer="checkout/account.pt")
def sign_in(request: Request) -> Any:
    """Sign in or up, then tell the publisher's page."""
    action = request.POST.get("action", "sign-in")
    mode = "register" if action == "register" else "sign-in"
    form = AccountForm(request.POST.get("email", "").strip(), mode)
    services, password = request.services, request.POST.get("password", "")
    try:
        if action == "forgot":
            services.sign_in.request_reset(form.email, "", request.remote_addr or "")
            sent = "If {email} has an account here, a link to set a new password is on its way."
            form.notice = request.words.text(sent, email=form.email)
            return _page(request, form)
        if action == "register":
            if faults := services.sign_in.faults(form.email, password):
                form.problems, form.faults = account_problems(request, faults, form.email)
                request.response.status_int = 422
                return _page(request, form)
            country = request.country or request.publisher.info.country
            customer_id = register(request, form.email, password, country)
        else:
            customer_id = services.sign_in.with_password(form.email, password, request.remote_addr or "")
    except (InvalidEmail, WeakPassword, EmailTaken, SignInFailed, TooManyTries) as error:
        form.problems, form.faults = account_problem(request, error, form.email)
        request.response.status_int = 422
        return _page(request, form)
    customer = services.customers.get(customer_id)
    request.viewer.sign_in(customer.id, customer.session_epoch, request.application.clocks.base.now())
    return _signed_in(request)


def _query(request: Request) -> dict[str, str]:
    """Translate what the address carries; `popup=1` means the popup."""
    query = {ours: request.params.get(theirs, "") for theirs, ours in _TRANSLATED.items()}
    if request.params.get("popup") == "1" and not query["display"]:
        query["display"] = "popup"
    return {**query, "remote_token": ""}


def _sign_in_by_link(request: Request, link: str) -> None:
    """Use the link up; a spent one leaves the viewer signed out, and the page asks him to sign in."""
    try:
        customer = request.services.sign_in.by_link(link, LinkPurpose.CHECKOUT)
    except LinkSpent:
        return
    request.viewer.sign_in(customer.id, customer.session_epoch, request.application.clocks.base.now())


def _signed_in(request: Request) -> Response | dict[str, Any]:
    """Hand the token to the publisher's page: by message from a frame or popup, else in its address."""
    back = allowed_address(request.params.get("redirectUri", ""), request, request.publisher)
    if is_offer_page(back, request):
        return HTTPSeeOther(request.with_session(back))
    origin = request.frame.origin
    told = bool(origin) and request.frame.name != "page"
    token = _token(request) if told or back else ""
    if back and not told:
        return HTTPSeeOther(with_token(back, token, "success"))
    result = {"authorizationSuccessful": True, "token": token}
    message = {"source": "cleeng", "type": "completed", "result": result}
    popup = request.frame.name == "popup"
    completion = {
        "origin": origin,
        "message": message,
        "close": popup,
        "back": with_token(back, token, "success") if popup and back else "",
    }
    return {
        **_page(request, AccountForm()),
        "signed_in": True,
        "completion": completion if told else None,
        "home": "" if told else request.publisher.settings.branding.home_url,
    }


def _token(request: Request) -> str:
    return str(request.viewer.gave(request.services.tokens.issue(request.viewer.customer_id)))


def _page(request: Request, form: AccountForm) -> dict[str, Any]:
    t = request.words.text
    name = request.publisher.info.name
    heading = t("Sign in to {name}", name=name) if form.mode == "sign-in" else t("Create your account")
    request.csp.add({"form-action": [o for o in request.publisher.settings.allowed_origins if o != "*"]})
    return {
        "title": form.problems.heading if form.problems else heading,
        "heading": heading,
        "form": form,
        "problems": form.problems,
        "faults": form.faults,
        "signed_in": False,
        "completion": None,
        "action": _self(request, form.mode),
        "sign_in_url": _self(request, "sign-in"),
        "register_url": "" if request.params.get("mode") == "login" else _self(request, "register"),
    }


def _self(request: Request, mode: str) -> str:
    carried = {name: request.params.get(name, "") for name in ("redirectUri", "checkoutType", "popup", "v", "appId")}
    if request.params.get("mode") != "login":
        carried["mode"] = mode
    else:
        carried["mode"] = "login"
    return str(request.step_url("purchase", _query=carried))
