import datetime as dt
import json
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox import AMOUNT, Teller

from cleeng.api import EventKind, InvalidWebhook, Status
from cleeng_plugins.payment_sandbox import delivery
from cleeng_plugins.payment_sandbox.webhooks import HEADER, sign

SECRET = "sandbox-webhooks-move-no-money"


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch):
    """A busy machine must not make a webhook late that the tests want first."""
    monkeypatch.setattr(delivery, "PATIENCE", 30)
    monkeypatch.setattr(delivery, "TIMEOUT", 30)


@pytest.fixture
def teller(tmp_path, shop):
    teller = Teller(tmp_path, late_seconds=60)
    teller.base_url = shop.url
    return teller


def heard(shop):
    """All webhooks that have come so far."""
    return [shop.taken.get_nowait() for _ in range(shop.taken.qsize())]


def read(teller, taken):
    _, headers, body = taken
    (event,) = teller.gateway.parse_webhook(teller.ctx(), headers, body)
    return event


def test_a_card_without_webhooks_sends_none(teller, shop):
    teller.pay()
    assert heard(shop) == []
    assert teller.gateway.deliver_webhooks(teller.ctx()) == 0


def test_the_webhook_is_there_before_the_answer_and_says_the_same(teller, shop):
    result = teller.pay("webhook_first", keep_method=True)
    (taken,) = heard(shop)
    event = read(teller, taken)
    assert taken[0] == "/webhooks/100000001/sandbox"
    assert (event.kind, event.key, event.at) == (EventKind.PAYMENT_CAPTURED, "pay-1", teller.clock.now())
    for field in ("status", "amount", "reference", "network_reference", "method", "saved_token"):
        assert getattr(event.result, field) == getattr(result, field)


def test_the_same_payment_again_sends_nothing_more(teller, shop):
    teller.pay("webhook_first")
    teller.pay("webhook_first")
    assert len(heard(shop)) == 1


def test_a_webhook_that_comes_twice_is_the_same_event(teller, shop):
    teller.pay("webhook_twice")
    first, second = (read(teller, taken) for taken in heard(shop))
    assert first.id == second.id
    assert teller.gateway.deliver_webhooks(teller.ctx()) == 0


def test_a_late_webhook_comes_when_the_publishers_clock_says_so(teller, shop):
    assert teller.pay("webhook_late").status is Status.SUCCEEDED
    teller.clock.advance(dt.timedelta(seconds=59))
    assert teller.gateway.deliver_webhooks(teller.ctx()) == 0
    teller.clock.advance(dt.timedelta(seconds=1))
    assert teller.gateway.deliver_webhooks(teller.ctx()) == 1
    (taken,) = heard(shop)
    event = read(teller, taken)
    assert event.result.amount == AMOUNT
    assert teller.clock.now() - event.at == dt.timedelta(seconds=60)


def test_a_late_webhook_comes_by_itself(tmp_path, shop):
    teller = Teller(tmp_path, late_seconds=0)
    teller.base_url = shop.url
    teller.pay("webhook_late")
    assert read(teller, shop.taken.get(timeout=30)).result.status is Status.SUCCEEDED


def test_a_pending_payment_tells_by_itself_that_it_was_paid(tmp_path, shop):
    teller = Teller(tmp_path, settle_seconds=0)
    teller.base_url = shop.url
    assert teller.pay("pending").status is Status.PENDING
    assert read(teller, shop.taken.get(timeout=30)).result.status is Status.SUCCEEDED


def test_a_pending_payment_tells_when_the_publishers_clock_says_so(teller, shop):
    teller.pay("pending")
    assert teller.gateway.deliver_webhooks(teller.ctx()) == 0
    teller.clock.advance(dt.timedelta(seconds=10))
    assert teller.gateway.deliver_webhooks(teller.ctx()) == 1


def test_a_canceled_payment_tells_that_it_was_canceled(teller, shop):
    teller.pay("challenge_webhook")
    teller.void()
    teller.gateway.deliver_webhooks(teller.ctx())
    (taken,) = heard(shop)
    event = read(teller, taken)
    assert (event.kind, event.result.status) == (EventKind.PAYMENT_CANCELED, Status.CANCELED)


@pytest.mark.parametrize("answer", [302, 404, 500])
def test_a_webhook_that_is_not_accepted_comes_again(teller, shop, answer):
    shop.answers = [answer]
    assert teller.pay("webhook_first").status is Status.SUCCEEDED
    refused = read(teller, heard(shop)[0])
    teller.clock.advance(dt.timedelta(seconds=60))
    assert teller.gateway.deliver_webhooks(teller.ctx()) == 1
    assert read(teller, heard(shop)[0]).id == refused.id


def test_the_bank_gives_up_on_a_webhook_that_nobody_takes(teller, shop):
    shop.answers = [500] * 20
    teller.pay("webhook_first")
    for _ in range(10):
        teller.clock.advance(dt.timedelta(seconds=60))
        assert teller.gateway.deliver_webhooks(teller.ctx()) == 0
    assert len(heard(shop)) == delivery.MOST_SENDS


def test_a_payment_stands_though_nobody_listens(teller):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    teller.base_url = f"http://127.0.0.1:{port}"
    assert teller.pay("webhook_first").status is Status.SUCCEEDED


def test_a_payment_does_not_wait_for_a_shop_that_does_not_answer(teller, monkeypatch):
    monkeypatch.setattr(delivery, "PATIENCE", 0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        teller.base_url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert teller.pay("webhook_first").status is Status.SUCCEEDED
        called, _ = silent.accept()
        called.close()


def test_the_courier_of_a_shop_whose_folder_is_gone_ends_quietly(teller, caplog):
    courier = teller.gateway._branch(teller.ctx()).courier
    (teller.folder / "payment_sandbox").write_text("no folder")
    courier._run(teller.ctx())
    assert "webhooks were not delivered" in caplog.text


def test_publishers_get_their_own_webhooks_only(teller, shop):
    other = teller.ctx(publisher=teller.publisher(id=100000002))
    teller.pay("webhook_late")
    teller.clock.advance(dt.timedelta(hours=1))
    assert teller.gateway.deliver_webhooks(other) == 0
    assert teller.gateway.deliver_webhooks(teller.ctx()) == 1
    ((_, headers, body),) = heard(shop)
    with pytest.raises(InvalidWebhook, match="another publisher"):
        teller.gateway.parse_webhook(other, headers, body)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "pending"},
        {"status": "failed", "code": "never_heard_of"},
        {"amount": "4.99"},
        {"amount": None},
        {"at": "2028-02-29T19:30:00"},
        {"more": 1},
    ],
)
def test_a_signed_body_that_makes_no_sense_is_refused(teller, shop, change):
    teller.pay("webhook_first")
    ((_, _, body),) = heard(shop)
    body = json.dumps(json.loads(body) | change).encode()
    with pytest.raises(InvalidWebhook):
        teller.gateway.parse_webhook(teller.ctx(), {HEADER: sign(SECRET, body, teller.clock.now())}, body)


def test_the_secret_is_a_setting_and_not_shown(tmp_path):
    teller = Teller(tmp_path, webhook_secret="hush")
    assert "hush" not in repr(teller.gateway.settings)
    body = b"{}"
    with pytest.raises(InvalidWebhook, match="wrong signature"):
        teller.gateway.parse_webhook(teller.ctx(), {HEADER: sign(SECRET, body, teller.clock.now())}, body)
    with pytest.raises(InvalidWebhook, match="unreadable"):
        teller.gateway.parse_webhook(teller.ctx(), {HEADER: sign("hush", body, teller.clock.now())}, body)


@given(header=st.text(max_size=80), body=st.binary(max_size=80))
def test_no_forged_call_is_read(tmp_path_factory, header, body):
    teller = Teller(tmp_path_factory.getbasetemp())
    with pytest.raises(InvalidWebhook):
        teller.gateway.parse_webhook(teller.ctx(), {HEADER: header}, body)
