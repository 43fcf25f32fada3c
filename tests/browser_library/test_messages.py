"""Whom the library listens to: the windows that it opened, as long as they show our pages."""

import pytest
from playwright.sync_api import expect

from harness.two_sites import TOKEN, html

BOUGHT = {"authorizationSuccessful": True, "offerId": "A1_US", "id": "7", "accessGranted": True, "token": TOKEN}
FORGED = {"source": "cleeng", "type": "completed", "result": BOUGHT}
CLOSED = {"authorizationSuccessful": False, "accessGranted": False, "offerId": "A1_US"}


@pytest.fixture
def overlay(page, visit, hosted):
    visit(page)
    page.evaluate("void CleengApi.checkout({offerId: 'A1_US', completed: done})")
    return hosted(page)


def another_frame(page, address):
    page.evaluate(
        """src => new Promise((onload) => {
             document.body.append(Object.assign(document.createElement("iframe"), {src, onload, id: "other"}));
           })""",
        address,
    )
    return page.locator("#other").element_handle().content_frame()


def is_ignored(page, overlay, told):
    """Close the checkout: had a message before that been heard, the page would have been told of a purchase."""
    overlay.evaluate("say({type: 'close'})")
    assert told(page) == [CLOSED]
    assert page.evaluate("CleengApi.getToken()") is None


def test_the_page_itself_is_not_heard(page, overlay, told):
    page.evaluate("message => postMessage(message, '*')", FORGED)
    is_ignored(page, overlay, told)


def test_another_frame_of_another_site_is_not_heard(page, publisher, overlay, told):
    publisher.write("advertisement", path="/advertisement")
    frame = another_frame(page, publisher.origin.replace("127.0.0.1", "localhost") + "/advertisement")
    frame.evaluate("message => parent.postMessage(message, '*')", FORGED)
    is_ignored(page, overlay, told)


def test_a_page_of_ours_in_a_frame_of_somebody_else_is_not_heard(page, ours, overlay, told):
    frame = another_frame(page, f"{ours.origin}/checkout/A9_US?origin=*")
    frame.evaluate("message => parent.postMessage(message, '*')", FORGED)
    is_ignored(page, overlay, told)


def test_our_frame_is_not_heard_while_it_shows_another_site(page, publisher, hosted, overlay, told):
    """A bank's check, for example, runs in the frame."""
    publisher.pages["/bank"] = html("<!doctype html><script>const say = (m) => parent.postMessage(m, '*')</script>")
    bank = publisher.origin.replace("127.0.0.1", "localhost") + "/bank"
    overlay.evaluate("address => location.assign(address)", bank)
    overlay.wait_for_url(bank)
    hosted(page).evaluate("message => say(message)", FORGED)
    page.get_by_role("button", name="Close").click()
    assert told(page) == [CLOSED]


@pytest.mark.parametrize(
    "message",
    [
        {**FORGED, "source": "somebody"},
        {**FORGED, "type": "complete"},
        {**FORGED, "type": "__proto__"},
        "cleeng",
        None,
        [],
    ],
)
def test_what_is_no_message_of_ours_is_passed_over(page, publisher, overlay, told, message):
    overlay.evaluate("([message, origin]) => parent.postMessage(message, origin)", [message, publisher.origin])
    is_ignored(page, overlay, told)


def test_a_message_may_lack_its_parts(page, overlay, told):
    overlay.evaluate("for (const type of ['ready', 'resize', 'completed']) say({type})")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert told(page) == [{}]


def test_a_token_of_another_shape_is_not_kept(page, overlay, told):
    overlay.evaluate("token => say({type: 'completed', result: {token}})", "x; Domain=example.com")
    told(page)
    assert page.evaluate("document.cookie") == ""
