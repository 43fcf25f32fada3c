"""Every address, sent what a hostile client makes up: an answer in its own form, never a failure of ours."""

from urllib.parse import urlencode

import pytest

from harness.site import PUBLISHER_ID

FAILURE = 500
FIELDS = (
    *("CleengClientAccessToken", "action", "answer", "applicationId", "callback", "checkoutType", "country", "current"),
    *("display", "done", "email", "everywhere", "first_name", "key", "language", "last_name", "link", "locale"),
    *("method", "mode", "new", "offer", "offerId", "order", "origin", "params", "password", "pin", "popup"),
    *("redirectUri", "remote_token", "returnTo", "s", "sandbox-card-cvc", "sandbox-card-expiry", "sandbox-card-name"),
    *("sandbox-card-number", "theme", "token", "transactionExternalData"),
)
NASTY = {
    "nul": "a\x00b",
    "long": "9" * 150,
    "script": "\"'><script>alert(1)</script>&${7*7}%s{0}",
    "lines and odd letters": "a\r\nSet-Cookie: x=1\r\n\r\n\u202e\u2028\u0130\ufeff\U0001f3ac",
    "locale": "de_DE@" + "a" * 40,
}
#: The buttons that do something, by route; elsewhere the value itself stands for one.
PRESSED = {
    "checkout": ("register", "sign-in", "forgot", "country", "pay"),
    "checkout.pay": ("country", "pay"),
    "purchase": ("register", "sign-in", "forgot"),
    "account": ("sign-in", "forgot"),
}


@pytest.mark.db
@pytest.mark.parametrize("value", NASTY.values(), ids=NASTY)
def test_nothing_typed_into_any_field_is_a_failure_of_ours(sweep, value):
    failed = []
    nasty = {**dict.fromkeys(FIELDS, value), "publisherId": PUBLISHER_ID}
    for name, address in sweep.addresses.items():
        for display in (value, "overlay"):
            answer = sweep.app.get(f"{address}?{urlencode({**nasty, 'display': display})}", status="*")
            failed += [(name, display)] * (answer.status_int >= FAILURE)
        for action in PRESSED.get(name, (value,)):
            form = {**nasty, "csrf_token": sweep.csrf(), "action": action}
            failed += [(name, action)] * (sweep.app.post(address, form, status="*").status_int >= FAILURE)
    assert not failed


@pytest.mark.db
def test_a_locale_nobody_has_is_not_stored_with_a_new_customer(till):
    page = till.browser().sign_up(till.sell(), query="?locale=de_DE@" + "a" * 40)
    assert page.status_int == 200
    assert page.html.html["lang"] == "en"


HEADERS = {
    "no Host": {"HTTP_HOST": ""},
    "a Host of many ports": {"HTTP_HOST": "a:b:c"},
    "half an address": {"HTTP_HOST": "[::1"},
    "a Host with script": {"HTTP_HOST": '"><script>'},
    "a Host in two lines": {"HTTP_HOST": "localhost\r\nX: y"},
    "a Host that goes on": {"HTTP_HOST": "localhost/@evil.example"},
    "Origin null": {"HTTP_ORIGIN": "null"},
    "half an Origin": {"HTTP_ORIGIN": "https://[", "HTTP_REFERER": "http://[::"},
    "no bearer": {"HTTP_AUTHORIZATION": "Bearer a\x7f\xff"},
    "no token": {"HTTP_X_CSRF_TOKEN": "\xff"},
    "no language": {"HTTP_ACCEPT_LANGUAGE": "\xff;q=x"},
    "no cache": {"HTTP_IF_MODIFIED_SINCE": "x", "HTTP_IF_NONE_MATCH": '"', "HTTP_RANGE": "bytes=-,x"},
    "a cookie of bytes": {"HTTP_COOKIE": f"cleeng_v{PUBLISHER_ID}=\xff\xfe"},
    "a cookie in quotes": {"HTTP_COOKIE": f'cleeng_v{PUBLISHER_ID}="a\\000'},
    "a long cookie": {"HTTP_COOKIE": f"cleeng_v{PUBLISHER_ID}={'A' * 4000}"},
    "a length that is none": {"CONTENT_LENGTH": "-1"},
    "a length in words": {"CONTENT_LENGTH": "many"},
}


def test_no_odd_header_is_a_failure_of_ours(sweep):
    failed = []
    for what, headers in HEADERS.items():
        for name, address in sweep.addresses.items():
            for method in ("GET", "POST"):
                answer = sweep.send(method, address, **headers)
                failed += [(what, method, name)] * (answer.status_int >= FAILURE or b"<script>" in answer.body)
    assert not failed


TAILS = ("%ff", "%00", "/", "%0a", "%2e%2e%2f", "//", "?%ff", "?publisherId=%ff", "?s=%C3%A9", "?offerId=%ff&%ff=a")


def test_no_odd_address_is_a_failure_of_ours(sweep):
    failed = []
    for tail in TAILS:
        for name, address in sweep.addresses.items():
            for method in ("GET", "POST"):
                failed += [(tail, method, name)] * (sweep.send(method, address + tail).status_int >= FAILURE)
    assert not failed


@pytest.mark.parametrize("address", ["/%ff", "/auth/2/purchase%ff", "/o/%ff", "/api/3.0/json-rpc%ff", "/static/%ff"])
def test_an_address_that_is_no_text_has_a_page_of_its_own(sweep, address):
    answer = sweep.send("GET", address)
    assert answer.status_int == 404
    assert "<h1>This page does not exist</h1>" in answer.text
