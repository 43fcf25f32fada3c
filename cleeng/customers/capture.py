"""Capture: what a publisher asks its customers about themselves, and what they told (JSON-RPC reference, 2.4)."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.customers.errors import UnknownQuestion
from cleeng.customers.models import Capture, CaptureQuestion, PersonalData

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from cleeng.customers.models import Customer
    from cleeng.publishers.publisher import Publisher

#: The built-in questions in their order, and which fields each asks for.
FIELDS = {
    "email": ("email",),
    "firstNameLastName": ("first_name", "last_name"),
    "birthDate": ("birth_date",),
    "companyName": ("company_name",),
    "phoneNumber": ("phone_number",),
    "address": ("address", "address2", "city", "post_code", "country"),
    "marketingOptIn": (),
    "terms": (),
}
#: A publisher's own questions; the number says their order.
_CUSTOM = re.compile(r"custom_([1-9][0-9]?)")
#: What is told about a customer, and known without asking.
_NAMES = frozenset({"first_name", "last_name"})  #: kept in the customer's own row
_KNOWN = ("email", "first_name", "last_name", "country")


@dataclass(frozen=True, slots=True)
class Question:
    """One question.  `value` and `question` are the publisher's words; `enabled_by_default` is a tick in advance."""

    key: str
    enabled: bool = False
    required: bool = False
    enabled_by_default: bool = False
    value: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known about a customer: fields by name, "" where nothing is, and answers beside their questions."""

    fields: Mapping[str, str]
    answers: tuple[tuple[Question, str], ...]


class CaptureService:
    """The questions of one publisher, and its customers' answers."""

    def __init__(self, db: Session, publisher: Publisher) -> None:
        self.db = db
        self.publisher = publisher

    def enable(self, *, enabled: bool) -> None:
        """Ask customers, or ask them no more; what they told stays."""
        self.db.merge(Capture(publisher_id=self.publisher.id, enabled=enabled))

    def enabled(self) -> bool:
        """Say whether customers are asked."""
        known = self.db.get(Capture, self.publisher.id)
        return known is not None and known.enabled

    def questions(self) -> list[Question]:
        """Return the built-in questions and after them the publisher's own, in order."""
        rows = self.db.scalars(sa.select(CaptureQuestion).where(CaptureQuestion.publisher_id == self.publisher.id))
        found = {row.key: Question(**{part.name: getattr(row, part.name) for part in fields(Question)}) for row in rows}
        own = sorted((key for key in found if key not in FIELDS), key=lambda key: int(key.removeprefix("custom_")))
        return [*(found.get(key) or Question(key) for key in FIELDS), *(found[key] for key in own)]

    def save(self, questions: Iterable[Question]) -> None:
        """Store questions as given; those that are not named stay as they are.

        :raises UnknownQuestion: a key is neither built in nor `custom_1` to `custom_99`, or its text is missing.
        """
        for question in questions:
            if question.key not in FIELDS:
                if not _CUSTOM.fullmatch(question.key):
                    raise UnknownQuestion(f"{question.key}: is no key of a question")
                if not question.question:
                    raise UnknownQuestion(f"{question.key}: has no question")
            self.db.merge(CaptureQuestion(publisher_id=self.publisher.id, **asdict(question)))

    def told(self, customer: Customer) -> Told:
        """Return what is known about a customer."""
        row = self.db.get(PersonalData, (self.publisher.id, customer.id))
        said, answers = (row.fields, row.answers) if row else ({}, {})
        known = {name: getattr(customer, name) for name in _KNOWN}
        everything = {name: "" for names in FIELDS.values() for name in names} | known | said
        own = tuple((question, answers[question.key]) for question in self.questions() if question.key in answers)
        return Told(everything, own)

    def tell(self, customer: Customer, facts: Mapping[str, str], answers: Mapping[str, str]) -> None:
        """Write down what a customer told; what is not named stays as it is.  The sign-in address is not changed.

        :raises UnknownQuestion: it was not asked for.
        """
        asked = {question.key for question in self.questions() if question.enabled}
        allowed = {name for key in asked for name in FIELDS.get(key, ())}
        if unasked := [name for name in facts if name not in allowed] + [key for key in answers if key not in asked]:
            raise UnknownQuestion(f"{', '.join(unasked)}: is not asked for")
        row = self.db.get(PersonalData, (self.publisher.id, customer.id), with_for_update=True)
        before = (row.fields, row.answers) if row else ({}, {})
        self.db.merge(
            PersonalData(
                publisher_id=self.publisher.id,
                customer_id=customer.id,
                fields={**before[0], **{name: value for name, value in facts.items() if name not in _NAMES}},
                answers={**before[1], **answers},
                changed_at=self.publisher.clock.now(),
            )
        )
        for name in _NAMES & facts.keys():
            setattr(customer, name, facts[name])
