"""The rows of the payment page, and what is read from their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.api import MethodForm, MethodSnapshot

from .cards import BY_NUMBER
from .checks import Expiry, digits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .cards import SandboxCard

TEMPLATES = "cleeng_plugins.payment_sandbox:templates"

FORMS = (
    MethodForm(
        method="card",
        title="Card",
        hint="Test cards only, no money moves",
        template=f"{TEMPLATES}/card.pt",
        data={"example": "4242 4242 4242 4242"},
        keepable=True,
    ),
    MethodForm(
        method="wallet",
        title="TestPal",
        hint="You confirm at TestPal and come back here",
        button="Continue to TestPal",
        busy="Opening TestPal…",
        redirects=True,
    ),
    MethodForm(
        method="phone",
        title="Phone bill",
        hint="A test: it is added to nobody's bill",
        template=f"{TEMPLATES}/phone.pt",
    ),
)


def card_of(fields: Mapping[str, str]) -> SandboxCard | None:
    """Return the test card whose number was typed, or None: any other number stays unread."""
    return BY_NUMBER.get(digits(fields.get("number", "")))


def snapshot_of(method: str, card: SandboxCard | None, fields: Mapping[str, str]) -> MethodSnapshot:
    """Return what may be shown of the way to pay that was filled in."""
    if card is None:
        return MethodSnapshot(method, brand="TestPal" if method == "wallet" else "")
    expiry = Expiry.parse(fields.get("expiry", ""))
    return MethodSnapshot(
        method,
        brand=card.brand,
        last_four=card.number[-4:],
        expiry_month=expiry.month if expiry else None,
        expiry_year=expiry.year if expiry else None,
        country=card.country,
        fingerprint=f"sandbox-{card.name}",
    )
