"""A message as values: what it says, in the order in which it says it, before anybody sets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from cleeng.invoices.models import InvoiceKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from cleeng.api import Event
    from cleeng.customers.models import Customer, LinkPurpose
    from cleeng.invoices.models import Invoice
    from cleeng.orders.receipt import Line
    from cleeng.publishers.publisher import Publisher
    from cleeng.services import Services
    from cleeng.words import Words


@dataclass(frozen=True, slots=True)
class Secret:
    """The one-time link that a button needs; its secret is made when the message goes out, and kept nowhere.

    `parameter` is the name under which the secret stands in the button's address.
    """

    purpose: LinkPurpose
    life: dt.timedelta
    parameter: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do."""

    text: str
    url: str
    secret: Secret | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One message.  `preheader` is what mail programs show beside the subject, 90 characters at most.

    `variables` are facts of this kind of message, for notifiers that write their own text.
    """

    subject: str
    preheader: str
    heading: str
    text: str
    button: Button
    lines: tuple[Line, ...] = ()  #: the receipt
    facts: tuple[tuple[str, str], ...] = ()  #: (name, value)
    links: tuple[tuple[str, str], ...] = ()  #: (text, address) of what belongs to the receipt
    agreed: tuple[str, ...] = ()  #: what the buyer agreed to
    notes: tuple[str, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """What a letter is written from: the event, whom it concerns, and where the facts lie."""

    services: Services
    customer: Customer
    event: Event
    words: Words

    @property
    def publisher(self) -> Publisher:
        """Who writes."""
        return self.services.publisher

    def url(self, path: str, **query: str) -> str:
        """Return an address of the publisher's pages."""
        return with_query(self._base + path, query)

    def paper(self, document: Invoice | None) -> tuple[tuple[str, str], ...]:
        """Return the link to an invoice or credit note, where the publisher has the pages that show it."""
        if document is None or self.publisher.first("pages") is None:
            return ()
        kind = "Credit note {number}" if document.kind is InvoiceKind.CREDIT_NOTE else "Invoice {number}"
        address = self.url(f"/my-account/invoices/{document.id}", publisherId=str(self.publisher.id))
        return ((self.words.text(kind, number=document.number), address),)

    @property
    def _base(self) -> str:
        """Where the pages are; a start without either of the two was refused."""
        return self.publisher.base_url or f"https://{self.publisher.settings.hosts[0]}"

    @property
    def account_url(self) -> str:
        """The customer's account."""
        return self.url("/my-account", publisherId=str(self.publisher.id))


def with_query(url: str, more: Mapping[str, str]) -> str:
    """Return an address with more parameters; what stands in it already stays."""
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *more.items()]
    return parts._replace(query=urlencode(query)).geturl()
