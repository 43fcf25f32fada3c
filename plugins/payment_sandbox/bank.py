"""The bank: decides what becomes of a payment and writes it into the books.

Every method is one short transaction on the books.  Times are the publisher's: `now` is handed in.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from cleeng.api import MethodSnapshot, Status

from .asked import Act
from .cards import BY_NAME, Answer, Refunding, Webhook
from .results import network_reference
from .rows import KeptMethod, Notice, Payment, Refund, dumped, moment, timestamp

if TYPE_CHECKING:
    from cleeng.api import Money

    from .asked import Charge
    from .books import Books
    from .rows import Entries
    from .settings import SandboxSettings

PIN_TRIES = 3
#: How a payment ends whose buyer refuses on the bank's page, by method.
_REFUSED = {"card": "authentication_refused", "wallet": "wallet_refused", "phone": "pin_wrong"}


class Bank:
    """Serves all publishers whose books these are."""

    def __init__(self, books: Books, settings: SandboxSettings) -> None:
        self._books = books
        self._settings = settings

    def charge(self, charge: Charge, now: dt.datetime) -> tuple[Payment, bool]:
        """Take the money, once per key; also tell whether the key was new."""
        with self._books.writing() as entries:
            known = entries.one(Payment, publisher_id=charge.publisher_id, key=charge.key)
            if known:
                return self._settled(entries, known, now), False
            payment = self._opened(entries, charge, now)
            entries.put(payment)
            return payment, True

    def payment(self, publisher_id: int, now: dt.datetime, **column: str) -> Payment | None:
        """Return the payment with this `key` or `ticket`, settled if its time has come."""
        with self._books.reading() as entries:
            payment = entries.one(Payment, publisher_id=publisher_id, **column)
        if payment is None or not _due(payment, now):
            return payment
        with self._books.writing() as entries:
            payment = entries.one(Payment, publisher_id=publisher_id, **column)
            return payment and self._settled(entries, payment, now)

    def act(self, payment: Payment, form_token: str, act: Act, now: dt.datetime) -> tuple[Payment, bool]:
        """Let the buyer act, once per form; also tell whether this changed anything."""
        with self._books.writing() as entries:
            payment = entries.one(Payment, publisher_id=payment.publisher_id, key=payment.key) or payment
            payment = self._settled(entries, payment, now)
            genuine = secrets.compare_digest(payment.form_token.encode(), form_token.encode())
            if payment.state is not Status.REQUIRES_ACTION or not genuine:
                return payment, False
            payment = replace(payment, form_token=secrets.token_urlsafe(16))
            payment = self._acted(entries, payment, act, now)
            entries.put(payment)
            return payment, True

    def void(self, publisher_id: int, key: str, amount: Money, now: dt.datetime) -> Payment:
        """Cancel what is still open.  A key that never came is closed too: should it come yet, nothing moves."""
        with self._books.writing() as entries:
            payment = entries.one(Payment, publisher_id=publisher_id, key=key)
            if payment is None:
                payment = replace(_blank(publisher_id, key, amount, now), status=Status.CANCELED, code="voided")
                entries.put(payment)
                return payment
            payment = self._settled(entries, payment, now)
            if payment.state in {Status.REQUIRES_ACTION, Status.PENDING}:
                payment = self._finished(entries, payment, Status.CANCELED, "voided", now)
                entries.put(payment)
            return payment

    def refund(
        self, publisher_id: int, payment_key: str, key: str, amount: Money, now: dt.datetime
    ) -> tuple[Refund, Status] | str:
        """Give money back, once per key, and say how far it came; or return the code of what stands against it."""
        with self._books.writing() as entries:
            known = entries.one(Refund, publisher_id=publisher_id, key=key)
            if known:
                return known, self._refunded(entries, known, now)
            payment = entries.one(Payment, publisher_id=publisher_id, key=payment_key)
            payment = payment and self._settled(entries, payment, now)
            if payment is None or payment.state is not Status.SUCCEEDED:
                return "not_paid"
            before = entries.find(Refund, publisher_id=publisher_id, payment_key=payment_key)
            left = payment.amount - sum(refund.amount for refund in before)
            if amount.currency != payment.currency or not 0 < amount.minor <= left:
                return "exceeds_payment"
            card = BY_NAME.get(payment.card)
            if card and card.refunds is Refunding.REFUSED:
                return "account_closed"
            refund = Refund(
                publisher_id=publisher_id,
                key=key,
                payment_key=payment_key,
                reference=_name("refund"),
                amount=amount.minor,
                currency=amount.currency,
                created_at=timestamp(now),
            )
            entries.put(refund)
            return refund, self._refunded(entries, refund, now)

    def refund_of(self, publisher_id: int, key: str, now: dt.datetime) -> tuple[Refund, Status] | None:
        """Return the refund with this key, and how far it came."""
        with self._books.reading() as entries:
            refund = entries.one(Refund, publisher_id=publisher_id, key=key)
            return (refund, self._refunded(entries, refund, now)) if refund else None

    def settle(self, publisher_id: int, now: dt.datetime) -> None:
        """Settle every payment whose time has come, without being asked for it."""
        with self._books.writing() as entries:
            for payment in entries.payments_due(publisher_id, timestamp(now)):
                self._settled(entries, payment, now)

    def _refunded(self, entries: Entries, refund: Refund, now: dt.datetime) -> Status:
        """Say how far a refund came: it is booked at once, and some cards take their time to tell."""
        payment = entries.one(Payment, publisher_id=refund.publisher_id, key=refund.payment_key)
        card = BY_NAME.get(payment.card) if payment else None
        told_at = moment(refund.created_at) + dt.timedelta(seconds=self._settings.settle_seconds)
        if card is None or card.refunds is Refunding.AT_ONCE or told_at <= now:
            return Status.SUCCEEDED
        return Status.PENDING if card.refunds is Refunding.PENDING else Status.UNKNOWN

    def _opened(self, entries: Entries, charge: Charge, now: dt.datetime) -> Payment:
        payment = replace(
            _blank(charge.publisher_id, charge.key, charge.amount, now),
            customer_id=charge.customer_id,
            method=charge.method,
            card=charge.card.name if charge.card else "",
            snapshot=dumped(charge.snapshot),
            keep=int(charge.keep),
            return_url=charge.return_url,
            cancel_url=charge.cancel_url,
        )
        decided = dt.timedelta(seconds=self._settings.settle_seconds)
        card = charge.card
        if card is None or (card.answer is Answer.CHALLENGE and not charge.away):
            return replace(
                payment,
                status=Status.REQUIRES_ACTION,
                ticket=secrets.token_urlsafe(24),
                form_token=secrets.token_urlsafe(16),
                tries_left=PIN_TRIES,
                settles_at=timestamp(now + dt.timedelta(minutes=self._settings.action_minutes)),
            )
        if card.answer is Answer.PENDING:
            return replace(payment, status=Status.PENDING, settles_at=timestamp(now + decided))
        if card.answer is Answer.SILENCE:
            return replace(payment, status=Status.UNKNOWN, settles_at=timestamp(now + decided))
        return self._decided(entries, payment, card.away_code if charge.away and card.away_code else card.code, now)

    def _settled(self, entries: Entries, payment: Payment, now: dt.datetime) -> Payment:
        """Return the payment as it stands now, and write down what came of it with time."""
        if not _due(payment, now):
            return payment
        if payment.state is Status.REQUIRES_ACTION:
            payment = self._finished(entries, payment, Status.CANCELED, "expired", now)
        else:
            payment = self._decided(entries, payment, BY_NAME[payment.card].code, now)
        entries.put(payment)
        return payment

    def _acted(self, entries: Entries, payment: Payment, act: Act, now: dt.datetime) -> Payment:
        if act is Act.APPROVE:
            card = BY_NAME.get(payment.card)
            return self._decided(entries, payment, card.code if card else "", now)
        if act is Act.LEAVE:
            return self._finished(entries, payment, Status.CANCELED, "abandoned", now)
        if act is Act.WRONG_PIN and payment.tries_left > 1:
            return replace(payment, tries_left=payment.tries_left - 1)
        return self._finished(entries, payment, Status.FAILED, _REFUSED[payment.method], now)

    def _decided(self, entries: Entries, payment: Payment, code: str, now: dt.datetime) -> Payment:
        return self._finished(entries, payment, Status.FAILED if code else Status.SUCCEEDED, code, now)

    def _finished(self, entries: Entries, payment: Payment, status: Status, code: str, now: dt.datetime) -> Payment:
        """Give a payment its last status; keep the card and queue the webhook, if there are to be any."""
        payment = replace(payment, status=status, code=code, settles_at=None)
        if status is Status.SUCCEEDED and payment.keep:
            payment = replace(payment, saved_token=_name("method"))
            entries.put(
                KeptMethod(
                    publisher_id=payment.publisher_id,
                    token=payment.saved_token,
                    customer_id=payment.customer_id,
                    card=payment.card,
                    snapshot=payment.snapshot,
                    network_reference=network_reference(payment.reference),
                    created_at=timestamp(now),
                )
            )
        card = BY_NAME.get(payment.card)
        if card and card.webhook is not Webhook.NEVER:
            late = self._settings.late_seconds if card.webhook is Webhook.LATE else 0
            entries.put(
                Notice(
                    publisher_id=payment.publisher_id,
                    id=_name("event"),
                    payment_key=payment.key,
                    happened_at=timestamp(now),
                    due_at=timestamp(now + dt.timedelta(seconds=late)),
                    sends_left=2 if card.webhook is Webhook.TWICE else 1,
                )
            )
        return payment


def _due(payment: Payment, now: dt.datetime) -> bool:
    return payment.settles_at is not None and payment.settles_at <= timestamp(now)


def _name(kind: str) -> str:
    return f"sandbox-{kind}-{secrets.token_hex(8)}"


def _blank(publisher_id: int, key: str, amount: Money, now: dt.datetime) -> Payment:
    return Payment(
        publisher_id=publisher_id,
        key=key,
        reference=_name("payment"),
        customer_id=0,
        method="",
        card="",
        snapshot=dumped(MethodSnapshot("")),
        amount=amount.minor,
        currency=amount.currency,
        status=Status.PENDING,
        created_at=timestamp(now),
    )
