"""Invoices and credit notes of the customer who is signed in: a page to read and print, and a PDF."""

from __future__ import annotations

import base64
import logging
import mimetypes
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from cleeng.db import outside_transaction
from cleeng.invoices import pdf
from cleeng.invoices.en16931 import obstacle
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
    from cleeng.publishers.publisher import Publisher

log = logging.getLogger(__name__)

SHEET = "cleeng_templates:invoice/sheet.pt"
PAPER = "cleeng_templates:invoice/pdf.pt"
#: Where letters are not A4 (Unicode CLDR, paperSize).
LETTER = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})


@view_config(route_name="account.invoice", request_method="GET", renderer="invoice/page.pt")
def show(request: Request) -> dict[str, Any]:
    """Show an invoice or credit note."""
    document = _asked_for(request)
    shown = _sheet(request, document)
    return {
        "title": f"{shown.title}: {request.publisher.info.name}",
        "content": _content(request, shown),
        "links": _links(request, document),
        "pdf": invoice_url(request, document.id, "account.invoice_pdf") if pdf.available() else "",
        "back": account_url(request, fragment="payments"),
        "layout_spec": request.publisher.first("pages").layout,
    }


@view_config(route_name="account.invoice_pdf", request_method="GET")
def download(request: Request) -> Response:
    """Give it as a PDF that programs can read as well."""
    document = _asked_for(request)
    if not pdf.available():
        raise HTTPNotFound
    shown, publisher = _sheet(request, document), request.publisher
    html = render(PAPER, {"sheet": shown, "content": _content(request, shown), "logo": _logo(publisher)}, request)
    lang, author = str(request.words.locale).replace("_", "-"), document.seller["name"]
    paper = pdf.Paper(html, _css(document.seller["country"]), shown.title, author, lang)
    xml = _xml(request, document)
    name = document.number.replace("/", "-")
    with outside_transaction(request.tm):  # all is read: others may have the connection
        body = pdf.write(paper, xml)
    response = Response(body, content_type="application/pdf")
    response.content_disposition = f'attachment; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _xml(request: Request, document: Invoice) -> bytes | None:
    """Return what programs read of it, None where their standard has no words for it."""
    from cleeng.invoices import e_invoice  # noqa: PLC0415 - of the extra `pdf`

    lines = request.services.invoices.lines(document)
    why = obstacle(document, lines)
    if why:
        log.info("a PDF without an e-invoice", extra={"invoice": document.number, "reason": why})
        return None
    original = request.services.invoices.get(document.original_id) if document.original_id else None
    return e_invoice.write(document, lines, original)


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


def _content(request: Request, shown: Sheet) -> str:
    return render(SHEET, {"sheet": shown}, request)


def _css(country: str) -> str:
    """Return the stylesheet of the paper, on the size that the seller's country uses."""
    size = "letter" if country in LETTER else "A4"
    return f"@page {{ size: {size} }}\n{files('cleeng_static').joinpath('css/invoice-pdf.css').read_text('utf-8')}"


def _logo(publisher: Publisher) -> str:
    """Return the publisher's logo as an address that holds it, "" for none."""
    name = publisher.settings.branding.logo
    kind = mimetypes.guess_type(name)[0]
    if not name or kind is None:
        return ""
    body = base64.b64encode((publisher.settings.path.parent / name).read_bytes()).decode()
    return f"data:{kind};base64,{body}"


def _links(request: Request, document: Invoice) -> Sequence[tuple[str, str]]:
    """Return (text, address) of the invoice that a credit note corrects, or of the credit notes of an invoice."""
    t, invoices = request.words.text, request.services.invoices
    if document.kind is InvoiceKind.CREDIT_NOTE:
        others = [(t("Invoice"), invoices.get(document.original_id))]
    else:
        others = [(t("Credit note"), note) for note in invoices.credits(document)]
    return [(f"{name} {other.number}", invoice_url(request, other.id)) for name, other in others]
