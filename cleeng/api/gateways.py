"""Payment gateways: one way to move money each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cleeng.api.errors import InvalidWebhook, NotSupported
from cleeng.api.provider import Provider

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from cleeng.api.context import Context, CustomerInfo
    from cleeng.api.money import Money
    from cleeng.api.payments import MethodSnapshot, PaymentIntent, PaymentRef, Result, SavedMethod


class Capability(StrEnum):
    """What a gateway can do; the names to put into `Provider.capabilities`."""

    OFF_SESSION = "off_session"  #: `charge_saved`
    SEPARATE_CAPTURE = "separate_capture"  #: `start` may answer authorized; `capture`
    PARTIAL_CAPTURE = "partial_capture"
    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    MULTIPLE_REFUNDS = "multiple_refunds"
    VOID = "void"
    TOKENISE = "tokenise"  #: keeps methods: `setup_method`, `describe_method`, `delete_method`
    THREE_D_SECURE = "three_d_secure"
    REDIRECT = "redirect"  #: has methods that lead to another page
    ASYNCHRONOUS = "asynchronous"  #: may answer pending; tells by webhook
    DISPUTES = "disputes"
    EVIDENCE = "evidence"  #: `submit_evidence`
    ACCOUNT_UPDATER = "account_updater"
    NATIVE_IDEMPOTENCY = "native_idempotency"  #: knows our key; else the plugin looks it up before it sends


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of the gateway's form, in words for the viewer.

    `field` is its name without the page's prefix; `summary` is the short form for the list on top
    ("Card number: too short"), `text` stands at the field.
    """

    field: str
    summary: str
    text: str


@dataclass(frozen=True, slots=True)
class MethodForm:
    """One row in the list of ways to pay.

    `template` is an asset with the fields of the row (names as the gateway wants them back), or "" for
    none; it is rendered with `data`, `values` (what was typed, by field), `errors` (`FieldError` by field)
    and `prefix`, which it puts before every name and id, so that two gateways on one page never clash; the
    core takes it off again.  `script` is an asset with a module, served by the plugin (`cleeng_configure`): it gets the
    place of the template in `mount(node, config)`, config being `client_config`; `submit(node)` answers with fields to
    post, by the names of the gateway, or with null when it has said what is wrong; `destroy(node)` ends it.  The module
    may load from the hosts that `csp` names.  What the template shows works without it.

    `redirects`: the buyer goes on at a page that refuses frames, so a framed checkout opens a window in
    the click itself.  `keepable`: the page may offer to keep the method for next time.
    """

    method: str
    title: str
    hint: str = ""
    template: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    script: str = ""
    button: str = ""  #: text of the button where it is not the usual one, such as "Continue to PayPal"
    busy: str = ""
    redirects: bool = False
    keepable: bool = False


class EventKind(StrEnum):
    """What a gateway tells of its own accord."""

    PAYMENT_AUTHORIZED = "payment.authorized"
    PAYMENT_CAPTURED = "payment.captured"
    PAYMENT_FAILED = "payment.failed"
    PAYMENT_CANCELED = "payment.canceled"
    PAYMENT_REQUIRES_ACTION = "payment.requires_action"
    REFUND_SUCCEEDED = "refund.succeeded"
    REFUND_FAILED = "refund.failed"
    REFUND_REVERSED = "refund.reversed"
    DISPUTE_OPENED = "dispute.opened"
    DISPUTE_EVIDENCE_DUE = "dispute.evidence_due"
    DISPUTE_WON = "dispute.won"
    DISPUTE_LOST = "dispute.lost"
    METHOD_UPDATED = "method.updated"
    METHOD_EXPIRING = "method.expiring"
    METHOD_REMOVED = "method.removed"
    PAYOUT_PAID = "payout.paid"


@dataclass(frozen=True, slots=True)
class GatewayEvent:
    """One thing a webhook told.  `id` is the gateway's and unique; totals are absolute."""

    id: str
    kind: EventKind
    key: str  #: ours, as the gateway got it: the payment's, of `refund.` events the refund's
    result: Result | None = None
    at: dt.datetime | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Csp:
    """Hosts that the payment page may load from, by directive (`script-src`, `frame-src`, `connect-src` ...)."""

    sources: Mapping[str, Sequence[str]] = field(default_factory=dict)


class PaymentGateway(Provider, ABC):
    """One way to pay.  Subclass it and return the class from `cleeng_payment_gateways`.

    Called with no transaction open, from several threads.  `ctx.idempotency_key` is ours: the same key
    twice must move money once.  Answer within `ctx.timeout`.  A refusal by the bank is a failed
    result, not an error.

    :raises NotAttempted: nothing was sent, another gateway may be tried.
    :raises OutcomeUnknown: nobody knows whether money moved; the core asks `get_status` later.
        Any other exception counts as this one.
    """

    currencies: frozenset[str] | None = None  #: None: all
    countries: frozenset[str] | None = None
    method_types: frozenset[str] = frozenset()  #: as in `MethodSnapshot.type`
    refund_window: dt.timedelta | None = None  #: from the payment on; None: no limit

    def amount_limits(self, currency: str) -> tuple[Money | None, Money | None]:
        """Return the least and the greatest amount of one payment, each None where there is no limit."""
        return None, None

    @abstractmethod
    def forms(self, ctx: Context, amount: Money, country: str) -> Sequence[MethodForm]:
        """List the ways to pay `amount` from `country`; no network."""

    def check(self, ctx: Context, method: str, fields: Mapping[str, str]) -> Sequence[FieldError]:
        """Say what is wrong with the posted fields, before anything is stored or sent; no network."""
        return ()

    def preview(self, ctx: Context, method: str, fields: Mapping[str, str]) -> MethodSnapshot | None:
        """Say what is known of a way to pay that was filled in, before it is charged; None where nothing is.

        The country of a card is evidence of where its holder lives, and may decide the tax.  Moves no money.
        """
        return None

    def csp(self) -> Csp:
        """Name the hosts that the payment page may load from."""
        return Csp()

    def client_config(self, ctx: Context) -> Mapping[str, Any]:
        """Return what the page's script may know: public keys only."""
        return {}

    @abstractmethod
    def start(self, ctx: Context, intent: PaymentIntent, return_url: str, cancel_url: str) -> Result:
        """Take the money of a buyer who is present, with `intent.fields` or with `intent.saved`.

        A buyer who has to act comes back to `return_url`, and where the other page has a way of its own to
        turn back, from there to `cancel_url`.
        """

    def resume(self, ctx: Context, payment: PaymentRef, params: Mapping[str, str]) -> Result:
        """Go on after the buyer came back with `params`.  They are the buyer's word: check with the gateway."""
        return self.get_status(ctx, payment)

    @abstractmethod
    def get_status(self, ctx: Context, payment: PaymentRef) -> Result:
        """Say what became of `payment.key`; must work by our key alone.  Never moves money."""

    def charge_saved(self, ctx: Context, intent: PaymentIntent) -> Result:
        """Take money with `intent.saved` while the buyer is away."""
        raise NotSupported(self.name)

    def capture(self, ctx: Context, payment: PaymentRef, amount: Money) -> Result:
        """Take what was authorized."""
        raise NotSupported(self.name)

    def void(self, ctx: Context, payment: PaymentRef) -> Result:
        """Give up what has not moved yet.  The answer tells what is true afterwards: succeeded if it was too late."""
        raise NotSupported(self.name)

    def refund(self, ctx: Context, payment: PaymentRef, amount: Money) -> Result:
        """Give `amount` back.  `ctx.idempotency_key` names the refund; the answer tells this refund's amount.

        The same key again gives the first answer, so a refund of which nobody knows is asked for again.
        More than is left of the payment is a failed result.
        """
        raise NotSupported(self.name)

    def setup_method(self, ctx: Context, intent: PaymentIntent, return_url: str) -> Result:
        """Keep a way to pay without paying."""
        raise NotSupported(self.name)

    def list_methods(self, ctx: Context, customer: CustomerInfo) -> Sequence[SavedMethod]:
        """List what the gateway keeps for this customer."""
        return ()

    def describe_method(self, ctx: Context, token: str) -> MethodSnapshot:
        """Say what may be shown of a kept method.

        :raises LookupError: the gateway no longer keeps it.
        """
        raise NotSupported(self.name)

    def delete_method(self, ctx: Context, token: str) -> None:
        """Forget a kept method; one that is gone already is no error."""
        raise NotSupported(self.name)

    def parse_webhook(self, ctx: Context, headers: Mapping[str, str], body: bytes) -> Sequence[GatewayEvent]:
        """Verify and read a webhook: pure, no database.

        :raises InvalidWebhook: not from the gateway, or unreadable.
        """
        raise InvalidWebhook(self.name)

    def submit_evidence(self, ctx: Context, dispute: str, evidence: Mapping[str, str]) -> None:
        """Contest a dispute."""
        raise NotSupported(self.name)

    def settlements(self, ctx: Context, since: dt.datetime) -> Sequence[Mapping[str, Any]]:
        """List payouts since then."""
        raise NotSupported(self.name)


class GatewayDirectory(ABC):
    """What a gateway's own pages ask the core: `request.find_service(GatewayDirectory)`.

    A page under `/plugins/<plugin name>/` is opened by a browser, so nobody hands it a `ctx`.
    """

    @abstractmethod
    def find(self, publisher_id: int, name: str) -> tuple[PaymentGateway, Context]:
        """Return the publisher's gateway of this name and a context for calling it.

        :raises LookupError: there is no such publisher, or it does not use the gateway.
        """
