"""A changed country is checked against what else is seen; nothing is picked for the viewer, nothing charged unseen."""

import pytest

from cleeng.orders.models import Order
from cleeng.pricing.quote import Quote
from harness.eu import (
    CANADIAN_CARD,
    FRENCH,
    FRENCH_CARD,
    GERMAN,
    GERMAN_CARD,
    SPANISH_CARD,
    alert,
    browser_at,
    lines_of,
    text_of,
)
from harness.till import heading

pytestmark = pytest.mark.db


def facts(page):
    return [text_of(fact) for fact in page.html.select("#place .facts > div")]


@pytest.fixture
def abroad(eu_till):
    """A viewer in France who says that he lives in Germany, on the page with the ways to pay."""
    till = eu_till()
    visitor = browser_at(till, FRENCH)
    return till, visitor, visitor.sign_up(till.sell(price=1200), query="?country=DE")


def test_the_page_says_what_does_not_match_and_what_settles_it(abroad):
    _, _, page = abroad
    assert page.html.select_one("#place h2").get_text(strip=True) == "These countries do not match"
    assert facts(page) == ["You chose Germany", "Your connection France"]
    assert "Pay with a card" in page.html.select_one("#place p").get_text()
    assert page.html.select_one("#country").find_parent("details").has_attr("open")


def test_a_card_from_the_chosen_country_settles_it(abroad):
    till, visitor, page = abroad
    assert heading(visitor.pay(page, GERMAN_CARD)) == "Paid. Enjoy."
    (order,) = till.rows(Order)
    assert order.buyer["card_country"] == "DE"
    assert [tax.jurisdiction for tax in Quote.from_json(order.quote).taxes] == ["DE"]


def test_a_card_from_where_the_viewer_is_settles_it_for_that_country(abroad):
    till, visitor, page = abroad
    visitor.pay(page, FRENCH_CARD)
    (order,) = till.rows(Order)
    assert [tax.jurisdiction for tax in Quote.from_json(order.quote).taxes] == ["FR"]


def test_another_price_because_of_the_card_is_shown_before_it_is_charged(eu_till):
    till = eu_till("inclusive = false")
    visitor = browser_at(till, FRENCH)
    page = visitor.sign_up(till.sell(price=1000), query="?country=DE")
    assert "Total 11.90 EUR" in lines_of(page)
    page = visitor.pay(page, FRENCH_CARD, status=422)
    assert "The price changed to 12.00 EUR" in alert(page)
    assert till.bank.charges() == []


def test_a_way_to_pay_of_no_country_does_not_settle_it(abroad):
    till, visitor, page = abroad
    form = visitor.filled(page)
    form["method"] = "sandbox:wallet"
    page = form.submit("action", value="pay", status=422)
    assert "These countries do not match" in alert(page)
    assert "Nothing was charged" in alert(page)
    assert till.bank.charges() == []


def test_with_a_card_from_a_third_country_the_viewer_says_where_he_lives(abroad):
    till, visitor, page = abroad
    page = visitor.pay(page, SPANISH_CARD, status=422)
    assert "Which country do you live in?" in alert(page)
    assert page.html.select_one("[role=alert] a")["href"] == "#declared_country"
    assert facts(page) == ["You chose Germany", "Your connection France", "Your card Spain"]
    assert not page.html.select_one("#declared_country").has_attr("checked")
    assert till.bank.charges() == []
    page.forms["checkout"]["declared_country"] = True
    assert heading(visitor.pay(page, SPANISH_CARD)) == "Paid. Enjoy."
    (order,) = till.rows(Order)
    assert (order.buyer["card_country"], order.buyer["declared_country"]) == ("ES", "ES")
    assert [tax.jurisdiction for tax in Quote.from_json(order.quote).taxes] == ["ES"]


def test_a_corrected_country_settles_it(abroad):
    till, visitor, page = abroad
    form = page.forms["checkout"]
    form["country"] = "FR"
    page = form.submit("action", value="country").follow()
    assert not page.html.select("#place")
    assert heading(visitor.pay(page, CANADIAN_CARD)) == "Paid. Enjoy."
    (order,) = till.rows(Order)
    assert order.country == "FR"


def test_where_nothing_is_left_to_ask_the_sale_is_refused_and_can_be_begun_again(abroad):
    till, visitor, page = abroad
    page = visitor.pay(page, SPANISH_CARD, status=422)
    page.forms["checkout"]["declared_country"] = True
    refused = visitor.pay(page, CANADIAN_CARD, status=409)
    assert heading(refused) == "We do not know which country you live in"
    assert "Nothing was charged" in refused.text
    assert till.bank.charges() == []
    page = refused.click("Choose another way to pay")
    assert facts(page) == ["You chose Germany", "Your connection France"]
    assert heading(visitor.pay(page, GERMAN_CARD)) == "Paid. Enjoy."


def test_a_mistyped_card_is_named_before_anything_else(abroad):
    _, visitor, page = abroad
    form = visitor.filled(page, "4242 42")
    page = form.submit("action", value="pay", status=422)
    assert [a["href"] for a in page.html.select("[role=alert] a")] == ["#sandbox-card-number"]
    assert page.html.select_one("#place h2").get_text(strip=True) == "These countries do not match"


def test_a_stored_card_s_country_is_known(eu_till):
    till = eu_till()
    visitor = browser_at(till, GERMAN)
    visitor.buy(till.sell(), GERMAN_CARD, keep=True)
    traveller = browser_at(till, FRENCH)
    traveller.app.cookiejar = visitor.app.cookiejar
    page = traveller.open(till.sell(title="Other"), "?country=DE")
    assert facts(page) == ["You chose Germany", "Your connection France"]
    form = page.forms["checkout"]
    form["consent-immediate_start"] = True
    assert heading(form.submit("action", value="pay").maybe_follow()) == "Paid. Enjoy."


def test_where_two_agree_nothing_is_asked(eu_till):
    till = eu_till()
    visitor = browser_at(till, GERMAN)
    page = visitor.sign_up(till.sell())
    assert not page.html.select("#place")
    assert heading(visitor.pay(page, SPANISH_CARD)) == "Paid. Enjoy."


def test_where_nothing_is_seen_but_the_card_the_card_may_still_contradict(eu_till):
    till = eu_till()
    visitor = till.browser()
    page = visitor.sign_up(till.sell(), query="?country=DE")
    assert not page.html.select("#place")
    page = visitor.pay(page, SPANISH_CARD, status=422)
    assert facts(page) == ["You chose Germany", "Your card Spain"]
    assert till.bank.charges() == []


def test_a_card_that_says_nothing_of_where_its_holder_lives_contradicts_nothing(eu_till):
    till = eu_till()
    visitor = till.browser()
    page = visitor.sign_up(till.sell(), query="?country=DE")
    assert heading(visitor.pay(page)) == "Paid. Enjoy."


def test_who_pays_from_elsewhere_than_the_page_was_opened_from_is_asked_for_the_card(eu_till):
    till = eu_till()
    visitor = browser_at(till, FRENCH)
    page = visitor.sign_up(till.sell(price=1200))
    visitor.app.extra_environ["REMOTE_ADDR"] = GERMAN
    page = visitor.pay(page, status=422)
    assert facts(page) == ["You chose France", "Your connection Germany"]
    assert till.bank.charges() == []
    visitor.pay(page, GERMAN_CARD)
    (order,) = till.rows(Order)
    assert (order.ip_country, [tax.jurisdiction for tax in Quote.from_json(order.quote).taxes]) == ("DE", ["DE"])
