"""A viewer abroad sees one price, in his own currency, and pays exactly that."""

import pytest

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.catalog.rules import OfferData
from cleeng.orders.models import Order
from cleeng.payments.models import Payment
from harness.rates import take_over, with_rate
from harness.till import Visitor, heading

pytestmark = pytest.mark.db

NORWEGIAN = "193.213.112.4"


@pytest.fixture
def norwegian(exchange, installation):
    """Somebody in Norway, at a till where 4.99 EUR are 57.385 NOK: 59.00."""
    till = exchange()
    return Visitor(till, installation.visitor(REMOTE_ADDR=NORWEGIAN))


def text_of(page):
    """What a page says, without the lists to choose from."""
    for options in page.html.select("select"):
        options.clear()
    return " ".join(page.html.get_text(" ").split())


def test_every_page_shows_the_price_that_is_paid(norwegian):
    film = norwegian.till.sell()
    assert "59.00 NOK" in text_of(norwegian.app.get(f"/o/{film.id}"))
    assert "59.00 NOK" in text_of(norwegian.open(film))
    page = norwegian.sign_up(film)
    assert "59.00 NOK" in text_of(page)
    done = norwegian.pay(page)
    assert heading(done) == "Paid. Enjoy."
    assert "59.00 NOK" in text_of(done)
    for shown in (page, done):
        assert "EUR" not in text_of(shown)
    (payment,) = norwegian.till.rows(Payment)
    assert payment.amount == Money(5900, "NOK")
    assert norwegian.till.bank.charges() == [(payment.id, 5900)]


def test_the_rate_and_its_day_are_kept_with_the_order(norwegian):
    norwegian.buy(norwegian.till.sell())
    (order,) = norwegian.till.rows(Order)
    kept = order.quote["conversion"]
    assert (kept["base"], kept["base_currency"], kept["rate"], kept["date"]) == (499, "EUR", "11.5000", "2028-02-29")
    assert kept["source"].startswith("ecb")


def test_what_covers_an_offer_is_listed_in_the_same_currency(norwegian):
    film = norwegian.till.sell(tags=("series",))
    norwegian.till.sell(OfferType.SUBSCRIPTION, price=999, title="All series")
    for address in (f"/o/{film.id}", f"/checkout/{film.id}"):
        shown = text_of(norwegian.app.get(address))
        assert "119.00 NOK" in shown
        assert "EUR" not in shown


def test_a_rate_that_changes_after_the_price_was_shown_changes_nothing(norwegian, installation, bank):
    page = norwegian.sign_up(norwegian.till.sell())
    norwegian.till.later(minutes=20)
    bank.content = with_rate("NOK", "13.2000").replace("2028-02-29", "2028-03-01").encode()
    take_over(installation)
    assert heading(norwegian.pay(page)) == "Paid. Enjoy."
    (payment,) = norwegian.till.rows(Payment)
    assert payment.amount == Money(5900, "NOK")


def test_a_price_that_is_no_longer_shown_is_never_charged(norwegian, installation, bank):
    page = norwegian.sign_up(norwegian.till.sell())
    norwegian.till.later(days=1)
    bank.content = with_rate("NOK", "13.2000").replace("2028-02-29", "2028-03-01").encode()
    take_over(installation)
    again = norwegian.sign_in(norwegian.till.sell(title="Another"))
    assert "69.00 NOK" in text_of(again)
    norwegian.pay(page, status="*")
    assert norwegian.till.bank.charges() == []


def test_a_version_for_the_country_is_sold_at_its_own_price(norwegian, installation):
    with installation.services() as services:
        offer = services.catalog.create(OfferData(OfferType.SINGLE, Money(4900, "NOK"), "A film"), "NO")
    assert "49.00 NOK" in text_of(norwegian.open(offer))


def test_without_rates_the_offers_own_price_is_shown_and_paid(till, installation):
    visitor = Visitor(till, installation.visitor(REMOTE_ADDR=NORWEGIAN))
    page = visitor.sign_up(till.sell())
    assert "4.99 EUR" in text_of(page)
    visitor.pay(page)
    (payment,) = till.rows(Payment)
    assert payment.amount == Money(499, "EUR")


def test_nobody_is_far_from_the_day_of_the_rates(norwegian):
    """The clock of a sandbox may be years ahead of the rates: it sells on."""
    norwegian.till.later(days=400)
    assert "59.00 NOK" in text_of(norwegian.open(norwegian.till.sell()))


def test_the_report_tells_the_offers_price_the_payment_and_the_rate_between(norwegian, api):
    norwegian.buy(norwegian.till.sell())
    (item,) = api.result("listTransactions", criteria={}, offset=0, limit=10)["items"]
    assert (item["offerPriceExclTax"], item["offerCurrency"]) == ("4.9900", "EUR")
    assert (item["transactionPriceInclTax"], item["transactionCurrency"]) == ("59.0000", "NOK")
    assert item["appliedExchangeRateCustomer"] == "11.5000"
