"""The checkout as a part of the publisher's page."""

import pytest
from playwright.sync_api import expect

from harness.two_sites import TOKEN

BOUGHT = {"authorizationSuccessful": True, "offerId": "A1_US", "id": "7", "accessGranted": True, "token": TOKEN}
SHOW = "void CleengApi.checkout({displayType: 'inline', containerId: 'here', offerId: 'A1_US', completed: done})"


@pytest.fixture
def inline(publisher, visit):
    publisher.write('<main id="here" style="width: 350px">Sign in to go on</main><input aria-label="Search">')

    def inline(page):
        visit(page)
        page.get_by_label("Search").focus()
        page.evaluate(SHOW)
        return page.locator("#here iframe")

    return inline


def test_it_takes_the_place_of_what_the_container_held(page, ours, inline, hosted):
    frame = inline(page)
    hosted(page)
    expect(page.get_by_text("Sign in to go on")).to_have_count(0)
    assert frame.bounding_box()["width"] == 350
    assert ours.queries("/checkout/A1_US")[0]["display"] == "inline"


def test_it_takes_no_focus(page, inline, hosted):
    inline(page)
    hosted(page)
    expect(page.get_by_label("Search")).to_be_focused()


def test_it_grows_with_its_content(page, inline, hosted):
    frame = inline(page)
    inside = hosted(page)
    for height in (900, 320.4):
        inside.evaluate("height => say({type: 'resize', height})", height)
        expect(frame).to_have_js_property("offsetHeight", 900 if height == 900 else 321)


@pytest.mark.parametrize("height", ["tall", -5, 0, None])
def test_a_height_that_is_none_changes_nothing(page, inline, hosted, height):
    frame = inline(page)
    inside = hosted(page)
    inside.evaluate("height => { say({type: 'resize', height}); say({type: 'ready'}) }", height)
    expect(page.locator(".cleeng-checkout-loader")).to_have_count(0)
    expect(frame).to_have_js_property("offsetHeight", 480)


def test_on_a_phone_it_stays_in_the_page(phone_page, publisher, inline, hosted):
    frame = inline(phone_page)
    hosted(phone_page)
    assert frame.bounding_box()["width"] == 350
    expect(phone_page.get_by_role("dialog")).to_have_count(0)


def test_a_purchase_is_told_once_and_the_thanks_stay(page, inline, hosted, told):
    frame = inline(page)
    inside = hosted(page)
    inside.evaluate("result => { for (const n of [1, 2]) say({type: 'completed', result}) }", BOUGHT)
    inside.evaluate("say({type: 'resize', height: 200})")
    expect(frame).to_have_js_property("offsetHeight", 200)
    assert told(page) == [BOUGHT]
    assert page.evaluate("CleengApi.getToken()") == TOKEN


def test_closing_it_takes_it_away_and_is_told(page, inline, hosted, told):
    frame = inline(page)
    hosted(page).evaluate("say({type: 'close'})")
    expect(frame).to_have_count(0)
    assert told(page) == [{"authorizationSuccessful": False, "accessGranted": False, "offerId": "A1_US"}]


def test_closing_it_after_a_purchase_is_not_told_again(page, inline, hosted, told):
    frame = inline(page)
    hosted(page).evaluate("result => { say({type: 'completed', result}); say({type: 'close'}) }", BOUGHT)
    expect(frame).to_have_count(0)
    assert told(page) == [BOUGHT]


def test_the_same_container_can_be_used_again(page, inline, hosted, told):
    frame = inline(page)
    page.evaluate(SHOW.replace("A1_US", "A2_US"))
    expect(frame).to_have_count(1)
    assert told(page)[0]["offerId"] == "A1_US"
    assert "/checkout/A2_US" in hosted(page).url


def test_two_containers_live_side_by_side(page, publisher, visit, told):
    publisher.write('<div id="left"></div><div id="right"></div>')
    visit(page)
    for place in ("left", "right"):
        page.evaluate(
            """place => void CleengApi.checkout(
                 {displayType: "inline", containerId: place, offerId: place, completed: done})""",
            place,
        )
    inside = page.locator("#right iframe").element_handle().content_frame()
    inside.wait_for_function("typeof say === 'function'")
    inside.evaluate("say({type: 'close'})")
    assert told(page)[0]["offerId"] == "right"
    expect(page.locator("#left iframe")).to_have_count(1)
