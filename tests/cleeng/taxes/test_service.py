"""A tax service elsewhere: asked before the sale, never while a quote is worked out, told of invoices afterwards."""

import datetime as dt

import pytest

from cleeng.api import Money, Party, TaxableLine
from cleeng.customers.errors import TooManyAsked
from cleeng.orders.buyer import Buyer
from cleeng.payments.errors import PlaceUnclear
from cleeng.payments.service import Choice
from cleeng.pricing.quote import Quote
from cleeng.taxes.questions import PER_ADDRESS, PER_CUSTOMER, Cause
from cleeng.testing.tax_service import API_KEY, tax_service
from cleeng.worker import build_worker

pytestmark = pytest.mark.db

TAX = """
[plugin:tax_remote]
url = {url}
api_key = {key}
"""
DALLAS = Party("US", "", "75201")


@pytest.fixture
def service():
    with tax_service() as fake:
        fake.sales_tax("75201", ("Texas sales tax", "6.25"), ("Dallas", "2"))
        yield fake


@pytest.fixture
def installation(installation, service):
    installation.plugins.append("tax_remote")
    ini = next((installation.folder / "publishers").glob("*.ini"))
    text = ini.read_text().replace("use = eu_vat", "use = remote eu_vat")
    ini.write_text(text + TAX.format(url=service.url, key=API_KEY))
    return installation


@pytest.fixture
def tax(services):
    """Ask about 10.00 USD; give the tax in cents, or None where nobody can say."""

    def tax(buyer=DALLAS):
        with services() as s:
            answer = s.taxes.ask([TaxableLine("film", Money(1000, "USD"))], buyer, [])
            return answer.lines[0].tax.minor if answer.settled else None

    return tax


@pytest.fixture
def prepare(services):
    def prepare(buyer=DALLAS):
        with services() as s:
            s.taxes.prepare("USD", buyer, [])

    return prepare


def test_the_service_is_asked_once_per_place_until_its_answer_is_stale(tax, prepare, service, clock):
    prepare()
    prepare()
    assert (tax(), len(service.asked)) == (83, 1)
    clock.advance(dt.timedelta(hours=1))
    assert tax() is None
    prepare()
    assert (tax(), len(service.asked)) == (83, 2)


def test_before_it_was_asked_nothing_is_settled(tax, service):
    assert tax() is None
    assert not service.asked


def test_while_it_is_down_the_last_answer_serves_as_long_as_it_is_fresh(tax, prepare, service, clock):
    prepare()
    service.status = 503
    prepare()
    assert tax() == 83
    clock.advance(dt.timedelta(hours=1))
    prepare()
    assert tax() is None


def test_another_postcode_is_another_place(tax, prepare, service):
    service.sales_tax("77001", ("Texas sales tax", "6.25"))
    prepare()
    prepare(Party("US", "", "77001"))
    assert (tax(), tax(Party("US", "", "77001"))) == (83, 63)


def test_one_customer_s_addresses_are_asked_about_only_so_often(services, service):
    def asked(customer, postcode):
        with services() as s:
            s.taxes.prepare("USD", Party("US", "", postcode), [], Cause(customer, "192.0.2.7"))
        return len(service.asked)

    for number in range(PER_CUSTOMER.amount):
        assert asked(1, f"{75000 + number}") == number + 1
    assert asked(1, "75201") == PER_CUSTOMER.amount
    assert asked(2, "75201") == PER_CUSTOMER.amount + 1, "another customer is asked about"


def test_one_address_s_customers_are_asked_about_only_so_often(services):
    with services() as s:
        for number in range(PER_ADDRESS.amount):
            s.taxes.questions.count(Cause(number, "192.0.2.7"))
        with pytest.raises(TooManyAsked):
            s.taxes.questions.count(Cause(PER_ADDRESS.amount, "192.0.2.7"))


def test_who_is_not_the_service_s_is_the_next_rule_s(services, prepare):
    prepare(Party("FR"))
    with services() as s:
        answer = s.taxes.ask([TaxableLine("film", Money(1200, "EUR"))], Party("FR"), [])
        assert answer.facts["rule"] == "eu_vat"


@pytest.fixture
def order(shop, services):
    """An order of a customer in Dallas."""
    offer, customer = shop.sell(price="10.00", currency="USD"), shop.register()
    buyer = Buyer("US", "US", customer, postcode="75201")
    with services() as s:
        s.prices.prepare(offer, buyer)
        return s.orders.start(offer, buyer).id


def test_an_order_has_the_tax_that_the_service_said(order, services, service):
    with services() as s:
        assert s.orders.get(order).total == Money(1083, "USD")
    assert len(service.asked) == 1


def test_nothing_is_charged_while_nobody_can_say(shop, services, service):
    service.status = 503
    offer, customer = shop.sell(price="10.00", currency="USD"), shop.register()
    buyer = Buyer("US", "US", customer, postcode="75201")
    with services() as s:
        s.prices.prepare(offer, buyer)
        order = s.orders.start(offer, buyer)
        order_id, seen = order.id, Quote.from_json(order.quote).agreed
        choice = Choice("sandbox", "card")
        with pytest.raises(PlaceUnclear):
            s.payments.pay(
                payment_id="payment-1", order_id=order_id, seen=seen, choice=choice, return_url="", cancel_url=""
            )
    service.status = 200
    with services() as s:
        s.prices.prepare(offer, buyer)
        s.payments.reprice(order_id, offer, buyer)
        assert s.orders.get(order_id).total == Money(1083, "USD")


def test_the_service_hears_of_the_invoice_until_it_has_heard(order, services, service, application, clock):
    with services() as s:
        s.orders.complete(s.orders.lock(order))
        publisher_id = s.publisher.id
    service.status = 503
    build_worker(application).drain()
    assert not service.documents
    service.status = 200
    clock.advance(dt.timedelta(minutes=1))
    build_worker(application).drain()
    ((key, told),) = service.documents.items()
    assert key == f"{publisher_id}-{told['number']}"
    assert (told["order"], told["net"], told["tax"], told["total"]) == (order, "10.00", "0.83", "10.83")
    assert [(t["name"], t["amount"]) for t in told["lines"][0]["taxes"]] == [
        ("Texas sales tax", "0.63"),
        ("Dallas", "0.20"),
    ]
