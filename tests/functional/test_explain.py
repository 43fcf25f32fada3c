"""Where every number of an order comes from: `cleeng explain order`, and the same for a publisher's server."""

import json

import pytest
import sqlalchemy as sa

from cleeng.orders.models import Order
from cleeng.payments.models import Payment
from cleeng.publishers.models import TokenKind
from harness.api import publisher_token
from harness.till import APPROVED, DECLINED

pytestmark = pytest.mark.db
OTHER = 200000002


@pytest.fixture
def bought(till):
    """An order that was paid by card, at one of two publishers: its id."""
    till.installation.add_publisher(OTHER, "Other")
    till.browser().buy(till.sell(title="Night two"), APPROVED)
    return till.rows(Order)[-1].id


@pytest.fixture
def ask(till):
    """Ask for an order over REST; give status and JSON."""

    def ask(order_id, token):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = till.installation.visitor().get(
            f"/api/v1/orders/{order_id}/explain", headers=headers, expect_errors=True
        )
        assert answer.content_type == "application/json"
        return answer.status_int, answer.json

    return ask


def test_an_order_is_explained_to_its_publisher_step_by_step(bought, ask, till):
    status, told = ask(bought, publisher_token(till.installation, 100000001))
    assert status == 200
    assert (told["order"], told["status"], told["intact"]) == (bought, "paid", True)
    assert told["total"] == {"amount": 499, "currency": "EUR"}
    assert [step["kind"] for step in told["steps"]][0::2] == ["price", "total"]
    ((kind, number, tax),) = [(d["kind"], d["number"], d["tax"]) for d in told["documents"]]
    assert (kind, tax) == ("invoice", told["tax"]["amount"])
    assert number
    assert ["billing", "DE", ""] in told["evidence"]["evidence"]
    (payment,) = told["payments"]
    assert (payment["status"], payment["amount"], payment["gateway"]) == ("succeeded", 499, "sandbox")
    assert [access["revokedAt"] for access in told["access"]] == [None]
    assert told["refunds"] == []


def test_the_command_says_the_same_to_a_person(bought, cleeng, till):
    (payment,) = (p for p in till.rows(Payment) if p.order_id == bought)
    status, said, error = cleeng("explain", "order", str(bought))
    assert (status, error) == (0, "")
    assert said.startswith(f"Order {bought}: paid, Night two (A")
    assert "4.99 EUR  to pay today" in said
    assert f"4.99 EUR  succeeded by sandbox T{payment.transaction_id}" in said


def test_the_command_prints_json_for_programs(bought, cleeng, ask, till):
    _, said, _ = cleeng("explain", "order", str(bought), "--json")
    assert json.loads(said) == ask(bought, publisher_token(till.installation, 100000001))[1]


def test_why_an_attempt_failed_and_what_went_back_is_told(till, ask, cleeng):
    till.browser().buy(till.sell(), DECLINED)
    order_id = till.rows(Order)[-1].id
    told = ask(order_id, publisher_token(till.installation, 100000001))[1]
    assert told["payments"][0]["failure"]["kind"] == "hard"
    assert "failed by sandbox" in cleeng("explain", "order", str(order_id))[1]


def test_a_refund_and_the_end_of_access_are_told(bought, ask, cleeng, till):
    (payment,) = (p for p in till.rows(Payment) if p.order_id == bought)
    cleeng("refund", f"T{payment.transaction_id}", "--reason", "film stopped")
    told = ask(bought, publisher_token(till.installation, 100000001))[1]
    (refund,) = told["refunds"]
    assert (refund["amount"], refund["reason"], refund["status"]) == (499, "film stopped", "succeeded")
    assert told["access"][0]["revokedAt"] is not None
    assert [document["kind"] for document in told["documents"]] == ["invoice", "credit_note"]
    assert "film stopped" in cleeng("explain", "order", str(bought))[1]


def test_a_price_that_somebody_changed_is_pointed_out(bought, cleeng, till):
    with till.installation.services() as ours:
        ours.unit.db.execute(sa.update(Order).where(Order.id == bought).values(total_minor=1))
    assert (
        "WARNING: the price in the database is not the one that was stored"
        in cleeng("explain", "order", str(bought))[1]
    )


@pytest.mark.parametrize("token", ["", "x" * 48, "another publisher's"])
def test_nobody_else_is_told(bought, ask, till, token):
    if token.startswith("another"):
        token = publisher_token(till.installation, OTHER, TokenKind.DISTRIBUTOR)
        assert ask(bought, token) == (404, {"error": {"code": "not_found", "message": f"there is no order {bought}"}})
        return
    status, told = ask(bought, token)
    assert (status, told["error"]["code"]) == (401, "unauthorized")


@pytest.mark.parametrize(("number", "status"), [("123456789", 1), ("12", 2), ("T123456789", 2)])
def test_what_is_no_order_is_said_to_be_none(till, cleeng, number, status):
    till.sell()
    ended, said, error = cleeng("explain", "order", number)
    assert (ended, said) == (status, "")
    assert number in error
