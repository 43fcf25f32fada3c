"""The functions that show something other than a checkout, and the addresses for links."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from harness.two_sites import TOKEN, of_the_library

APP_ID = "35e97a6231236gb456heg6bd7a6bdsf7"
GRANTED = {"accessGranted": True, "grantType": "direct-purchase", "expiresAt": None, "purchasedDirectly": True}
NOTHING = {"authorizationSuccessful": False, "accessGranted": False}


def query_of(address):
    return {name: value for name, [value] in parse_qs(urlsplit(address).query).items()}


@pytest.fixture
def popup_of(page):
    """Run a call of the page's and return the window that it opens."""

    def popup_of(call):
        with page.expect_popup() as opened:
            page.evaluate(f"void CleengApi.{call}")
        opened.value.wait_for_function("typeof say === 'function'")
        return opened.value

    return popup_of


@pytest.mark.parametrize(
    ("function", "mode", "title"),
    [("authentication", "authentication", "Sign in"), ("loginOnly", "login", "Sign in")],
)
@pytest.mark.parametrize("display", ["overlay", "inline"])
def test_signing_in_can_be_framed(page, ours, publisher, visit, hosted, told, function, mode, title, display):
    publisher.write('<div id="here"></div>')
    visit(page)
    page.evaluate(
        """([name, displayType]) => void CleengApi[name](
             {displayType, containerId: "here", publisherId: "100000001", locale: "de_DE", completed: done})""",
        [function, display],
    )
    expect(page.locator("iframe")).to_have_attribute("title", title)
    frame = hosted(page)
    assert ours.queries("/auth/2/purchase") == [
        {
            "v": "3",
            "appId": APP_ID,
            "popup": "1",
            "checkoutType": display,
            "publisherId": "100000001",
            "locale": "de_DE",
            "origin": publisher.origin,
            "redirectUri": f"{publisher.origin}/",
            "mode": mode,
        }
    ]
    frame.evaluate("token => say({type: 'completed', result: {authorizationSuccessful: true, token}})", TOKEN)
    assert told(page) == [{"authorizationSuccessful": True, "token": TOKEN}]


@pytest.mark.parametrize(("function", "mode"), [("login", "login"), ("register", "authentication")])
def test_signing_in_by_popup_brings_a_token(page, publisher, visit, popup_of, told, function, mode):
    visit(page)
    window = popup_of(f"{function}(done)")
    asked = query_of(window.url)
    assert (asked["mode"], asked["popup"], asked["origin"]) == (mode, "1", publisher.origin)
    assert "checkoutType" not in asked
    window.evaluate("token => say({type: 'completed', result: {authorizationSuccessful: true, token}})", TOKEN)
    assert told(page) == [{"authorizationSuccessful": True, "success": True, "token": TOKEN}]
    assert page.evaluate("CleengApi.getToken()") == TOKEN


def test_a_sign_in_that_was_left_is_no_success(page, visit, popup_of, told):
    visit(page)
    popup_of("login(done)").close()
    assert told(page) == [{**NOTHING, "success": False}]


def test_a_purchase_by_popup_says_what_access_came_of_it(page, ours, visit, popup_of, told):
    ours.answers["getAccessStatus"] = GRANTED
    visit(page)
    window = popup_of("purchase('A1_US', done)")
    bought = {"authorizationSuccessful": True, "offerId": "A1_US", "id": "7", "token": TOKEN}
    window.evaluate("result => say({type: 'completed', result})", bought)
    assert told(page) == [{**bought, **GRANTED, "purchased": True}]
    assert ours.calls("getAccessStatus") == [{"customerToken": TOKEN, "offerId": "A1_US"}]


def test_a_purchase_that_was_left_asks_nothing(page, ours, visit, popup_of, told):
    visit(page)
    popup_of("purchase('A1_US', done)").close()
    assert told(page) == [{**NOTHING, "offerId": "A1_US", "purchased": False}]
    assert ours.calls("getAccessStatus") == []


def test_a_checkout_without_an_offer_lets_the_publisher_s_page_choose(page, publisher, visit, popup_of):
    visit(page)
    window = popup_of("checkout({displayType: 'popup', publisherId: 100000001})")
    assert urlsplit(window.url).path == "/auth/2/purchase"
    assert query_of(window.url)["publisherId"] == "100000001"
    assert "mode" not in query_of(window.url)


class TestMyAccount:
    def test_it_is_shown_in_the_page(self, page, ours, publisher, visit, hosted, told):
        visit(page)
        page.evaluate("void CleengApi.myAccount({publisherId: 100000001, completed: done})")
        hosted(page).evaluate("say({type: 'close'})")
        assert told(page) == [NOTHING]
        assert ours.queries("/my-account") == [
            {
                "publisherId": "100000001",
                "display": "overlay",
                "origin": publisher.origin,
                "returnTo": f"{publisher.origin}/",
            }
        ]

    @pytest.mark.parametrize("given", ["100000001", "/my-account?remote_token=a:b"])
    def test_it_opens_in_a_popup(self, page, ours, visit, popup_of, told, given):
        visit(page)
        given = ours.origin + given if given.startswith("/") else given
        window = popup_of(f"popupMyAccount('{given}', done)")
        asked = query_of(window.url)
        assert asked["display"] == "popup"
        assert asked.get("publisherId") == ("100000001" if given == "100000001" else None)
        assert asked.get("remote_token") == ("a:b" if "remote_token" in given else None)
        window.close()
        assert told(page) == [NOTHING]


class TestCustomCheckout:
    def test_it_shows_the_address_that_the_publisher_s_server_was_given(self, page, ours, publisher, visit, hosted):
        visit(page)
        page.evaluate(
            "url => void CleengApi.customCheckout({displayType: 'overlay', customUrl: url})",
            f"{ours.origin}/auth/2/purchase?offerId=A1_US&remote_token=a:b",
        )
        asked = query_of(hosted(page).url)
        assert asked["remote_token"] == "a:b"
        assert (asked["display"], asked["origin"]) == ("overlay", publisher.origin)

    @pytest.mark.parametrize(
        "address",
        [
            "https://elsewhere.example/checkout",
            "//elsewhere.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "",
            "http://[",
        ],
    )
    def test_it_shows_no_address_elsewhere(self, page, visit, told, address):
        visit(page)
        page.evaluate("customUrl => void CleengApi.customCheckout({customUrl, completed: done})", address)
        [result] = told(page)
        assert result["error"]["code"] == -32602
        assert result["authorizationSuccessful"] is False
        expect(page.locator("iframe")).to_have_count(0)


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({}, "offerId"),
        ({"offerId": "A1_US", "displayType": "sheet"}, '"sheet"'),
        ({"offerId": "A1_US", "displayType": "inline", "containerId": "nowhere"}, '"nowhere"'),
        ({"offerId": "A1_US", "displayType": "inline"}, "undefined"),
    ],
)
def test_a_call_that_makes_no_sense_is_explained(page, visit, told, options, fault):
    visit(page)
    with page.expect_console_message(of_the_library) as said:
        page.evaluate("options => void CleengApi.checkout({...options, completed: done})", options)
    [result] = told(page)
    assert fault in result["error"]["message"]
    assert said.value.text == f"CleengApi: {result['error']['message']}"


def test_every_callback_may_be_left_out(page, visit):
    visit(page)
    settled = page.evaluate(
        """() => Promise.all([CleengApi.checkout(), CleengApi.customCheckout(), CleengApi.getCustomer(),
             CleengApi.getAccessStatus("A1_US"), CleengApi.logout(), CleengApi.autologin(),
             CleengApi.trackOfferImpression("A1_US"), CleengApi.getCustomer(null)])"""
    )
    assert len(settled) == 8


class TestAddresses:
    def test_a_purchase_link(self, page, ours, publisher, visit):
        visit(page)
        address = page.evaluate("CleengApi.getPurchaseUrl('A1_US', '/watch?id=7#live')")
        assert address.startswith(f"{ours.origin}/auth/2/purchase?")
        assert query_of(address) == {
            "v": "3",
            "appId": APP_ID,
            "offerId": "A1_US",
            "redirectUri": f"{publisher.origin}/watch?id=7#live",
        }

    def test_a_sign_in_link_names_no_offer(self, page, visit):
        visit(page)
        address = page.evaluate("CleengApi.getLoginUrl('https://www.example.com/back?a=1&b=2')")
        assert query_of(address) == {"v": "3", "appId": APP_ID, "redirectUri": "https://www.example.com/back?a=1&b=2"}

    def test_without_an_address_they_return_to_this_page(self, page, publisher, visit):
        visit(page, "/?id=7")
        assert query_of(page.evaluate("CleengApi.getLoginUrl()"))["redirectUri"] == f"{publisher.origin}/?id=7"

    def test_options_set_once_stand_in_all_of_them(self, page, visit, popup_of):
        visit(page)
        page.evaluate(
            """() => { CleengApi.setAppId("mine"); CleengApi.setAuthOption("publisherId", "502422900");
                       CleengApi.setAuthOption("locale", "fr_FR"); }"""
        )
        for asked in (
            query_of(page.evaluate("CleengApi.getPurchaseUrl('A1_US')")),
            query_of(page.evaluate("CleengApi.getLoginUrl()")),
            query_of(popup_of("login()").url),
        ):
            assert (asked["appId"], asked["publisherId"], asked["locale"]) == ("mine", "502422900", "fr_FR")
        assert query_of(popup_of("checkout({displayType: 'popup', offerId: 'A1_US'})").url)["locale"] == "fr_FR"


def test_the_few_words_that_the_library_shows_can_be_translated(page, visit):
    visit(page)
    page.evaluate(
        """() => { CleengApi.setLabels({checkout: "Kasse", close: "Schließen", loading: "Lädt"});
                   void CleengApi.checkout({offerId: "A1_US"}); }"""
    )
    dialog = page.get_by_role("dialog", name="Kasse")
    expect(dialog.get_by_role("button", name="Schließen")).to_be_visible()
    expect(page.locator("iframe")).to_have_attribute("title", "Kasse")
