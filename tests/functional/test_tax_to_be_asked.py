"""Taxes that are known only when more is: a ZIP code, or the answer of a service elsewhere."""

import pytest

from cleeng.catalog.models import OfferType
from cleeng.taxes.questions import PER_ADDRESS, Cause
from cleeng.testing.tax_service import API_KEY, tax_service
from harness.eu import alert, browser_at, lines_of, text_of
from harness.till import GATEWAY, Till, heading

pytestmark = pytest.mark.db

AMERICAN = "8.8.8.8"
PENDING = "The tax is worked out before you pay."
WITHOUT = ("[tax]", "use = flat")


@pytest.fixture
def service():
    with tax_service() as fake:
        yield fake


@pytest.fixture
def us_till(installation):
    """A till of a publisher that is registered in Texas."""
    installation.plugins += ["payment_sandbox", "tax_us"]
    more = f"{GATEWAY}\n[tax]\nuse = us\n[plugin:tax_us]\nnexus = TX\n"
    installation.add_publisher(more=more, without=WITHOUT)
    return Till(installation)


@pytest.fixture
def remote_till(installation, service):
    """A till whose taxes somebody else knows."""
    installation.plugins += ["payment_sandbox", "tax_remote"]
    section = f"[plugin:tax_remote]\nurl = {service.url}\napi_key = {API_KEY}\n"
    installation.add_publisher(more=f"{GATEWAY}\n[tax]\nuse = remote\n{section}", without=WITHOUT)
    return Till(installation)


def update(page, postcode, **kwargs):
    form = page.forms["checkout"]
    form["postcode"] = postcode
    return form.submit("action", value="tax", **kwargs).maybe_follow()


def test_before_the_zip_code_is_known_the_page_says_that_tax_comes(us_till):
    visitor = browser_at(us_till, AMERICAN)
    offer_page = visitor.app.get(f"/o/{us_till.sell(price=1000).id}")
    assert "10.00 EUR once, the tax is worked out before you pay" in text_of(offer_page.html.select_one(".ticket"))
    first = visitor.open(us_till.sell(price=1000))
    assert lines_of(first)[-2:] == ["Total so far 10.00 EUR", PENDING]
    page = visitor.sign_up(us_till.sell(price=1000))
    assert lines_of(page)[-2:] == ["Total so far 10.00 EUR", PENDING]
    assert page.html.select_one("label[for=postcode]").get_text(strip=True) == "ZIP code"
    assert not page.html.select("#place")
    page = visitor.pay(page, status=422)
    assert page.html.select_one("[role=alert] a")["href"] == "#postcode"
    assert us_till.bank.charges() == []


def test_a_trial_says_that_tax_comes_on_what_follows(us_till):
    offer = us_till.sell(OfferType.SUBSCRIPTION, price=999, free_days=14)
    page = browser_at(us_till, AMERICAN).sign_up(offer)
    assert lines_of(page)[-2:] == ["From 14 Mar 2028 9.99 EUR a month", PENDING]


def test_the_zip_code_brings_the_tax_and_stays(us_till):
    visitor = browser_at(us_till, AMERICAN)
    page = update(visitor.sign_up(us_till.sell(price=1000)), "75201")
    assert [line for line in lines_of(page) if line.startswith("Total")] != ["Total 10.00 EUR"]
    assert PENDING not in lines_of(page)
    assert any(line.startswith("6.25 % Sales tax (TX, United States) ") for line in lines_of(page))
    assert page.html.select_one("#postcode")["value"] == "75201"
    total = page.html.select_one(".total dd").get_text(strip=True)
    assert heading(visitor.pay(page)) == "Paid. Enjoy."
    assert [f"{amount / 100:.2f}\N{NO-BREAK SPACE}EUR" for _, amount in us_till.bank.charges()] == [total]


def test_a_zip_code_of_no_state_is_named(us_till):
    visitor = browser_at(us_till, AMERICAN)
    page = update(visitor.sign_up(us_till.sell(price=1000)), "00000")
    page = visitor.pay(page, status=422)
    assert "ZIP code: not known" in alert(page)
    assert us_till.bank.charges() == []


def test_nothing_is_sold_while_the_service_is_silent_and_it_goes_on_when_it_answers(remote_till, service):
    service.status = 503
    visitor = browser_at(remote_till, AMERICAN)
    page = visitor.sign_up(remote_till.sell(price=1000))
    assert lines_of(page)[-1] == PENDING
    page.forms["checkout"]["postcode"] = "75201"
    refused = visitor.pay(page, status=503)
    assert heading(refused) == "The tax cannot be worked out just now"
    assert remote_till.bank.charges() == []
    service.status = 200
    service.sales_tax("75201", ("Texas", "6.25"), ("Dallas", "2"))
    page = visitor.pay(refused.click("Try again"), status=422)
    assert "The price changed to 10.83 EUR" in alert(page)
    assert heading(visitor.pay(page)) == "Paid. Enjoy."
    assert [amount for _, amount in remote_till.bank.charges()] == [1083]


def test_who_makes_many_accounts_makes_us_ask_no_more_often(remote_till, service):
    offer = remote_till.sell(price=1000)
    with remote_till.installation.services() as s:
        for number in range(PER_ADDRESS.amount):
            s.taxes.questions.count(Cause(number, AMERICAN))
    assert lines_of(browser_at(remote_till, AMERICAN).sign_up(offer))[-1] == PENDING
    assert service.asked == []
