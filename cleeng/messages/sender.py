"""Brings one message of the outbox to a person, through one notifier."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleeng.api import DeliveryStatus, Message
from cleeng.customers.models import CustomerStatus
from cleeng.messages.kinds import KINDS
from cleeng.messages.letter import Case, with_query
from cleeng.messages.setting import set_letter, variables
from cleeng.words import Words, locale_of
from cleeng.work import LONGEST, TryLater

if TYPE_CHECKING:
    from cleeng.api import Context, Delivery, Event, Notifier, Rendered
    from cleeng.application import Application
    from cleeng.messages.kinds import Kind
    from cleeng.messages.letter import Button, Letter
    from cleeng.publishers.publisher import Publisher
    from cleeng.rendering import Templates
    from cleeng.services import Services


@dataclass(frozen=True, slots=True)
class Posting:
    """A letter on its way: written, not yet set."""

    kind: Kind
    case: Case
    letter: Letter
    notifier: Notifier
    context: Context
    templates: Templates

    @property
    def notifiers(self) -> list[Notifier]:
        """The publisher's notifiers, the one that sends first."""
        every = self.case.publisher.providers["notifiers"].values()
        return [self.notifier, *(other for other in every if other is not self.notifier)]

    def denied(self) -> str:
        """Return a notifier's reason not to write to this address, "" for none."""
        if self.kind.legal:
            return ""
        address, name = self.case.customer.email, self.case.event.name
        reasons = (each.filter_recipient(self.context, name, address) for each in self.notifiers)
        return next((reason for reason in reasons if reason), "")

    def set(self, action_url: str) -> Rendered:
        """Return the parts: the first notifier that writes this kind itself does, else they are the core's own."""
        case, data = self.case, variables(self.case, self.letter, action_url)
        for each in self.notifiers:
            written = each.render(self.context, case.event.name, str(case.words.locale), data)
            if written is not None:
                if not written.text.strip():
                    raise ValueError(f"{each.name} wrote a message without a text part")
                return written
        return set_letter(case, self.letter, action_url, self.templates)

    def send(self, action_url: str) -> Delivery:
        """Hand it to the notifier."""
        parts, case = self.set(action_url), self.case
        message = Message(
            kind=case.event.name,
            recipient=case.customer.email,
            subject=parts.subject,
            text=parts.text,
            html=parts.html,
            reply_to=case.publisher.info.email,
            locale=str(case.words.locale),
        )
        return self.notifier.send(self.context, message, self.context.idempotency_key)


class MessageSender:
    """Writes and sends messages.  Notifiers are called with no transaction open."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def send(self, publisher_id: int, notifier: str, event: Event, dedupe_key: str) -> str:
        """Send one message; return why it never will be sent, "" once it is.

        :raises TryLater: the notifier could not bring it now.
        """
        publisher, kind = self.application.publishers.get(publisher_id), KINDS.get(event.name)
        sends = publisher.providers["notifiers"].get(notifier) if publisher else None
        if publisher is None or sends is None or kind is None:
            return f"there is no notifier {notifier} or no message {event.name} any more"
        with self.application.database.unit(writes=False) as unit:
            case = _case(self.application.services(publisher, unit), event)
            if case.customer.status is not CustomerStatus.ACTIVE and not kind.legal:
                return "the account is closed"
            context = publisher.context(dedupe_key, subject=event.subject)
            posting = Posting(kind, case, kind.write(case), sends, context, self.application.templates)
            unit.db.expunge_all()  # the customer is needed after the transaction
        if reason := posting.denied():
            return reason
        delivery = posting.send(self._address(publisher, case, posting.letter.button))
        if delivery.status is DeliveryStatus.FAILED:
            seconds = min(delivery.retry_after or 0, LONGEST.total_seconds())
            raise TryLater(delivery.reason or "the notifier failed", dt.timedelta(seconds=seconds))
        return (delivery.reason or "rejected") if delivery.status is DeliveryStatus.REJECTED else ""

    def _address(self, publisher: Publisher, case: Case, button: Button) -> str:
        """Return where the button leads; a one-time link is made in a transaction of its own."""
        wanted = button.secret
        if wanted is None:
            return button.url
        with self.application.database.unit() as unit:
            tokens = self.application.services(publisher, unit).tokens
            token = tokens.make_link(case.customer.id, wanted.purpose, wanted.data, wanted.life)
        return with_query(button.url, {wanted.parameter: token})


def _case(services: Services, event: Event) -> Case:
    customer, publisher = services.customers.get(event.data["customer_id"]), services.publisher
    locale = locale_of(customer.locale, publisher.info.locale)
    return Case(services, customer, event, Words(locale, zoneinfo.ZoneInfo(publisher.info.time_zone)))
