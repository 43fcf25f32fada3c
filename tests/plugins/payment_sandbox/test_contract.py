import json
import sqlite3

import pytest

from cleeng.api import FailureKind, Money, NotAttempted, Result
from cleeng.testing.gateways import PaymentGatewayContract
from cleeng_plugins.payment_sandbox.gateway import SandboxGateway
from cleeng_plugins.payment_sandbox.settings import SandboxSettings
from cleeng_plugins.payment_sandbox.webhooks import HEADER, sign


def fields(number):
    return {"number": number, "expiry": "04/31", "cvc": "123", "name": "Lena Brandt"}


class TestSandboxGateway(PaymentGatewayContract):
    paying = fields("4242 4242 4242 4242")
    declined = fields("4000 0000 0000 0002")
    unreachable = fields("4000 0000 0100 4003")
    silent_refund = fields("4000 0000 0101 2006")

    def provider(self):
        return SandboxGateway(SandboxSettings())

    def moved(self, gateway, ctx, key):
        """Ask the books: every payment that succeeded, whatever its key, as a test pays under one."""
        with sqlite3.connect(self.folder / "payment_sandbox/books.sqlite3") as books:
            (minor,) = books.execute("SELECT sum(amount) FROM payment WHERE status = 'succeeded'").fetchone()
        books.close()
        return Money(minor or 0, "EUR")

    def webhook(self, gateway, ctx, key):
        body = {
            "id": f"sandbox-event-{key}",
            "at": ctx.clock.now().isoformat(),
            "publisher_id": ctx.publisher.id,
            "payment": key,
            "reference": "sandbox-payment-1",
            "status": "succeeded",
            "code": "",
            "amount": self.amount.minor,
            "currency": self.amount.currency,
            "method": {"type": "card", "last_four": "4242"},
            "saved_token": "",
        }
        text = json.dumps(body).encode()
        return {HEADER: sign("sandbox-webhooks-move-no-money", text, ctx.clock.now())}, text


class ForgetsKeys(SandboxGateway):
    """Charges again whenever it is asked."""

    calls = 0

    def start(self, ctx, intent, return_url, cancel_url):
        ForgetsKeys.calls += 1
        return super().start(ctx.with_key(f"{ctx.idempotency_key}-{self.calls}"), intent, return_url, cancel_url)


class RaisesOnRefusal(SandboxGateway):
    def start(self, ctx, intent, return_url, cancel_url):
        result = super().start(ctx, intent, return_url, cancel_url)
        if result.kind:
            raise RuntimeError(result.code)
        return result


class CallsUnreachableRefused(SandboxGateway):
    def start(self, ctx, intent, return_url, cancel_url):
        try:
            return super().start(ctx, intent, return_url, cancel_url)
        except NotAttempted:
            return Result.failed(FailureKind.GATEWAY_DOWN)


class RefundsWithoutEnd(SandboxGateway):
    def refund(self, ctx, payment, amount):
        return Result.succeeded(amount, "refund")


class RefundsAnew(SandboxGateway):
    """Gives back again whenever it is asked, after an answer that was lost."""

    calls = 0

    def refund(self, ctx, payment, amount):
        RefundsAnew.calls += 1
        return super().refund(ctx.with_key(f"{ctx.idempotency_key}-{self.calls}"), payment, amount)


class KeepsACent(SandboxGateway):
    def refund(self, ctx, payment, amount):
        return super().refund(ctx, payment, Money(amount.minor - 1, amount.currency))


class BelievesAnybody(SandboxGateway):
    def parse_webhook(self, ctx, headers, body):
        return []


class ShowsNumbers(SandboxGateway):
    def start(self, ctx, intent, return_url, cancel_url):
        result = super().start(ctx, intent, return_url, cancel_url)
        ctx.log.info("charged %s", intent.fields["number"])
        return result


@pytest.mark.parametrize(
    ("faulty", "test"),
    [
        (ForgetsKeys, "test_the_same_key_again_moves_nothing_and_answers_the_same"),
        (ForgetsKeys, "test_threads_with_one_key_move_money_once"),
        (RaisesOnRefusal, "test_a_refusal_is_a_result_with_a_kind_and_moves_nothing"),
        (CallsUnreachableRefused, "test_an_unreachable_gateway_says_that_nothing_was_attempted"),
        (RefundsWithoutEnd, "test_refunds_end_where_the_payment_does"),
        (RefundsWithoutEnd, "test_refunds_at_the_same_time_never_exceed_the_payment"),
        (RefundsAnew, "test_a_refund_whose_answer_is_lost_is_asked_for_again_and_gives_back_once"),
        (KeepsACent, "test_refunds_in_parts_give_back_exactly_the_payment"),
        (BelievesAnybody, "test_a_webhook_that_was_tampered_with_is_refused"),
        (BelievesAnybody, "test_an_unsigned_webhook_is_refused"),
    ],
)
def test_the_contract_catches_a_gateway_that_breaks_it(faulty, test, tmp_path):
    case = prepared(faulty, tmp_path)
    with pytest.raises((AssertionError, RuntimeError, pytest.fail.Exception)):
        getattr(case, test)()


def test_the_contract_catches_a_gateway_that_logs_card_numbers(tmp_path, caplog):
    with pytest.raises(AssertionError):
        prepared(ShowsNumbers, tmp_path).test_no_answer_and_no_log_line_carries_a_card_number(caplog)


def prepared(faulty, folder):
    case = TestSandboxGateway()
    case.prepare(folder)
    case.provider = lambda: faulty(SandboxSettings())
    return case
