"""Consents: what a publisher asks customers to agree to, and what they answered, every time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.customers.errors import ConsentNotUsed, ConsentOutdated, NoConsents, UnknownConsent
from cleeng.customers.models import ConsentAnswer
from cleeng.ids import new_uuid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from cleeng.customers.models import ConsentState, Customer
    from cleeng.outbox import Outbox
    from cleeng.publishers.publisher import Publisher
    from cleeng.settings.consents import Consent

#: The names that the API knows (JSON-RPC reference, 2.4); a publisher may add others.
NAMES = ("terms", "privacy", "broadcaster_terms", "broadcaster_marketing")


@dataclass(frozen=True, slots=True)
class Given:
    """A customer's last answer, and whether another version is asked for by now."""

    answer: ConsentAnswer
    needs_update: bool


class ConsentService:
    """The consents of one publisher's customers."""

    def __init__(self, db: Session, publisher: Publisher, outbox: Outbox) -> None:
        self.db = db
        self.publisher = publisher
        self.outbox = outbox

    def definitions(self) -> Mapping[str, Consent]:
        """Return what the publisher asks for, by name.

        :raises NoConsents: nothing.
        """
        if not self.publisher.settings.consents:
            raise NoConsents
        return self.publisher.settings.consents

    def of(self, customer: Customer) -> list[Given]:
        """Return a customer's last answer to each consent that is asked for; no answer, no entry."""
        asked = self.publisher.settings.consents
        last = {answer.name: answer for answer in self.history(customer)}
        return [
            Given(last[name], last[name].version != consent.version) for name, consent in asked.items() if name in last
        ]

    def history(self, customer: Customer) -> Sequence[ConsentAnswer]:
        """Return every answer of a customer, oldest first."""
        return self.db.scalars(
            sa.select(ConsentAnswer)
            .where(ConsentAnswer.publisher_id == self.publisher.id, ConsentAnswer.customer_id == customer.id)
            .order_by(ConsentAnswer.answered_at, ConsentAnswer.id)
        ).all()

    def submit(self, customer: Customer, name: str, version: str, state: ConsentState) -> None:
        """Write an answer down.

        :raises UnknownConsent: nobody has such a consent.
        :raises ConsentNotUsed: others may have it, this publisher has not.
        :raises ConsentOutdated: it is to another version than the present one.
        """
        consent = self.publisher.settings.consents.get(name)
        if consent is None:
            raise ConsentNotUsed if name in NAMES else UnknownConsent
        if version != consent.version:
            raise ConsentOutdated
        self.db.add(
            ConsentAnswer(
                publisher_id=self.publisher.id,
                id=new_uuid(),
                customer_id=customer.id,
                name=name,
                version=version,
                state=state,
                answered_at=self.publisher.clock.now(),
            )
        )
        self.outbox.event("customer.consent_updated", customer.id, consent=name, version=version, state=state.value)
