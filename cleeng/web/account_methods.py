"""The ways to pay that a customer keeps, as the account shows them and asks before one goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleeng.subscriptions.models import SubscriptionStatus
from cleeng.web import present

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyramid.request import Request

    from cleeng.catalog.offer import LocalOffer
    from cleeng.payments.models import PaymentMethod
    from cleeng.subscriptions.models import Subscription
    from cleeng.words import Words


def method_name(words: Words, snapshot: Mapping[str, Any]) -> str:
    """Name a method in full: Visa ending in 4242."""
    if snapshot.get("last_four") and snapshot.get("type") == "card":
        brand = snapshot.get("brand") or words.text("Card")
        return words.text("{brand} ending in {last_four}", brand=brand, last_four=snapshot["last_four"])
    return present.paid_with(words, snapshot) or words.text("Payment method")


def paying(method_id: int, plans: Sequence[Subscription]) -> list[Subscription]:
    """Return the subscriptions that a method pays for and that will renew."""
    return [p for p in plans if p.method_id == method_id and p.status is SubscriptionStatus.ACTIVE and p.price]


def removal(
    words: Words, method: PaymentMethod, plans: Sequence[Subscription], offers: Mapping[int, LocalOffer]
) -> dict[str, Any]:
    """Return what is asked before a method goes: its name, and what becomes of the subscriptions that it pays."""
    name = method_name(words, method.snapshot)
    warnings = [
        words.text(
            "{title} is paid with it. Without another method it will not renew, and your access ends on {date}.",
            title=offers[plan.offer_number].title,
            date=words.date(plan.next_renewal_at),
        )
        for plan in paying(method.id, plans)
    ]
    card = method.snapshot.get("type") == "card"
    return {
        "id": method.id,
        "name": name,
        "question": words.text("Remove {name}?", name=name),
        "warnings": warnings or [words.text("You can enter it again when you buy something.")],
        "button": words.text("Remove the card") if card else words.text("Remove it"),
    }


def methods_of(
    request: Request, methods: Sequence[PaymentMethod], plans: Sequence[Subscription], offers: Mapping[int, LocalOffer]
) -> list[dict[str, Any]]:
    """List the methods: until when they are good, and what they pay."""
    words, shown = request.words, []
    for method in methods:
        details = []
        if method.snapshot.get("expiry_month"):
            month, year = method.snapshot["expiry_month"], method.snapshot["expiry_year"]
            details.append(words.text("Expires {month}/{year}", month=f"{month:02}", year=f"{year % 100:02}"))
        titles = [offers[plan.offer_number].title for plan in paying(method.id, plans)]
        if titles:
            details.append(words.text("Pays {titles}", titles=", ".join(titles)))
        url = request.step_url("account.method", method_id=method.id, _query={"publisherId": str(request.publisher.id)})
        shown.append({**removal(words, method, plans, offers), "detail": ". ".join(details), "url": url})
    return shown
