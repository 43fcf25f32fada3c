"""What programs read of an invoice: schema and business rules of EN 16931 hold, whatever was sold to whom."""

import datetime as dt
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import facturx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cleeng.api import Money, TaxReason
from cleeng.invoices import e_invoice
from cleeng.invoices.en16931 import obstacle
from cleeng.invoices.lines import Line, TaxShare, credited
from cleeng.invoices.models import Invoice, InvoiceKind, LineKind
from harness.schematron import broken

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
    """Write it, hold it against schema and business rules, and read it again."""
    assert obstacle(document, lines) == ""
    xml = e_invoice.write(document, lines, original)
    assert facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    assert broken(xml) == []
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
    about = {"number": "CN-1", "note": "Sound was missing", "issued_on": dt.date(2028, 4, 1)}
    root = read(document(lines, InvoiceKind.CREDIT_NOTE, **about), lines, original)
    assert "381" in root.xpath("//ram:TypeCode/text()", namespaces=RAM)
    assert texts(root, "InvoiceReferencedDocument", "IssuerAssignedID") == ["INV-2028-000001"]
    supplied = "//ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/*/text()"
    assert root.xpath(supplied, namespaces=RAM) == ["20280229"]
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


def test_an_amount_has_the_digits_of_its_currency():
    lines = [line(1, 419, tax(80, currency="JPY"), currency="JPY")]
    assert texts(read(document(lines), lines), "TaxBasisTotalAmount") == ["419"]


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


def test_an_invoice_of_a_sandbox_says_that_it_is_a_test():
    lines = [line(1, 419, tax(80))]
    said = texts(read(document(lines, test=True), lines), "IncludedNote", "Content")
    assert said[0] == "A test: no money moved, and it is not valid as an invoice."


@pytest.mark.parametrize(
    ("kind", "code", "why"),
    [
        (TaxReason.ZERO, "Z", []),
        (TaxReason.EXEMPT, "E", ["Exempt"]),
        (TaxReason.OUT_OF_SCOPE, "O", ["Not subject to VAT"]),
        (TaxReason.NOT_REGISTERED, "O", ["Not subject to VAT"]),
    ],
)
def test_what_bears_no_tax_says_why_where_that_is_wanted(kind, code, why):
    lines = [line(1, 419, tax(0, "0", kind)), line(2, 21, tax(0, "0", kind), kind=LineKind.FEE)]
    root = read(document(lines), lines)
    assert texts(root, HEADER, "ApplicableTradeTax", "CategoryCode") == [code]
    assert texts(root, HEADER, "ApplicableTradeTax", "ExemptionReason") == why


def test_rates_beside_one_another_are_apart():
    lines = [
        line(1, 419, tax(80)),
        line(2, 100, tax(7, "7", TaxReason.REDUCED)),
        line(3, 50, tax(0, "0", TaxReason.ZERO)),
    ]
    root = read(document(lines), lines)
    assert texts(root, HEADER, "ApplicableTradeTax", "CategoryCode") == ["S", "S", "Z"]


@pytest.mark.parametrize(("country", "written"), [("XK", "1A"), ("IC", "ES"), ("GR", "GR")])
def test_a_place_without_a_code_of_its_own_bears_that_of_the_standards_list(country, written):
    lines = [line(1, 419, tax(80))]
    root = read(document(lines, buyer={**BUYER, "country": country}), lines)
    assert texts(root, "BuyerTradeParty", "PostalTradeAddress", "CountryID") == [written]


def test_a_title_is_kept_whatever_stands_in_it():
    title = '<b>"Tom & Jerry\'s"</b> ]]> =1+1 ☃ 中'
    lines = [replace(line(1, 419, tax(80)), title=title)]
    assert texts(read(document(lines), lines), "SpecifiedTradeProduct", "Name") == [title]


def test_a_tax_in_a_currency_with_three_digits_is_said_in_the_invoices_own_alone():
    local = {"currency": "KWD", "rate": "0.3345", "date": "2028-02-28", "source": "A bank", "tax": 268}
    lines = [line(1, 419, replace(tax(80, country="KW"), local=local))]
    assert texts(read(document(lines), lines), "TaxTotalAmount") == ["0.80"]


@pytest.mark.parametrize(
    ("number", "schemes"),
    [
        ("DE123456789", ["VA"]),
        ("EL094014201", ["VA"]),
        ("CHE-123.456.788 MWST", ["VA"]),
        ("EU372022452", ["FC"]),  # of the One Stop Shop for sellers outside of the EU
        ("12-3456789", ["FC"]),
    ],
)
def test_a_number_of_the_seller_that_names_no_country_is_not_said_to_be_a_vat_number(number, schemes):
    lines = [line(1, 419, tax(80))]
    root = read(document(lines, seller={**SELLER, "vat_number": number}), lines)
    found = root.xpath("//ram:SellerTradeParty/ram:SpecifiedTaxRegistration/ram:ID/@schemeID", namespaces=RAM)
    assert found == schemes


def test_a_number_of_a_buyer_that_names_no_country_is_left_out():
    lines = [line(1, 419, tax(80))]
    root = read(document(lines, buyer={**COMPANY, "tax_id": "123456789"}), lines)
    assert texts(root, "BuyerTradeParty", "SpecifiedTaxRegistration", "ID") == []


UNREGISTERED = {"seller": {**SELLER, "vat_number": ""}}
REVERSED = tax(0, "0", TaxReason.REVERSE_CHARGE, country="AT")
UNTAXED = tax(0, "0", TaxReason.OUT_OF_SCOPE)
PARTS = [tax(1, "4.4", currency="JPY", position=position) for position in range(1, 6)]


@pytest.mark.parametrize(
    ("lines", "about", "why"),
    [
        ([line(1, 419, tax(80, currency="KWD"), currency="KWD")], {}, "KWD has more than 2 digits after the point"),
        ([line(1, 419, tax(80))], UNREGISTERED, "the seller has no VAT number"),
        ([line(1, 419, tax(0, "0", TaxReason.ZERO))], UNREGISTERED, "the seller has no VAT number"),
        ([line(1, 419, REVERSED)], {"buyer": BUYER}, "the buyer, who owes the tax, has no VAT number"),
        (
            [line(1, 419, REVERSED)],
            {"buyer": {**COMPANY, "tax_id": "123456789"}},
            "the buyer, who owes the tax, has no",
        ),
        ([line(1, 100000, tax(400, "0.4"))], {}, "the standard takes 0.4 % for no tax at all"),
        ([line(1, 419, tax(80)), line(2, 100, UNTAXED)], {}, "some of it is not subject to the tax"),
        ([line(1, 12, *PARTS, currency="JPY")], {}, "the tax of 5 JPY was rounded on each line, and is not 22.0 %"),
    ],
)
def test_what_the_standard_has_no_words_for_is_said_and_breaks_its_rules(lines, about, why):
    made = document(lines, **about)
    assert obstacle(made, lines).startswith(why)
    assert broken(e_invoice.write(made, lines))


kinds = st.sampled_from([each for each in TaxReason if each is not TaxReason.UNKNOWN])
KINDS_OF_RATES = {TaxReason.STANDARD: ["19", "25.5", "8.875"], TaxReason.REDUCED: ["7", "2.1"]}


@st.composite
def bills(draw):
    currency = draw(st.sampled_from(["EUR", "USD", "JPY", "KWD", "HUF"]))
    reason, found = draw(kinds), []
    for position in range(1, draw(st.integers(1, 3)) + 1):
        net = draw(st.integers(1, 10 ** draw(st.integers(1, 9))))
        rates = [draw(st.sampled_from(KINDS_OF_RATES.get(reason, ["0"])))] * draw(st.integers(1, 2))
        shares = [
            tax(int((net * Decimal(rate) / 100).to_integral_value(ROUND_HALF_UP)), rate, reason, currency, number)
            for number, rate in enumerate(rates, 1)
        ]
        found.append(line(position, net, *shares, currency=currency))
    return found


@given(bills(), st.data())
@settings(max_examples=40)
def test_every_invoice_and_credit_note_keeps_the_rules_or_says_what_is_in_the_way(billed, data):
    made = document(billed, buyer=COMPANY)
    taken = Money(data.draw(st.integers(1, made.total.minor)), made.currency)
    back = credited(billed, [], taken)
    note = document(back, InvoiceKind.CREDIT_NOTE, number="CN-1", buyer=COMPANY)
    for each, lines, original in ((made, billed, None), (note, back, made)):
        assert bool(obstacle(each, lines)) == bool(broken(e_invoice.write(each, lines, original)))
