"""Webhooks: who may tell us what."""

from __future__ import annotations

import datetime as dt

import pytest

from cleeng.api import Capability, InvalidWebhook, Status
from cleeng.testing.context import FrozenClock
from cleeng.testing.gateways.case import GatewayCase


class Telling(GatewayCase):
    """Webhooks: who may tell us what."""

    def test_a_genuine_webhook_tells_of_our_payment(self) -> None:
        gateway = self.provider()
        self.pay(gateway, "pay-1")
        if self.can(gateway, Capability.ASYNCHRONOUS):
            headers, body = self.webhook(gateway, self.context(), "pay-1")
            (event,) = gateway.parse_webhook(self.context(), headers, body)
            assert event.id
            assert event.key == "pay-1"
            assert event.result
            assert (event.result.status, event.result.amount) == (Status.SUCCEEDED, self.amount)
            assert gateway.parse_webhook(self.context(), headers, body) == [event]

    def test_header_names_may_be_written_in_any_case(self) -> None:
        gateway = self.provider()
        self.pay(gateway, "pay-1")
        if self.can(gateway, Capability.ASYNCHRONOUS):
            headers, body = self.webhook(gateway, self.context(), "pay-1")
            lower = {name.lower(): value for name, value in headers.items()}
            assert gateway.parse_webhook(self.context(), lower, body)

    def test_a_webhook_that_was_tampered_with_is_refused(self) -> None:
        gateway = self.provider()
        self.pay(gateway, "pay-1")
        if self.can(gateway, Capability.ASYNCHRONOUS):
            headers, body = self.webhook(gateway, self.context(), "pay-1")
            with pytest.raises(InvalidWebhook):
                gateway.parse_webhook(self.context(), headers, body.replace(b"pay-1", b"pay-2"))
            with pytest.raises(InvalidWebhook):
                gateway.parse_webhook(self.context(), headers, body + b" ")

    def test_an_unsigned_webhook_is_refused(self) -> None:
        gateway = self.provider()
        for body in (b"", b"{}", b"\xff\x00", b'{"payment": "pay-1", "status": "succeeded"}'):
            with pytest.raises(InvalidWebhook):
                gateway.parse_webhook(self.context(), {}, body)

    def test_a_webhook_from_another_time_is_refused(self) -> None:
        gateway = self.provider()
        self.pay(gateway, "pay-1")
        if self.can(gateway, Capability.ASYNCHRONOUS) and self.webhook_tolerance is not None:
            headers, body = self.webhook(gateway, self.context(), "pay-1")
            late = self.webhook_tolerance + dt.timedelta(seconds=1)
            for moment in (self.clock.now() + late, self.clock.now() - late):
                with pytest.raises(InvalidWebhook):
                    gateway.parse_webhook(self.context(FrozenClock(moment)), headers, body)
