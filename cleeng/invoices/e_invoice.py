"""An invoice as programs read it: EN 16931 in the syntax CII (UN/CEFACT D16B).

BT-... is the standard's name of the term that a value stands for.  The library is of the extra `pdf`: import this
module where it is known to be there.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document
from drafthorse.models.note import IncludedNote
from drafthorse.models.party import TaxRegistration
from drafthorse.models.tradelines import LineItem

from cleeng import texts
from cleeng.api import Money, minor_units
from cleeng.invoices.en16931 import DIGITS, category, names_country, sums
from cleeng.invoices.models import InvoiceKind
from cleeng.invoices.parties import Recipient, Seller

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.invoices.en16931 import Category
    from cleeng.invoices.lines import Line
    from cleeng.invoices.models import Invoice

GUIDELINE = "urn:cen.eu:en16931:2017"  #: BT-24
TYPES = {InvoiceKind.INVOICE: "380", InvoiceKind.CREDIT_NOTE: "381"}  #: BT-3, UNTDID 1001
VAT, OTHER = "VA", "FC"  #: BT-31 or BT-48, and BT-32: a seller's number for a tax that names no country
PIECE = "C62"  #: BT-130, UN/ECE Recommendation 20: one of something that is counted
#: BT-120: why there is no tax; in English, whatever the customer reads.
REASONS = {"E": "Exempt", "AE": "Reverse charge", "O": "Not subject to VAT"}
TEST = "A test: no money moved, and it is not valid as an invoice."
#: Places that have a code of CLDR's alone, as the standard's list has them.
COUNTRIES = {"AC": "SH", "CP": "FR", "CQ": "GG", "DG": "IO", "EA": "ES", "IC": "ES", "TA": "SH", "XK": "1A"}
#: BT-126 to BT-129 give the lines of an address: there are three.
ADDRESS_LINES = 3


def write(document: Invoice, lines: Sequence[Line], original: Invoice | None = None) -> bytes:
    """Return the XML of a document that nothing is in the way of (`en16931.obstacle`).

    Its shape is checked where it is put into a PDF.  What was issued is final, so that a character that XML cannot
    hold is left out here.
    """
    seller, buyer = Seller.from_json(_writable(document.seller)), Recipient.from_json(_writable(document.buyer))
    found = Document()
    found.context.guideline_parameter.id = GUIDELINE
    found.header.id, found.header.type_code = document.number, TYPES[document.kind]
    found.header.issue_date_time = document.issued_on
    for text in filter(None, (TEST if document.test else "", document.text, document.note, seller.note)):
        _add_note(found, text)
    trade = found.trade
    untaxed = any(category(line).untaxed for line in lines)  # then no VAT number may stand anywhere (BR-O-02)
    _fill_seller(trade.agreement.seller, seller, document, with_number=not untaxed)
    _fill_buyer(trade.agreement.buyer, buyer, with_number=not untaxed)
    trade.delivery.event.occurrence = (original or document).issued_on
    for line in lines:
        trade.items.add(_item(line))
    settlement = trade.settlement
    settlement.currency_code = document.currency
    for taxed, (net, tax) in sums(lines, document.currency).items():
        settlement.trade_tax.add(_tax(taxed, net, tax))
    if original is not None:
        settlement.invoice_referenced_document.issuer_assigned_id = original.number
        settlement.invoice_referenced_document.issue_date_time = original.issued_on
    _fill_sums(settlement.monetary_summation, document)
    local = [share.local for line in lines for share in line.taxes if share.local]
    currencies = {each["currency"] for each in local}
    if len(currencies) == 1 and minor_units(*currencies) <= DIGITS:  # BT-6 and BT-111 hold one
        tax = Money(sum(each["tax"] for each in local), currencies.pop())
        settlement.tax_currency_code = tax.currency
        settlement.monetary_summation.tax_total_other_currency.add((tax.decimal, tax.currency))
    xml: bytes = found.serialize(schema=None)
    return xml


def _writable(stored: Any) -> Any:
    """Return what is stored of somebody, without what XML cannot hold."""
    if isinstance(stored, dict):
        return {name: _writable(value) for name, value in stored.items()}
    if isinstance(stored, list):
        return [_writable(value) for value in stored]
    return texts.lines(stored) if isinstance(stored, str) else stored


def _add_note(document: Any, text: str) -> None:
    note = IncludedNote()
    note.content = texts.lines(text)
    document.header.notes.add(note)


def _fill_seller(party: Any, seller: Seller, document: Invoice, *, with_number: bool) -> None:
    party.name = seller.name
    if not (names_country(seller.vat_number) and with_number):
        party.id = str(document.publisher_id)  # a seller has some identifier (BR-CO-26)
    if seller.registration:
        party.description = seller.registration
    _fill_address(party.address, seller.address, seller.country)
    party.electronic_address.uri_ID = ("EM", seller.email)
    if seller.vat_number and with_number:
        _add_number(party, seller.vat_number, VAT if names_country(seller.vat_number) else OTHER)


def _fill_buyer(party: Any, buyer: Recipient, *, with_number: bool) -> None:
    party.name = buyer.company or buyer.name or buyer.email
    party.address.postcode = buyer.postcode
    party.address.country_subdivision = buyer.region
    _fill_address(party.address, buyer.address, buyer.country)
    party.electronic_address.uri_ID = ("EM", buyer.email)
    if names_country(buyer.tax_id) and with_number:
        _add_number(party, buyer.tax_id, VAT)


def _fill_address(address: Any, lines: Sequence[str], country: str) -> None:
    fitting = [*lines[: ADDRESS_LINES - 1], ", ".join(lines[ADDRESS_LINES - 1 :])]
    for name, line in zip(("line_one", "line_two", "line_three"), fitting, strict=False):
        setattr(address, name, line)
    address.country_id = COUNTRIES.get(country, country)


def _add_number(party: Any, number: str, scheme: str) -> None:
    registration = TaxRegistration()
    registration.id = (scheme, number.replace(" ", ""))
    party.tax_registrations.add(registration)


def _item(line: Line) -> Any:
    item, taxed = LineItem(), category(line)
    item.document.line_id = str(line.position)
    item.product.name = texts.lines(line.title)
    item.agreement.net.amount = line.net.decimal
    item.delivery.billed_quantity = (Decimal(1), PIECE)
    item.settlement.trade_tax.type_code = "VAT"
    item.settlement.trade_tax.category_code = taxed.code
    if not taxed.untaxed:
        item.settlement.trade_tax.rate_applicable_percent = taxed.rate
    item.settlement.monetary_summation.total_amount = line.net.decimal
    return item


def _tax(taxed: Category, net: Money, tax: Money) -> Any:
    found = ApplicableTradeTax()
    found.calculated_amount, found.basis_amount = tax.decimal, net.decimal
    found.type_code, found.category_code = "VAT", taxed.code
    if taxed.code in REASONS:
        found.exemption_reason = REASONS[taxed.code]
    if not taxed.untaxed:
        found.rate_applicable_percent = taxed.rate
    return found


def _fill_sums(sums: Any, document: Invoice) -> None:
    sums.line_total = sums.tax_basis_total = document.net.decimal
    sums.charge_total = sums.allowance_total = Decimal(0)
    sums.tax_total = (document.tax.decimal, document.currency)
    sums.grand_total = sums.prepaid_total = document.total.decimal
    sums.due_amount = Decimal(0)
