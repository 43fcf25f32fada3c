"""Events, and notifiers that bring messages to people."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cleeng.api.provider import Provider

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from cleeng.api.context import Context


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened and was committed.  `data` holds ids and amounts, never secrets."""

    id: str
    name: str  #: "payment.succeeded" ...
    subject: str  #: the id of what it happened to
    at: dt.datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person, rendered."""

    kind: str
    recipient: str
    subject: str
    text: str
    html: str = ""
    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    locale: str = "en_US"


@dataclass(frozen=True, slots=True)
class Rendered:
    """The parts of a message that a notifier wrote; the text part is mandatory."""

    subject: str
    text: str
    html: str = ""


class DeliveryStatus(StrEnum):
    """What became of a message."""

    ACCEPTED = "accepted"
    FAILED = "failed"  #: try again
    REJECTED = "rejected"  #: do not
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notifier's answer; `retry_after` in seconds, `reason` for staff."""

    status: DeliveryStatus
    reason: str = ""
    retry_after: int | None = None
    reference: str = ""


class Notifier(Provider, ABC):
    """One way to bring a message to a person.  Called by the worker, outside any transaction, at least once."""

    #: Ways to reach a person; a notifier without any only writes (`render`) and is given nothing to send.
    channels: frozenset[str] = frozenset({"email"})

    def render(self, ctx: Context, kind: str, locale: str, data: Mapping[str, Any]) -> Rendered | None:
        """Write a message of this kind, or return None for the core's own; the first answer wins."""
        return None

    @abstractmethod
    def send(self, ctx: Context, message: Message, dedupe_key: str) -> Delivery:
        """Deliver.  The same `dedupe_key` is the same message: deliver it once where the channel can."""

    def parse_webhook(self, ctx: Context, headers: Mapping[str, str], body: bytes) -> Sequence[Delivery]:
        """Verify and read what a mail service reports."""
        return ()

    def filter_recipient(self, ctx: Context, kind: str, recipient: str) -> str | None:
        """Return a reason not to write to this address, or None; messages that law demands cannot be denied."""
        return None
