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
from cleeng.api.http import NoAnswer, post_json
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
from cleeng.api.rates import DayRates, ExchangeRateProvider, RatesUnavailable
from cleeng.api.tablerule import TableRule
from cleeng.api.tabletax import find_rate, rate_facts, reverse_charge, tax_by_table, untaxed
from cleeng.api.taxes import (
    PartRate,
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
from cleeng.api.taxlines import NET_COUNTRIES, free_line, means_gross, reverse_charged_line, tax_line
from cleeng.api.taxtablefiles import BadTaxTable, read_tax_table
from cleeng.api.taxtables import Charge, Law, Rate, TaxArea, TaxTable, Territory

#: The name under which hooks are declared and implemented.
PROJECT = "cleeng"

hookimpl = pluggy.HookimplMarker(PROJECT)

__all__ = [
    "NET_COUNTRIES",
    "PROJECT",
    "AccountPage",
    "Advice",
    "Asset",
    "BadTaxTable",
    "Capability",
    "Carrier",
    "Charge",
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
    "DayRates",
    "Delivery",
    "DeliveryStatus",
    "Event",
    "EventKind",
    "Evidence",
    "ExchangeRateProvider",
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
    "Law",
    "Location",
    "Message",
    "MethodForm",
    "MethodSnapshot",
    "Money",
    "NextAction",
    "NoAnswer",
    "NotAttempted",
    "NotSupported",
    "Notifier",
    "OutcomeUnknown",
    "PartRate",
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
    "Rate",
    "RateKind",
    "RatesUnavailable",
    "Redirect",
    "Rendered",
    "Result",
    "SavedMethod",
    "Section",
    "SignInFailed",
    "Standing",
    "Status",
    "TableRule",
    "TaxArea",
    "TaxIdCheck",
    "TaxIdStatus",
    "TaxPart",
    "TaxQuery",
    "TaxQuote",
    "TaxReason",
    "TaxRule",
    "TaxTable",
    "TaxUnknown",
    "TaxableLine",
    "TaxedLine",
    "Territory",
    "Unsupported",
    "Vector",
    "Voucher",
    "Wait",
    "find_rate",
    "frame_ancestors",
    "free_line",
    "hookimpl",
    "means_gross",
    "minor_units",
    "place_of_supply",
    "post_json",
    "rate_facts",
    "read_tax_table",
    "reverse_charge",
    "reverse_charged_line",
    "tax_by_table",
    "tax_line",
    "untaxed",
]
