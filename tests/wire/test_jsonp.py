"""The wire of the browser library (JSON-RPC reference, 3.2)."""

import json

import pytest

from cleeng.rpc import all_methods
from cleeng.rpc.registry import Caller, Surface


@pytest.fixture
def token(api, shop):
    shop.register()
    return api.result("generateCustomerToken", customerEmail="viewer@example.com")["token"]


@pytest.mark.parametrize("address", ["/3.0/jsonp", "/api/3.0/jsonp"])
def test_a_page_is_called_back_with_the_result(app, api, shop, token, address):
    query = {
        "callback": "__cleeng_cb_7",
        "method": "getCustomer",
        "r": "0.731",
        "params": json.dumps({"customerToken": token}),
    }
    answer = app.get(address, query)
    assert answer.headers["Content-Type"] == "application/javascript; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.text.startswith('/**/__cleeng_cb_7({"id":')
    assert answer.text.endswith("});")
    assert "Set-Cookie" not in answer.headers


def test_pages_ask_what_servers_ask(api, shop, token):
    offer = shop.sell()
    assert api.jsonp("getCustomer", {"customerToken": token}) == api.result("getCustomer", customerToken=token)
    asked = {"customerToken": token, "offerId": offer.id}
    assert api.jsonp("getAccessStatus", asked) == api.result("getAccessStatus", **asked)
    assert api.jsonp("trackOfferImpression", {"offerId": offer.id}) == {"success": True}


def test_an_error_is_told_to_the_function_too(api):
    assert api.jsonp("getCustomer", {"customerToken": "x"}) == {
        "error": {"code": 1, "message": "The customer token is empty or invalid.", "data": None}
    }


@pytest.mark.parametrize("text", ["{", "%ff", "[1]", '"a"', "1", "NaN"])
def test_params_that_are_none_are_an_error(app, text):
    answer = app.get(f"/api/3.0/jsonp?callback=cb&method=getCustomer&params={text}", expect_errors=True)
    assert answer.status_int == 200 or (answer.status_int, text) == (400, "%ff")
    assert answer.status_int == 400 or '"error":{"code":-32' in answer.text


def test_without_params_there_are_no_arguments(app):
    assert '"error":{"code":1,' in app.get("/api/3.0/jsonp?callback=cb&method=getCustomer").text


def test_no_method_that_takes_a_publisher_token_can_be_called_from_a_page(api):
    for method in all_methods():
        if method.caller is Caller.PUBLISHER:
            assert method.surfaces == (Surface.JSON_RPC,)
            assert api.jsonp(method.name, {"publisherToken": api.token})["error"]["code"] == -32601


@pytest.mark.parametrize(
    "callback",
    [
        "",
        "alert(1)//",
        "a b",
        "cb\n",
        "1cb",
        "a.b.c.d.e",
        "a..b",
        "cb;",
        "cb[0]",
        "<script>",
        "пример",
        "x" * 65,
    ],
)
def test_a_callback_that_is_no_name_gets_no_script(app, shop, callback):
    offer = shop.sell().id
    query = {"callback": callback, "method": "trackOfferImpression", "params": json.dumps({"offerId": offer})}
    answer = app.get("/api/3.0/jsonp", query, status=400)
    assert answer.content_type == "text/plain"
    assert "script" not in answer.text


@pytest.mark.parametrize("callback", ["cb", "$", "_1", "window.cleeng.callbacks.n1", "jQuery_123"])
def test_a_callback_may_be_a_property(api, callback):
    assert "error" in api.jsonp("getCustomer", {}, callback=callback)


def test_a_script_holds_no_line_ends_that_only_json_allows(app, api, shop):
    shop.register("viewer@example.com")
    with shop.services() as services:
        customer = services.customers.by_email("viewer@example.com")
        customer.first_name = "a\u2028b\u2029c</script>"
        token = services.tokens.issue(customer.id)
    query = {"callback": "cb", "method": "getCustomer", "params": json.dumps({"customerToken": token})}
    text = app.get("/api/3.0/jsonp", query).text
    assert not {"\u2028", "\u2029"} & set(text)
    assert json.loads(text[len("/**/cb(") : -2])["firstName"] == "a\u2028b\u2029c</script>"


@pytest.mark.parametrize("address", ["/3.0/jsonp", "/autologin/autologin.js"])
def test_a_script_cannot_be_posted(app, address):
    app.post(address, {"callback": "cb"}, status=404)


def test_who_signs_out_takes_the_token_along(api, token):
    assert api.jsonp("logout", {"customerToken": token}) == {"success": True}
    assert api.jsonp("getCustomer", {"customerToken": token})["error"]["code"] == 1
    assert api.jsonp("logout", {"customerToken": token})["error"]["code"] == 1
