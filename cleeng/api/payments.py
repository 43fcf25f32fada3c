"""Payments as the core and the gateways speak of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from cleeng.api.context import CustomerInfo
    from cleeng.api.money import Money


class Status(StrEnum):
    """What became of an attempt to pay."""

    SUCCEEDED = "succeeded"
    AUTHORIZED = "authorized"
    PENDING = "pending"  #: the gateway works on it and will tell
    REQUIRES_ACTION = "requires_action"  #: the buyer has to do something first
    FAILED = "failed"
    CANCELED = "canceled"
    NOT_ATTEMPTED = "not_attempted"
    UNKNOWN = "unknown"  #: nobody knows yet


class FailureKind(StrEnum):
    """Why a payment failed, in the words that decide what to do next."""

    HARD = "hard"
    SOFT = "soft"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED_CARD = "expired_card"
    LOST_STOLEN = "lost_stolen"
    SCA_REQUIRED = "sca_required"
    FRAUD = "fraud"
    METHOD_REMOVED = "method_removed"
    LIMIT = "limit"
    CONFIG = "config"
    GATEWAY_DOWN = "gateway_down"


class Advice(StrEnum):
    """Whether the same method may be tried again."""

    NEVER = "never"
    LATER = "later"
    AFTER_UPDATE = "after_update"
    NEEDS_CUSTOMER = "needs_customer"


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the buyer elsewhere.  `frameable` says whether that page may stand in a frame."""

    url: str
    method: str = "GET"
    fields: Mapping[str, str] = field(default_factory=dict)
    frameable: bool = True


@dataclass(frozen=True, slots=True)
class ClientScript:
    """Hand `config` to the gateway's script on the page."""

    config: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class QrCode:
    """Show `data` as a QR code, and poll."""

    data: str


@dataclass(frozen=True, slots=True)
class Voucher:
    """Show `text`, with which the buyer pays elsewhere until `expires`."""

    text: str
    expires: dt.datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do but ask again after `poll_after` seconds."""

    poll_after: int = 5


NextAction = Redirect | ClientScript | QrCode | Voucher | Wait


@dataclass(frozen=True, slots=True)
class MethodSnapshot:
    """What may be shown of a way to pay: never a number, never a secret."""

    type: str  #: "card", "wallet", "phone" ...
    brand: str = ""
    last_four: str = ""
    expiry_month: int | None = None
    expiry_year: int | None = None
    country: str = ""
    fingerprint: str = ""  #: equal for the same instrument, at one gateway


@dataclass(frozen=True, slots=True)
class SavedMethod:
    """A way to pay that the gateway keeps for us, named by its token."""

    token: str
    snapshot: MethodSnapshot
    network_reference: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer of a gateway.  Build it with the class methods: each takes what its status needs."""

    status: Status
    amount: Money | None = None
    reference: str = ""  #: the gateway's own id
    network_reference: str = ""
    fee: Money | None = None
    method: MethodSnapshot | None = None
    saved_token: str = ""  #: set when the method was kept for next time
    next_action: NextAction | None = None
    kind: FailureKind | None = None
    advice: Advice | None = None
    code: str = ""  #: the gateway's own code, for staff
    raw: Mapping[str, Any] = field(default_factory=dict)  #: redacted

    @classmethod
    def succeeded(cls, amount: Money, reference: str, **more: Any) -> Result:
        """Money moved: `amount` in all, absolute."""
        return cls(Status.SUCCEEDED, amount=amount, reference=reference, **more)

    @classmethod
    def failed(cls, kind: FailureKind | str, code: str = "", advice: Advice | None = None, **more: Any) -> Result:
        """No money moved and none will."""
        return cls(Status.FAILED, kind=FailureKind(kind), code=code, advice=advice, **more)

    @classmethod
    def requires_action(cls, next_action: NextAction, reference: str = "", **more: Any) -> Result:
        """The buyer has to act before anything can move."""
        return cls(Status.REQUIRES_ACTION, next_action=next_action, reference=reference, **more)

    @classmethod
    def pending(cls, reference: str = "", **more: Any) -> Result:
        """The gateway took it on and will tell."""
        return cls(Status.PENDING, reference=reference, **more)

    @classmethod
    def canceled(cls, reference: str = "", **more: Any) -> Result:
        """Given up for good; no money moved."""
        return cls(Status.CANCELED, reference=reference, **more)

    @classmethod
    def not_attempted(cls, code: str = "", **more: Any) -> Result:
        """The gateway never heard of it."""
        return cls(Status.NOT_ATTEMPTED, code=code, **more)

    @classmethod
    def unknown(cls, code: str = "", **more: Any) -> Result:
        """Nobody knows; the core will ask again."""
        return cls(Status.UNKNOWN, code=code, **more)


@dataclass(frozen=True, slots=True)
class PaymentIntent:
    """What is to be paid, by whom, and how.  `fields` came from the gateway's own form; store none of them."""

    amount: Money
    order_id: int
    description: str
    customer: CustomerInfo
    method: str = ""  #: the gateway's name of the method that was chosen
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    saved: SavedMethod | None = None
    keep_method: bool = False
    statement: str = ""  #: what the card statement is to read


@dataclass(frozen=True, slots=True)
class PaymentRef:
    """An attempt known to us: `key` is ours, `reference` the gateway's, if it told one."""

    key: str
    amount: Money
    reference: str = ""
