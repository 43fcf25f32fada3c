"""The sections of a customer's account: what each shows, in the words and the order of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleeng.api import AccountPage, Section
from cleeng.customers.service import info
from cleeng.invoices.models import InvoiceKind
from cleeng.web import present
from cleeng.web.account_library import library, subscription
from cleeng.web.account_methods import method_name, methods_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyramid.request import Request

    from cleeng.customers.models import Customer
    from cleeng.payments.history import Movement

#: Modules of `generateMyAccountUrl` (JSON-RPC reference, 2.1) -> our sections; what we do not have is left out.
MODULES = {
    "subscriptions": ("subscriptions", "library"),
    "payment": ("methods",),
    "transactions": ("payments",),
    "profile": ("profile",),
}
#: Payments that stand on the page until the viewer asks for all.
SHOWN = 12


def sections(request: Request, customer: Customer, page: AccountPage) -> Sequence[Section]:
    """Return the sections of the page, in order: as the address asks (`order`), else as the account page arranges."""
    words, services = request.words, request.services
    t, plans = words.text, services.subscriptions.running(customer.id)
    owned, methods = services.entitlements.library(customer.id), services.methods.of(customer.id)
    numbers = {o.offer_number for o in owned} | {s.offer_number for s in plans}
    offers = services.catalog.versions(numbers, customer.country)
    paid = services.history.of(customer.id)
    names = {method.id: method_name(words, method.snapshot) for method in methods}
    found = [
        _section("library", t("Library"), 20, items=library(request, owned, offers)),
        _section("methods", t("Payment methods"), 30, methods=methods_of(request, methods, plans, offers)),
        _section("payments", t("Payments"), 40, **_payments(request, paid, customer.id)),
        _section("profile", t("Profile"), 50, **_profile(request, customer)),
    ]
    if plans:
        shown = [subscription(words, plan, offers[plan.offer_number], names, request.now) for plan in plans]
        found.insert(0, _section("subscriptions", t("Subscriptions"), 10, subscriptions=shown))
    wanted = [id_ for module in request.GET.get("order", "").split(",") for id_ in MODULES.get(module.strip(), ())]
    if wanted:
        return sorted((s for s in found if s.id in wanted), key=lambda s: wanted.index(s.id))
    return page.arrange(request.publisher.context(), info(customer), found)


def _section(id_: str, title: str, weight: int, **data: Any) -> Section:
    return Section(id_, title, weight, f"cleeng_templates:account/{id_}.pt", data)


def _payments(request: Request, paid: Sequence[Movement], customer_id: int) -> dict[str, Any]:
    words, papers = request.words, _papers(request, customer_id)
    every = request.GET.get("payments") == "all" or len(paid) <= SHOWN
    rows = [
        {
            "date": words.date(movement.at),
            "title": words.text("Refund: {title}", title=movement.title) if movement.is_refund else movement.title,
            "method": present.paid_with(words, movement.method),
            "amount": words.money(movement.amount),
            "paper": papers.get(movement.refund_id or ("" if movement.surplus else movement.order_id)),
        }
        for movement in (paid if every else paid[:SHOWN])
    ]
    more = request.step_url("account", _query={**_publisher(request), "payments": "all"}) + "#payments"
    return {"payments": rows, "more": "" if every else more, "count": len(paid)}


def _papers(request: Request, customer_id: int) -> dict[int | str, tuple[str, str]]:
    """Return what a link to it is called, and its address, by order for invoices, by refund for credit notes."""
    t, found = request.words.text, {}
    for document in request.services.invoices.of_customer(customer_id):
        credit = document.kind is InvoiceKind.CREDIT_NOTE
        key = document.refund_id if credit else document.order_id
        address = request.step_url("account.invoice", invoice_id=document.id, _query=_publisher(request))
        found[key] = (t("Credit note") if credit else t("Invoice"), address)
    return found


def _profile(request: Request, customer: Customer) -> dict[str, Any]:
    words = request.words
    linked = request.services.sign_in.password_of(customer.id)
    name = f"{customer.first_name} {customer.last_name}".strip()
    summary = ", ".join(filter(None, [name, words.country(customer.country), words.language(customer.locale)]))
    changed = words.text("Changed {date}", date=words.date(linked.changed_at)) if linked else words.text("Not set yet")
    query = _publisher(request)
    return {
        "summary": summary,
        "changed": changed,
        "profile_url": request.step_url("account.profile", _query=query),
        "password_url": request.step_url("account.password", _query=query),
        "sign_out_url": request.step_url("account.sign_out", _query=query),
    }


def _publisher(request: Request) -> dict[str, str]:
    return {"publisherId": str(request.publisher.id)}
