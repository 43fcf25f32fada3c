"""E-invoices of real sales, from the price to the XML: each keeps the business rules of EN 16931."""

from zoneinfo import ZoneInfo

import pytest

from cleeng.api import Money
from cleeng.invoices import e_invoice
from cleeng.invoices.en16931 import obstacle
from cleeng.invoices.models import LineKind
from cleeng.invoices.sheet import sheet
from cleeng.orders.buyer import Buyer
from cleeng.testing.vies import vies
from cleeng.words import Words, locale_of
from harness.eu import AUSTRIAN_NUMBER
from harness.schematron import broken
from harness.shop import Shop

NUMBER = "FR40303265045"
RULES = """
[pricing]
service_fee = 3.5
[tax]
use = eu_vat countries us flat
[plugin:tax_eu_vat]
evidence = 1
vies = {url}
[plugin:tax_countries]
registered = GB CH
evidence = 1
[plugin:tax_us]
nexus = TX
[plugin:tax_flat]
country = CA
rate = 0
"""
WITHOUT = ("[tax]", "use = flat", "[plugin:tax_flat]", "rate = 19")


@pytest.fixture
def shop(installation, exchange):
    """A company in Germany that sells all over the world."""
    installation.plugins += ["tax_eu_vat", "tax_countries", "tax_us"]
    with vies() as register:
        register.enter(NUMBER)
        register.enter(AUSTRIAN_NUMBER, "FILM GMBH", "RINGSTRASSE 1\n  1010 WIEN\n")
        exchange(RULES.format(url=register.url), without=WITHOUT)
        installation.stop()
        installation.give_vat_number()
        yield Shop(installation.services)


@pytest.fixture
def sell(shop):
    """Sell something with a service fee; give the id of the invoice."""

    def sell(country, **about):
        offer = shop.sell(price="9.99", details={"apply_service_fee_on_customer": True})
        customer_id = shop.register(f"{offer.number}@example.com")
        with shop.services() as ours:
            if about.get("tax_id"):
                assert ours.tax_numbers.check(country, about["tax_id"]).status == "valid"
            order = ours.orders.start(offer, Buyer(country, country, customer_id, **about))
            ours.orders.complete(order)
            return ours.invoices.of_order(order.id).id

    return sell


def categories(shop, document_id):
    """Hold a document against the rules; give what taxes it has: code and percent."""
    with shop.services() as ours:
        document = ours.invoices.get(document_id)
        lines = ours.invoices.lines(document)
        original = ours.invoices.get(document.original_id) if document.original_id else None
        assert [line.kind for line in lines] == [LineKind.OFFER, LineKind.FEE]
        assert obstacle(document, lines) == ""
        assert broken(e_invoice.write(document, lines, original)) == []
        return [(each.code, str(each.rate)) for each in e_invoice.sums(lines, document.currency)]


@pytest.mark.parametrize(
    ("country", "about", "taxed"),
    [
        ("DE", {}, [("S", "19")]),
        ("FR", {}, [("S", "20")]),
        ("FR", {"tax_id": NUMBER, "company": "Cin\N{LATIN SMALL LETTER E WITH ACUTE}ma SA"}, [("AE", "0")]),
        ("SE", {"currency": "SEK"}, [("S", "25")]),
        ("PL", {"currency": "PLN"}, [("S", "23")]),
        ("DE", {"currency": "USD"}, [("S", "19")]),
        ("GB", {"currency": "GBP"}, [("S", "20")]),
        ("CH", {"currency": "CHF"}, [("S", "8.1")]),
        ("NO", {"currency": "NOK"}, [("O", "0")]),
        ("US", {"currency": "USD", "postcode": "75001"}, [("S", "6.25")]),
        ("US", {"currency": "USD", "postcode": "10001"}, [("O", "0")]),
        ("CA", {"currency": "CAD"}, [("Z", "0")]),
        ("JP", {"currency": "JPY"}, [("O", "0")]),
    ],
)
def test_whoever_buys_gets_an_invoice_and_credit_notes_that_keep_the_rules(shop, sell, country, about, taxed):
    id_ = sell(country, **about)
    assert categories(shop, id_) == taxed
    with shop.services() as ours:
        invoice = ours.invoices.get(id_)
        part = Money(invoice.total.minor // 3, invoice.currency)
        notes = [ours.invoices.credit(invoice, amount, "").id for amount in (part, invoice.total - part)]
    assert [categories(shop, note) for note in notes] == [taxed, taxed]


def test_a_business_is_named_with_the_address_that_the_register_has(shop, sell):
    id_ = sell("AT", tax_id=AUSTRIAN_NUMBER, postcode="1010")
    assert categories(shop, id_) == [("AE", "0")]
    with shop.services() as ours:
        invoice = ours.invoices.get(id_)
        lines = ours.invoices.lines(invoice)
        said = sheet(Words(locale_of("en_US", "en"), ZoneInfo("Europe/Berlin")), invoice, lines).buyer.lines
        xml = e_invoice.write(invoice, lines)
    assert said[:-1] == ("FILM GMBH", "RINGSTRASSE 1", "1010 WIEN", "Austria", f"VAT number {AUSTRIAN_NUMBER}")
    assert b"<ram:LineOne>RINGSTRASSE 1</ram:LineOne>" in xml


def test_a_name_that_the_business_gave_stands_instead_of_the_registers(shop, sell):
    with shop.services() as ours:
        buyer = ours.invoices.get(sell("AT", tax_id=AUSTRIAN_NUMBER, company="Film & Co")).buyer
    assert (buyer["company"], buyer["address"]) == ("Film & Co", ["RINGSTRASSE 1", "1010 WIEN"])
