"""A viewer buys on a publisher's site in each of the four modes, with third-party cookies refused.

The publisher's page is at 127.0.0.1, the checkout at localhost: two sites to a browser.
"""

import threading
from pathlib import Path

import pytest
from playwright.sync_api import expect
from waitress.server import create_server

from cleeng.clock import SystemClock
from cleeng.customers.models import CustomerToken
from cleeng.customers.tokens import token_hash
from cleeng.orders.models import Order
from harness.site import Installation
from harness.till import APPROVED, CHALLENGE, DECLINED, GATEWAY, PASSWORD, Till

AXE = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"
PAGE = """<!doctype html><html lang="en"><title>Halden Courier</title>
<script src="{api}"></script><h1>Tonight</h1>
<button data-cleeng-trigger data-action="checkout" data-display-type="{mode}" data-offer-id="{offer}"
        data-container-id="here" data-completed-callback="done(result)">Watch</button>
<div id="here"></div><output id="result"></output>
<script>function done(result) {{ document.getElementById("result").textContent = JSON.stringify(result) }}</script>"""


class Courier:
    """The publisher's own site: one page that knows only the browser library."""

    def __init__(self):
        self.html = ""
        self.headers = [("Content-Type", "text/html; charset=utf-8")]
        self.server = create_server(self.answer, host="127.0.0.1", port=0)
        self.origin = f"http://127.0.0.1:{self.server.effective_port}"
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()

    def answer(self, environ, start_response):
        found = environ["PATH_INFO"] == "/"
        start_response("200 OK" if found else "404 Not Found", list(self.headers))
        return [self.html.encode()] if found else [b""]

    def close(self):
        self.server.close()
        self.server.task_dispatcher.shutdown(cancel_pending=True, timeout=5)
        self.thread.join(5)


@pytest.fixture
def courier():
    site = Courier()
    yield site
    site.close()


@pytest.fixture
def shop(tmp_path, db_url, serve, courier):
    installation = Installation(tmp_path / "served", db_url, SystemClock(), plugins=["payment_sandbox"])
    installation.add_publisher(origins=courier.origin, more=GATEWAY)
    till = Till(installation)
    till.url = serve(installation).url
    return till


@pytest.fixture
def publish(shop, courier):
    """Put an offer on the publisher's page in one mode; return the page's address."""

    def publish(mode, offer):
        courier.html = PAGE.format(api=f"{shop.url}/js-api/3.0/api.js", mode=mode, offer=offer.id)
        return courier.origin + "/"

    return publish


def no_barrier(place):
    """Hold that axe finds nothing to mend in a page or frame (WCAG 2.2 AA)."""
    place.evaluate(AXE.read_text())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = place.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]] == []


def open_checkout(page, mode):
    """Press the publisher's button; return where the checkout stands: a frame, a popup, or the page itself."""
    button = page.get_by_role("button", name="Watch")
    if mode == "popup":
        with page.expect_popup() as opened:
            button.click()
        return opened.value
    button.click()
    if mode == "redirect":
        page.wait_for_url("**/checkout/**")
        return page
    return page.frame_locator("iframe").owner.element_handle().content_frame()


def sign_up(place, email="lena@example.com"):
    place.get_by_label("E-mail address").fill(email)
    place.get_by_label("Password").fill(PASSWORD)
    place.get_by_role("button", name="Continue to payment").click()
    expect(place.get_by_role("heading", level=1)).to_have_text("How do you want to pay?")


def type_card(place, number=APPROVED):
    place.get_by_label("Card", exact=False).first.check()
    place.get_by_label("Card number").fill(number)
    place.get_by_label("Expiry date").fill("12/39")
    place.get_by_label("Security code").fill("123")
    place.get_by_label("Name on card").fill("Lena Brandt")
    place.get_by_label("Start at once").check()


def pay(place):
    place.get_by_role("button", name="Order and pay").click()


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("mode", ["inline", "overlay", "popup", "redirect"])
def test_a_viewer_buys_and_the_publishers_page_is_told(mode, size, request, shop, publish, courier):
    page = request.getfixturevalue("phone_page" if size == "phone" else "page")
    offer = shop.sell()
    page.goto(publish(mode, offer))
    place = open_checkout(page, mode)
    expect(place.get_by_role("heading", level=1)).to_have_text("Create your account")
    no_barrier(place)
    sign_up(place)
    no_barrier(place)
    type_card(place, DECLINED)
    pay(place)
    expect(place.get_by_role("alert")).to_contain_text("This card cannot be used here")
    no_barrier(place)
    type_card(place)
    pay(place)
    if mode == "redirect":
        expect(place.get_by_role("heading", level=1)).to_have_text("Paid. Enjoy.")
        no_barrier(place)
        place.get_by_role("link", name="Watch now").click()
        page.wait_for_url(courier.origin + "/**")
    else:
        expect(page.locator("#result")).to_contain_text('"authorizationSuccessful":true')
    (token,) = [c["value"] for c in page.context.cookies(courier.origin) if c["name"] == "CleengClientAccessToken"]
    assert token_hash(token) in {row.token_hash for row in shop.rows(CustomerToken)}
    assert [amount for _, amount in shop.bank.charges()] == [499]
    assert "CleengClientAccessToken" not in page.url


FORGED = """message => {
  for (const type of ["completed", "close", "ready", "resize", "pay", "navigate"]) {
    const said = {source: "cleeng", type, token: "x", url: "javascript:alert(1)", html: "<b>x</b>", ...message};
    document.querySelector("iframe").contentWindow.postMessage(said, "*");
    document.querySelector("iframe").contentWindow.postMessage(JSON.stringify(said), "*");
  }
}"""


@pytest.mark.parametrize("mode", ["inline", "overlay"])
def test_the_checkout_does_nothing_that_the_page_around_it_says(mode, page, shop, publish):
    page.goto(publish(mode, shop.sell()))
    place = open_checkout(page, mode)
    sign_up(place)
    type_card(place)
    before = place.locator("main").inner_html(), place.url
    page.evaluate(FORGED, {"result": {"authorizationSuccessful": True, "accessGranted": True, "token": "x" * 48}})
    place.evaluate("() => new Promise((done) => setTimeout(done))")  # what was posted before has been delivered
    assert (place.locator("main").inner_html(), place.url) == before
    assert shop.bank.charges() == []
    assert not page.evaluate("document.cookie")
    pay(place)
    expect(page.locator("#result")).to_contain_text('"authorizationSuccessful":true')


@pytest.mark.parametrize("mode", ["inline", "overlay"])
def test_a_bank_check_inside_a_frame_comes_back_into_it(mode, page, shop, publish):
    offer = shop.sell()
    page.goto(publish(mode, offer))
    frame = open_checkout(page, mode)
    sign_up(frame)
    type_card(frame, CHALLENGE)
    pay(frame)
    expect(frame.get_by_role("heading", level=1)).not_to_have_text("How do you want to pay?")
    frame.get_by_role("button", name="Approve").click()
    expect(page.locator("#result")).to_contain_text('"accessGranted":true')
    assert len(shop.bank.charges()) == 1


def test_a_wallet_that_may_not_be_framed_opens_a_window_and_the_frame_goes_on(page, shop, publish):
    page.goto(publish("overlay", shop.sell()))
    frame = open_checkout(page, "overlay")
    sign_up(frame)
    frame.get_by_label("TestPal").check()
    frame.get_by_label("Start at once").check()
    frame.locator("[data-pay]").click()
    with page.expect_popup() as opened:
        frame.get_by_role("button", name="Go on to the payment page").click()
    opened.value.get_by_role("button", name="Pay", exact=False).first.click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("You can close this window")
    expect(page.locator("#result")).to_contain_text('"accessGranted":true')
    assert len(shop.bank.charges()) == 1


def test_a_browser_that_refuses_every_cookie_in_frames_buys_all_the_same(page, shop, publish):
    """Safari before 26.2, and whoever blocks all third-party storage: nothing comes back, not even partitioned."""

    def without_cookies(route):
        answer = route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
        route.fulfill(response=answer, headers=headers)

    page.route(f"{shop.url}/checkout/**", without_cookies)
    page.goto(publish("inline", shop.sell()))
    frame = open_checkout(page, "inline")
    sign_up(frame)
    type_card(frame)
    pay(frame)
    expect(page.locator("#result")).to_contain_text('"accessGranted":true')
    (order,) = shop.rows(Order)
    assert order.status == "paid"


def test_the_checkout_is_walked_by_keyboard_alone(page, shop):
    offer = shop.sell()
    page.goto(f"{shop.url}/checkout/{offer.id}")
    press = page.keyboard.press

    def to(name):
        for _ in range(40):
            press("Tab")
            if page.evaluate("document.activeElement.name || document.activeElement.id") == name:
                return
        pytest.fail(f"Tab never reached {name}")

    to("email")
    page.keyboard.type("lena@example.com")
    press("Tab")
    page.keyboard.type(PASSWORD)
    press("Enter")
    page.wait_for_url("**/payment**")
    to("sandbox-card-number")
    for text in (APPROVED, "12/39", "123", "Lena Brandt"):
        page.keyboard.type(text)
        press("Tab")
    to("consent-immediate_start")
    press("Space")
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid. Enjoy.")


def test_without_script_the_whole_way_works(new_context, shop):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{shop.url}/checkout/{shop.sell().id}")
    sign_up(page)
    type_card(page)
    pay(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid. Enjoy.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("colour", ["#ffd400", "#101010", "#f2f2f2", "#1430ff"])
def test_an_odd_brand_colour_stays_readable(new_context, tmp_path, db_url, serve, colour, scheme):
    installation = Installation(tmp_path / "odd", db_url, SystemClock(), plugins=["payment_sandbox"])
    installation.add_publisher(more=GATEWAY)
    ini = installation.folder / "publishers" / "100000001.ini"
    ini.write_text(ini.read_text().replace("[branding]", f"[branding]\nprimary_colour = {colour}"))
    till = Till(installation)
    page = new_context(color_scheme=scheme).new_page()
    page.goto(f"{serve(installation).url}/checkout/{till.sell().id}")
    no_barrier(page)


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_scrolls_sideways(new_context, shop, width):
    page = new_context(viewport={"width": width, "height": 700}).new_page()
    page.goto(f"{shop.url}/checkout/{shop.sell(title='Donaudampfschifffahrtsgesellschaftskapitän im Finale').id}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sign_up(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def bought_in_a_popup(page, address):
    """Buy at the publisher's page in a popup; return the popup as it stands then."""
    page.goto(address)
    window = open_checkout(page, "popup")
    sign_up(window)
    type_card(window)
    pay(window)
    return window


def test_a_popup_cut_off_from_the_page_that_opened_it_comes_back_there_itself(page, shop, publish, courier):
    courier.headers.append(("Cross-Origin-Opener-Policy", "same-origin"))
    window = bought_in_a_popup(page, publish("popup", shop.sell()))
    window.wait_for_url(courier.origin + "/")
    assert window.evaluate("CleengApi.getRedirectResult().authorizationSuccessful")
    assert window.evaluate("CleengApi.getToken() === CleengApi.getRedirectResult().token")


def test_a_popup_that_may_not_close_itself_has_a_button_back(page, shop, publish, courier):
    page.context.add_init_script("window.close = () => {}")
    window = bought_in_a_popup(page, publish("popup", shop.sell()))
    expect(page.locator("#result")).to_contain_text('"accessGranted":true')
    no_barrier(window)
    window.get_by_role("link", name="Watch now").click()
    window.wait_for_url(courier.origin + "/")
    assert window.evaluate("CleengApi.isAuthenticated()")


def test_a_window_for_signing_in_that_may_not_close_itself_has_a_button_back(page, shop, publish, courier):
    page.context.add_init_script("window.close = () => {}")
    offer = shop.sell()
    page.goto(publish("popup", offer))
    with page.expect_popup() as opened:
        page.evaluate("id => void CleengApi.authentication({displayType: 'popup', offerId: id})", offer.id)
    window = opened.value
    window.get_by_label("E-mail address").fill("lena@example.com")
    window.get_by_label("Password").fill(PASSWORD)
    window.get_by_role("button", name="Create account").click()
    back = window.get_by_role("link", name="Back to Demo Sports")
    expect(back).to_be_visible()
    no_barrier(window)
    back.click()
    window.wait_for_url(courier.origin + "/")
    assert window.evaluate("CleengApi.isAuthenticated()")
