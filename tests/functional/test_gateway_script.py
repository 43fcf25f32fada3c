"""A gateway that draws its own fields: its script is loaded when it is chosen, within the page's policy."""

import pytest
from playwright.sync_api import expect

from cleeng.clock import SystemClock
from cleeng.payments.models import Payment
from harness.site import Installation
from harness.till import PASSWORD, Till

INI = "\n[gateways]\nuse = sandbox fields\n\n[plugin:payment_fields]\npublic_key = pk_demo\n"
SCRIPT = "/plugins/payment_fields/static/fields.js"


@pytest.fixture
def shop(tmp_path, db_url, install_plugin):
    fields = install_plugin("payment_fields")
    installation = Installation(tmp_path / "served", db_url, SystemClock(), plugins=["payment_sandbox", fields])
    installation.add_publisher(more=INI)
    return Till(installation)


def payment_page(page, shop, serve):
    page.goto(f"{serve(shop.installation).url}/checkout/{shop.sell().id}")
    page.get_by_label("E-mail address").fill("lena@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue to payment").click()
    page.wait_for_url("**/payment**")


def test_the_script_fills_in_a_field_and_the_payment_goes_through(page, shop, serve):
    asked, faults = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    payment_page(page, shop, serve)
    assert not any(SCRIPT in url for url in asked)
    page.get_by_label("Drawn card").check()
    page.get_by_label("Card for pk_demo").fill("7788")
    page.get_by_label("Start at once").check()
    page.locator("[data-pay]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid. Enjoy.")
    (payment,) = shop.rows(Payment)
    assert (payment.gateway, payment.snapshot["last_four"]) == ("fields", "7788")
    assert faults == []


def test_a_script_that_is_not_satisfied_keeps_the_viewer_on_the_page(page, shop, serve):
    payment_page(page, shop, serve)
    page.get_by_label("Drawn card").check()
    page.get_by_label("Start at once").check()
    page.locator("[data-pay]").click()
    expect(page.get_by_text("Card: type it first")).to_be_visible()
    expect(page.locator("[data-pay]")).to_have_text("Order and pay 4.99 EUR")
    assert shop.rows(Payment) == []


def test_the_page_may_load_what_the_gateway_names_and_works_without_script(shop):
    page = shop.browser().sign_up(shop.sell())
    assert "frame-src https://fields.example" in page.headers["Content-Security-Policy"]
    form = page.forms["checkout"]
    form["method"] = "fields:drawn"
    form["consent-immediate_start"] = True
    again = form.submit("action", value="pay", status=422)
    assert "Card: missing" in again.html.select_one("[role=alert]").text


def test_the_line_under_the_button_follows_the_chosen_method(page, shop, serve):
    payment_page(page, shop, serve)
    note = page.locator("[data-pay-note]")
    expect(note).to_have_text("One payment. It does not renew.")
    page.get_by_label("Bank page").check()
    expect(note).to_have_text("One payment. It does not renew. Nothing is charged before you confirm at Bank page.")
    page.get_by_label("Drawn card").check()
    expect(note).to_have_text("One payment. It does not renew.")
