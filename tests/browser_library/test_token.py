"""The customer's token: a cookie of the publisher's site, and what comes back in an address."""

import pytest

from harness.two_sites import LIBRARY, TOKEN

OTHER_TOKEN = "another-token_" + "b" * 34
RETURNED = f"CleengClientAccessToken={TOKEN}&cleengResult=success"
TWO_WEEKS = 14 * 24 * 60 * 60


def cookie(page):
    [cookie] = page.context.cookies()
    return cookie


def test_it_is_kept_for_two_weeks_for_the_whole_site(page, visit):
    visit(page, f"/?{RETURNED}")
    kept = cookie(page)
    assert kept["name"] == "CleengClientAccessToken"
    assert kept["value"] == TOKEN
    assert (kept["domain"], kept["path"], kept["sameSite"]) == ("127.0.0.1", "/", "Lax")
    assert (kept["secure"], kept["httpOnly"]) == (False, False)
    now = page.evaluate("Date.now() / 1000")
    assert TWO_WEEKS - 3600 < kept["expires"] - now <= TWO_WEEKS


def test_on_https_it_is_secure(page):
    page.route(
        "https://localhost/**",
        lambda route: (
            route.fulfill(body=LIBRARY, content_type="text/javascript")
            if route.request.url.endswith(".js")
            else route.fulfill(body="<script src='/js-api/3.0/api.js'></script>", content_type="text/html")
        ),
    )
    page.goto(f"https://localhost/?{RETURNED}")
    assert cookie(page)["secure"] is True


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"/?{RETURNED}", "/"),
        (f"/?{RETURNED}#live", "/#live"),
        (f"/?id=7&{RETURNED}#live?x=1", "/?id=7#live?x=1"),
        (f"/?{RETURNED}&id=7&flag", "/?id=7&flag"),
        (f"/?q=a%20b+c%2F&{RETURNED}&&tail=%zz", "/?q=a%20b+c%2F&&tail=%zz"),
        (f"/?CleengClientAccessTokenX=1&{RETURNED}", "/?CleengClientAccessTokenX=1"),
        ("/?cleengResult=closed&id=7", "/?id=7"),
        ("/?id=%20a&b=+#c", "/?id=%20a&b=+#c"),
    ],
)
def test_it_is_taken_out_of_the_address_and_nothing_else_is(page, publisher, visit, before, after):
    visit(page, before)
    assert page.evaluate("location.href") == publisher.origin + after


def test_taking_it_out_adds_no_entry_to_the_history(page, publisher, visit):
    visit(page, "/?first")
    visit(page, f"/?second&{RETURNED}")
    page.go_back()
    assert page.url == f"{publisher.origin}/?first"


@pytest.mark.parametrize("token", ["short", TOKEN + "x", TOKEN[:-1] + "%3B", ""])
def test_what_does_not_look_like_one_is_thrown_away(page, publisher, visit, token):
    visit(page, f"/?CleengClientAccessToken={token}&cleengResult=success")
    assert page.evaluate("CleengApi.getToken()") is None
    assert page.context.cookies() == []
    assert page.url == f"{publisher.origin}/"
    assert page.evaluate("CleengApi.getRedirectResult()") == {"authorizationSuccessful": False, "token": None}


@pytest.mark.parametrize(
    ("query", "result"),
    [
        (RETURNED, {"authorizationSuccessful": True, "token": TOKEN}),
        (f"CleengClientAccessToken={TOKEN}", {"authorizationSuccessful": True, "token": TOKEN}),
        (f"CleengClientAccessToken={TOKEN}&cleengResult=closed", {"authorizationSuccessful": False, "token": TOKEN}),
        ("cleengResult=closed", {"authorizationSuccessful": False, "token": None}),
        ("id=7", None),
    ],
)
def test_the_page_can_ask_how_a_redirect_ended(page, visit, query, result):
    visit(page, f"/?{query}")
    assert page.evaluate("CleengApi.getRedirectResult()") == result


def test_a_new_one_replaces_the_old(page, visit):
    visit(page, f"/?CleengClientAccessToken={OTHER_TOKEN}")
    visit(page, f"/?{RETURNED}")
    assert page.evaluate("CleengApi.getToken()") == TOKEN


def test_it_is_found_among_other_cookies(page, visit):
    visit(page)
    page.evaluate("document.cookie = 'XCleengClientAccessToken=no'")
    page.evaluate("document.cookie = 'empty'")
    page.evaluate(f"document.cookie = 'CleengClientAccessToken={TOKEN}'")
    page.evaluate("document.cookie = 'z=a=b'")
    assert page.evaluate("CleengApi.getToken()") == TOKEN
    assert page.evaluate("CleengApi.isAuthenticated()") is True


def test_without_one_nobody_is_signed_in(page, visit):
    visit(page)
    assert page.evaluate("CleengApi.getToken()") is None
    assert page.evaluate("CleengApi.isAuthenticated()") is False


def test_signing_out_drops_it_and_tells_the_server(page, ours, visit, told):
    ours.answers["logout"] = {"success": True}
    visit(page, f"/?{RETURNED}")
    page.evaluate("void CleengApi.logout(done)")
    assert page.evaluate("CleengApi.getToken()") is None
    assert told(page) == [{"success": True}]
    assert ours.calls("logout") == [{"customerToken": TOKEN}]


def test_signing_out_works_here_though_the_server_fails(page, visit, told):
    visit(page, f"/?{RETURNED}")
    page.evaluate("void CleengApi.logout(done)")
    assert told(page) == [{"success": True}]
    assert page.context.cookies() == []


def test_signing_out_again_asks_nobody(page, ours, visit, told):
    visit(page)
    page.evaluate("void CleengApi.logout(done)")
    assert told(page) == [{"success": True}]
    assert ours.calls("logout") == []
