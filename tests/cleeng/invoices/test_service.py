import datetime as dt

import pytest
import sqlalchemy as sa

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.invoices.errors import InvoiceNotFound, TooMuchCredited
from cleeng.invoices.models import Invoice, InvoiceCounter, InvoiceKind
from cleeng.orders.buyer import Buyer
from cleeng.pricing.quote import Quote

pytestmark = pytest.mark.db


def eur(minor):
    return Money(minor, "EUR")


@pytest.fixture
def customer_id(shop):
    return shop.register("lena@example.com")


@pytest.fixture
def invoice(shop, customer_id):
    """The invoice of a film that cost 4.99 EUR, 0.80 EUR of it German VAT."""
    return invoiced(shop, customer_id, title="The Long Straight")


def invoiced(shop, customer_id, country="DE", **offer):
    order_id = shop.give(customer_id, shop.sell(**offer), country)
    with shop.services() as ours:
        return kept(ours, ours.invoices.of_order(order_id))


def kept(ours, document):
    """Let a document be read after its unit of work."""
    if document is not None:
        ours.unit.db.flush()
        ours.unit.db.refresh(document)
        ours.unit.db.expunge(document)
    return document


def credit(shop, invoice, minor, refund_id=None):
    with shop.services() as ours:
        again = ours.invoices.get(invoice.id)
        return kept(ours, ours.invoices.credit(again, eur(minor), "Sound was missing", refund_id))


def lines(shop, document):
    with shop.services() as ours:
        return ours.invoices.lines(document)


def test_an_order_that_costs_something_is_invoiced_when_it_is_paid(shop, invoice, clock):
    assert (invoice.kind, invoice.number) == (InvoiceKind.INVOICE, "INV-2028-000001")
    assert (invoice.net, invoice.tax, invoice.total) == (eur(419), eur(80), eur(499))
    assert invoice.issued_at == clock.now()
    assert invoice.issued_on == dt.date(2028, 2, 29)
    (line,) = lines(shop, invoice)
    assert (line.title, line.price, line.discount, line.net) == ("The Long Straight", eur(499), eur(0), eur(419))
    (tax,) = line.taxes
    assert (tax.jurisdiction, tax.name, tax.kind, tax.rate, tax.amount) == ("DE", "VAT", "standard", 19, eur(80))


@pytest.mark.parametrize("offer", [{"price": "0"}, {"type_": OfferType.SUBSCRIPTION, "free_days": 7}])
def test_what_costs_nothing_today_has_no_invoice(shop, customer_id, offer):
    assert invoiced(shop, customer_id, **offer) is None


def test_an_invoice_names_seller_and_buyer_as_they_were_when_it_was_issued(shop, invoice, customer_id):
    with shop.services() as ours:
        ours.customers.update_profile(customer_id, first_name="Lena", last_name="Brandt", country="DE", locale="en")
        same = ours.invoices.get(invoice.id)
        assert (same.buyer["name"], same.buyer["email"], same.buyer["country"]) == ("", "lena@example.com", "DE")
        assert (same.seller["name"], same.seller["country"]) == ("Demo Sports", "DE")
    assert invoiced(shop, customer_id).buyer["name"] == "Lena Brandt"


def test_where_no_tax_is_due_the_invoice_says_why(shop, customer_id):
    invoice = invoiced(shop, customer_id, "NO")
    (tax,) = lines(shop, invoice)[0].taxes
    assert (tax.jurisdiction, tax.kind, tax.rate, tax.amount) == ("NO", "not_registered", 0, eur(0))
    assert (invoice.net, invoice.tax) == (eur(499), eur(0))


def test_an_order_has_one_invoice(shop, invoice):
    with shop.services() as ours:
        order = ours.orders.get(invoice.order_id)
        assert ours.invoices.issue(order, Quote.from_json(order.quote)).id == invoice.id


def test_a_number_that_was_rolled_back_is_given_out_again(shop, invoice, customer_id):
    offer = shop.sell()
    with pytest.raises(RuntimeError), shop.services() as ours:
        order = ours.orders.start(offer, Buyer("DE", "", customer_id))
        ours.orders.complete(order)
        assert ours.invoices.of_order(order.id).number == "INV-2028-000002"
        raise RuntimeError
    assert invoiced(shop, customer_id).number == "INV-2028-000002"


@pytest.mark.parametrize("change", ["UPDATE {} SET {} = 1", "DELETE FROM {}"])
@pytest.mark.parametrize(
    ("table", "column"), [("invoice", "total_minor"), ("invoice_line", "net_minor"), ("invoice_tax", "tax_minor")]
)
def test_what_was_issued_cannot_be_changed_or_deleted(shop, invoice, table, column, change):
    with pytest.raises(sa.exc.DBAPIError, match="what was issued is final"), shop.services() as ours:
        ours.unit.db.execute(sa.text(change.format(table, column)))


def test_a_new_year_counts_from_one_by_the_publishers_calendar(shop, invoice, customer_id, clock):
    clock.advance(dt.datetime(2028, 12, 31, 22, 59, tzinfo=dt.UTC) - clock.now())
    assert invoiced(shop, customer_id).number == "INV-2028-000002"
    clock.advance(dt.timedelta(minutes=1))  # midnight in Berlin
    first = invoiced(shop, customer_id)
    assert (first.number, first.issued_on) == ("INV-2029-000001", dt.date(2029, 1, 1))


class TestCreditNotes:
    def test_all_that_was_billed_is_credited(self, shop, invoice):
        note = credit(shop, invoice, 499)
        assert (note.kind, note.number, note.original_id) == ("credit_note", "CN-2028-000001", invoice.id)
        assert (note.net, note.tax, note.total) == (invoice.net, invoice.tax, invoice.total)
        assert (note.seller, note.buyer, note.note) == (invoice.seller, invoice.buyer, "Sound was missing")

    def test_a_part_takes_back_its_share_of_the_tax(self, shop, invoice):
        note = credit(shop, invoice, 250)
        assert (note.net, note.tax, note.total) == (eur(210), eur(40), eur(250))
        (line,) = lines(shop, note)
        assert [(tax.rate, tax.amount) for tax in line.taxes] == [(19, eur(40))]

    def test_parts_together_take_back_exactly_what_was_billed(self, shop, invoice):
        notes = [credit(shop, invoice, minor) for minor in (1, 166, 166, 166)]
        assert sum(note.net_minor for note in notes) == 419
        assert sum(note.tax_minor for note in notes) == 80
        assert [note.sequence for note in notes] == [1, 2, 3, 4]

    @pytest.mark.parametrize("minor", [0, -1, 500])
    def test_no_more_is_credited_than_was_billed(self, shop, invoice, minor):
        with pytest.raises(TooMuchCredited):
            credit(shop, invoice, minor)

    def test_no_more_is_credited_than_is_left(self, shop, invoice):
        credit(shop, invoice, 400)
        with pytest.raises(TooMuchCredited):
            credit(shop, invoice, 100)

    def test_a_credit_note_cannot_be_credited(self, shop, invoice):
        note = credit(shop, invoice, 100)
        with pytest.raises(TooMuchCredited):
            credit(shop, note, 1)


def test_an_invoice_is_found_by_its_customer_and_nobody_else(shop, invoice, customer_id):
    other = shop.register("other@example.com")
    with shop.services() as ours:
        assert ours.invoices.get(invoice.id, customer_id).id == invoice.id
        assert [found.id for found in ours.invoices.of_customer(customer_id)] == [invoice.id]
        assert ours.invoices.of_customer(other) == []
        with pytest.raises(InvoiceNotFound):
            ours.invoices.get(invoice.id, other)
        with pytest.raises(InvoiceNotFound):
            ours.invoices.get("0" * 32)


def test_every_series_counts_what_was_issued(shop, invoice):
    credit(shop, invoice, 100)
    with shop.services() as ours:
        issued = dict(
            ours.unit.db.execute(sa.select(Invoice.series, sa.func.max(Invoice.sequence)).group_by("series")).all()
        )
        counted = {counter.series: counter.last for counter in ours.unit.db.scalars(sa.select(InvoiceCounter))}
    assert issued == counted == {"INV-2028-": 1, "CN-2028-": 1}


def test_a_fee_is_a_line_of_its_own_with_its_own_tax(installation, shop, customer_id):
    installation.stop()
    installation.add_publisher(more="[pricing]\nservice_fee = 10\n")
    details = {"apply_service_fee_on_customer": True}
    invoice = invoiced(shop, customer_id, title="The Long Straight", details=details)
    film, fee = lines(shop, invoice)
    assert (film.kind, film.title, film.net, film.tax) == ("offer", "The Long Straight", eur(419), eur(80))
    assert (fee.kind, fee.title, fee.net, fee.tax) == ("fee", "Service fee", eur(42), eur(8))
    assert (invoice.net, invoice.tax, invoice.total) == (eur(461), eur(88), eur(549))
    assert credit(shop, invoice, 549).tax == eur(88)
