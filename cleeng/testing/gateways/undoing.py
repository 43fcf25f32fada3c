"""Refunds, voids and captures."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from cleeng.api import Capability, Money, NotSupported, OutcomeUnknown, Status
from cleeng.testing.gateways.case import THREADS, GatewayCase, outcome


class Undoing(GatewayCase):
    """Refunds, voids and captures."""

    def test_refunds_end_where_the_payment_does(self) -> None:
        gateway = self.provider()
        self.pay(gateway, "pay-1")
        if not self.can(gateway, Capability.REFUND):
            with pytest.raises(NotSupported):
                gateway.refund(self.keyed("refund-1"), self.ref("pay-1"), self.amount)
            return
        most, least = self.amount, Money(1, self.amount.currency)
        too_much = gateway.refund(self.keyed("refund-0"), self.ref("pay-1"), most + least)
        assert too_much.status is Status.FAILED
        if self.can(gateway, Capability.MULTIPLE_REFUNDS):
            part = gateway.refund(self.keyed("refund-1"), self.ref("pay-1"), least)
            assert (part.status, part.amount) == (Status.SUCCEEDED, least)
            most -= least
        rest = gateway.refund(self.keyed("refund-2"), self.ref("pay-1"), most)
        assert (rest.status, rest.amount) == (Status.SUCCEEDED, most)
        assert gateway.refund(self.keyed("refund-3"), self.ref("pay-1"), least).status is Status.FAILED

    def test_the_same_refund_key_gives_back_once(self) -> None:
        gateway = self.provider()
        self.pay(gateway, "pay-1")
        if self.can(gateway, Capability.REFUND):
            first = gateway.refund(self.keyed("refund-1"), self.ref("pay-1"), self.amount)
            again = self.provider().refund(self.keyed("refund-1"), self.ref("pay-1"), self.amount)
            assert outcome(again) == outcome(first)

    def test_refunds_in_parts_give_back_exactly_the_payment(self) -> None:
        gateway = self.provider()
        self.pay(gateway, "pay-1")
        if self.can(gateway, Capability.MULTIPLE_REFUNDS):
            third = self.amount.share(1, 3)
            parts = [third, third, self.amount - third - third]
            given = [gateway.refund(self.keyed(f"refund-{n}"), self.ref("pay-1"), part) for n, part in enumerate(parts)]
            assert [(result.status, result.amount) for result in given] == [(Status.SUCCEEDED, part) for part in parts]

    def test_a_refund_whose_answer_is_lost_is_asked_for_again_and_gives_back_once(self) -> None:
        gateway = self.provider()
        if self.silent_refund is None or not self.can(gateway, Capability.REFUND):
            return
        self.pay(gateway, "pay-1", self.silent_refund)
        with pytest.raises(OutcomeUnknown):
            gateway.refund(self.keyed("refund-1"), self.ref("pay-1"), self.amount)
        other = gateway.refund(self.keyed("refund-2"), self.ref("pay-1"), self.amount)
        assert other.status is Status.FAILED, "what is booked and not answered yet is not there to be given back again"
        self.clock.advance(self.silence)
        again = self.provider().refund(self.keyed("refund-1"), self.ref("pay-1"), self.amount)
        assert (again.status, again.amount) == (Status.SUCCEEDED, self.amount)

    def test_refunds_at_the_same_time_never_exceed_the_payment(self) -> None:
        gateway = self.provider()
        self.pay(gateway, "pay-1")
        if self.can(gateway, Capability.REFUND):
            with ThreadPoolExecutor(THREADS) as pool:
                keys = [f"refund-{number}" for number in range(THREADS)]
                refund = lambda key: gateway.refund(self.keyed(key), self.ref("pay-1"), self.amount)  # noqa: E731
                statuses = [result.status for result in pool.map(refund, keys)]
            assert statuses.count(Status.SUCCEEDED) == 1

    def test_what_was_not_paid_is_not_refunded(self) -> None:
        gateway = self.provider()
        self.pay(gateway, "pay-1", self.declined)
        if self.can(gateway, Capability.REFUND):
            assert gateway.refund(self.keyed("refund-1"), self.ref("pay-1"), self.amount).status is Status.FAILED

    def test_voiding_a_settled_payment_says_that_it_was_paid(self) -> None:
        gateway = self.provider()
        self.pay(gateway, "pay-1")
        if self.can(gateway, Capability.VOID):
            assert gateway.void(self.context(), self.ref("pay-1")).status is Status.SUCCEEDED
            assert self.moved(gateway, self.context(), "pay-1") == self.amount
        else:
            with pytest.raises(NotSupported):
                gateway.void(self.context(), self.ref("pay-1"))

    def test_capturing_is_for_gateways_that_authorize_first(self) -> None:
        gateway = self.provider()
        if not self.can(gateway, Capability.SEPARATE_CAPTURE):
            with pytest.raises(NotSupported):
                gateway.capture(self.context(), self.ref("pay-1"), self.amount)
