"""Coupons in the checkout: shown before anything is paid, taken off, taken back, and refused in plain words."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from cleeng.catalog.models import OfferType
from cleeng.coupons.coupon import ENDLESS
from cleeng.coupons.guesses import PER_ADDRESS, PER_PERSON
from cleeng.coupons.redemption import HOLD, HOLD_REFUSED
from cleeng.orders.models import Order, OrderStatus
from cleeng.payments.models import Payment
from cleeng.subscriptions.models import Subscription
from cleeng.worker import build_worker
from harness.access import fits, no_barrier
from harness.campaign import size
from harness.till import SOFT, heading

pytestmark = pytest.mark.db


def text(node):
    return " ".join(node.get_text(" ", strip=True).split())


def lines(page):
    """Give the lines of the receipt."""
    return [text(line) for line in page.html.select(".lines > div")]


def fault(page):
    """Give what stands below the field of the coupon."""
    return text(page.html.select_one("#coupon-error"))


def applied(page):
    """Give the line that says which coupon is applied, "" without one."""
    found = page.html.select_one("#price span")
    return text(found) if found else ""


def button(page):
    return text(page.html.select_one("[data-pay]"))


def beside_the_button(page):
    return text(page.html.select_one("[data-pay-note]"))


def press(page, code, action="coupon", **kwargs):
    """Type a code and press the button beside it; give the page that it leads to."""
    form = page.forms["checkout"]
    if action == "coupon":
        form["coupon"] = code
    return form.submit("action", value=action, **kwargs).maybe_follow()


@pytest.fixture
def film(till, coupons):
    """A film, and a coupon of 10 % for it."""
    coupons.campaign("MILES10")
    return till.sell()


TRIAL_GONE = "It takes the place of the free trial."
REDUCED = [
    "The Long Straight 4.99 EUR",
    "Coupon, 10 % off \N{MINUS SIGN}0.50 EUR",
    "Total 4.49 EUR",
    "Includes 19 % VAT (Germany) 0.72 EUR",
]


def test_a_code_shows_its_price_before_anybody_signs_up_and_holds_nothing(till, coupons, film):
    page = press(till.browser().open(film), " miles-10 ")
    assert lines(page) == REDUCED
    assert applied(page) == "Coupon MILES10 applied"
    assert text(page.html.select_one(".item .price s")) == "4.99 EUR"
    assert coupons.used("MILES10") == (0, 0, 0)
    assert not till.rows(Order)


def test_what_was_typed_before_stays_when_a_code_is_applied(till, film):
    page = till.browser().open(film)
    page.forms["checkout"]["email"] = "lena@example.com"
    assert press(page, "MILES10").forms["checkout"]["email"].value == "lena@example.com"


@pytest.mark.parametrize("where", ["link", "first step", "payment", "typed and gone on"])
def test_a_viewer_pays_the_reduced_price(till, coupons, film, where):
    visitor = till.browser()
    page = visitor.open(film, "?coupon=miles10" if where == "link" else "")
    if where == "first step":
        page = press(page, "MILES10")
    form = page.forms["checkout"]
    form["email"], form["password"] = "lena@example.com", "hurdles400"
    if where == "typed and gone on":
        form["coupon"] = "MILES10"
    page = form.submit("action", value="register").maybe_follow()
    if where == "payment":
        page = press(page, "MILES10")
    assert (lines(page), applied(page)) == (REDUCED, "Coupon MILES10 applied")
    assert button(page) == "Order and pay 4.49 EUR"
    page = visitor.pay(page)
    assert heading(page) == "Paid. Enjoy."
    assert lines(page)[:4] == REDUCED
    assert [amount for _, amount in till.bank.charges()] == [449]
    assert coupons.used("MILES10") == (1, 1, 1)


def test_a_coupon_is_removed_at_each_step(till, coupons, film):
    visitor = till.browser()
    page = press(press(visitor.open(film), "MILES10"), "", "coupon-remove")
    assert (lines(page)[1], applied(page)) == ("Total 4.99 EUR", "")
    page = visitor.sign_up(film, query="?coupon=MILES10")
    assert coupons.used("MILES10") == (1, 1, 1)
    page = press(page, "", "coupon-remove")
    assert (lines(page)[1], applied(page)) == ("Total 4.99 EUR", "")
    assert coupons.used("MILES10") == (0, 0, 0)
    visitor.pay(page)
    assert [amount for _, amount in till.bank.charges()] == [499]


def test_who_comes_back_finds_the_coupon_in_his_order(till, film):
    visitor = till.browser()
    visitor.sign_up(film, query="?coupon=MILES10")
    for query in ("", "?coupon=MILES10"):
        page = visitor.open(film, query)
        assert (lines(page), applied(page)) == (REDUCED, "Coupon MILES10 applied")
    assert heading(visitor.pay(page)) == "Paid. Enjoy."
    assert [amount for _, amount in till.bank.charges()] == [449]


@pytest.mark.parametrize("step", ["first", "payment"])
def test_a_code_that_does_not_count_says_why_keeps_what_was_typed_and_the_price(till, coupons, film, step, clock):
    coupons.campaign("SUMMER26", expires_at=clock.now() + dt.timedelta(seconds=1))
    coupons.switch_off(coupons.campaign("OFF"))
    coupons.campaign("OTHER", offer_ids=(till.sell(title="Another").id,))
    coupons.subscription("PLAN")
    coupons.campaign("GONE", max_usages=1)
    till.browser().sign_up(film, "other@example.com", "?coupon=GONE")
    till.later(seconds=1)
    visitor = till.browser()
    page = visitor.open(film) if step == "first" else visitor.sign_up(film)
    today = f"{clock.now():%-d %b %Y}"
    for code, reason in {
        "summer 26": f"SUMMER26 ended on {today}.",
        "OFF": "OFF has ended.",
        "OTHER": "OTHER does not count for The Long Straight.",
        "PLAN": "PLAN does not count for The Long Straight.",
        "GONE": "GONE has been used as often as it may be.",
        "MILES1O": "There is no coupon MILES1O. Check each letter and digit.",
        "<b>": "There is no coupon <B>. Check each letter and digit.",
        "x" * 60: "This is too long for a coupon code.",
        " - ": "Enter the coupon code.",
        "": "Enter the coupon code.",
    }.items():
        page = press(page, code, status=422)
        assert fault(page) == f"{reason} The price stays 4.99 EUR."
        assert page.html.select_one("#coupon")["aria-describedby"] == "coupon-error"
        assert page.html.select_one("[role=alert] a")["href"] == "#coupon"
        assert page.html.select_one("details:has(#coupon)").has_attr("open")
        assert lines(page)[1] == "Total 4.99 EUR"
        assert page.forms["checkout"]["coupon"].value == code


def test_a_link_with_a_code_that_does_not_count_says_so_and_sells_at_the_full_price(till, film):
    visitor = till.browser()
    page = visitor.open(film, "?coupon=NOPE")
    assert fault(page) == "There is no coupon NOPE. Check each letter and digit. The price stays 4.99 EUR."
    page = visitor.sign_up(film, query="?coupon=NOPE")
    assert fault(page).startswith("There is no coupon NOPE.")
    assert heading(visitor.pay(page)) == "Paid. Enjoy."
    assert [amount for _, amount in till.bank.charges()] == [499]


def test_a_customer_who_used_a_code_is_told_so(till, coupons):
    coupons.campaign("ONCE", usage_per_user=1)
    visitor = till.browser()
    visitor.pay(visitor.sign_up(till.sell(), query="?coupon=ONCE"))
    page = press(visitor.open(till.sell()), "ONCE", status=422)
    assert fault(page).startswith("ONCE was used on this account already.")


def test_a_code_that_was_typed_when_the_pay_button_was_pressed_is_not_ignored(till, coupons, film):
    visitor = till.browser()
    form = visitor.filled(visitor.sign_up(film))
    form["coupon"] = "NOPE"
    page = form.submit("action", value="pay", status=422)
    assert fault(page).startswith("There is no coupon NOPE.")
    form = visitor.filled(page)
    form["coupon"] = "MILES10"
    page = form.submit("action", value="pay", status=422)
    assert "The price changed to 4.49 EUR" in text(page.html)
    assert till.bank.charges() == []
    assert heading(visitor.pay(page)) == "Paid. Enjoy."
    assert [amount for _, amount in till.bank.charges()] == [449]


def test_a_code_that_is_used_up_meanwhile_is_not_charged_at_another_price(till, coupons, film):
    coupons.campaign("LAST", discount="50", max_usages=1)
    visitor = till.browser()
    visitor.sign_up(till.sell(), "lena@example.com")
    page = visitor.open(film, "?coupon=LAST")
    assert button(page) == "Order and pay 2.49 EUR"
    till.browser().sign_up(film, "other@example.com", "?coupon=LAST")
    page = visitor.pay(page, status=422)
    assert "The price changed to 4.99 EUR" in text(page.html)
    assert fault(page).startswith("LAST has been used as often as it may be.")
    assert till.bank.charges() == []


@pytest.mark.parametrize("where", ["first step", "payment"])
def test_a_full_discount_skips_the_payment(till, coupons, where):
    coupons.campaign("GIFT", discount="100")
    visitor, offer = till.browser(), till.sell()
    if where == "first step":
        page = press(visitor.open(offer), "GIFT")
        assert (lines(page)[2], button(page)) == ("Total 0.00 EUR", "Get access")
        page = visitor.sign_up(offer, query="?coupon=GIFT")
    else:
        page = press(visitor.sign_up(offer), "GIFT")
        assert (heading(page), button(page)) == ("Ready to watch", "Get access")
        page = page.forms["checkout"].submit("action", value="pay").maybe_follow()
    assert heading(page) == "You have access. Enjoy."
    assert not till.rows(Payment)
    (order,) = till.rows(Order)
    assert (order.status, order.total_minor, order.coupon_code) == (OrderStatus.PAID, 0, "GIFT")


@pytest.mark.parametrize(
    ("fields", "expected", "then"),
    [
        ({"periods": 1}, ["From 29 Mar 2028 7.99 EUR a month"], "7.99 EUR a month"),
        (
            {"periods": 3},
            ["From 29 Mar 2028 3.99 EUR a month", "From 29 May 2028 7.99 EUR a month"],
            "3.99 EUR a month, from 29 May 2028 7.99 EUR a month",
        ),
        ({"periods": ENDLESS}, ["From 29 Mar 2028 3.99 EUR a month"], "3.99 EUR a month"),
    ],
)
def test_a_subscription_says_what_it_costs_with_the_coupon_and_after_it(till, coupons, fields, expected, then):
    coupons.subscription("HALF", discount="50", **fields)
    visitor, plan = till.browser(), till.sell(OfferType.SUBSCRIPTION, 799)
    page = visitor.sign_up(plan, query="?coupon=HALF")
    assert lines(page)[1:3] == ["Coupon, 50 % off \N{MINUS SIGN}4.00 EUR", "Today 3.99 EUR"]
    assert lines(page)[4:] == expected
    assert button(page) == "Subscribe and pay 3.99 EUR"
    assert beside_the_button(page).startswith(f"3.99 EUR today. {then} until you cancel.")
    page = visitor.pay(page)
    assert heading(page) == "Paid. Enjoy."
    assert text(page.html.select_one(".outcome p")) == f"Paid until 29 Mar 2028. Then {then} until you cancel."
    (subscription,) = till.rows(Subscription)
    assert (subscription.coupon_code, subscription.price_minor) == ("HALF", 799)
    assert subscription.discount_periods == fields["periods"]


def test_periods_that_cost_nothing_are_not_said_to_be_charged(till, coupons):
    coupons.subscription("QUARTER", discount="100", periods=3)
    visitor, plan = till.browser(), till.sell(OfferType.SUBSCRIPTION, 799)
    page = visitor.sign_up(plan, query="?coupon=QUARTER")
    assert lines(page)[-2:] == ["From 29 Mar 2028 0.00 EUR a month", "From 29 May 2028 7.99 EUR a month"]
    assert beside_the_button(page).startswith("Free until 29 May 2028, then 7.99 EUR a month until you cancel.")
    page = visitor.pay(page)
    told = text(page.html.select_one(".outcome p"))
    assert told == "Free until 29 May 2028. Then 7.99 EUR a month until you cancel."


def test_a_subscription_that_stays_free_is_not_said_to_end_or_to_cost(till, coupons):
    coupons.subscription("FREE", discount="100", periods=ENDLESS)
    visitor, plan = till.browser(), till.sell(OfferType.SUBSCRIPTION, 799)
    page = visitor.sign_up(plan, query="?coupon=FREE")
    assert beside_the_button(page) == "Nothing is charged."
    page = visitor.pay(page)
    assert text(page.html.select_one(".outcome p")) == "The subscription is free."


def test_a_coupon_takes_the_place_of_the_trial_and_gives_it_back(till, coupons):
    coupons.subscription("HALF", discount="50")
    visitor, plan = till.browser(), till.sell(OfferType.SUBSCRIPTION, 799, free_days=14)
    page = visitor.sign_up(plan)
    assert "Today 0.00 EUR" in lines(page)
    page = press(page, "HALF")
    assert "Today 3.99 EUR" in lines(page)
    assert TRIAL_GONE in page.text
    page = press(page, "", "coupon-remove")
    assert "Today 0.00 EUR" in lines(page)
    assert TRIAL_GONE not in page.text


@pytest.mark.parametrize("required", [True, False])
def test_a_free_first_month_asks_for_a_card_unless_the_campaign_waives_it(till, coupons, required):
    coupons.subscription("MONTH", discount="100", method_required=required)
    visitor, plan = till.browser(), till.sell(OfferType.SUBSCRIPTION, 799)
    page = visitor.sign_up(plan, query="?coupon=MONTH")
    if required:
        assert any(line.endswith("7.99 EUR a month") for line in lines(page))
        page = visitor.pay(page)
    assert heading(page) == "You have access. Enjoy."
    (subscription,) = till.rows(Subscription)
    assert (subscription.method_id is not None) == required
    assert till.bank.charges() == []


def test_a_refused_card_keeps_the_coupon_for_another_try_and_no_longer(till, application, coupons, film):
    visitor = till.browser()
    page = visitor.pay(visitor.sign_up(film, query="?coupon=MILES10"), SOFT)
    assert applied(page) == "Coupon MILES10 applied"
    till.later(seconds=HOLD_REFUSED.total_seconds() - 1)
    build_worker(application).drain()
    assert coupons.used("MILES10") == (1, 1, 1)
    till.later(seconds=2)
    build_worker(application).drain()
    assert coupons.used("MILES10") == (0, 0, 0)
    (order,) = till.rows(Order)
    assert (order.total_minor, order.coupon_code) == (499, "")


def test_an_order_that_is_left_alone_gives_its_coupon_to_the_next(till, application, coupons, film):
    coupons.campaign("LAST", max_usages=1)
    till.browser().sign_up(film, query="?coupon=LAST")
    assert "used as often" in till.browser().open(film, "?coupon=LAST").text
    till.later(seconds=HOLD.total_seconds())
    build_worker(application).drain()
    assert applied(till.browser().open(film, "?coupon=LAST")) == "Coupon LAST applied"


def test_the_published_address_carries_a_code_to_the_checkout(till, film):
    page = till.browser().app.get(f"/auth/2/purchase?offerId={film.id}&coupon=MILES10").follow()
    assert applied(page) == "Coupon MILES10 applied"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_field_keeps_nobody_out_and_enter_applies_what_was_typed(till, film, serve, phone_page, scheme):
    page = phone_page
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{serve(till.installation).url}/checkout/{film.id}")
    page.locator("summary", has_text="Add a coupon").press("Enter")
    page.fill("#coupon", "miles1o")
    page.press("#coupon", "Enter")
    expect(page.locator("#coupon")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_be_focused()
    no_barrier(page)
    fits(page)
    page.fill("#coupon", "miles10")
    page.press("#coupon", "Enter")
    expect(page.locator("#price")).to_contain_text("Coupon MILES10 applied")
    expect(page.locator("[data-pay]")).to_have_text("Continue to payment")
    no_barrier(page)
    fits(page)
    page.get_by_role("button", name="Remove coupon MILES10").press("Enter")
    expect(page.locator(".item .price")).to_have_text("4.99\N{NO-BREAK SPACE}EUR")


def test_a_free_offer_has_no_field_for_coupons(till):
    assert till.browser().open(till.sell(price=0)).html.select_one("#coupon") is None


def test_a_guesser_is_stopped_by_address_however_many_sessions_he_opens(till, installation, film):
    told = []
    for n in range(size(PER_ADDRESS.amount + 5, 500)):
        page = installation.visitor(REMOTE_ADDR="198.51.100.7").get(f"/checkout/{film.id}?coupon=GUESS{n}")
        told.append(fault(page))
    assert all(text.startswith("There is no coupon GUESS") for text in told[: PER_ADDRESS.amount])
    assert all(text.startswith("Too many codes that do not exist.") for text in told[PER_ADDRESS.amount :])
    stopped = installation.visitor(REMOTE_ADDR="198.51.100.7").get(f"/checkout/{film.id}?coupon=MILES10")
    assert not applied(stopped)
    assert applied(till.browser().open(film, "?coupon=MILES10")) == "Coupon MILES10 applied"


def test_a_guesser_is_stopped_in_his_session_and_on_his_account(till, film):
    for first in (till.browser().open(film), till.browser().sign_up(film)):
        told = [fault(press(first, f"GUESS{n}", status=422)) for n in range(PER_PERSON.amount)]
        assert all(text.startswith("There is no coupon GUESS") for text in told)
        stopped = press(first, "MILES10", status=422)
        assert fault(stopped).startswith("Too many codes that do not exist. Wait 15 minutes, then try again.")
