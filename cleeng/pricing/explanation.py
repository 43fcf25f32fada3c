"""Why a quote says what it says, step by step, in the words of staff: for `cleeng explain order` and the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.api import Money
from cleeng.pricing.parts import Step
from cleeng.pricing.rules import price_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleeng.api import Location
    from cleeng.catalog.offer import LocalOffer
    from cleeng.pricing.parts import Fee
    from cleeng.pricing.taxed import Taxed
    from cleeng.pricing.terms import Terms


def explain(
    offer: LocalOffer,
    terms: Terms,
    off: Money,
    fees: Sequence[Fee],
    today: Taxed,
    location: Location | None,
    *,
    starts_free: bool,
) -> tuple[Step, ...]:
    """Return the steps from an offer's price to what is paid today; `location` is where the sale takes place."""
    total = Money(0, today.gross.currency) if starts_free else today.gross
    steps = [*_price_steps(offer, terms, off, fees), *([_place(location)] if location else []), *_taxes(today)]
    if starts_free:
        steps.append(Step("trial", "today is free: a trial begins", total))
    return (*steps, Step("total", "to pay today", total))


def _price_steps(offer: LocalOffer, terms: Terms, off: Money, fees: Sequence[Fee]) -> Iterator[Step]:
    yield _price(offer, terms)
    if (c := terms.conversion) is not None:
        facts = {"rate": str(c.rate), "date": str(c.date), "source": c.source, "rule": c.rule}
        yield Step("conversion", f"{c.base} at {c.rate} of {c.date} ({c.source}), {c.rule}", c.price, facts)
    elif terms.unconverted:
        facts = {"reason": terms.unconverted}
        yield Step("conversion", f"not converted: {terms.unconverted}", price_by(terms.rule, offer.price), facts)
    if terms.coupon is not None:
        coupon = terms.coupon
        facts = {"code": coupon.code, "campaign": str(coupon.campaign_id), "rate": str(coupon.rate)}
        yield Step("coupon", f"coupon {coupon.code} of campaign {coupon.campaign_id}, {coupon.rate} % off", -off, facts)
    for fee in fees:
        yield Step("fee", f"{fee.kind} fee, {fee.rate} %", fee.amount, {"rate": str(fee.rate)})


def _price(offer: LocalOffer, terms: Terms) -> Step:
    offer_id = offer.id
    facts = {"offer": offer_id, "country": offer.country}
    if (rule := terms.rule) is None:
        return Step("price", f"price of {offer_id}", offer.price, facts)
    begins, ends = rule.starts_at.isoformat(), rule.ends_at.isoformat()
    window = {"name": rule.name, "from": begins, "to": ends}
    text = f"price of {offer_id} by its rule {rule.name!r}, until {ends}"
    return Step("rule", text, rule.price, {**facts, **window})


def _taxes(today: Taxed) -> Iterator[Step]:
    if not today.gross:
        yield Step("tax", "no tax: the price is zero")
        return
    if today.answer is None:
        yield Step("tax", "no tax: no rule of [tax] has a say", facts={"reason": today.reason.value})
        return
    facts = {"reason": today.reason.value, **today.answer.facts}
    if not today.taxes:
        yield Step("tax", f"no tax: {today.reason.value}", facts=facts)
        return
    included = "within the price" if today.includes else "on top of the price"
    for tax in today.taxes:
        where = "-".join(filter(None, (tax.jurisdiction, tax.region)))
        about = {"jurisdiction": where, "rate": str(tax.rate), "kind": tax.kind}
        yield Step("tax", f"{tax.name} {tax.rate} % ({where}), {included}", tax.amount, {**facts, **about})


def _place(location: Location) -> Step:
    agreeing, against = (
        ", ".join(f"{e.source} {e.country}" for e in pieces) for pieces in (location.agreeing, location.contradicting)
    )
    text = f"the sale takes place in {location.country}: {location.standing.value} ({agreeing or 'nothing'})"
    if against:
        text += f", against it {against}"
    facts = {"country": location.country, "region": location.region, "standing": location.standing.value}
    return Step("place", text, facts={**facts, "agreeing": agreeing, "contradicting": against})
