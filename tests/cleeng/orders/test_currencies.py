"""In which currency a buyer pays, and what the price becomes in it."""

import datetime as dt
from decimal import Decimal

import pytest

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.orders.buyer import Buyer
from cleeng.orders.models import Order
from cleeng.pricing.quote import Quote
from cleeng.pricing.rules import PriceRule
from cleeng.rates.feeds import feeds
from cleeng.rates.update import RateUpdater
from cleeng.subscriptions.models import Subscription
from cleeng.testing.context import MOMENT
from harness.rates import with_rate
from harness.shop import Shop

pytestmark = pytest.mark.db

TODAY = MOMENT.date()


@pytest.fixture
def priced(installation, till):
    """Price an offer of 4.99 EUR, or another one, for a buyer in a country."""

    def priced(country, currency="", offer=None, **more):
        offer = offer or till.sell(**more)
        with installation.services() as services:
            return services.orders.quote(offer, Buyer(country, country, currency=currency))

    return priced


def conversion_step(quote):
    (step,) = [step for step in quote.why if step.kind == "conversion"]
    return step


def test_at_home_the_price_is_as_it_was_set(exchange, priced):
    exchange()
    quote = priced("DE")
    assert (quote.price, quote.conversion) == (Money(499, "EUR"), None)
    assert "conversion" not in [step.kind for step in quote.why]


def test_abroad_it_is_in_the_buyers_currency_and_says_how(exchange, priced):
    exchange()
    quote = priced("US")
    assert quote.price == quote.total == Money(549, "USD")
    made = quote.conversion
    assert (made.base, made.rate, made.date) == (Money(499, "EUR"), Decimal("1.1000"), TODAY)
    step = conversion_step(quote)
    assert step.amount == Money(549, "USD")
    assert step.facts["date"] == str(TODAY)
    read = Quote.from_json(quote.to_json())
    assert (read, read.why) == (quote, quote.why)


def test_between_two_currencies_it_goes_through_the_banks_own(exchange, priced, till):
    exchange()
    with till.installation.services() as services:
        data = Shop(till.installation.services)
        offer = data.sell(price="10.99", currency="USD")
        quote = services.orders.quote(offer, Buyer("NO", currency="NOK"))
    assert quote.conversion.rate == Decimal("10.45454545")
    assert quote.price == Money(11900, "NOK")  # 114.895: 119 is 3.6 % away


def test_a_price_that_is_set_for_the_buyers_country_wins(exchange, priced, till):
    exchange()
    offer = till.sell(country="US")
    assert priced("US", offer=offer).price == Money(499, "EUR")


def test_the_currency_that_a_buyer_chose_wins_over_his_countrys(exchange, priced):
    exchange()
    assert priced("US", "NOK").price == Money(5900, "NOK")
    assert priced("DE", "USD").price == Money(549, "USD")
    assert priced("US", "EUR").conversion is None


def test_where_the_same_money_is_paid_nothing_is_converted(exchange, priced):
    exchange()
    for country in ("AT", "FR", "HR", "BG"):
        quote = priced(country)
        assert (quote.price, quote.conversion) == (Money(499, "EUR"), None)


def test_what_is_free_is_free_everywhere(exchange, priced):
    exchange()
    assert priced("US", price=0).price == Money(0, "USD")


def test_the_price_of_now_is_what_is_converted(exchange, priced, till):
    exchange()
    early = PriceRule(MOMENT, MOMENT + dt.timedelta(days=1), Money(299, "EUR"), "Early bird")
    assert priced("US", price_rules=(early,)).conversion.base == Money(299, "EUR")


def test_without_price_points_it_is_rounded_to_the_cent(exchange, priced):
    exchange("\n[pricing]\nprice_points = no\n")
    assert priced("NO").price == Money(5739, "NOK")  # 57.385


@pytest.mark.parametrize(
    ("more", "country", "why"),
    [
        ("\n[pricing]\nconvert = no\n", "US", "[pricing] convert is off"),
        ("\n[rates]\nuse =\n", "US", "[rates] uses no provider"),
        ("", "RU", "has no rate from EUR to RUB"),
        ("\n[route:1]\nuse = sandbox\ncurrency = EUR GBP\n", "US", "no gateway takes USD"),
    ],
)
def test_where_no_rate_can_be_had_the_offers_own_currency_stands_and_the_quote_says_why(
    exchange, installation, priced, more, country, why
):
    if "[rates]" in more:
        installation.add_publisher(more="\n[gateways]\nuse = sandbox\n" + more)
    else:
        exchange(more)
    quote = priced(country)
    assert (quote.price, quote.conversion) == (Money(499, "EUR"), None)
    assert why in conversion_step(quote).text


@pytest.fixture
def for_real(installation, bank):
    """A publisher with real money, who takes none yet."""
    installation.base_url = "https://shop.example"
    installation.plugins.append("rates_ecb")
    installation.add_publisher(more=f"\n[plugin:rates_ecb]\nurl = {bank.url}\n", without="sandbox")
    (feed,) = feeds(installation.application.publishers).values()
    RateUpdater(installation.application).fetch(feed, accepted=["USD"])


@pytest.mark.parametrize(("days", "currency"), [(30, "USD"), (31, "EUR")])
def test_with_rates_that_are_too_old_nothing_is_converted(for_real, priced, clock, days, currency):
    clock.advance(dt.timedelta(days=days))
    quote = priced("US")
    assert quote.price.currency == currency
    if currency == "EUR":
        assert "of 2028-02-29 is 31 days old" in conversion_step(quote).text


def test_a_sandbox_converts_with_whatever_there_is(exchange, priced, clock):
    exchange()
    clock.advance(dt.timedelta(days=400))
    assert priced("US").price == Money(549, "USD")


def test_a_buyer_may_choose_what_can_be_converted_to(exchange, installation, till):
    exchange("\n[route:1]\nuse = sandbox\ncurrency = EUR USD NOK RUB\n")
    offer = till.sell()
    with installation.services() as services:
        assert services.currencies.on_offer(offer) == ["EUR", "NOK", "USD"]


def test_without_conversion_there_is_nothing_to_choose(exchange, installation, till):
    exchange("\n[pricing]\nconvert = no\n")
    with installation.services() as services:
        assert services.currencies.on_offer(till.sell()) == ["EUR"]


def test_a_renewal_keeps_what_was_agreed_whatever_the_rates_do(exchange, installation, bank, clock):
    till = exchange()
    offer = till.sell(OfferType.SUBSCRIPTION)
    customer_id = Shop(installation.services).register()
    with installation.services() as services:
        order = services.orders.start(offer, Buyer("US", "US", customer_id))
        services.orders.complete(order)
    clock.advance(dt.timedelta(days=1))
    bank.content = with_rate("USD", "1.2000").replace("2028-02-29", str(clock.now().date())).encode()
    (feed,) = feeds(installation.application.publishers).values()
    RateUpdater(installation.application).fetch(feed)
    (plan,) = till.rows(Subscription)
    assert plan.price == Money(549, "USD")
    (order,) = till.rows(Order)
    assert Quote.from_json(order.quote).conversion.rate == Decimal("1.1000")
