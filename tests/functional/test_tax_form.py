"""Only what a tax rule needs is asked of a viewer, and what he says of himself stays through the steps."""

import pytest

from cleeng.orders.models import Order
from cleeng.taxes.questions import PER_CUSTOMER
from harness.eu import AUSTRIAN, AUSTRIAN_NUMBER, GERMAN, SPANISH, SPANISH_CARD, alert, browser_at, lines_of
from harness.till import heading

pytestmark = pytest.mark.db


def check_number(page, number=AUSTRIAN_NUMBER, company="Beispiel GmbH", **kwargs):
    form = page.forms["checkout"]
    form["vat_number"], form["company"] = number, company
    return form.submit("action", value="tax", **kwargs).maybe_follow()


def said(page):
    return page.html.select_one("#vat_number-said, #vat_number-error").get_text(strip=True)


def test_where_no_rule_asks_there_is_nothing_to_fill_in(till):
    page = till.browser().sign_up(till.sell())
    assert not page.html.select("#postcode, #vat_number, #company")


def test_only_a_country_with_territories_of_its_own_asks_for_the_postcode(eu_till):
    till = eu_till()
    page = browser_at(till, GERMAN).sign_up(till.sell())
    assert not page.html.select("#postcode")
    page = browser_at(till, SPANISH).sign_up(till.sell(title="Other"), "ana@example.com")
    assert page.html.select_one("label[for=postcode]").get_text(strip=True) == "Postcode"
    assert page.html.select_one("#postcode")["autocomplete"] == "billing postal-code"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("", "Enter it: it sets the tax."),
        ("ABC", "It has another form in this country: Spain. An example: 28039."),
        ("123456", "It has another form in this country: Spain. An example: 28039."),
    ],
    ids=["missing", "letters", "too many digits"],
)
def test_a_postcode_that_cannot_be_one_is_named_and_nothing_is_charged(eu_till, typed, text):
    till = eu_till()
    visitor = browser_at(till, SPANISH)
    page = visitor.sign_up(till.sell())
    page.forms["checkout"]["postcode"] = typed
    page = visitor.pay(page, SPANISH_CARD, status=422)
    assert page.html.select_one("#postcode-error").get_text(strip=True) == text
    assert page.html.select_one("#postcode")["value"] == typed
    assert page.html.select_one("[role=alert] a")["href"] == "#postcode"
    assert till.bank.charges() == []


def test_a_postcode_in_a_special_territory_changes_the_tax_before_anything_is_charged(eu_till):
    till = eu_till("inclusive = false")
    visitor = browser_at(till, SPANISH)
    page = visitor.sign_up(till.sell(price=1000))
    assert lines_of(page) == ["The Long Straight 10.00 EUR", "21 % VAT (Spain) 2.10 EUR", "Total 12.10 EUR"]
    page.forms["checkout"]["postcode"] = " 35001 "
    page = visitor.pay(page, SPANISH_CARD, status=422)
    assert "The price changed to 10.00 EUR" in alert(page)
    assert till.bank.charges() == []
    assert page.html.select_one("#postcode")["value"] == "35001"
    assert heading(visitor.pay(page, SPANISH_CARD)) == "Paid. Enjoy."
    assert [amount for _, amount in till.bank.charges()] == [1000]


def test_a_registered_business_abroad_pays_no_vat_and_the_receipt_says_so(eu_till, register):
    register.enter(AUSTRIAN_NUMBER)
    till = eu_till()
    visitor = browser_at(till, AUSTRIAN)
    page = check_number(visitor.sign_up(till.sell(price=1200)), "atu 135.856.27")
    assert said(page) == "The number is registered. You pay no VAT here and account for it yourself (reverse charge)."
    assert lines_of(page)[:3] == ["The Long Straight 12.00 EUR", "Without VAT -2.00 EUR", "Total 10.00 EUR"]
    assert lines_of(page)[3].startswith("Reverse charge: the recipient is liable for the VAT")
    assert page.html.select_one("#company")["value"] == "Beispiel GmbH"
    page = visitor.pay(page)
    assert heading(page) == "Paid. Enjoy."
    assert "Reverse charge" in page.text
    assert [amount for _, amount in till.bank.charges()] == [1000]
    (order,) = till.rows(Order)
    assert (order.buyer["tax_id"], order.buyer["company"]) == (AUSTRIAN_NUMBER, "Beispiel GmbH")


def test_a_number_that_nobody_has_is_named_and_the_vat_stays(eu_till):
    till = eu_till()
    page = check_number(browser_at(till, AUSTRIAN).sign_up(till.sell()), status=422)
    assert said(page).startswith("No business is registered under this number.")
    assert page.html.select_one("#vat_number")["value"] == AUSTRIAN_NUMBER
    assert "Includes 20 % VAT (Austria) 0.83 EUR" in lines_of(page)
    assert page.html.select_one("details#tax").has_attr("open")


def test_while_the_register_is_silent_vat_is_charged_and_the_page_says_so(eu_till, register):
    register.mood = "MS_UNAVAILABLE"
    till = eu_till()
    visitor = browser_at(till, AUSTRIAN)
    page = check_number(visitor.sign_up(till.sell()), status=422)
    assert said(page).startswith("The register of VAT numbers does not answer now. VAT is charged.")
    page = visitor.pay(page)
    assert heading(page) == "Paid. Enjoy."
    assert [amount for _, amount in till.bank.charges()] == [499]


def test_a_number_that_was_typed_but_not_looked_at_is_not_charged_with_vat_unseen(eu_till, register):
    register.enter(AUSTRIAN_NUMBER)
    till = eu_till()
    visitor = browser_at(till, AUSTRIAN)
    page = visitor.sign_up(till.sell(price=1200))
    page.forms["checkout"]["vat_number"] = AUSTRIAN_NUMBER
    page = visitor.pay(page, status=422)
    assert "The price changed to 10.00 EUR" in alert(page)
    assert heading(page) == "How do you want to pay?"
    assert till.bank.charges() == []
    assert heading(visitor.pay(page)) == "Paid. Enjoy."


def test_a_number_is_kept_when_the_offer_is_opened_again_and_goes_with_another_country(eu_till, register):
    register.enter(AUSTRIAN_NUMBER)
    till = eu_till()
    visitor, offer = browser_at(till, AUSTRIAN), till.sell()
    check_number(visitor.sign_up(offer))
    page = visitor.open(offer)
    assert page.html.select_one("#vat_number")["value"] == AUSTRIAN_NUMBER
    assert "Without VAT -0.83 EUR" in lines_of(page)
    page.forms["checkout"]["country"] = "DE"
    page = page.forms["checkout"].submit("action", value="country").maybe_follow()
    assert page.html.select_one("#vat_number").get("value", "") == ""


def test_an_emptied_number_brings_the_vat_back(eu_till, register):
    register.enter(AUSTRIAN_NUMBER)
    till = eu_till()
    page = check_number(browser_at(till, AUSTRIAN).sign_up(till.sell()))
    page = check_number(page, "", "")
    assert said(page) == "Leave it empty to pay as a private person."
    assert "Includes 20 % VAT (Austria) 0.83 EUR" in lines_of(page)


def test_who_tries_number_after_number_is_told_to_wait_and_nobody_is_asked(eu_till, register):
    register.enter(AUSTRIAN_NUMBER)
    till = eu_till()
    page = browser_at(till, AUSTRIAN).sign_up(till.sell())
    for number in range(PER_CUSTOMER.amount):
        page = check_number(page, f"ATU{number:08}", status=422)
    page = check_number(page, status=422)
    assert said(page) == "Too many numbers were checked. Wait 10 minutes, then try again."
    assert page.html.select_one("#vat_number")["value"] == AUSTRIAN_NUMBER
    assert "Includes 20 % VAT (Austria) 0.83 EUR" in lines_of(page)
    assert AUSTRIAN_NUMBER[2:] not in [question["vatNumber"] for question in register.asked]


def test_a_control_character_in_a_companys_name_is_left_out(eu_till, register):
    register.enter(AUSTRIAN_NUMBER)
    till = eu_till()
    check_number(browser_at(till, AUSTRIAN).sign_up(till.sell()), company="Film\x0bund\x1b Ton")
    (order,) = till.rows(Order)
    assert order.who().company == "Film und Ton"
