"""Examples of calls and results, made from shapes and one table of values that go by the name of an argument.

The manual and OpenRPC show them, and the tests run them: against a shop that has what `IDS` name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cleeng.rpc.schema import CALLER_TOKENS, name_of

if TYPE_CHECKING:
    from cleeng.rpc.schema import Schema, Shapes

#: Stand-ins for what is drawn at random: the name that the tests know each by -> what examples say instead.
IDS = {
    "single": "A100000011_DE",
    "rental": "R100000012_DE",
    "event": "E100000013_DE",
    "vod": "R100000016_DE",
    "bundle": "B100000017_DE",
    "pass": "P100000014_DE",
    "subscription": "S100000015_DE",
    "customer": "200000001",
    "distributorToken": "Demo-Distributor-100000001-everybody-may-read-it",
    "paymentDetails": "300000001",
    "autologinKey": "Key-of-48-characters-that-autologin.js-gave-once",
    "campaign": "500000001",
    "transaction": "T400000001",
    "publisherToken": "Demo-Publisher-100000001-everybody-can-read-this",
    "customerToken": "Customer-token-of-48-characters-in-all-and-so-on",
    "resetToken": "Reset-token-of-48-characters-from-the-mailed-url",
}
#: A word in a method's name -> the kind of offer that it is about; otherwise a single one.
_KINDS = {
    "Rental": "rental",
    "Event": "event",
    "Pass": "pass",
    "Subscription": "subscription",
    "Trial": "subscription",
    "Vod": "vod",
    "Bundle": "bundle",
    "Coupon": "rental",
}

#: The name of an argument or field, where it matters after its method or type -> its value, or several by type.
_VALUES: dict[str, Any] = {
    "CatalogueVideo.id": "night-of-miles",
    "Customer.id": IDS["customer"],
    "subscribeToWebhookEvent.url": "https://www.demo-sports.example/told",
    "PublisherAccount.id": 200000001,
    "QuestionFields.key": "birthDate",
    "birthDate": "1984-06-30",
    "broadcasterId": 100000001,
    "date": 1835465400,
    "name": "terms",
    "userId": int(IDS["customer"]),
    "version": "1",
    "associateEmail": "associate@example.com",
    "distributorToken": IDS["distributorToken"],
    "NewAssociate.email": "second@example.com",
    "siteName": "Harbour Pictures",
    "accessToTags": ["films"],
    "applicationId": "35e97a6231236gb456heg6bd7a6bdsf7",
    "campaignId": IDS["campaign"],
    "cardExpirationDate": "12/39",
    "cardLastFourDigits": "4242",
    "cancelledAt": 1835465400,
    "cancellationReason": "moved abroad",
    "country": "DE",
    "campaignName": "Summer",
    "couponCode": "FREE",
    "coupons": ["SUMMER26"],
    "createdAt": 1835465400,
    "currency": "EUR",
    "customerEmail": "viewer@example.com",
    "updateCustomerRental.customerEmail": "tenant@example.com",
    "updateCustomerSubscription.customerEmail": "subscriber@example.com",
    "customerToken": IDS["customerToken"],
    "description": "A set of two hours.",
    "deviceId": "roku-1",
    "deviceType": "roku",
    "discount": 12.5,
    "displayName": "viewer",
    "email": "viewer@example.com",
    "CustomerData.email": "new@example.com",
    "RemoteCustomer.email": "new@example.com",
    "emailVerified": True,
    "endTime": 1900007200,
    "expiresAt": 1900000000,
    "extensionTime": 86400,
    "externalId": "crm-9",
    "facebookId": "4799",
    "firstName": "Lena",
    "grantType": "direct-purchase",
    "ipAddress": "193.213.112.4",
    "invoiceCurrency": "EUR",
    "invoicePrice": 4.99,
    "key": IDS["autologinKey"],
    "lastName": "Brandt",
    "limit": 20,
    "locale": "de_DE",
    "modules": ["profile", "subscriptions"],
    "CouponCampaignFields.name": "Summer 2026",
    "CouponCampaign.name": "Summer 2026",
    "ListedCampaign.name": "Summer 2026",
    "SubscriptionCouponCampaignFields.name": "Three months at half the price",
    "SubscriptionCouponCampaign.name": "Three months at half the price",
    "ListedSubscriptionCampaign.name": "Three months at half the price",
    "newEmail": "viewer.new@example.com",
    "newPassword": "another-sunny-afternoon-43",
    "nextPaymentAt": 1838057400,
    "nextPaymentCurrency": "EUR",
    "nextPaymentPrice": 9.99,
    "offset": 0,
    "password": "sunny-afternoon-42",
    "paymentDetailsId": IDS["paymentDetails"],
    "paymentGateway": "sandbox",
    "expirationDate": 1900000000,
    "paymentExternalId": "1000000831360853",
    "paymentMethod": "visa",
    "period": (48, "month"),
    "price": 4.99,
    "publisherEmail": "owner@example.com",
    "publisherToken": IDS["publisherToken"],
    "redirectUri": "https://www.demo-sports.example/",
    "resetPasswordToken": IDS["resetToken"],
    "resetUrl": "https://www.demo-sports.example/reset",
    "startTime": 1900000000,
    "startedAt": 1835465400,
    "status": "active",
    "tags": ["films"],
    "timeZone": "Europe/Berlin",
    "title": "Night of Miles",
    "token": IDS["customerToken"],
    "sharedSecret": "5f2c81d09e7a4b36c1f0d8e2a94b7c635f2c81d09e7a4b36c1f0d8e2a94b7c63",
    "topic": "transactionCreated",
    "totalItemCount": 1,
    "transactionCurrency": "EUR",
    "transactionDate": 1835465400,
    "transactionId": IDS["transaction"],
    "transactionPrice": 4.99,
    "updatedAt": 1835465400,
    "url": "https://www.demo-sports.example/films/1",
    "userEmail": "viewer@example.com",
    "videoId": "night-of-miles",
}
#: What names an offer: its value depends on the method.
_OFFERS = frozenset({"id", "offerId", "offerIdString"})
#: Arguments that examples show although a call may leave them out.
_TELLING = frozenset(
    {
        *(
            "accessToTags",
            "currency",
            "coupons",
            "customerToken",
            "endTime",
            "ipAddress",
            "limit",
            "modules",
            "offerId",
            "offset",
            "password",
        ),
        *("period", "price", "redirectUri", "startTime", "status", "tags", "timeZone", "title", "url"),
    }
)
#: ... but not these: there `url` is only what some clients call `redirectUri`, and so on.
_OMITTED = frozenset({"Flow.url", "PassFields.expiresAt"})
_BY_TYPE: dict[str, Any] = {"string": "text", "integer": 1, "number": 4.99, "boolean": True}
_PYTHON: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
}


class Examples:
    """Makes examples for the methods of `shapes`."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes

    def params(self, method: str) -> dict[str, Any]:
        """Return arguments for a call that succeeds."""
        shape = self.shapes.methods[method]
        return {
            name: self._value(method, method, name, schema, whole=False)
            for name, schema in shape.params.items()
            if name in shape.required or name in _TELLING or name in CALLER_TOKENS
        }

    def result(self, method: str) -> Any:
        """Return what a method answers; each field is there."""
        return self._value(method, "", "", self.shapes.methods[method].result, whole=True)

    def _value(self, method: str, owner: str, name: str, schema: Schema, *, whole: bool) -> Any:
        """Return a value; `owner` is the type whose field it is, `whole` asks for what may be left out too."""
        if "$ref" in schema:
            return self._value(method, name_of(schema), name, self.shapes.resolve(schema), whole=whole)
        if "anyOf" in schema:
            schema = schema["anyOf"][0]
            return self._value(method, owner, name, schema, whole=whole)
        known = _known(method, owner, name, schema)
        if known is not None:
            return known
        match _type(schema):
            case "object":
                return self._object(method, schema, whole=whole)
            case "array":
                return [self._value(method, owner, name, schema["items"], whole=whole)]
            case type_:
                return schema.get("const", schema.get("default") or _BY_TYPE[type_])

    def _object(self, method: str, schema: Schema, *, whole: bool) -> dict[str, Any]:
        owner, required = schema.get("title", ""), schema.get("required", ())
        if "additionalProperties" in schema and "properties" not in schema:
            return {}
        return {
            name: self._value(method, owner, name, field, whole=whole)
            for name, field in schema.get("properties", {}).items()
            if whole or name in required or (name in _TELLING and f"{owner}.{name}" not in _OMITTED)
        }


def offer_of(method: str) -> str:
    """Return the id of the kind of offer that a method is about."""
    for word, kind in _KINDS.items():
        if word in method:
            return IDS[kind]
    return IDS["single"]


def _known(method: str, owner: str, name: str, schema: Schema) -> Any:
    """Return the table's value for a name, if it has one that fits."""
    value = _VALUES.get(f"{owner}.{name}", _VALUES.get(name))
    if value is None and name in _OFFERS:
        value = offer_of(method)
    elif value is None and name == "multiCurrencyOfferId":
        value = offer_of(method).partition("_")[0]
    type_ = _type(schema)
    for candidate in value if isinstance(value, tuple) else (value,):
        if type_ in _PYTHON and isinstance(candidate, _PYTHON[type_]) and _allowed(candidate, schema):
            return candidate
    if "enum" in schema:
        return next(choice for choice in schema["enum"] if choice != "")
    return None


def _allowed(value: Any, schema: Schema) -> bool:
    pattern = schema.get("pattern")
    return value in schema.get("enum", (value,)) and (pattern is None or re.search(pattern, value) is not None)


def _type(schema: Schema) -> str:
    type_ = schema.get("type", "object")
    return type_[0] if isinstance(type_, list) else str(type_)
