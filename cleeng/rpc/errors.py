"""What callers are told: from our errors to the wire's codes (JSON-RPC reference, 1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from cleeng.api import CleengError, InvalidMoney, SignInFailed
from cleeng.catalog.errors import InvalidOffer, OfferNotFound
from cleeng.coupons.errors import (
    CampaignNotFound,
    CouponEnded,
    CouponNotForOffer,
    CouponTooLate,
    CouponUnknown,
    CouponUsedBefore,
    CouponUsedUp,
    InvalidCampaign,
    InvalidCodes,
    TooManyGuesses,
)
from cleeng.customers.errors import (
    ConsentNotUsed,
    ConsentOutdated,
    CustomerInactive,
    EmailTaken,
    InvalidEmail,
    InvalidToken,
    LinkSpent,
    NoConsents,
    TooManyTries,
    UnknownConsent,
    UnknownCustomer,
    UnknownQuestion,
    WeakPassword,
)
from cleeng.entitlements.errors import DeviceLimitReached
from cleeng.orders.errors import CannotBuy, CountryBlocked, HasAccess, OfferInactive
from cleeng.publishers.errors import AssociateExists, CurrencyFixed, UnknownAssociate
from cleeng.subscriptions.errors import CannotChange, SubscriptionNotFound
from cleeng.webhooks.errors import InvalidEndpoint

if TYPE_CHECKING:
    import pydantic
    from pydantic_core import ErrorDetails


class Code(IntEnum):
    """The codes that clients know; those below zero are JSON-RPC's own."""

    CUSTOMER_TOKEN = 1
    PUBLISHER_TOKEN = 3
    OFFER = 4
    DENIED = 5
    OFFER_DATA = 8
    EMAIL = 10
    ARGUMENTS = 11
    INACTIVE = 12
    EXISTS = 13
    LIMIT = 14
    CREDENTIALS = 15
    OTHER_ARGUMENTS = 16
    USER = 23
    NO_CONSENTS = 24
    CONSENT_NOT_USED = 27
    CONSENT_OUTDATED = 28
    CONSENT = 29
    MALFORMED = -32700
    REQUEST = -32600
    METHOD = -32601
    PARAMS = -32602
    INTERNAL = -32603


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as the wire shows it."""

    code: int
    message: str

    def to_wire(self) -> dict[str, Any]:
        """Return the `error` of an envelope."""
        return {"code": int(self.code), "message": self.message, "data": None}


class Refused(CleengError):
    """A call that this surface itself refuses."""

    code = "refused"

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(code, message)


#: Our error -> code and message; no message: the error's own text is made for callers.
_TABLE: dict[type[CleengError], tuple[Code, str]] = {
    InvalidToken: (Code.CUSTOMER_TOKEN, "The customer token is empty or invalid."),
    OfferNotFound: (Code.OFFER, "There is no such offer."),
    InvalidOffer: (Code.OFFER_DATA, ""),
    InvalidMoney: (Code.OFFER_DATA, "The price is no amount in this currency."),
    UnknownCustomer: (Code.EMAIL, "The publisher has no such customer."),
    InvalidEmail: (Code.EMAIL, "That is no e-mail address."),
    WeakPassword: (Code.ARGUMENTS, ""),
    CustomerInactive: (Code.INACTIVE, "The customer's account is not active."),
    EmailTaken: (Code.EXISTS, "The customer exists already."),
    SignInFailed: (Code.CREDENTIALS, "E-mail address and password do not match."),
    TooManyTries: (Code.CREDENTIALS, "Too many tries for this customer; try again later."),
    DeviceLimitReached: (Code.LIMIT, "The customer watches on too many devices already; each counts for three hours."),
    SubscriptionNotFound: (Code.ARGUMENTS, "offerId: is no subscription that this customer has now"),
    CannotChange: (Code.ARGUMENTS, ""),
    UnknownAssociate: (Code.EMAIL, "The distributor has no such associate."),
    AssociateExists: (Code.EXISTS, "The distributor has an associate with this e-mail address already."),
    CurrencyFixed: (Code.ARGUMENTS, "currency: has to stay as it is, something was sold already"),
    CannotBuy: (Code.OFFER, "The offer cannot be bought."),
    OfferInactive: (Code.OFFER, "The offer is no longer sold."),
    CountryBlocked: (Code.OFFER, "The offer is not sold in the customer's country."),
    HasAccess: (Code.ARGUMENTS, "offerId: the customer has access to it already"),
    CampaignNotFound: (Code.ARGUMENTS, "campaignId: is no campaign of this publisher"),
    InvalidCampaign: (Code.ARGUMENTS, ""),
    InvalidEndpoint: (Code.ARGUMENTS, ""),
    InvalidCodes: (Code.ARGUMENTS, ""),
    CouponUnknown: (Code.ARGUMENTS, "couponCode: there is no such code"),
    CouponEnded: (Code.ARGUMENTS, "couponCode: has expired or was switched off"),
    CouponUsedUp: (Code.ARGUMENTS, "couponCode: was used as often as it may be"),
    CouponUsedBefore: (Code.ARGUMENTS, "couponCode: this customer used it as often as one may"),
    CouponNotForOffer: (Code.ARGUMENTS, "couponCode: does not count for this offer"),
    CouponTooLate: (Code.ARGUMENTS, "offerId: a payment of the customer's order for it is under way"),
    TooManyGuesses: (Code.ARGUMENTS, "couponCode: too many unknown codes for this customer; try again later"),
    NoConsents: (Code.NO_CONSENTS, "The publisher asks for no consent."),
    ConsentNotUsed: (Code.CONSENT_NOT_USED, "The publisher does not ask for this consent."),
    ConsentOutdated: (Code.CONSENT_OUTDATED, "Another version of this consent is asked for now."),
    UnknownConsent: (Code.CONSENT, "There is no such consent."),
    UnknownQuestion: (Code.ARGUMENTS, ""),
    LinkSpent: (Code.OTHER_ARGUMENTS, "The key was used, has expired, or never was."),
}


def fault_of(error: CleengError) -> Fault | None:
    """Return what to tell the caller, or None if this error is none of the caller's business."""
    if isinstance(error, Refused):
        return error.fault
    for kind in type(error).__mro__:
        if kind in _TABLE:
            code, message = _TABLE[kind]
            return Fault(code, message or str(error))
    return None


def invalid(error: pydantic.ValidationError, code: Code) -> Refused:
    """Return the refusal of arguments that do not fit: names and rules, never what was sent."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    return Refused(code, "; ".join(_words(problem) for problem in problems[:5]))


def _words(problem: ErrorDetails) -> str:
    what = "is missing" if problem["type"] == "missing" else problem["msg"].removeprefix("Value error, ")
    return f"{'.'.join(map(str, problem['loc']))}: {what}"
