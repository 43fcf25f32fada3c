"""On the narrowest screens prices leave room for names, and nothing of a payment is out of sight."""

import pytest

from cleeng.payments.models import Payment
from harness.access import NARROWEST
from harness.site import PUBLISHER_ID
from harness.till import PASSWORD

pytestmark = [pytest.mark.db, pytest.mark.slow]

LEAST = 100  # CSS pixels that a title has beside or above its price


@pytest.fixture
def page(new_context):
    return new_context(viewport={"width": NARROWEST, "height": 700}).new_page()


@pytest.mark.parametrize("price", [499, 123_456_789], ids=["usual", "long"])
def test_a_price_goes_below_a_title_rather_than_squeeze_it(till, serve, page, price):
    film = till.sell(price=price, title="Weltmeisterschaftsqualifikationen")
    page.goto(f"{serve(till.installation).url}/checkout/{film.id}")
    title, amount = page.locator(".item b").bounding_box(), page.locator(".item .price").bounding_box()
    assert title["width"] >= LEAST
    assert amount["x"] + amount["width"] <= NARROWEST
    assert (amount["y"] >= title["y"] + title["height"]) == (price > 1000)


def test_the_papers_of_a_payment_are_in_sight_without_scrolling_sideways(till, serve, page):
    till.browser().buy(till.sell(title="Halden Night of Miles", price=1200))
    (payment,) = till.rows(Payment)
    with till.installation.services() as ours:
        ours.refunds.refund(payment.transaction_id, key="a-refund")
    page.goto(f"{serve(till.installation).url}/my-account?publisherId={PUBLISHER_ID}")
    page.get_by_label("E-mail address").fill("lena@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    paper = page.get_by_role("link", name="Credit note").bounding_box()
    assert paper["x"] + paper["width"] <= NARROWEST
