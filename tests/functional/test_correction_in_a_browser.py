"""What the checkout asks for is reached by keyboard and announced; nothing keeps anybody out."""

import pytest
from playwright.sync_api import expect

from cleeng.clock import SystemClock
from harness.access import fits, no_barrier
from harness.eu import AUSTRIAN_NUMBER, set_up_eu
from harness.site import Installation
from harness.till import PASSWORD, Till

pytestmark = pytest.mark.slow


IN_AUSTRIA = "[plugin:geoip_mmdb]\nplaces = 127.0.0.1 AT\n"


@pytest.fixture
def served_with(tmp_path, db_url, serve, register):
    """Serve a shop under the EU's rules, with more lines in its ini."""

    def served_with(more=""):
        installation = Installation(tmp_path / "served", db_url, SystemClock())
        set_up_eu(installation, register, more)
        till = Till(installation)
        till.url = serve(installation).url
        return till

    return served_with


@pytest.fixture
def served(served_with):
    return served_with()


def sign_up(page, till, query):
    page.goto(f"{till.url}/checkout/{till.sell(price=1200).id}{query}")
    page.get_by_label("E-mail address").fill("lena@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue to payment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How do you want to pay?")


def test_country_and_language_are_corrected_by_keyboard(page, served):
    page.goto(f"{served.url}/checkout/{served.sell(price=1200).id}")
    page.get_by_text("Prices for: Germany").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Country")).to_be_focused()
    page.get_by_label("Country").select_option("AT")
    page.get_by_label("Language").select_option("de_DE")
    no_barrier(page)
    page.get_by_role("button", name="Update").press("Enter")
    expect(page.locator(".lines")).to_contain_text("12,00")
    expect(page.locator(".lines")).to_contain_text("20")


def test_enter_in_the_number_s_field_checks_it_and_pays_nothing(phone_page, served_with, register):
    register.enter(AUSTRIAN_NUMBER)
    page, served = phone_page, served_with(IN_AUSTRIA)
    sign_up(page, served, "?country=AT")
    page.get_by_text("I buy for a business").click()
    page.get_by_label("VAT number").fill("ATU00000000")
    page.get_by_label("VAT number").press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    no_barrier(page)
    summary.get_by_role("link").click()
    expect(page.get_by_label("VAT number")).to_be_focused()
    page.get_by_label("VAT number").fill(AUSTRIAN_NUMBER)
    page.get_by_label("VAT number").press("Enter")
    expect(page.get_by_role("button", name="10.00")).to_be_visible()
    expect(page.get_by_text("The number is registered.")).to_be_visible()
    assert served.bank.charges() == []
    no_barrier(page)
    fits(page)


def test_who_is_asked_where_he_lives_is_led_to_the_tick(phone_page, served):
    page = phone_page
    sign_up(page, served, "?country=DE")
    page.get_by_label("Card number").fill("4000 0072 4000 0007")
    page.get_by_label("Expiry date").fill("12/39")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on card").fill("Lena Brandt")
    page.get_by_label("Start at once").check()
    page.get_by_role("button", name="Order and pay").click()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("I live in the country that my card is from: Spain")).to_be_focused()
    no_barrier(page)
    fits(page)


def test_whatever_the_keyboard_reaches_in_the_form_of_the_card_shows_it(phone_page, served):
    page = phone_page
    sign_up(page, served, "?country=DE")
    page.get_by_label("Card number").focus()
    for name in ("Card number", "Expiry date", "Security code", "Name on card", "Keep this card"):
        field = page.get_by_label(name)
        expect(field).to_be_focused()
        assert field.evaluate("node => getComputedStyle(node).outlineWidth") == "3px", name
        page.keyboard.press("Tab")
