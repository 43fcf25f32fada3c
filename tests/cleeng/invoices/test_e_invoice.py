"""What programs read of an invoice: it fits the schema of EN 16931, whatever was sold to whom."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import facturx
import pytest
from lxml import etree

from cleeng.api import Money, TaxReason
from cleeng.invoices import e_invoice
from cleeng.invoices.lines import Line, TaxShare
from cleeng.invoices.models import Invoice, InvoiceKind, LineKind

RAM = {"ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"}
SELLER = {
    "name": "Demo Sports GmbH",
    "address": ["Haus am See", "Hinterhof", "Ringstraße 1", "10115 Berlin"],
    "country": "DE",
    "vat_number": "DE 123456789",
    "registration": "HRB 123456",
    "email": "owner@example.com",
    "note": "Thank you.",
}
BUYER = {"name": "", "email": "lena@example.com", "country": "DE"}
COMPANY = {**BUYER, "company": "Film AS", "tax_id": "ATU12345678", "country": "AT", "region": "9", "postcode": "1010"}


def tax(minor, rate="19", kind=TaxReason.STANDARD, currency="EUR", position=1, country="DE"):
    named = "" if kind in (TaxReason.REVERSE_CHARGE, TaxReason.NOT_REGISTERED) else "VAT"
    return TaxShare(position, country, "", named, kind, Decimal(rate), Money(minor, currency))


def line(position, net, *taxes, kind=LineKind.OFFER, currency="EUR"):
    nothing = Money(0, currency)
    return Line(position, kind, "The Long Straight", nothing, nothing, Money(net, currency), taxes)


def document(lines, kind=InvoiceKind.INVOICE, **more):
    currency = lines[0].net.currency
    net, tax_ = Money.sum((x.net for x in lines), currency), Money.sum((x.tax for x in lines), currency)
    about = {"number": "INV-2028-000001", "publisher_id": 100000001, "issued_on": dt.date(2028, 2, 29)}
    said = {"text": "", "note": "", "seller": SELLER, "buyer": BUYER}
    return Invoice(kind=kind, net=net, tax=tax_, total=net + tax_, currency=currency, **{**about, **said, **more})


def read(document, lines, original=None):
    """Write it, hold it against the schema, and read it again."""
    xml = e_invoice.write(document, lines, original)
    assert facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    return etree.fromstring(xml)


def texts(root, *path):
    return root.xpath("//" + "/".join(f"ram:{name}" for name in path) + "/text()", namespaces=RAM)


HEADER = "ApplicableHeaderTradeSettlement"


def test_a_film_with_vat():
    lines = [line(1, 419, tax(80))]
    root = read(document(lines), lines)
    assert texts(root, "SellerTradeParty", "SpecifiedTaxRegistration", "ID") == ["DE123456789"]
    address = [texts(root, "SellerTradeParty", "PostalTradeAddress", f"Line{n}") for n in ("One", "Two", "Three")]
    assert address == [["Haus am See"], ["Hinterhof"], ["Ringstraße 1, 10115 Berlin"]]
    assert texts(root, "BuyerTradeParty", "Name") == ["lena@example.com"]
    assert texts(root, HEADER, "ApplicableTradeTax", "CategoryCode") == ["S"]
    assert texts(root, HEADER, "ApplicableTradeTax", "BasisAmount") == ["4.19"]
    sums = ("LineTotalAmount", "TaxTotalAmount", "GrandTotalAmount", "TotalPrepaidAmount", "DuePayableAmount")
    summed = [texts(root, "SpecifiedTradeSettlementHeaderMonetarySummation", name) for name in sums]
    assert summed == [["4.19"], ["0.80"], ["4.99"], ["4.99"], ["0"]]
    assert "380" in root.xpath("//ram:TypeCode/text()", namespaces=RAM)


def test_a_credit_note_names_the_invoice():
    lines = [line(1, 210, tax(40))]
    original = document([line(1, 419, tax(80))])
    root = read(document(lines, InvoiceKind.CREDIT_NOTE, number="CN-1", note="Sound was missing"), lines, original)
    assert "381" in root.xpath("//ram:TypeCode/text()", namespaces=RAM)
    assert texts(root, "InvoiceReferencedDocument", "IssuerAssignedID") == ["INV-2028-000001"]
    assert texts(root, "IncludedNote", "Content") == ["Sound was missing", "Thank you."]


def test_a_reverse_charge_names_both_numbers_and_the_reason():
    lines = [line(1, 419, tax(0, "0", TaxReason.REVERSE_CHARGE, country="AT"))]
    root = read(document(lines, buyer=COMPANY, text="Reverse charge: the recipient owes the VAT."), lines)
    assert texts(root, "BuyerTradeParty", "SpecifiedTaxRegistration", "ID") == ["ATU12345678"]
    assert texts(root, HEADER, "ApplicableTradeTax", "CategoryCode") == ["AE"]
    assert texts(root, HEADER, "ApplicableTradeTax", "ExemptionReason") == ["Reverse charge"]


def test_where_no_tax_is_due_no_vat_number_and_no_rate_may_stand():
    lines = [line(1, 499, tax(0, "0", TaxReason.NOT_REGISTERED, "USD", country="US"), currency="USD")]
    root = read(document(lines, buyer={**BUYER, "country": "US"}), lines)
    assert texts(root, "SpecifiedTaxRegistration", "ID") == []
    assert texts(root, "SellerTradeParty", "ID") == ["100000001"]
    assert texts(root, "RateApplicablePercent") == []
    assert texts(root, HEADER, "ApplicableTradeTax", "CategoryCode") == ["O"]


def test_taxes_of_state_and_town_are_one_rate_and_lines_of_one_rate_are_added_up():
    state, town = tax(40, "4", country="US"), tax(49, "4.875", country="US", position=2)
    lines = [line(1, 1000, state, town), line(2, 1000, state, town, kind=LineKind.FEE), line(3, 500, tax(35, "7"))]
    root = read(document(lines), lines)
    assert texts(root, HEADER, "ApplicableTradeTax", "RateApplicablePercent") == ["8.875", "7"]
    assert texts(root, HEADER, "ApplicableTradeTax", "BasisAmount") == ["20.00", "5.00"]
    assert texts(root, HEADER, "ApplicableTradeTax", "CalculatedAmount") == ["1.78", "0.35"]


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "419"), ("KWD", "0.419")])
def test_an_amount_has_the_digits_of_its_currency(currency, amount):
    lines = [line(1, 419, tax(80, currency=currency), currency=currency)]
    assert texts(read(document(lines), lines), "TaxBasisTotalAmount") == [amount]


def test_the_tax_stands_there_in_the_states_currency_too():
    local = {"currency": "SEK", "rate": "11.2345", "date": "2028-02-28", "source": "European Central Bank", "tax": 899}
    lines = [line(1, 419, replace(tax(80, country="SE"), local=local))]
    root = read(document(lines), lines)
    assert texts(root, "TaxCurrencyCode") == ["SEK"]
    assert texts(root, "TaxTotalAmount") == ["0.80", "8.99"]


def test_what_xml_cannot_hold_is_left_out_of_what_was_issued_before_it_was_refused():
    odd = "A\x0bB\x1b\x00\ufffe"
    lines = [replace(line(1, 419, tax(80)), title=odd)]
    seller = {**SELLER, "name": odd, "address": [odd], "registration": odd, "note": odd}
    root = read(document(lines, seller=seller, buyer={**COMPANY, "company": odd}, note=odd), lines)
    assert texts(root, "SellerTradeParty", "Name") == texts(root, "BuyerTradeParty", "Name") == ["AB"]
    assert texts(root, "SpecifiedTradeProduct", "Name") == ["AB"]
    assert texts(root, "IncludedNote", "Content") == ["AB", "AB"]
