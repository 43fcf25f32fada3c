"""What the bank's webhooks say, and the signature that they bear.

`Sandbox-Signature: t=1767225600,v1=5257a8...`: seconds since 1970 by the publisher's clock, and the
HMAC-SHA256 of `t`, a full stop and the body, in hexadecimal digits.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Literal

import pydantic

from cleeng.api import EventKind, GatewayEvent, InvalidWebhook, MethodSnapshot, Money, Status

from .cards import REFUSALS
from .results import ending, network_reference
from .rows import moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .rows import Notice, Payment

HEADER = "Sandbox-Signature"
TOLERANCE = dt.timedelta(minutes=5)

_SIGNATURE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")
_KINDS = {
    Status.SUCCEEDED: EventKind.PAYMENT_CAPTURED,
    Status.FAILED: EventKind.PAYMENT_FAILED,
    Status.CANCELED: EventKind.PAYMENT_CANCELED,
}


class Body(pydantic.BaseModel):
    """The JSON object of a webhook: how one payment ended.  `amount` is absolute, in minor units."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    id: str
    at: pydantic.AwareDatetime
    publisher_id: int
    payment: str
    reference: str
    status: Literal["succeeded", "failed", "canceled"]
    code: str
    amount: int
    currency: str
    method: MethodSnapshot
    saved_token: str


def compose(notice: Notice, payment: Payment) -> bytes:
    """Return the body that tells how a payment ended."""
    body = Body(
        id=notice.id,
        at=moment(notice.happened_at),
        publisher_id=payment.publisher_id,
        payment=payment.key,
        reference=payment.reference,
        status=payment.status,  # type: ignore[arg-type] # checked by the model
        code=payment.code,
        amount=payment.amount,
        currency=payment.currency,
        method=payment.shown,
        saved_token=payment.saved_token,
    )
    return body.model_dump_json().encode()


def sign(secret: str, body: bytes, now: dt.datetime) -> str:
    """Return the value of the signature header."""
    seconds = int(now.timestamp())
    return f"t={seconds},v1={_digest(secret, seconds, body)}"


def read(secret: str, publisher_id: int, headers: Mapping[str, str], body: bytes, now: dt.datetime) -> GatewayEvent:
    """Check the signature and read the body.

    :raises InvalidWebhook: not signed by us, not just now, not for this publisher, or unreadable.
    """
    given = next((value for name, value in headers.items() if name.lower() == HEADER.lower()), "")
    signature = _SIGNATURE.fullmatch(given)
    if signature is None:
        raise InvalidWebhook("no signature")
    seconds = int(signature[1])
    if not hmac.compare_digest(signature[2], _digest(secret, seconds, body)):
        raise InvalidWebhook("wrong signature")
    if abs(now.timestamp() - seconds) > TOLERANCE.total_seconds():
        raise InvalidWebhook("signed too long ago, or ahead of time")
    try:
        told = Body.model_validate_json(body)
    except pydantic.ValidationError as error:
        raise InvalidWebhook("unreadable") from error
    if told.publisher_id != publisher_id:
        raise InvalidWebhook("for another publisher")
    return _event(told)


def _event(told: Body) -> GatewayEvent:
    status = Status(told.status)
    if status is Status.FAILED and told.code not in REFUSALS:
        raise InvalidWebhook("unknown code")
    result = ending(
        status,
        told.code,
        Money(told.amount, told.currency),
        reference=told.reference,
        network_reference=network_reference(told.reference),
        method=told.method,
        saved_token=told.saved_token,
        raw={"event": told.id, "status": told.status, "code": told.code},
    )
    return GatewayEvent(told.id, _KINDS[status], told.payment, result, told.at, told.reference)


def _digest(secret: str, seconds: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
