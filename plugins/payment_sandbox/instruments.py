"""With what somebody wants to pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleeng.api import MethodSnapshot

from .cards import BY_NAME, BY_NUMBER
from .checks import Expiry, digits

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from cleeng.api import PaymentIntent

    from .cards import SandboxCard
    from .rows import KeptMethod

#: The bank's page by method.
PAGES = {"card": "challenge", "wallet": "wallet", "phone": "pin"}


@dataclass(frozen=True, slots=True)
class Instrument:
    """With what somebody wants to pay; `card` is None for the wallet and the phone bill."""

    method: str
    card: SandboxCard | None
    snapshot: MethodSnapshot


def instrument_of(intent: PaymentIntent, kept: KeptMethod | None, now: dt.datetime) -> Instrument | str:
    """Return with what to pay, or the code of what stands against it."""
    if intent.saved:
        if kept is None or kept.customer_id != intent.customer.id:
            return "method_removed"
        shown = kept.shown
        expiry = Expiry(shown.expiry_year or now.year, shown.expiry_month or now.month)
        return "expired_card" if expiry < Expiry(now.year, now.month) else Instrument("card", BY_NAME[kept.card], shown)
    card = card_of(intent.fields) if intent.method == "card" else None
    if intent.method not in PAGES:
        return "unknown_method"
    if intent.method == "card" and card is None:
        return "not_a_test_number"
    return Instrument(intent.method, card, snapshot_of(intent.method, card, intent.fields))


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
