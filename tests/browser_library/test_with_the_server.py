"""The library and the real server together: a publisher's page on one site buys from our pages on another.

The browser keeps no cookies of third parties, as in `harness.browser`.
"""

import pytest
from playwright.sync_api import expect

from cleeng.catalog.models import OfferType
from harness.till import APPROVED, GATEWAY, PASSWORD
from harness.two_sites import PublisherSite

EMAIL = "lena@example.com"


@pytest.fixture
def site():
    with PublisherSite() as site:
        yield site


@pytest.fixture
def ours(till, site, serve):
    till.installation.add_publisher(origins=site.origin, more=GATEWAY)
    return serve(till.installation)


@pytest.fixture
def publisher(site, ours):
    site.library = ours.url
    site.write('<div id="here" style="width: 360px"></div>')
    return site


@pytest.fixture
def start(page, visit):
    """Start a checkout, or another call that shows something; return the window or frame with the hosted page."""

    def start(call, display):
        visit(page, "/?id=7#live")
        run = f"void CleengApi.{call}"
        if display != "popup":
            page.evaluate(run)
            return page if display == "redirect" else page.frame_locator("iframe")
        with page.expect_popup() as opened:
            page.evaluate(run)
        return opened.value

    return start


def checkout(offer, display):
    return f"checkout({{displayType: '{display}', containerId: 'here', offerId: '{offer.id}', completed: done}})"


def sign_up(hosted, button):
    hosted.get_by_label("E-mail address").fill(EMAIL)
    hosted.get_by_label("Password").fill(PASSWORD)
    hosted.get_by_role("button", name=button).click()


def pay(hosted):
    for label, value in (
        ("Card number", APPROVED),
        ("Expiry", "12/39"),
        ("Security code", "123"),
        ("Name on card", "Lena Brandt"),
    ):
        hosted.get_by_label(label).fill(value)
    hosted.locator("[name=consent-immediate_start]").check()
    hosted.get_by_role("button", name="Pay").click()


def test_the_result_of_a_purchase_says_what_was_bought_and_who_may_watch(page, till, start, told):
    offer = till.sell()
    hosted = start(checkout(offer, "overlay"), "overlay")
    sign_up(hosted, "Continue to payment")
    pay(hosted)
    [result] = told(page)
    token = page.evaluate("CleengApi.getToken()")
    assert len(result.pop("id")) == 9
    assert result == {"authorizationSuccessful": True, "offerId": offer.id, "accessGranted": True, "token": token}
    assert page.evaluate("offer => CleengApi.getAccessStatus(offer)", offer.id)["accessGranted"] is True


def test_a_viewer_buys_by_redirect_and_comes_back_to_the_same_place(page, till, publisher, start):
    offer = till.sell()
    hosted = start(checkout(offer, "redirect"), "redirect")
    sign_up(hosted, "Continue to payment")
    pay(hosted)
    hosted.get_by_role("link", name="Watch now").click()
    page.wait_for_url(f"{publisher.origin}/**")
    page.wait_for_function("window.CleengApi")
    assert page.evaluate("CleengApi.getRedirectResult().authorizationSuccessful") is True
    assert page.url == f"{publisher.origin}/?id=7#live"
    assert page.evaluate("offer => CleengApi.getAccessStatus(offer)", offer.id)["accessGranted"] is True


def test_a_free_offer_needs_no_payment(page, till, start, told):
    offer = till.sell(OfferType.SUBSCRIPTION, price=0)
    hosted = start(checkout(offer, "overlay"), "overlay")
    hosted.locator("h1").wait_for()
    sign_up(hosted, "Get access")
    assert told(page)[0]["accessGranted"] is True


def test_escape_in_the_frame_closes_the_overlay(page, till, start, told):
    offer = till.sell()
    hosted = start(checkout(offer, "overlay"), "overlay")
    hosted.get_by_label("E-mail address").focus()
    page.keyboard.down("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.up("Escape")  # sent at once, it could reach the frame as it goes, and nobody would ever answer
    assert told(page)[0]["authorizationSuccessful"] is False


def test_the_dialog_bears_the_title_of_the_page(page, till, start):
    offer = till.sell(title="The Long Straight")
    start(checkout(offer, "overlay"), "overlay")
    expect(page.get_by_role("dialog")).to_have_accessible_name("Create your account: The Long Straight")


def test_an_inline_frame_is_as_high_as_the_page_in_it(page, till, start):
    hosted = start(checkout(till.sell(), "inline"), "inline")
    hosted.locator("h1").wait_for()
    frame = page.frames[1]
    page.wait_for_function("document.querySelector('iframe').style.height !== '480px'")
    height = page.locator("iframe").bounding_box()["height"]
    assert height == frame.evaluate("Math.ceil(document.documentElement.offsetHeight)")
    assert not frame.evaluate("document.documentElement.scrollHeight > innerHeight")


@pytest.mark.parametrize(
    ("call", "display"),
    [
        ("login(done)", "popup"),
        ("register(done)", "popup"),
        ("authentication({displayType: 'overlay', completed: done})", "overlay"),
        ("loginOnly({displayType: 'overlay', completed: done})", "overlay"),
        ("loginOnly({displayType: 'inline', containerId: 'here', completed: done})", "inline"),
    ],
)
def test_a_customer_signs_in_and_out_again(page, till, start, told, call, display):
    till.browser().sign_up(till.sell())
    hosted = start(call, display)
    if "register" in call or "authentication" in call:
        sign_up(hosted, "Create account")  # who has an account is signed in to it
    else:
        sign_up(hosted, "Sign in")
    [result] = told(page)
    assert result["authorizationSuccessful"] is True
    assert page.evaluate("CleengApi.getCustomer()")["email"] == EMAIL
    token = page.evaluate("CleengApi.getToken()")
    assert page.evaluate("CleengApi.logout()") == {"success": True}
    page.evaluate("token => void (document.cookie = `CleengClientAccessToken=${token}`)", token)
    assert page.evaluate("CleengApi.getCustomer()") is None
    assert page.evaluate("CleengApi.isAuthenticated()") is False


@pytest.mark.parametrize("display", ["overlay", "popup"])
def test_after_a_logout_the_next_checkout_asks_who_it_is(page, till, start, told, display):
    hosted = start(checkout(till.sell(price=0), display), display)
    sign_up(hosted, "Get access")
    [result] = told(page)
    assert result["authorizationSuccessful"] is True
    film = till.sell(title="The Second Lap")
    if display == "overlay":
        known = start(checkout(film, display), display)
        expect(known.get_by_role("heading", level=1)).to_have_text("How do you want to pay?")
    page.evaluate("CleengApi.logout()")
    asked = start(checkout(film, display), display)
    expect(asked.get_by_role("heading", level=1)).to_have_text("Create your account")


def test_signing_in_for_an_offer_does_not_sell_it(page, till, start):
    offer = till.sell()
    hosted = start(f"loginOnly({{displayType: 'overlay', offerId: '{offer.id}'}})", "overlay")
    expect(hosted.locator("h1")).to_have_text("Sign in to Demo Sports")


@pytest.mark.parametrize("display", ["overlay", "inline", "popup"])
def test_the_account_is_shown(till, start, display):
    till.browser().sign_up(till.sell())
    hosted = start(f"myAccount({{displayType: '{display}', containerId: 'here'}})", display)
    sign_up(hosted, "Sign in")
    expect(hosted.get_by_text(EMAIL).first).to_be_visible()


def test_silent_sign_in_is_not_available_across_sites(page, till, publisher, ours, visit):
    """Though the viewer is signed in at our own origin."""
    page.goto(f"{ours.url}/auth/2/purchase?mode=authentication")
    sign_up(page, "Create account")
    expect(page.locator("h1")).to_have_text("You are signed in")
    visit(page)
    assert page.evaluate("CleengApi.autologin()") == {"success": False, "available": False}


def test_a_refusal_is_an_answer(page, till, publisher, visit):
    visit(page, "/?CleengClientAccessToken=" + "x" * 48)
    status = page.evaluate("CleengApi.getAccessStatus('A999999999_DE')")
    assert status["error"]["code"] in {1, 4}
    assert page.evaluate("CleengApi.trackOfferImpression('A999999999_DE')")["error"]["code"] == 4


def test_an_impression_is_counted(page, till, publisher, visit):
    offer = till.sell()
    visit(page)
    assert page.evaluate("offer => CleengApi.trackOfferImpression(offer)", offer.id)["success"] is True


def test_a_page_at_an_origin_that_the_publisher_does_not_name_shows_nothing(page, till, publisher, ours, visit):
    stranger = publisher.origin.replace("127.0.0.1", "localhost")
    page.goto(stranger)
    page.wait_for_function("window.CleengApi")
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.evaluate(f"void CleengApi.{checkout(till.sell(), 'overlay')}")
