"""A viewer corrects country, currency and language on either page, without script, and what he chose stays."""

import pytest

from cleeng.customers.models import Customer
from cleeng.orders.models import Order
from harness.eu import lines_of, text_of
from harness.till import Visitor, heading

pytestmark = pytest.mark.db

NORWEGIAN = "193.213.112.4"


def correct(page, **choices):
    form = page.forms["checkout"]
    for name, value in choices.items():
        form[name] = value
    return form.submit("action", value="country").maybe_follow()


def chosen(page, name):
    return page.html.select_one(f"#{name} option[selected]")


@pytest.fixture
def norwegian(exchange, installation):
    """Somebody in Norway, where 4.99 EUR are 59.00 NOK."""
    return Visitor(exchange(), installation.visitor(REMOTE_ADDR=NORWEGIAN))


def test_one_currency_is_no_choice(till):
    page = till.browser().open(till.sell())
    assert not page.html.select("#currency")
    assert text_of(page.html.select("details summary")[-1]) == "Prices for: Germany, in EUR. Change"


def test_the_currencies_with_a_rate_are_on_offer_by_code_and_name(norwegian):
    page = norwegian.open(norwegian.till.sell())
    options = [text_of(option) for option in page.html.select("#currency option")]
    assert options == sorted(options)
    assert {"CHF, Swiss Franc", "EUR, Euro", "USD, US Dollar"} < set(options)
    assert text_of(chosen(page, "currency")) == "NOK, Norwegian Krone"


def test_a_currency_that_was_chosen_stays_from_the_first_page_to_the_receipt(norwegian):
    page = correct(norwegian.open(norwegian.till.sell()), currency="USD")
    assert lines_of(page)[0] == "The Long Straight 5.49 USD"
    form = page.forms["checkout"]
    form["email"], form["password"] = "lena@example.com", "hurdles400"
    page = form.submit("action", value="register").maybe_follow()
    assert lines_of(page)[0] == "The Long Straight 5.49 USD"
    page = norwegian.pay(page)
    assert heading(page) == "Paid. Enjoy."
    assert "Total 5.49 USD" in lines_of(page)
    (order,) = norwegian.till.rows(Order)
    assert (order.currency, order.buyer["currency"], order.country) == ("USD", "USD", "NO")


def test_while_none_is_chosen_the_currency_follows_the_country(norwegian):
    page = norwegian.sign_up(norwegian.till.sell())
    page = correct(page, country="US")
    assert lines_of(page)[0] == "The Long Straight 5.49 USD"
    assert chosen(page, "currency")["value"] == ""
    page = correct(page, country="CH", currency="EUR")
    assert lines_of(page)[0] == "The Long Straight 4.99 EUR"
    page = correct(page, country="NO")
    assert lines_of(page)[0] == "The Long Straight 4.99 EUR"
    page = norwegian.app.get(page.request.path)
    assert (chosen(page, "country")["value"], chosen(page, "currency")["value"]) == ("NO", "EUR")


def test_what_was_chosen_but_not_updated_is_not_charged_unseen(norwegian):
    page = norwegian.sign_up(norwegian.till.sell())
    page.forms["checkout"]["currency"] = "USD"
    page = norwegian.pay(page, status=422)
    assert "The price changed to 5.49 USD" in text_of(page.html.select_one("[role=alert]"))
    assert norwegian.till.bank.charges() == []
    assert heading(norwegian.pay(page)) == "Paid. Enjoy."


def test_a_currency_without_a_rate_leaves_the_offer_s_own(norwegian):
    page = norwegian.open(norwegian.till.sell(), "?currency=XAU")
    assert lines_of(page)[0] == "The Long Straight 4.99 EUR"
    page = norwegian.open(norwegian.till.sell(title="Other"), "?currency=dollars")
    assert lines_of(page)[0] == "Other 59.00 NOK"


def test_the_country_can_be_corrected_twice_on_the_payment_page(till):
    page = till.browser().sign_up(till.sell(), query="?country=NO")
    page = correct(correct(page, country="SE"), country="AT")
    assert chosen(page, "country")["value"] == "AT"
    (order,) = till.rows(Order)
    assert order.country == "AT"


def test_a_language_sets_how_amounts_are_written_and_the_text_stays_english_and_says_so(till):
    page = correct(till.browser().open(till.sell()), locale="de_DE")
    assert lines_of(page)[:2] == ["The Long Straight 4,99 EUR", "Total 4,99 EUR"]
    assert text_of(chosen(page, "locale")) == "Deutsch (Deutschland)"
    assert page.html.html["lang"] == "en"
    assert text_of(page.html.select_one("#locale-hint")).startswith("The text is in English so far.")
    assert [page.html.select_one(f"#{name}")["aria-describedby"] for name in ("country", "locale")] == [
        "country-hint",
        "locale-hint",
    ]
    assert text_of(page.html.select_one("#country-hint")) == "The country sets the tax."
    assert "Deutschland" in text_of(page.html.select_one("#country"))


def test_a_language_stays_with_the_next_steps_and_the_account(till):
    page = correct(till.browser().open(till.sell()), locale="ar_EG")
    assert page.html.html["dir"] == "ltr"
    form = page.forms["checkout"]
    form["email"], form["password"] = "lena@example.com", "hurdles400"
    page = form.submit("action", value="register").maybe_follow()
    assert chosen(page, "locale")["value"] == "ar_EG"
    (customer,) = till.rows(Customer)
    assert customer.locale == "ar_EG"
