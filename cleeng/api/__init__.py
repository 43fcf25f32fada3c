"""All that a plugin may import.

Everything else in `cleeng` is private and may change without notice.
"""

import pluggy

from cleeng.api.context import Clock, Context, CustomerInfo, PublisherInfo
from cleeng.api.errors import (
    CleengError,
    InvalidWebhook,
    NotAttempted,
    NotSupported,
    OutcomeUnknown,
    SignInFailed,
    Unsupported,
)
from cleeng.api.gateways import (
    Capability,
    Csp,
    EventKind,
    FieldError,
    GatewayDirectory,
    GatewayEvent,
    MethodForm,
    PaymentGateway,
)
from cleeng.api.geo import GeoIpProvider, Place
from cleeng.api.identity import Credential, Identity, IdentityProvider
from cleeng.api.location import Evidence, Location, Standing, place_of_supply
from cleeng.api.money import CurrencyMismatch, InvalidMoney, Money, minor_units
from cleeng.api.notifications import (
    Delivery,
    DeliveryStatus,
    Event,
    Message,
    Notifier,
    Rendered,
)
from cleeng.api.ovp import Asset, Carrier, Playback, PlaybackTokenProvider, Policy, Vector
from cleeng.api.pages import (
    AccountPage,
    CheckoutDisplay,
    CheckoutResult,
    Completion,
    GoTo,
    Post,
    Section,
    frame_ancestors,
)
from cleeng.api.payments import (
    Advice,
    ClientScript,
    FailureKind,
    MethodSnapshot,
    NextAction,
    PaymentIntent,
    PaymentRef,
    QrCode,
    Redirect,
    Result,
    SavedMethod,
    Status,
    Voucher,
    Wait,
)
from cleeng.api.provider import Provider, ProviderSettings
from cleeng.api.taxes import (
    Party,
    Prepared,
    RateKind,
    TaxableLine,
    TaxedLine,
    TaxIdCheck,
    TaxIdStatus,
    TaxPart,
    TaxQuery,
    TaxQuote,
    TaxReason,
    TaxRule,
    TaxUnknown,
)

#: The name under which hooks are declared and implemented.
PROJECT = "cleeng"

hookimpl = pluggy.HookimplMarker(PROJECT)

__all__ = [
    "PROJECT",
    "AccountPage",
    "Advice",
    "Asset",
    "Capability",
    "Carrier",
    "CheckoutDisplay",
    "CheckoutResult",
    "CleengError",
    "ClientScript",
    "Clock",
    "Completion",
    "Context",
    "Credential",
    "Csp",
    "CurrencyMismatch",
    "CustomerInfo",
    "Delivery",
    "DeliveryStatus",
    "Event",
    "EventKind",
    "Evidence",
    "FailureKind",
    "FieldError",
    "GatewayDirectory",
    "GatewayEvent",
    "GeoIpProvider",
    "GoTo",
    "Identity",
    "IdentityProvider",
    "InvalidMoney",
    "InvalidWebhook",
    "Location",
    "Message",
    "MethodForm",
    "MethodSnapshot",
    "Money",
    "NextAction",
    "NotAttempted",
    "NotSupported",
    "Notifier",
    "OutcomeUnknown",
    "Party",
    "PaymentGateway",
    "PaymentIntent",
    "PaymentRef",
    "Place",
    "Playback",
    "PlaybackTokenProvider",
    "Policy",
    "Post",
    "Prepared",
    "Provider",
    "ProviderSettings",
    "PublisherInfo",
    "QrCode",
    "RateKind",
    "Redirect",
    "Rendered",
    "Result",
    "SavedMethod",
    "Section",
    "SignInFailed",
    "Standing",
    "Status",
    "TaxIdCheck",
    "TaxIdStatus",
    "TaxPart",
    "TaxQuery",
    "TaxQuote",
    "TaxReason",
    "TaxRule",
    "TaxUnknown",
    "TaxableLine",
    "TaxedLine",
    "Unsupported",
    "Vector",
    "Voucher",
    "Wait",
    "frame_ancestors",
    "hookimpl",
    "minor_units",
    "place_of_supply",
]
