"""The checkout in its own window, and in this one where a second window cannot be had."""

from urllib.parse import parse_qs, urlsplit

import pytest

from harness.two_sites import TOKEN

BUY = """<button id="buy">Buy</button>
<script>buy.onclick = () => CleengApi.checkout({displayType: "popup", offerId: "A1_US", completed: done})</script>"""
BOUGHT = {"authorizationSuccessful": True, "offerId": "A1_US", "id": "7", "accessGranted": True, "token": TOKEN}
CLOSED = {"authorizationSuccessful": False, "accessGranted": False, "offerId": "A1_US"}
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
IN_APP = [
    f"{IPHONE} [FBAN/FBIOS;FBAV/500.0.0.40.107]",
    f"{IPHONE} Instagram 380.0.0.28.110",
    f"{IPHONE} Safari Line/15.8.1",
    "Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP4A; wv) AppleWebKit/537.36 Version/4.0 Chrome/138.0 Mobile",
]
DESKTOP = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Deadline/2"
)


@pytest.fixture
def popup(publisher, visit):
    publisher.write(BUY)

    def popup(page):
        visit(page)
        with page.expect_popup() as opened:
            page.get_by_role("button", name="Buy").click()
        opened.value.wait_for_function("typeof say === 'function'")
        return opened.value

    return popup


def query_of(address):
    return {name: value for name, [value] in parse_qs(urlsplit(address).query).items()}


def test_the_window_opens_within_the_click(page, publisher, visit):
    """Some browsers allow it there only; a promise later is too late."""
    publisher.write(
        BUY
        + """<script>
        let clicking = false;
        addEventListener("click", () => (clicking = true), true);
        addEventListener("click", () => (clicking = false));
        window.open = (...given) => void done({clicking, features: given[2]});
        </script>"""
    )
    visit(page)
    page.get_by_role("button", name="Buy").click()
    page.wait_for_url("**/auth/2/purchase**")


def test_it_shows_the_checkout_of_the_offer(page, publisher, popup):
    window = popup(page)
    assert urlsplit(window.url).path == "/checkout/A1_US"
    assert query_of(window.url) == {"display": "popup", "origin": publisher.origin, "returnTo": f"{publisher.origin}/"}
    assert window.evaluate("[innerWidth, innerHeight]") == [480, 760]


def test_a_purchase_keeps_the_token_and_tells_the_page_once(page, popup, told):
    page.clock.install()
    window = popup(page)
    window.evaluate("result => say({type: 'completed', result})", BOUGHT)
    assert told(page) == [BOUGHT]
    assert page.evaluate("CleengApi.getToken()") == TOKEN
    window.close()  # as the page does itself, after a moment of thanks
    page.clock.run_for(5000)
    assert told(page) == [BOUGHT]


def test_a_window_that_the_viewer_closes_is_noticed(page, popup, told):
    popup(page).close()
    assert told(page) == [CLOSED]


def test_a_closed_window_has_half_a_second_for_a_last_word_on_its_way(page, publisher, popup, told):
    publisher.write(BUY + "<script>const open = window.open; window.open = (...g) => (opened = open(...g))</script>")
    page.clock.install(time=0)
    window = popup(page)
    page.clock.pause_at(3600)
    window.close()
    page.wait_for_function("opened.closed")
    page.clock.run_for(500)
    told(page, 0)
    page.clock.run_for(500)
    assert told(page) == [CLOSED]


def test_a_window_that_says_close_is_closed(page, popup, told):
    window = popup(page)
    with window.expect_event("close"):
        window.evaluate("say({type: 'close'})")
    assert told(page) == [CLOSED]


def test_a_second_press_brings_no_second_window(page, popup, told):
    window = popup(page)
    page.get_by_role("button", name="Buy").click()
    assert page.context.pages == [page, window]
    window.evaluate("result => say({type: 'completed', result})", BOUGHT)
    assert told(page) == [BOUGHT]


def test_a_press_after_the_purchase_opens_a_new_window(page, popup, told):
    window = popup(page)
    window.evaluate("result => say({type: 'completed', result})", BOUGHT)
    told(page)
    with window.expect_event("close"), page.expect_popup():
        page.get_by_role("button", name="Buy").click()


def test_another_purchase_closes_the_window_of_the_first(page, popup, told):
    first = popup(page)
    with first.expect_event("close"), page.expect_popup() as second:
        page.evaluate("void CleengApi.checkout({displayType: 'popup', offerId: 'A2_US', completed: done})")
    assert told(page) == [CLOSED]
    assert "/checkout/A2_US" in second.value.url


class TestWithoutAPopup:
    """The checkout goes on in this window and comes back to where it was."""

    def go_and_come_back(self, page, publisher, parameters):
        page.wait_for_url("**/auth/2/purchase**")
        asked = query_of(page.url)
        page.evaluate("parameters => comeBack(parameters)", parameters)
        page.wait_for_url(f"{publisher.origin}/**")
        page.wait_for_function("window.CleengApi")
        return asked

    def test_a_refused_popup_goes_on_here_and_returns_to_the_same_place(self, asks_first, publisher, visit):
        where = publisher.write(
            """<script>addEventListener("load", () =>
            CleengApi.getToken() || CleengApi.checkout({displayType: "popup", offerId: "A1_US", locale: "fr_FR"}))
            </script><h2 id="live">Live</h2>""",
            path="/story",
        )
        asks_first.goto(f"{publisher.origin}{where}?id=7#live")
        returned = {"CleengClientAccessToken": TOKEN, "cleengResult": "success"}
        asked = self.go_and_come_back(asks_first, publisher, returned)
        assert asked == {
            "v": "3",
            "appId": "35e97a6231236gb456heg6bd7a6bdsf7",
            "offerId": "A1_US",
            "locale": "fr_FR",
            "redirectUri": f"{publisher.origin}/story?id=7#live",
        }
        assert asks_first.url == f"{publisher.origin}/story?id=7#live"
        assert asks_first.evaluate("CleengApi.getToken()") == TOKEN

    def test_a_click_opens_a_window_in_a_browser_that_refuses_others(self, asks_first, popup):
        assert "/checkout/A1_US" in popup(asks_first).url

    def test_the_refusal_is_written_to_the_console(self, page, publisher, visit):
        publisher.write(BUY + "<script>window.open = () => null</script>")
        visit(page)
        with page.expect_console_message(lambda message: message.type == "warning") as warned:
            page.get_by_role("button", name="Buy").click()
        assert "no popup" in warned.value.text

    @pytest.mark.parametrize("user_agent", IN_APP)
    def test_a_browser_inside_an_app_is_asked_for_no_window(self, new_context, publisher, visit, user_agent):
        publisher.write(BUY)
        page = visit(new_context(user_agent=user_agent).new_page())
        page.get_by_role("button", name="Buy").click()
        asked = self.go_and_come_back(page, publisher, {"cleengResult": "closed"})
        assert asked["offerId"] == "A1_US"
        assert page.context.pages == [page]

    def test_a_browser_that_only_sounds_like_one_gets_its_window(self, new_context, popup):
        assert "display=popup" in popup(new_context(user_agent=DESKTOP).new_page()).url

    def test_redirect_can_be_asked_for(self, page, publisher, visit):
        visit(page)
        page.evaluate("void CleengApi.checkout({displayType: 'redirect', offerId: 'A1_US'})")
        self.go_and_come_back(page, publisher, {"CleengClientAccessToken": TOKEN, "cleengResult": "success"})
        assert page.evaluate("CleengApi.getRedirectResult()") == {"authorizationSuccessful": True, "token": TOKEN}
