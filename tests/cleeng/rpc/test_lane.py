"""What calls need of a web server holds for them too, though they pass Pyramid by."""

import io
import json
import logging
from dataclasses import replace

import pytest
from webtest import TestApp

from cleeng.logs import Handler
from cleeng.web.app import make_app
from harness.site import PUBLISHER_ID

PATH = "/3.0/json-rpc"
OURS = "https://shop.example"
CUSTOMER = {
    "email": "lena@example.com",
    "locale": "en_US",
    "country": "US",
    "currency": "USD",
    "password": "long-enough-1",
}
#: What each answer bears, whoever made it.
EVERYWHERE = {
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Resource-Policy",
    "Strict-Transport-Security",
}


def body(method, **params):
    return json.dumps({"method": method, "params": params, "id": 1}).encode()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_call_brings_the_headers_that_a_view_brings(installation, scheme):
    visitor = installation.visitor(**{"wsgi.url_scheme": scheme})
    called, viewed = visitor.post(PATH, b"{}"), visitor.get(PATH, status=405)
    expected = EVERYWHERE - ({"Strict-Transport-Security"} if scheme == "http" else set())
    assert EVERYWHERE & set(viewed.headers) == expected
    assert {name: called.headers.get(name) for name in expected} == {name: viewed.headers[name] for name in expected}
    assert ("Strict-Transport-Security" in called.headers) == (scheme == "https")


def test_a_body_in_chunks_is_read_to_its_end(app, shop):
    offer = shop.sell()
    sent = body("getSingleOffer", offerId=offer.id)
    environ = {"wsgi.input": io.BytesIO(sent), "wsgi.input_terminated": True, "REQUEST_METHOD": "POST"}
    answer = app.request(PATH, environ=environ)
    assert answer.json["id"] == "1"
    assert int(answer.headers["Content-Length"]) == len(answer.body)


def test_no_body_at_all_is_answered_in_form(app):
    answer = app.request(PATH, environ={"REQUEST_METHOD": "POST", "CONTENT_LENGTH": ""})
    assert (answer.status_int, answer.json["error"]["code"]) == (200, -32700)


@pytest.mark.parametrize("address", [f"{PATH}/", f"{PATH}x", "/4.0/json-rpc"])
def test_what_is_posted_elsewhere_is_no_call(app, address):
    assert app.post(address, b"{}", status="4*").content_type == "text/html"


@pytest.mark.parametrize(
    ("networks", "base_url", "at"),
    [
        (("127.0.0.1/32",), "", "https://shop.example:8443"),
        ((), "", "http://stranger.example"),
        (("127.0.0.1/32",), OURS, OURS),
    ],
)
def test_links_lead_to_base_url_or_else_where_a_trusted_proxy_was_asked(installation, api_of, networks, base_url, at):
    installation.base_url = base_url
    installation.add_publisher()
    settings = replace(installation.application.settings, trusted_proxies=networks)
    behind = TestApp(make_app(replace(installation.application, settings=settings)))
    api = api_of(PUBLISHER_ID)
    api.result("registerCustomer", customerData=CUSTOMER)
    sent = body("generateMyAccountUrl", publisherToken=api.token, customerEmail=CUSTOMER["email"], modules=[])
    forwarded = {"X-Forwarded-Host": "shop.example:8443", "X-Forwarded-Proto": "https", "Host": "stranger.example"}
    answer = behind.post(PATH, sent, headers=forwarded, extra_environ={"REMOTE_ADDR": "127.0.0.1"}).json
    assert answer["error"] is None
    assert answer["result"]["url"].startswith(f"{at}/")


def test_a_call_that_writes_is_logged_and_one_that_reads_only_when_looked_for(api, shop, caplog):
    caplog.set_level(logging.DEBUG, "cleeng.rpc")
    offer = shop.sell()
    api.result("getSingleOffer", offerId=offer.id)
    api.result("deactivateSingleOffer", offerId=offer.id)
    api.code("getSingleOffer", offerId="A000000000_US")
    told = [record for record in caplog.records if record.getMessage() == "call answered"]
    assert [(record.rpc_method, record.levelname, getattr(record, "code", None)) for record in told] == [
        ("getSingleOffer", "DEBUG", None),
        ("deactivateSingleOffer", "INFO", None),
        ("getSingleOffer", "DEBUG", 4),
    ]
    assert all(record.milliseconds >= 0 for record in told)


def test_all_that_is_logged_of_a_call_bears_the_id_of_its_request(app, application, shop, caplog):
    seen = []
    handler = Handler()
    handler.emit = lambda record: seen.append(record.context["request"])
    log = logging.getLogger("cleeng.rpc")
    log.addHandler(handler)
    caplog.set_level(logging.DEBUG, "cleeng.rpc")
    try:
        app.post(PATH, json.dumps([json.loads(body("getCustomer"))] * 2).encode())
        app.post(PATH, body("getCustomer"))
    finally:
        log.removeHandler(handler)
    assert (len(seen), len(set(seen)), seen[0]) == (3, 2, seen[1])
