"""The checkout as a dialog over the publisher's page."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from harness.two_sites import TOKEN

AXE = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"

BUY = """<button id="buy">Buy</button><div style="height:3000px">Story</div>
<script>
  const options = { displayType: "overlay", offerId: "A100000001_US", completed: done };
  buy.onclick = () => CleengApi.checkout(options);
</script>"""
BOUGHT = {"authorizationSuccessful": True, "offerId": "A100000001_US", "id": "7", "accessGranted": True, "token": TOKEN}
CLOSED = {"authorizationSuccessful": False, "accessGranted": False, "offerId": "A100000001_US"}


@pytest.fixture
def overlay(publisher, visit):
    publisher.write(BUY)

    def overlay(page):
        visit(page)
        page.get_by_role("button", name="Buy").click()
        return page.get_by_role("dialog")

    return overlay


def test_it_frames_the_checkout_of_the_offer(page, ours, publisher, overlay, hosted):
    overlay(page)
    hosted(page)
    assert ours.queries("/checkout/A100000001_US") == [
        {"display": "overlay", "origin": publisher.origin, "returnTo": f"{publisher.origin}/"}
    ]
    frame = page.locator("iframe")
    assert frame.get_attribute("title") == "Checkout"
    assert frame.get_attribute("allow") == "payment; publickey-credentials-get; fullscreen"


def test_what_the_page_asks_for_reaches_the_checkout(page, ours, publisher, visit, hosted):
    visit(page)
    page.evaluate(
        """() => void CleengApi.checkout({offerId: "A1_US,S2_US", publisherId: 100000001, locale: "fr_FR",
                                          theme: "dark", couponCode: "MILES-10",
                                          transactionExternalData: "seat 7 & 8"})"""
    )
    hosted(page)
    [query] = ours.queries("/checkout/A1_US,S2_US")
    assert query["publisherId"] == "100000001"
    assert query["locale"] == "fr_FR"
    assert query["theme"] == "dark"
    assert query["transactionExternalData"] == "seat 7 & 8"
    assert query["coupon"] == "MILES-10"


def test_a_purchase_closes_it_keeps_the_token_and_tells_the_page_once(page, overlay, hosted, told):
    dialog = overlay(page)
    hosted(page).evaluate("result => say({type: 'completed', result})", BOUGHT)
    expect(dialog).to_have_count(0)
    assert told(page) == [BOUGHT]
    assert page.evaluate("CleengApi.getToken()") == TOKEN


@pytest.mark.parametrize("close", ["button", "Escape", "hosted page"])
def test_closing_it_tells_the_page_that_nothing_was_bought(page, overlay, hosted, told, close):
    dialog = overlay(page)
    frame = hosted(page)
    if close == "button":
        dialog.get_by_role("button", name="Close").click()
    elif close == "Escape":
        page.keyboard.press("Escape")
    else:
        frame.evaluate("say({type: 'close'})")
    expect(dialog).to_have_count(0)
    assert told(page) == [CLOSED]


def test_the_focus_goes_in_and_comes_back(page, overlay, hosted):
    dialog = overlay(page)
    frame = hosted(page)
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Tab")
    expect(frame.get_by_label("E-mail")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Buy")).to_be_focused()


def test_the_focus_comes_back_from_within_the_frame(page, overlay, hosted):
    overlay(page)
    frame = hosted(page)
    frame.get_by_label("E-mail").click()
    page.keyboard.type("viewer@example.com")
    frame.evaluate("say({type: 'close'})")
    expect(page.get_by_role("button", name="Buy")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_page_may_say_who_gets_the_focus_back(page, publisher, visit, told):
    publisher.write('<button id="menu">Menu</button>')
    visit(page)
    page.evaluate("void CleengApi.checkout({offerId: 'A1_US', opener: menu, completed: done})")
    page.keyboard.press("Escape")
    told(page)
    expect(page.get_by_role("button", name="Menu")).to_be_focused()


def test_the_hosted_page_says_its_name_and_where_its_lines_end(page, overlay, hosted):
    expect(overlay(page)).to_have_accessible_name("Checkout")
    hosted(page).evaluate("say({type: 'ready', title: 'الدفع', dir: 'rtl'})")
    dialog = page.get_by_role("dialog", name="الدفع")
    close = dialog.get_by_role("button", name="Close").bounding_box()
    assert close["x"] - dialog.bounding_box()["x"] < 10


def test_the_page_behind_does_not_scroll_meanwhile(page, overlay, told):
    overlay(page)
    page.mouse.move(10, 300)
    page.mouse.wheel(0, 500)
    assert page.evaluate("getComputedStyle(document.documentElement).overflow") == "hidden"
    page.keyboard.press("Escape")
    told(page)
    assert page.evaluate("getComputedStyle(document.documentElement).overflow") == "visible"
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize(
    ("viewport", "box"),
    [
        ({"width": 1280, "height": 900}, {"x": 400, "y": 82, "width": 480, "height": 736}),
        ({"width": 576, "height": 600}, {"x": 48, "y": 0, "width": 480, "height": 600}),
        ({"width": 575, "height": 900}, {"x": 0, "y": 0, "width": 575, "height": 900}),
        ({"width": 320, "height": 480}, {"x": 0, "y": 0, "width": 320, "height": 480}),
    ],
)
def test_it_stands_in_the_middle_and_fills_a_phone(new_context, overlay, viewport, box):
    page = new_context(viewport=viewport, reduced_motion="reduce").new_page()
    dialog = overlay(page)
    assert dialog.bounding_box() == box
    assert page.locator("iframe").bounding_box() == box


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_puts_up_no_barrier(new_context, overlay, hosted, scheme):
    page = new_context(color_scheme=scheme).new_page()
    overlay(page)
    hosted(page)
    page.evaluate(AXE.read_text())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options = {"runOnly": {"type": "tag", "values": tags}, "iframes": False}
    found = page.evaluate("options => axe.run(document.querySelector('dialog'), options)", options)
    assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found["violations"]] == []


def test_it_does_not_move_for_those_who_want_no_motion(new_context, overlay):
    calm, other = (new_context(reduced_motion=motion).new_page() for motion in ("reduce", "no-preference"))
    animation = "getComputedStyle(document.querySelector('dialog')).animationName"
    overlay(calm)
    overlay(other)
    assert calm.evaluate(animation) == "none"
    assert other.evaluate(animation) == "cleeng-in"


@pytest.mark.parametrize(
    ("options", "background"), [("", "rgb(22, 25, 28)"), (", theme: 'light'", "rgb(255, 255, 255)")]
)
def test_it_is_as_dark_as_the_page_inside(new_context, visit, options, background):
    page = visit(new_context(color_scheme="dark").new_page())
    page.evaluate(f"void CleengApi.checkout({{offerId: 'A1_US'{options}}})")
    colour = "node => getComputedStyle(node).backgroundColor"
    assert page.get_by_role("dialog").evaluate(colour) == background


def test_styles_of_the_site_leave_it_alone(page, publisher, overlay):
    publisher.write(
        f"<style>html {{ font-size: 10px }} dialog, button, iframe {{ padding: 50px; width: 90px; background: red }}"
        f"</style>{BUY}"
    )
    dialog = overlay(page)
    assert dialog.bounding_box()["width"] == 480
    close = dialog.get_by_role("button", name="Close")
    assert close.bounding_box()["width"] == 44
    assert close.evaluate("node => getComputedStyle(node).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert page.locator("iframe").evaluate("node => getComputedStyle(node).padding") == "0px"


def test_a_loader_stands_there_until_the_page_has_come(page, ours, overlay):
    held = []
    page.route(f"{ours.origin}/checkout/**", lambda route: held.append(route))  # noqa: PLW0108 (no builtins there)
    dialog = overlay(page)
    loader = page.locator(".cleeng-checkout-loader")
    expect(loader).to_be_visible()
    expect(dialog.get_by_role("status")).to_have_text("Loading…")
    held[0].continue_()
    expect(loader).to_have_count(0)


def test_a_second_one_takes_the_place_of_the_first(page, visit, hosted, told):
    visit(page)
    page.evaluate("void CleengApi.checkout({offerId: 'A1_US', completed: done})")
    page.evaluate("void CleengApi.checkout({offerId: 'A2_US', completed: done})")
    expect(page.get_by_role("dialog")).to_have_count(1)
    assert told(page)[0]["offerId"] == "A1_US"
    assert "/checkout/A2_US" in hosted(page).url


def test_a_browser_without_constructed_stylesheets_gets_a_popup(page, visit):
    page.add_init_script("delete Document.prototype.adoptedStyleSheets")
    visit(page)
    with page.expect_popup() as opened:
        page.evaluate("void CleengApi.checkout({offerId: 'A1_US'})")
    assert "display=popup" in opened.value.url
