"""Signing in silently where the viewer is signed in on our own origin (JSON-RPC reference, 3.2)."""

import datetime as dt
import json

import pytest
import sqlalchemy as sa

from cleeng.customers.models import CustomerStatus, OneTimeLink
from cleeng.rpc.probe import DEFAULT_APPLICATION
from harness.shop import sign_in
from harness.site import PUBLISHER_ID

PUBLISHERS_PAGE = {"Referer": "https://www.demo-sports.example/films/1", "Sec-Fetch-Site": "cross-site"}
NOBODY = {"available": False, "name": "", "id": "", "key": "", "accountType": "", "wasLoggedIn": 0}


@pytest.fixture
def viewer(app, shop):
    """A viewer who is signed in on our own origin."""
    customer_id = shop.register()
    sign_in(app)
    return customer_id


def probe(app, headers=PUBLISHERS_PAGE, **query):
    answer = app.get("/autologin/autologin.js", {"callback": "found", "r": "1", **query}, headers=headers)
    assert answer.content_type == "application/javascript"
    return json.loads(answer.text.removeprefix("/**/found(").removesuffix(");"))


def exchange(api, key, application=DEFAULT_APPLICATION):
    return api.jsonp("autologin", {"applicationId": application, "key": key})


def test_a_page_of_the_publisher_finds_a_viewer_who_is_signed_in(app, viewer):
    found = probe(app)
    assert found.pop("key")
    assert found == {
        "available": True,
        "name": "viewer",
        "id": str(viewer),
        "accountType": "",
        "wasLoggedIn": 1,
    }


def test_the_key_buys_a_token(app, api, viewer):
    answer = exchange(api, probe(app)["key"])
    assert answer["success"] is True
    assert api.jsonp("getCustomer", {"customerToken": answer["customerToken"]})["id"] == str(viewer)


def test_the_key_is_good_once(app, api, viewer):
    key = probe(app)["key"]
    assert "customerToken" in exchange(api, key)
    assert exchange(api, key)["error"]["code"] == 16


def test_the_key_is_good_for_two_minutes(app, api, viewer, clock):
    key = probe(app)["key"]
    clock.advance(dt.timedelta(minutes=2))
    assert exchange(api, key)["error"]["code"] == 16


def test_the_key_is_good_for_the_application_that_asked(app, api, viewer):
    key = probe(app, applicationId="app-7")["key"]
    assert exchange(api, key)["error"]["code"] == 16
    key = probe(app, applicationId="app-7")["key"]
    assert exchange(api, key, "app-7")["success"] is True


def test_the_key_of_a_closed_account_is_worth_nothing(app, api, viewer, services):
    key = probe(app)["key"]
    with services() as ours:
        ours.customers.get(viewer).status = CustomerStatus.INACTIVE
    assert exchange(api, key)["error"]["code"] == 12


@pytest.mark.parametrize("key", ["", "x", "0" * 40 + ":" + "0" * 40])
def test_a_made_up_key_is_worth_nothing(api, key):
    assert exchange(api, key)["error"]["code"] in {11, 16}


def test_a_link_for_something_else_is_no_key(api, viewer):
    url = api.result("generateMyAccountUrl", customerEmail="viewer@example.com")["url"]
    assert exchange(api, url.partition("remote_token=")[2])["error"]["code"] == 16


def test_nobody_is_found_where_nobody_is_signed_in(app):
    assert probe(app) == NOBODY


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Referer": "https://evil.example/"},
        {"Referer": "https://www.demo-sports.example.evil.example/"},
        {"Referer": "https://www.demo-sports.example@evil.example/"},
        {"Referer": "http://www.demo-sports.example/"},
        {"Origin": "null"},
        {"Origin": "https://evil.example", "Referer": "https://www.demo-sports.example/"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_page_of_somebody_else_finds_nobody(app, viewer, headers):
    assert probe(app, headers) == NOBODY


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Referer": "http://localhost/o/A1"},
        {"Origin": "https://www.demo-sports.example"},
    ],
)
def test_our_own_pages_and_the_publishers_find_the_viewer(app, viewer, headers):
    assert probe(app, headers)["available"] is True


def test_who_is_signed_in_at_one_publisher_is_nobody_at_another(installation, shop):
    installation.add_publisher(200000002, "Other")
    app = installation.visitor()
    shop.register()
    sign_in(app)
    assert probe(app, publisherId=str(PUBLISHER_ID))["available"] is True
    assert probe(app, publisherId="200000002") == NOBODY
    assert probe(app, publisherId="999999999") == NOBODY
    assert probe(app, publisherId="9" * 5000) == NOBODY
    assert probe(app) == NOBODY


def test_a_publisher_that_allows_everybody_lets_nobody_ask(installation, shop):
    installation.add_publisher(origins="*")
    ini = installation.folder / "publishers" / f"{PUBLISHER_ID}.ini"
    ini.write_text(ini.read_text().replace("use = inline overlay popup", "use = popup"))
    app = installation.visitor()
    shop.register()
    sign_in(app)
    assert probe(app, {"Referer": "https://anybody.example/"}) == NOBODY
    assert probe(app)["available"] is True


def test_a_new_password_ends_the_session_for_autologin_too(app, viewer, services):
    with services() as ours:
        ours.sign_in.set_password(viewer, "another-afternoon-43")
    assert probe(app) == NOBODY


@pytest.mark.parametrize("everywhere", [False, True])
def test_who_signed_out_is_nobody_from_then_on(app, viewer, everywhere):
    assert probe(app)["available"] is True
    page = app.get(f"/my-account?publisherId={PUBLISHER_ID}")
    leave = (form for form in page.forms.values() if "/sign-out" in form.action)
    next(form for form in leave if ("everywhere" in form.fields) == everywhere).submit(status=303)
    assert probe(app) == NOBODY
    assert probe(app, {"Sec-Fetch-Site": "same-origin"}) == NOBODY


def test_a_script_is_no_place_for_an_unfit_callback(app, viewer):
    app.get("/autologin/autologin.js", {"callback": "a(b"}, headers=PUBLISHERS_PAGE, status=400)


@pytest.mark.parametrize("application", ["a\x00b", "x" * 256, "ü", "a b"])
def test_what_is_no_application_finds_nobody(app, viewer, application):
    assert probe(app, applicationId=application) == NOBODY


def test_to_ask_for_the_head_of_a_script_has_no_effect(app, viewer, application):
    app.head("/autologin/autologin.js?callback=found", headers=PUBLISHERS_PAGE)
    with application.database.reader.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(OneTimeLink)) == 0
