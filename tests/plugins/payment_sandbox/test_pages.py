import datetime as dt
import re

import pytest
from pyramid.config import Configurator
from sandbox import AMOUNT, CANCEL, RETURN, Teller
from webtest import TestApp

import cleeng_plugins.payment_sandbox
from cleeng.api import FailureKind, GatewayDirectory, Redirect, Result, Status
from cleeng_plugins.payment_sandbox import delivery

ORIGIN = "http://localhost"


class Directory(GatewayDirectory):
    """Knows one publisher."""

    def __init__(self, teller):
        self.teller = teller

    def find(self, publisher_id, name):
        if (publisher_id, name) != (100000001, "sandbox"):
            raise LookupError(publisher_id)
        publisher = self.teller.publisher(allowed_origins=("https://fans.example", "*"))
        return self.teller.gateway, self.teller.ctx(publisher=publisher)


@pytest.fixture
def teller(tmp_path):
    teller = Teller(tmp_path)
    teller.base_url = ORIGIN
    return teller


@pytest.fixture
def app(teller):
    config = Configurator()
    directory = Directory(teller)
    config.add_request_method(lambda request, kind: {GatewayDirectory: directory}[kind], "find_service")
    config.set_default_csrf_options(require_csrf=True)
    cleeng_plugins.payment_sandbox.cleeng_configure(config)
    return TestApp(config.make_wsgi_app())


def opened(app, teller, card="challenge", **changes):
    """Start a payment that needs action and open the bank's page."""
    result = teller.pay(card, **changes)
    assert result.status is Status.REQUIRES_ACTION
    return app.get(result.next_action.url.removeprefix(ORIGIN))


def press(page, answer, **fields):
    form = page.forms[0]
    for name, value in fields.items():
        form[name] = value
    return form.submit("answer", value=answer)


@pytest.mark.parametrize(
    ("changes", "page", "frameable"),
    [
        ({"card": "challenge"}, "challenge", True),
        ({"method": "wallet"}, "wallet", False),
        ({"method": "phone"}, "pin", True),
    ],
)
def test_the_buyer_goes_on_at_a_page_whose_address_cannot_be_guessed(teller, changes, page, frameable):
    action = teller.pay(**changes).next_action
    assert isinstance(action, Redirect)
    assert action.frameable is frameable
    assert re.fullmatch(rf"{ORIGIN}/plugins/payment_sandbox/100000001/{page}/[\w-]{{32}}", action.url)
    assert teller.pay(**changes).next_action == action


@pytest.mark.parametrize("changes", [{}, {"method": "wallet"}, {"method": "phone"}])
def test_every_page_says_loudly_that_it_is_a_test_and_what_is_paid(app, teller, changes):
    page = opened(app, teller, **changes)
    page.mustcontain("Test payment. No money moves.", "4.99 EUR", "Demo Sports", '<link rel="stylesheet"')
    assert page.text.count("<h1>") == 1
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert '<html lang="en" dir="ltr">' in page.text
    assert re.search("<title>[^<]*4.99 EUR", page.text)


@pytest.mark.parametrize(
    ("changes", "answer", "status", "code", "goes_to"),
    [
        ({}, "approve", Status.SUCCEEDED, "", RETURN),
        ({}, "refuse", Status.FAILED, "authentication_refused", RETURN),
        ({}, "leave", Status.CANCELED, "abandoned", RETURN),
        ({"method": "wallet"}, "approve", Status.SUCCEEDED, "", RETURN),
        ({"method": "wallet"}, "refuse", Status.FAILED, "wallet_refused", RETURN),
        ({"method": "wallet"}, "leave", Status.CANCELED, "abandoned", CANCEL),
        ({"method": "phone"}, "leave", Status.CANCELED, "abandoned", RETURN),
    ],
)
def test_what_the_buyer_presses_settles_the_payment_and_leads_back(app, teller, changes, answer, status, code, goes_to):
    response = press(opened(app, teller, **changes), answer)
    assert (response.status_int, response.location) == (303, goes_to)
    assert (teller.status().status, teller.status().code) == (status, code)
    assert teller.pay(**changes) == teller.status()


def test_the_right_pin_pays(app, teller):
    assert press(opened(app, teller, method="phone"), "approve", pin=" 12 34").location == RETURN
    assert teller.status().amount == AMOUNT


def test_a_wrong_pin_may_be_tried_three_times(app, teller):
    page = opened(app, teller, method="phone")
    page = press(page, "approve", pin="0000")
    page.mustcontain("This code is not right. 2 tries are left.", 'aria-invalid="true"', 'aria-describedby="pin-error"')
    page.mustcontain("<title>One field needs a change", 'href="#pin"')
    page = press(page, "approve", pin="")
    page.mustcontain("This code is not right. 1 try is left.")
    assert press(page, "approve", pin="4321").location == RETURN
    assert (teller.status().status, teller.status().code) == (Status.FAILED, "pin_wrong")


def test_the_right_pin_pays_after_a_wrong_one(app, teller):
    page = press(opened(app, teller, method="phone"), "approve", pin="0000")
    press(page, "approve", pin="1234")
    assert teller.status().status is Status.SUCCEEDED


def test_a_form_sent_twice_counts_once(app, teller):
    page = opened(app, teller, method="phone")
    press(page, "approve", pin="0000")
    press(page, "approve", pin="0000").mustcontain("2 tries are left")
    page = opened(app, teller, key="pay-2")
    press(page, "approve")
    assert press(page, "refuse").location == RETURN
    assert teller.status("pay-2").status is Status.SUCCEEDED


@pytest.mark.parametrize("token", ["", "x", "é", None])
def test_a_form_that_did_not_come_from_the_page_does_nothing(app, teller, token):
    page = opened(app, teller)
    fields = {"answer": "approve"} if token is None else {"answer": "approve", "token": token}
    app.post(page.request.path, fields).mustcontain("Confirm this payment")
    app.post(page.request.path, {"token": page.forms[0]["token"].value}).mustcontain("Confirm this payment")
    app.post(page.request.path, fields, upload_files=[("pin", "a", b"b")]).mustcontain("Confirm this payment")
    assert teller.status().status is Status.REQUIRES_ACTION


def test_a_page_whose_payment_is_settled_leads_back_to_the_shop(app, teller):
    page = opened(app, teller)
    press(page, "approve")
    assert app.get(page.request.path, status=303).location == RETURN


def test_the_address_to_return_to_is_taken_from_nowhere_but_the_books(app, teller):
    page = opened(app, teller)
    form = {"token": page.forms[0]["token"].value, "answer": "approve", "return_url": "https://evil.example"}
    response = app.post(f"{page.request.path}?return_url=https://evil.example&next=//evil.example", form)
    assert response.location == RETURN


def test_a_page_closes_after_its_time_and_nothing_is_charged(app, teller):
    page = opened(app, teller)
    page.mustcontain("This page stays open for 30 minutes.")
    teller.clock.advance(dt.timedelta(minutes=29))
    app.get(page.request.path).mustcontain("This page stays open for 1 minute.")
    teller.clock.advance(dt.timedelta(minutes=1))
    assert press(page, "approve").location == RETURN
    assert (teller.status().status, teller.status().code) == (Status.CANCELED, "expired")


@pytest.mark.parametrize(
    "path",
    [
        "/plugins/payment_sandbox/100000001/challenge/unknown",
        "/plugins/payment_sandbox/100000002/challenge/{ticket}",
        "/plugins/payment_sandbox/100000001/wallet/{ticket}",
        "/plugins/payment_sandbox/100000001/pin/{ticket}",
        "/plugins/payment_sandbox/100000001/other/{ticket}",
        "/plugins/payment_sandbox/nobody/challenge/{ticket}",
    ],
)
def test_any_other_address_does_not_exist(app, teller, path):
    ticket = opened(app, teller).request.path.rpartition("/")[2]
    app.get(path.format(ticket=ticket), status=404)


def test_pages_may_be_framed_by_the_publisher_and_the_wallet_by_nobody(app, teller):
    policy = opened(app, teller).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.endswith("frame-ancestors 'self' https://fans.example")
    assert "form-action 'self' https://shop.example;" in policy
    wallet = opened(app, teller, key="pay-2", method="wallet").headers["Content-Security-Policy"]
    assert wallet.endswith("frame-ancestors 'none'")


def test_the_address_is_neither_stored_nor_told_to_others(app, teller):
    page = opened(app, teller)
    for response in (page, press(page, "approve")):
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"


def test_what_comes_from_outside_is_escaped(app, teller):
    teller.publisher = lambda **changes: Teller.publisher(teller, name="<b>Fans & Co</b>", **changes)
    opened(app, teller, method="wallet").mustcontain("&lt;b&gt;Fans &amp; Co&lt;/b&gt;", no="<b>Fans")


def test_a_kept_card_can_be_kept_through_a_challenge(app, teller):
    press(opened(app, teller, keep_method=True), "approve")
    assert teller.status().saved_token
    assert charge_away(teller).status is Status.SUCCEEDED


def test_a_card_that_always_asks_refuses_while_the_buyer_is_away(app, teller):
    press(opened(app, teller, card="challenge_always", keep_method=True), "approve")
    assert charge_away(teller).kind is FailureKind.SCA_REQUIRED
    saved = teller.gateway.list_methods(teller.ctx(), teller.customer)[0]
    assert teller.pay(key="pay-3", saved=saved).status is Status.REQUIRES_ACTION


def charge_away(teller) -> Result:
    saved = teller.gateway.list_methods(teller.ctx(), teller.customer)[0]
    return teller.gateway.charge_saved(teller.ctx("renewal-1"), teller.intent(saved=saved))


def test_the_webhook_is_there_before_the_buyer_is_back(app, teller, shop, monkeypatch):
    monkeypatch.setattr(delivery, "PATIENCE", 30)
    page = opened(app, teller, card="challenge_webhook")
    assert shop.taken.empty()
    teller.base_url = shop.url
    press(page, "approve")
    (event,) = teller.gateway.parse_webhook(teller.ctx(), *shop.taken.get_nowait()[1:])
    assert (event.key, event.result.status) == ("pay-1", Status.SUCCEEDED)


def test_the_webhook_tells_of_a_refusal_too(app, teller, shop):
    page = opened(app, teller, card="challenge_webhook")
    teller.base_url = shop.url
    press(page, "refuse")
    (event,) = teller.gateway.parse_webhook(teller.ctx(), *shop.taken.get(timeout=30)[1:])
    assert (event.result.status, event.result.code) == (Status.FAILED, "authentication_refused")
