"""Open redirects, script in callbacks, headers of every page, who may frame it, and whose address counts."""

from urllib.parse import urlencode, urlsplit

import pytest

from harness.shop import PASSWORD, sign_in
from harness.site import PUBLISHER_ID

ALLOWED = "https://www.demo-sports.example"
EMAIL = "viewer@example.com"
ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:\\\\evil.example",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    " https://evil.example",
    "data:text/html,<script>alert(1)</script>",
    f"{ALLOWED}.evil.example",
    f"{ALLOWED}@evil.example",
    f"{ALLOWED}:443@evil.example",
    f"{ALLOWED}\\@evil.example",
    f"{ALLOWED}%2eevil.example",
    f"{ALLOWED}\u3002evil.example",
    f"{ALLOWED}\r\nLocation: https://evil.example",
    f"{ALLOWED}\t.evil.example",
    "http://www.demo-sports.example",
    "https://localhost.evil.example",
    "https://evil.example/?https://www.demo-sports.example",
    "https://evil.example#https://www.demo-sports.example",
    "https://[::1",
]
URLS = ("returnTo", "redirectUri", "origin", "next", "resetUrl", "cancelUrl", "url")


def leads(answer):
    """Give every host that an answer leads to by itself, by a form, a link or a message."""
    places = [answer.headers.get("Location", "")]
    if answer.content_type == "text/html":
        page = answer.html
        places += [node.get("href") or node.get("action") or "" for node in page.find_all(["a", "form", "base"])]
        places.append(page.html.get("data-origin") or "")
    return {urlsplit(place.strip()).hostname for place in places} | {
        place for place in places if place.lower().startswith(("javascript", "data", "//", "\\"))
    }


@pytest.mark.parametrize("url", ELSEWHERE)
def test_no_address_parameter_leads_elsewhere(app, shop, url):
    shop.give(shop.register(EMAIL), bought := shop.sell())
    other = shop.sell()
    sign_in(app)
    query = urlencode({**dict.fromkeys(URLS, url), "publisherId": PUBLISHER_ID})
    steps = [f"/checkout/{bought.id}", f"/checkout/{other.id}", f"/o/{bought.id}", f"/password/{PUBLISHER_ID}"]
    steps += ["/auth/2/purchase", "/my-account", f"/o/{other.id}"]
    for step in steps:
        for display in ("", "&display=popup", "&display=overlay"):
            answer = app.get(f"{step}?{query}{display}", status="*")
            assert leads(answer) <= {None, "localhost", "www.demo-sports.example"}, step
            assert f"{ALLOWED}." not in answer.headers.get("Content-Security-Policy", "")
            assert 'id="cleeng-completion"' not in answer.text, "a token went to a stranger"


@pytest.mark.parametrize("url", ELSEWHERE)
def test_nobody_is_led_elsewhere_after_signing_in(app, shop, url):
    shop.register(EMAIL)
    query = urlencode({"publisherId": PUBLISHER_ID, "mode": "sign-in", **dict.fromkeys(URLS, url)})
    form = app.get(f"/auth/2/purchase?{query}").forms["checkout"]
    form["email"], form["password"] = EMAIL, PASSWORD
    answer = form.submit("action", value="sign-in")
    assert answer.status_int == 200
    assert "CleengClientAccessToken" not in answer.text


def test_a_publishers_page_in_any_script_is_still_an_address(app, shop):
    shop.register(EMAIL)
    sign_in(app)
    query = urlencode({"publisherId": PUBLISHER_ID, "redirectUri": f"{ALLOWED}/\u6620\u753b?a=\u00e9"})
    answer = app.get(f"/auth/2/purchase?{query}", status=303)
    assert urlsplit(answer.headers["Location"]).hostname == "www.demo-sports.example"
    assert answer.headers["Location"].isascii()


@pytest.mark.parametrize("callback", ["alert(1)//", "a<script>", "a.b[0]", "a;b", "a\u2028b", "1a", "", "a" * 70])
def test_a_callback_is_a_name_and_nothing_else(app, callback):
    answer = app.get("/api/3.0/jsonp?" + urlencode({"callback": callback, "method": "x"}), status=400)
    assert (answer.content_type, answer.headers["X-Content-Type-Options"]) == ("text/plain", "nosniff")


@pytest.fixture
def pages(app, shop):
    """Addresses of pages, for who is signed in."""
    shop.give(shop.register(EMAIL), bought := shop.sell())
    steps = [f"/checkout/{shop.sell().id}?", f"/checkout/{bought.id}?", f"/o/{bought.id}?"]
    steps += [f"/password/{PUBLISHER_ID}?", f"/auth/2/purchase?publisherId={PUBLISHER_ID}", "/nowhere?", "/my-account?"]
    return [*steps, "/my-account/profile?", "/my-account/password?", "/checkout/orders/123456789/done?"]


def test_every_page_brings_its_headers(installation, pages):
    app = installation.visitor(**{"wsgi.url_scheme": "https"})
    app.extra_environ["HTTP_HOST"] = "localhost:443"
    for page in pages:
        answer = app.get(page, status="*")
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        assert all("; Secure" in cookie and "; HttpOnly" in cookie for cookie in answer.headers.getall("Set-Cookie"))


def test_only_the_publishers_own_pages_may_frame_one(app, pages):
    for page in pages:
        if page == "/nowhere?":
            continue
        answer = app.get(f"{page}&display=overlay&origin=https://evil.example", status="*")
        (sources,) = [
            part.split()[1:]
            for part in answer.headers["Content-Security-Policy"].split("; ")
            if part.startswith("frame-ancestors")
        ]
        assert set(sources) in ({"'self'", ALLOWED}, {"'none'"})
    assert "evil" not in answer.headers["Content-Security-Policy"]


FORWARDED = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "194.218.0.1"}


def test_what_a_stranger_says_was_forwarded_is_not_believed(app, shop):
    offer = shop.sell()
    answer = app.get(f"/o/{offer.id}", headers=FORWARDED)
    assert "evil.example" not in answer.text
    assert "Strict-Transport-Security" not in answer.headers


def test_an_order_of_nobody_says_nothing(app, shop):
    assert app.get("/checkout/orders/123456789/state", status=404).html.h1.text == "This page does not exist"
