"""What holds for notifiers."""

from __future__ import annotations

import logging
from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

from cleeng.api import DeliveryStatus, Message
from cleeng.testing.providers import ProviderContract

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from cleeng.api import Delivery, Notifier

MESSAGE = Message(
    kind="order.receipt",
    recipient="lena.brandt@example.com",
    subject="Your receipt: Halden Night of Miles, 4.99 EUR",
    text="You have access to Halden Night of Miles.\n",
    html="<p>You have access to <b>Halden Night of Miles</b>.</p>",
)


class NotifierContract(ProviderContract):
    """For every notifier."""

    knows_repeats = True  #: whether the recipient can tell that a message is the same once more
    not_ours: Sequence[str] = ()  #: loggers of the servers that the test itself runs

    @abstractmethod
    def provider(self) -> Notifier:
        """Build the notifier under test."""

    @abstractmethod
    def delivered(self) -> Sequence[str]:
        """Return what arrived in this test so far: one text per message, equal for the same message."""

    def send(self, message: Message = MESSAGE, key: str = "receipt-1") -> Delivery:
        """Send as the worker does."""
        return self.provider().send(self.context(), message, key)

    def test_names_its_channels(self) -> None:
        assert self.provider().channels

    def test_accepts_a_message_and_delivers_it(self) -> None:
        assert self.send().status is DeliveryStatus.ACCEPTED
        assert len(self.delivered()) == 1

    def test_a_repeat_is_the_same_message(self) -> None:
        self.send()
        self.send()
        if self.knows_repeats:
            assert len(set(self.delivered())) == 1

    def test_two_messages_are_two(self) -> None:
        self.send(key="receipt-1")
        self.send(key="receipt-2")
        assert len(set(self.delivered())) == (2 if self.knows_repeats else 1)

    def test_delivers_a_message_without_html(self) -> None:
        assert self.send(replace(MESSAGE, html="")).status is DeliveryStatus.ACCEPTED

    def test_answers_when_a_header_is_smuggled(self) -> None:
        smuggled = "Receipt\r\nBcc: everybody@example.com"
        for message in (
            replace(MESSAGE, subject=smuggled),
            replace(MESSAGE, sender_name=smuggled),
            replace(MESSAGE, recipient="lena@example.com\r\nBcc: everybody@example.com"),
        ):
            assert self.send(message).status in {DeliveryStatus.ACCEPTED, DeliveryStatus.REJECTED}
        assert not any("everybody@example.com" in text for text in self.delivered())

    def test_logs_neither_address_nor_text(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG):
            delivery = self.send()
        records = [record for record in caplog.records if record.name not in self.not_ours]
        written = [repr(vars(record)) for record in records] + [delivery.reason]
        for private in (MESSAGE.recipient, MESSAGE.subject, "You have access"):
            assert not any(private in text for text in written)
