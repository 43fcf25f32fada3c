"""Invoices and credit notes of the customer who is signed in: a page to read and print, and a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.view import view_config

from cleeng.invoices.errors import InvoiceNotFound
from cleeng.invoices.models import InvoiceKind
from cleeng.invoices.sheet import sheet
from cleeng.web.chameleon import render
from cleeng.web.views.account import account_page, account_url, customer_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyramid.request import Request

    from cleeng.invoices.models import Invoice
    from cleeng.invoices.sheet import Sheet

SHEET = "cleeng_templates:invoice/sheet.pt"


@view_config(route_name="account.invoice", request_method="GET", renderer="invoice/page.pt")
def show(request: Request) -> dict[str, Any]:
    """Show an invoice or credit note."""
    document = _asked_for(request)
    shown = _sheet(request, document)
    return {
        "title": f"{shown.title}: {request.publisher.info.name}",
        "content": render(SHEET, {"sheet": shown}, request),
        "links": _links(request, document),
        "pdf": "",
        "back": account_url(request, fragment="payments"),
        "layout_spec": request.publisher.first("pages").layout,
    }


def invoice_url(request: Request, invoice_id: str, route: str = "account.invoice") -> str:
    """Return the address of an invoice or credit note."""
    query = {"publisherId": str(request.publisher.id)}
    return str(request.step_url(route, invoice_id=invoice_id, _query=query))


def _asked_for(request: Request) -> Invoice:
    """Return what the address names; who is not signed in comes back here after that.

    :raises HTTPNotFound: it is nobody's, or another customer's.
    """
    account_page(request)
    customer, invoice_id = customer_of(request), request.matchdict["invoice_id"]
    if customer is None:
        raise HTTPSeeOther(account_url(request, invoice=invoice_id))
    try:
        found: Invoice = request.services.invoices.get(invoice_id, customer.id)
    except InvoiceNotFound as error:
        raise HTTPNotFound from error
    return found


def _sheet(request: Request, document: Invoice) -> Sheet:
    invoices = request.services.invoices
    original = invoices.get(document.original_id) if document.original_id else None
    return sheet(request.words, document, invoices.lines(document), original)


def _links(request: Request, document: Invoice) -> Sequence[tuple[str, str]]:
    """Return (text, address) of the invoice that a credit note corrects, or of the credit notes of an invoice."""
    t, invoices = request.words.text, request.services.invoices
    if document.kind is InvoiceKind.CREDIT_NOTE:
        others = [(t("Invoice"), invoices.get(document.original_id))]
    else:
        others = [(t("Credit note"), note) for note in invoices.credits(document)]
    return [(f"{name} {other.number}", invoice_url(request, other.id)) for name, other in others]
