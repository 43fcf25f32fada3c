"""The gateway: turns the core's calls into the bank's, and what the bank says into results."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from cleeng.api import (
    Capability,
    Money,
    NotAttempted,
    NotSupported,
    OutcomeUnknown,
    PaymentGateway,
    ProviderSettings,
    Result,
    SavedMethod,
    Status,
)

from . import webhooks
from .asked import Charge
from .bank import Bank
from .books import Books
from .cards import Answer
from .checks import check_card, check_phone
from .delivery import Courier
from .form import FORMS
from .instruments import PAGES, card_of, instrument_of, snapshot_of
from .results import refund_result, refused, result_of
from .settings import SandboxSettings
from .vault import Vault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleeng.api import (
        Context,
        CustomerInfo,
        FieldError,
        GatewayEvent,
        MethodForm,
        MethodSnapshot,
        PaymentIntent,
        PaymentRef,
        PublisherInfo,
    )

    from .asked import Act
    from .rows import Payment


@dataclass(frozen=True, slots=True)
class Branch:
    """The bank's counters, over one file of books."""

    bank: Bank
    vault: Vault
    courier: Courier


class SandboxGateway(PaymentGateway):
    """Test payments at a bank of our own: every outcome has its documented number, and no money moves."""

    name = "sandbox"
    title = "Test payments"
    capabilities = frozenset(
        {
            Capability.OFF_SESSION,
            Capability.REFUND,
            Capability.PARTIAL_REFUND,
            Capability.MULTIPLE_REFUNDS,
            Capability.VOID,
            Capability.TOKENISE,
            Capability.THREE_D_SECURE,
            Capability.REDIRECT,
            Capability.ASYNCHRONOUS,
            Capability.NATIVE_IDEMPOTENCY,
        }
    )
    method_types = frozenset(PAGES)
    Settings: ClassVar[type[ProviderSettings]] = SandboxSettings
    settings: SandboxSettings

    def __init__(self, settings: SandboxSettings) -> None:
        super().__init__(settings)
        self._branches: dict[Path, Branch] = {}
        self._opening = threading.Lock()

    @classmethod
    def check_publisher(cls, publisher: PublisherInfo) -> str | None:
        """Refuse publishers that sell in earnest: whoever types a test number would watch for nothing."""
        if publisher.sandbox:
            return None
        return "takes test money only: set sandbox = true in [publisher], or take it out"

    def forms(self, ctx: Context, amount: Money, country: str) -> Sequence[MethodForm]:
        """Offer a card, a wallet and the phone bill."""
        return FORMS

    def check(self, ctx: Context, method: str, fields: Mapping[str, str]) -> Sequence[FieldError]:
        """Say what is wrong with a card or a mobile number; a real card's number is refused here."""
        if method == "card":
            return check_card(fields, ctx.clock.now())
        return check_phone(fields) if method == "phone" else ()

    def preview(self, ctx: Context, method: str, fields: Mapping[str, str]) -> MethodSnapshot | None:
        """Say what a test card would be shown as, and where it is from."""
        card = card_of(fields) if method == "card" else None
        return snapshot_of(method, card, fields) if card else None

    def start(self, ctx: Context, intent: PaymentIntent, return_url: str, cancel_url: str) -> Result:
        """Take the money of a buyer who is present."""
        return self._charge(ctx, intent, return_url=return_url, cancel_url=cancel_url)

    def charge_saved(self, ctx: Context, intent: PaymentIntent) -> Result:
        """Charge a kept card, which behaves as its number says."""
        return self._charge(ctx, intent, away=True)

    def setup_method(self, ctx: Context, intent: PaymentIntent, return_url: str) -> Result:
        """Keep a card: a payment of nothing."""
        if intent.method != "card":
            raise NotSupported(f"{self.name}: only cards are kept")
        nothing = Money(0, intent.amount.currency)
        return self.start(ctx, replace(intent, amount=nothing, keep_method=True), return_url, return_url)

    def get_status(self, ctx: Context, payment: PaymentRef) -> Result:
        """Say what the books say of a payment's key, or of a refund's."""
        bank = self._branch(ctx).bank
        if found := bank.payment(ctx.publisher.id, ctx.clock.now(), key=payment.key):
            return self._result(ctx, found)
        if refund := bank.refund_of(ctx.publisher.id, payment.key, ctx.clock.now()):
            return refund_result(*refund)
        return Result.not_attempted("unknown_key")

    def void(self, ctx: Context, payment: PaymentRef) -> Result:
        """Cancel what is open.  A key that never came is closed: should it come yet, nothing moves."""
        bank = self._branch(ctx).bank
        return self._result(ctx, bank.void(ctx.publisher.id, payment.key, payment.amount, ctx.clock.now()))

    def refund(self, ctx: Context, payment: PaymentRef, amount: Money) -> Result:
        """Give money back, never more than is left of the payment."""
        bank = self._branch(ctx).bank
        booked = bank.refund(ctx.publisher.id, payment.key, ctx.idempotency_key, amount, ctx.clock.now())
        if isinstance(booked, str):
            return refused(booked)
        refund, status = booked
        ctx.log.info("sandbox: refund %s of payment %s is booked, and %s", refund.reference, payment.key, status)
        if status is Status.UNKNOWN:
            raise OutcomeUnknown("the bank did not answer in time")
        return refund_result(refund, status)

    def list_methods(self, ctx: Context, customer: CustomerInfo) -> Sequence[SavedMethod]:
        """List a customer's kept cards."""
        kept = self._branch(ctx).vault.of(ctx.publisher.id, customer.id)
        return [SavedMethod(method.token, method.shown, method.network_reference) for method in kept]

    def describe_method(self, ctx: Context, token: str) -> MethodSnapshot:
        """Say what may be shown of a kept card."""
        kept = self._branch(ctx).vault.find(ctx.publisher.id, token)
        if kept is None:
            raise LookupError(token)
        return kept.shown

    def delete_method(self, ctx: Context, token: str) -> None:
        """Forget a kept card."""
        self._branch(ctx).vault.forget(ctx.publisher.id, token)

    def parse_webhook(self, ctx: Context, headers: Mapping[str, str], body: bytes) -> Sequence[GatewayEvent]:
        """Verify and read one of the bank's webhooks."""
        secret = self.settings.webhook_secret.get_secret_value()
        return [webhooks.read(secret, ctx.publisher.id, headers, body, ctx.clock.now())]

    def deliver_webhooks(self, ctx: Context) -> int:
        """Post the webhooks that are due to `ctx.base_url` and return how many were accepted.

        Happens by itself while the server runs; tests and programs with a clock of their own call it.
        """
        return self._branch(ctx).courier.deliver(ctx)

    def payment_at(self, ctx: Context, page: str, ticket: str) -> Payment | None:
        """Return the payment that one of the bank's pages is about, or None."""
        payment = self._branch(ctx).bank.payment(ctx.publisher.id, ctx.clock.now(), ticket=ticket)
        return payment if payment and PAGES[payment.method] == page else None

    def act(self, ctx: Context, payment: Payment, form_token: str, act: Act) -> Payment:
        """Do on the bank's page what the buyer pressed; a form counts once."""
        branch = self._branch(ctx)
        payment, changed = branch.bank.act(payment, form_token, act, ctx.clock.now())
        if changed:
            ctx.log.info("sandbox: payment %s is %s as %s", payment.key, payment.status, payment.reference)
            branch.courier.attend(ctx, payment)
        return payment

    def _charge(
        self, ctx: Context, intent: PaymentIntent, *, away: bool = False, return_url: str = "", cancel_url: str = ""
    ) -> Result:
        if not ctx.publisher.sandbox or not ctx.idempotency_key:
            raise NotAttempted("the sandbox serves sandbox publishers, and wants an idempotency key")
        branch = self._branch(ctx)
        known = branch.bank.payment(ctx.publisher.id, ctx.clock.now(), key=ctx.idempotency_key)
        if known:
            return self._answer(ctx, known)
        kept = branch.vault.find(ctx.publisher.id, intent.saved.token) if intent.saved else None
        instrument = instrument_of(intent, kept, ctx.clock.now())
        if isinstance(instrument, str):
            return refused(instrument)
        card = instrument.card
        if card and card.answer is Answer.UNREACHABLE:
            raise NotAttempted("the bank cannot be reached")
        charge = Charge(
            publisher_id=ctx.publisher.id,
            key=ctx.idempotency_key,
            amount=intent.amount,
            customer_id=intent.customer.id,
            method=instrument.method,
            card=card,
            snapshot=instrument.snapshot,
            away=away,
            keep=intent.keep_method and card is not None and kept is None,
            return_url=return_url,
            cancel_url=cancel_url or return_url,
        )
        payment, new = branch.bank.charge(charge, ctx.clock.now())
        if new:
            ctx.log.info("sandbox: payment %s is %s as %s", payment.key, payment.status, payment.reference)
            branch.courier.attend(ctx, payment)
            if card and card.slow:
                self._dawdle(ctx)
        return self._answer(ctx, payment)

    def _dawdle(self, ctx: Context) -> None:
        """Let the caller wait for an answer that stands in the books already."""
        time.sleep(min(self.settings.slow_seconds, ctx.timeout))
        if self.settings.slow_seconds > ctx.timeout:
            raise OutcomeUnknown("the bank did not answer in time")

    def _answer(self, ctx: Context, payment: Payment) -> Result:
        """Answer a charge; a bank that is silent does not even say that it does not know."""
        if payment.state is Status.UNKNOWN:
            raise OutcomeUnknown("the bank did not answer in time")
        return self._result(ctx, payment)

    def _result(self, ctx: Context, payment: Payment) -> Result:
        page = PAGES.get(payment.method, "")
        return result_of(payment, f"{ctx.base_url}/plugins/payment_sandbox/{ctx.publisher.id}/{page}/{payment.ticket}")

    def _branch(self, ctx: Context) -> Branch:
        """Return the bank over the books that the settings name; opened once, then shared by all threads."""
        path = Path(ctx.extra["data_dir"]) / self.settings.books
        with self._opening:
            if path not in self._branches:
                books = Books(path)
                bank = Bank(books, self.settings)
                self._branches[path] = Branch(bank, Vault(books), Courier(bank, books, self.settings))
            return self._branches[path]
