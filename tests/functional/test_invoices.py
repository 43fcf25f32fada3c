"""Invoices as customers read them in their account."""

import datetime as dt
import sys
from io import BytesIO

import facturx
import pytest
from pypdf import PdfReader

from cleeng.api import Money
from cleeng.customers.models import Customer
from cleeng.invoices import pdf
from cleeng.invoices.models import Invoice
from cleeng.orders.buyer import Buyer
from cleeng.payments.models import Payment
from harness.reading import link, words
from harness.site import PUBLISHER_ID
from harness.till import GATEWAY, PASSWORD

ACCOUNT = f"/my-account?publisherId={PUBLISHER_ID}"
COMPANY = """
[invoices]
name = Demo Sports Broadcasting GmbH
address = Ringstraße 1
    10115 Berlin
registration = HRB 123456
note = Thank you for watching.
"""


@pytest.fixture
def viewer(till):
    """A browser whose viewer bought a film."""
    till.installation.add_publisher(more=GATEWAY + COMPANY)
    till.installation.give_vat_number()
    visitor = till.browser()
    visitor.buy(till.sell(title="The Long Straight"))
    return visitor.app


def credit(till, minor=250, reason="Sound was missing"):
    with till.installation.services() as ours:
        (invoice,) = till.rows(Invoice)
        return ours.invoices.credit(ours.invoices.get(invoice.id), Money(minor, "EUR"), reason).id


def sheet(page):
    return words(page.html.find("article"))


@pytest.mark.db
def test_the_invoice_of_a_payment_is_read_in_the_account(viewer):
    page = viewer.get(link(viewer.get(ACCOUNT), "Invoice"))
    assert page.html.title.text == "Invoice INV-2028-000001: Demo Sports"
    assert sheet(page) == " ".join(
        [
            "Invoice INV-2028-000001 A test: no money moved, and it is not valid as an invoice.",
            "Sold by Demo Sports Broadcasting GmbH Ringstraße 1 10115 Berlin Germany VAT number DE123456789",
            "HRB 123456 owner@example.com Billed to lena@example.com Germany",
            f"Date 29 Feb 2028 Order {page.html.find('dl').find_all('dd')[1].text} Paid on 29 Feb 2028",
            "What was bought Description Amount The Long Straight 4.99 EUR Total 4.99 EUR",
            "Tax Rate Net Tax 19 % VAT (Germany) 4.19 EUR 0.80 EUR",
            "It is paid in full: there is nothing to pay. Thank you for watching.",
        ]
    )


def test_the_last_step_of_the_checkout_leads_to_the_invoice(till):
    visitor = till.browser()
    done = visitor.buy(till.sell())
    page = visitor.app.get(link(done, "Invoice INV-2028-000001"))
    assert sheet(page).startswith("Invoice INV-2028-000001")


def test_the_last_step_leads_to_no_invoice_where_there_is_none(till):
    done = till.browser().sign_up(till.sell(price=0))
    assert [words(a) for a in done.html.select(".cost a")] == ["My account"]


def test_a_credit_note_says_for_which_invoice_and_why(viewer, till):
    id_ = credit(till)
    page = viewer.get(f"/my-account/invoices/{id_}?publisherId={PUBLISHER_ID}")
    text = sheet(page)
    assert text.startswith("Credit note CN-2028-000001")
    assert "For invoice INV-2028-000001, 29 Feb 2028 Reason Sound was missing" in text
    assert "The Long Straight 2.50 EUR Total credited 2.50 EUR" in text
    assert "19 % VAT (Germany) 2.10 EUR 0.40 EUR" in text
    invoice = viewer.get(link(page, "Invoice INV-2028-000001"))
    assert viewer.get(link(invoice, "Credit note CN-2028-000001")).request.path == page.request.path


def test_where_prices_are_without_tax_the_tax_is_a_line_of_the_invoice(till):
    ini = till.installation.folder / "publishers" / f"{PUBLISHER_ID}.ini"
    ini.write_text(ini.read_text().replace("rate = 19\n", "rate = 19\ninclusive = false\n"))
    visitor = till.browser()
    visitor.buy(till.sell(price=1000))
    page = visitor.app.get(link(visitor.app.get(ACCOUNT), "Invoice"))
    assert "10.00 EUR 19 % VAT (Germany) 1.90 EUR Total 11.90 EUR" in sheet(page)


def test_a_sale_without_tax_says_why(till):
    visitor = till.browser()
    visitor.buy(till.sell())
    with till.installation.services() as ours:
        customer_id = till.rows(Invoice)[0].customer_id
        order = ours.orders.start(till.sell(title="Another"), Buyer("NO", "", customer_id))
        ours.orders.complete(order)
        id_ = ours.invoices.of_order(order.id).id
    page = visitor.app.get(f"/my-account/invoices/{id_}?publisherId={PUBLISHER_ID}")
    assert "No tax is charged 4.99 EUR 0.00 EUR" in sheet(page)


def test_another_customers_invoice_is_not_found(viewer, till):
    (invoice,) = till.rows(Invoice)
    stranger = till.browser()
    stranger.sign_up(till.sell(), "other@example.com")
    stranger.app.get(f"/my-account/invoices/{invoice.id}?publisherId={PUBLISHER_ID}", status=404)
    viewer.get(f"/my-account/invoices/{'0' * 32}?publisherId={PUBLISHER_ID}", status=404)


@pytest.mark.parametrize("asked", ["", "&invoice=../../evil", "&invoice=" + "f" * 31])
def test_who_is_not_signed_in_reads_it_after_that(till, asked):
    buyer = till.browser()
    buyer.buy(till.sell())
    (invoice,) = till.rows(Invoice)
    app = till.browser().app
    address = f"/my-account/invoices/{invoice.id}?publisherId={PUBLISHER_ID}"
    page = app.get(f"{ACCOUNT}{asked}") if asked else app.get(address).follow()
    form = page.forms["sign-in"]
    form["email"], form["password"] = "lena@example.com", PASSWORD
    after = form.submit().follow()
    heading = "My account" if asked else f"Invoice {invoice.number}"
    assert words(after.html.h1) == heading


def test_money_that_came_twice_has_no_invoice_of_its_own(viewer, till):
    (paid,) = till.rows(Payment)
    with till.installation.services() as ours:
        again = {column.name: getattr(paid, column.name) for column in Payment.__table__.columns}
        later = paid.settled_at + dt.timedelta(minutes=1)
        twice = {"id": "payment-2", "transaction_id": None, "surplus": True, "settled_at": later}
        ours.unit.db.add(Payment(**{**again, **twice}))
    rows = [words(row) for row in viewer.get(ACCOUNT).html.find(id="payments").tbody.find_all("tr")]
    assert ["Invoice" in row for row in rows] == [False, True]


def pdf_of(viewer):
    page = viewer.get(link(viewer.get(ACCOUNT), "Invoice"))
    return viewer.get(link(page, "Download PDF"))


def test_the_pdf_says_the_same_to_people_and_to_programs(viewer):
    answer = pdf_of(viewer)
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="INV-2028-000001.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    name, xml = facturx.get_facturx_xml_from_pdf(answer.body, check_xsd=True)
    assert name == "factur-x.xml"
    assert b"<ram:GrandTotalAmount>4.99</ram:GrandTotalAmount>" in xml
    read = PdfReader(BytesIO(answer.body))
    text = " ".join(read.pages[0].extract_text().split())
    for part in ("Invoice INV-2028-000001", "Demo Sports Broadcasting GmbH", "Total 4.99 EUR", "VAT (Germany)"):
        assert part in text
    assert read.metadata.title == "Invoice INV-2028-000001"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]  # for screen readers
    assert b"pdfaid" in read.trailer["/Root"]["/Metadata"].get_data()


def test_who_has_no_vat_number_but_charges_tax_gives_pdfs_for_people_alone(till):
    buyer = till.browser()
    buyer.buy(till.sell())
    body = pdf_of(buyer.app).body
    assert "Invoice INV-2028-000001" in PdfReader(BytesIO(body)).pages[0].extract_text()
    assert facturx.get_facturx_xml_from_pdf(body, check_xsd=False) == (False, False)


def test_a_control_character_in_a_name_that_was_stored_spoils_no_pdf(till):
    buyer = till.browser()
    page = buyer.sign_up(till.sell(title="The Long\x0b Straight"))
    with till.installation.services() as ours:
        (customer,) = till.rows(Customer)
        ours.customers.update_profile(
            customer.id, first_name="Le\x0bna", last_name="\x1bBrandt", country="DE", locale="de_DE"
        )
    buyer.pay(page)
    read = PdfReader(BytesIO(pdf_of(buyer.app).body))
    assert "Brandt" in read.pages[0].extract_text()


class Held:
    """A lock that another PDF holds for longer than anybody waits; sees how many connections those who wait hold."""

    def __init__(self, database):
        self.database, self.connections = database, []

    def acquire(self, timeout):
        assert timeout > 0
        self.connections.append(self.database.engine.pool.checkedout())
        return False


@pytest.mark.db
def test_who_would_wait_too_long_for_a_pdf_is_told_to_come_again_and_holds_no_connection(viewer, till, monkeypatch):
    page = viewer.get(link(viewer.get(ACCOUNT), "Invoice"))
    held = Held(till.installation.application.database)
    monkeypatch.setattr(pdf, "_one_at_a_time", held)
    answer = viewer.get(link(page, "Download PDF"), status=503)
    assert answer.headers["Retry-After"] == "5"
    assert words(answer.html.h1) == "The PDF is not ready yet"
    assert held.connections == [0]
    monkeypatch.undo()
    assert viewer.get(link(page, "Download PDF")).content_type == "application/pdf"


def test_another_customers_pdf_is_not_found(viewer, till):
    (invoice,) = till.rows(Invoice)
    stranger = till.browser()
    stranger.sign_up(till.sell(), "other@example.com")
    stranger.app.get(f"/my-account/invoices/{invoice.id}.pdf?publisherId={PUBLISHER_ID}", status=404)


def test_without_the_extra_there_is_the_page_alone(viewer, till, monkeypatch):
    pdf.available.cache_clear()
    monkeypatch.setitem(sys.modules, "facturx", None)
    try:
        page = viewer.get(link(viewer.get(ACCOUNT), "Invoice"))
        assert "Download PDF" not in page.text
        (invoice,) = till.rows(Invoice)
        viewer.get(f"/my-account/invoices/{invoice.id}.pdf?publisherId={PUBLISHER_ID}", status=404)
    finally:
        pdf.available.cache_clear()


def test_the_receipt_names_the_invoice_and_leads_to_it(till, post_office):
    buyer = till.browser()
    buyer.buy(till.sell())
    receipt = post_office.mail("Your receipt")
    (invoice,) = till.rows(Invoice)
    assert f"Invoice: {invoice.number}" in receipt.text()
    path = f"/my-account/invoices/{invoice.id}?publisherId={PUBLISHER_ID}"
    assert f"Invoice {invoice.number}: http" in receipt.text()
    assert path in receipt.text()
    assert path.replace("&", "&amp;") in receipt.text("html")
    assert words(buyer.app.get(path).html.h1) == f"Invoice {invoice.number}"
