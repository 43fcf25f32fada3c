"""What happens to a payment, whoever asks and however often."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from cleeng.api import FailureKind, NotAttempted, Status
from cleeng.testing.gateways.case import THREADS, GatewayCase, assert_no_card_number, outcome


class Paying(GatewayCase):
    """What happens to a payment, whoever asks and however often."""

    def test_paying_moves_the_amount_and_names_it(self) -> None:
        gateway = self.provider()
        result = self.pay(gateway, "pay-1")
        assert result.status is Status.SUCCEEDED
        assert result.amount == self.amount
        assert result.reference
        assert self.moved(gateway, self.context(), "pay-1") == self.amount

    def test_what_is_known_of_a_card_beforehand_is_what_its_payment_shows_and_moves_nothing(self) -> None:
        gateway = self.provider()
        known = gateway.preview(self.context(), self.method, self.paying)
        assert gateway.get_status(self.context(), self.ref("pay-1")).status is Status.NOT_ATTEMPTED
        result = self.pay(gateway, "pay-1")
        if known is not None:
            assert result.method is not None
            assert (known.country, known.type) == (result.method.country, result.method.type)

    def test_the_same_key_again_moves_nothing_and_answers_the_same(self) -> None:
        first = self.pay(self.provider(), "pay-1")
        gateway = self.provider()
        assert outcome(self.pay(gateway, "pay-1")) == outcome(first)
        assert self.moved(gateway, self.context(), "pay-1") == self.amount

    def test_threads_with_one_key_move_money_once(self) -> None:
        gateway = self.provider()
        with ThreadPoolExecutor(THREADS) as pool:
            results = list(pool.map(lambda _: outcome(self.pay(gateway, "pay-1")), range(THREADS)))
        assert results == [results[0]] * THREADS
        assert self.moved(gateway, self.context(), "pay-1") == self.amount

    def test_threads_with_keys_of_their_own_do_not_meet(self) -> None:
        gateway = self.provider()
        keys = [f"pay-{number}" for number in range(THREADS)]
        with ThreadPoolExecutor(THREADS) as pool:
            results = list(pool.map(lambda key: self.pay(gateway, key), keys))
        assert {result.status for result in results} == {Status.SUCCEEDED}
        assert len({result.reference for result in results}) == THREADS

    def test_a_payment_is_found_by_our_key_alone_after_a_restart(self) -> None:
        paid = self.pay(self.provider(), "pay-1")
        found = self.provider().get_status(self.context(), self.ref("pay-1"))
        assert (found.status, found.amount, found.reference) == (Status.SUCCEEDED, self.amount, paid.reference)

    def test_a_buyer_who_comes_back_to_a_settled_payment_finds_it_settled(self) -> None:
        gateway = self.provider()
        self.pay(gateway, "pay-1")
        assert gateway.resume(self.context(), self.ref("pay-1"), {"status": "failed"}).status is Status.SUCCEEDED

    def test_a_key_that_never_came_was_not_attempted(self) -> None:
        assert self.provider().get_status(self.context(), self.ref("never")).status is Status.NOT_ATTEMPTED

    def test_a_refusal_is_a_result_with_a_kind_and_moves_nothing(self) -> None:
        gateway = self.provider()
        result = self.pay(gateway, "pay-1", self.declined)
        assert result.status is Status.FAILED
        assert isinstance(result.kind, FailureKind)
        assert gateway.get_status(self.context(), self.ref("pay-1")).status in {Status.FAILED, Status.NOT_ATTEMPTED}

    def test_an_unreachable_gateway_says_that_nothing_was_attempted(self) -> None:
        gateway = self.provider()
        with pytest.raises(NotAttempted):
            self.pay(gateway, "pay-1", self.unreachable)
        assert gateway.get_status(self.context(), self.ref("pay-1")).status is Status.NOT_ATTEMPTED

    def test_no_answer_and_no_log_line_carries_a_card_number(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        gateway = self.provider()
        for key, fields in (("pay-1", self.paying), ("pay-2", self.declined)):
            results = [self.pay(gateway, key, fields, keep_method=True)]
            results.append(gateway.get_status(self.context(), self.ref(key)))
            assert_no_card_number(repr(results) + caplog.text, fields)

    def test_the_form_lists_the_method_once(self) -> None:
        methods = [form.method for form in self.provider().forms(self.context(), self.amount, self.country)]
        assert methods.count(self.method) == 1
        assert len(methods) == len(set(methods))

    def test_the_fields_that_pay_pass_the_check(self) -> None:
        assert not self.provider().check(self.context(), self.method, self.paying)
