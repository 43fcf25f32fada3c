"""Buttons with `data-cleeng-trigger`: selling without a line of script."""

import pytest
from playwright.sync_api import expect

from harness.two_sites import TOKEN, of_the_library

BOUGHT = {"authorizationSuccessful": True, "offerId": "A1_US", "id": "7", "accessGranted": True, "token": TOKEN}


@pytest.fixture
def press(page, publisher, visit):
    """Put up a page with a button of these attributes and press it."""

    def press(attributes, more=""):
        publisher.write(f"<button data-cleeng-trigger {attributes}><b>Buy</b> now</button>{more}")
        visit(page)
        page.get_by_text("Buy").click()
        return page

    return press


@pytest.mark.parametrize(
    ("attributes", "address"),
    [
        ('data-offer-id="A1_US"', "/checkout/A1_US?display=overlay"),
        ('data-action="checkout" data-offer-id="A1_US" data-locale="fr_FR"', "&locale=fr_FR"),
        ('data-action="authentication" data-publisher-id="100000001"', "&mode=authentication"),
        ('data-action="login-only" data-publisher-id="100000001"', "&mode=login"),
        ('data-action="my-account" data-publisher-id="100000001"', "/my-account?display=overlay"),
        ('data-action="checkout" data-offer-id="A1_US" data-publisher-id="100000001"', "&publisherId=100000001"),
    ],
)
def test_an_action_opens_its_page(press, hosted, attributes, address):
    assert address in hosted(press(attributes)).url


def test_inline_uses_the_container(press, hosted):
    page = press('data-offer-id="A1_US" data-display-type="inline" data-container-id="here"', '<p id="here"></p>')
    hosted(page)
    expect(page.locator("#here iframe")).to_be_visible()


def test_popup_opens_a_window(page, publisher, visit):
    publisher.write('<button data-cleeng-trigger data-offer-id="A1_US" data-display-type="popup">Buy</button>')
    visit(page)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Buy").click()
    assert "/checkout/A1_US?display=popup" in opened.value.url


def test_redirect_leaves_the_page(press):
    press('data-offer-id="A1_US" data-display-type="redirect"').wait_for_url("**/auth/2/purchase?**offerId=A1_US**")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("done(result)", BOUGHT),
        (" done ( result ) ; ", BOUGHT),
        ("shop.desk.sold(result)", {"by": "desk", **BOUGHT}),
        ("window.shop.desk.sold(result)", {"by": "desk", **BOUGHT}),
    ],
)
def test_the_callback_is_called_by_its_name(press, hosted, told, expression, expected):
    page = press(f'data-offer-id="A1_US" data-completed-callback="{expression}"')
    hosted(page).evaluate("result => say({type: 'completed', result})", BOUGHT)
    assert told(page) == [expected]


@pytest.mark.parametrize(
    "expression",
    [
        "done(1)",
        "done",
        "alert(1)",
        "done(result); done(result)",
        "x => done(x)",
        "nothing(result)",
        "a.b(result)",
        "shop.desk.name(result)",
    ],
)
def test_any_other_expression_is_not_run_but_explained(press, hosted, told, expression):
    page = press(f'data-offer-id="A1_US" data-completed-callback="{expression}"')
    with page.expect_console_message(of_the_library) as said:
        hosted(page).evaluate("result => say({type: 'completed', result})", BOUGHT)
    assert expression in said.value.text
    told(page, 0)


def test_a_function_may_be_defined_after_the_press(press, hosted, told):
    page = press('data-offer-id="A1_US" data-completed-callback="later(result)"')
    page.evaluate("void (window.later = done)")
    hosted(page).evaluate("say({type: 'close'})")
    assert told(page)[0]["authorizationSuccessful"] is False


def test_the_focus_returns_to_the_button(press, hosted):
    page = press('data-offer-id="A1_US"')
    hosted(page).evaluate("say({type: 'close'})")
    expect(page.get_by_role("button", name="Buy")).to_be_focused()


def test_an_unknown_action_is_explained(page, publisher, visit):
    publisher.write('<button data-cleeng-trigger data-action="constructor">Buy</button>')
    visit(page)
    with page.expect_console_message(of_the_library) as said:
        page.get_by_role("button", name="Buy").click()
    assert said.value.text == 'CleengApi: There is no data-action "constructor".'


def test_a_link_does_not_leave_and_a_form_is_not_sent(page, publisher, visit):
    publisher.write(
        """<a href="/elsewhere" data-cleeng-trigger data-offer-id="A1_US">Link</a>
        <form action="/elsewhere"><button data-cleeng-trigger data-offer-id="A2_US">Form</button></form>"""
    )
    visit(page)
    for name in ("Link", "Form"):
        page.get_by_text(name).click()
        page.get_by_role("button", name="Close").click()
    assert page.url == f"{publisher.origin}/"
    assert publisher.queries("/elsewhere") == []


def test_a_button_that_comes_later_works(page, visit, hosted):
    visit(page)
    page.evaluate(
        """() => {
             const button = Object.assign(document.createElement("button"), {textContent: "Late"});
             Object.assign(button.dataset, {cleengTrigger: "", offerId: "A9_US"});
             document.body.append(button);
           }"""
    )
    page.get_by_role("button", name="Late").click()
    assert "/checkout/A9_US" in hosted(page).url


def test_a_button_in_a_shadow_tree_works(page, publisher, visit, hosted):
    publisher.write(
        """<site-player></site-player><script>
        document.querySelector("site-player").attachShadow({mode: "open"}).innerHTML =
          '<button data-cleeng-trigger data-offer-id="A1_US"><b>Watch</b></button>';
        </script>"""
    )
    visit(page)
    page.get_by_text("Watch").click()
    assert "/checkout/A1_US" in hosted(page).url


def test_the_keyboard_presses_it(page, publisher, visit, hosted):
    publisher.write('<button data-cleeng-trigger data-offer-id="A1_US">Buy</button>')
    visit(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "/checkout/A1_US" in hosted(page).url


def test_other_buttons_are_left_alone(page, publisher, visit, told):
    publisher.write('<button onclick="done(event.defaultPrevented)">Other</button>')
    visit(page)
    page.get_by_role("button", name="Other").click()
    assert told(page) == [False]
    expect(page.get_by_role("dialog")).to_have_count(0)
