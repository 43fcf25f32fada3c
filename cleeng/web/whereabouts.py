"""Where pieces of evidence of the buyer's country contradict each other: what the page says, and what it asks for.

Nothing is picked for the viewer.  His card may decide it; if it names a third country, he says where he lives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cleeng.api.location import CARD, DECLARATION
from cleeng.postcodes import postcode_rule
from cleeng.pricing.quote import Quote
from cleeng.web.chameleon import render
from cleeng.web.present import FieldProblem, Problems

if TYPE_CHECKING:
    from pyramid.request import Request
    from pyramid.response import Response

    from cleeng.catalog.offer import LocalOffer
    from cleeng.orders.buyer import Buyer
    from cleeng.payments.service import Choice
    from cleeng.words import Words

#: The tick, and the fragment that leads to it.
DECLARED = "declared_country"
#: The fragment that leads to the whole matter.
PLACE = "place"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`facts` are (what says it, which country); `declare` is the (code, name) that may be declared, or None."""

    heading: str
    text: str
    facts: tuple[tuple[str, str], ...]
    declare: tuple[str, str] | None = None


def contradiction(words: Words, buyer: Buyer, quote: Quote) -> Contradiction | None:
    """Say what contradicts, and what settles it; None where nothing has to be asked."""
    if not quote.contradicted:
        return None
    t = words.text
    facts = tuple((t(name), words.country(country)) for name, country in _pieces(buyer))
    if DECLARATION in quote.ask and buyer.card_country:
        text = t("Your card is from another country. Say that you live there, or take another card.")
        there = buyer.card_country, words.country(buyer.card_country)
        return Contradiction(t("Which country do you live in?"), text, facts, there)
    text = t("The tax depends on where you live. Pay with a card: the country that it is from settles it.")
    return Contradiction(t("These countries do not match"), text, facts)


def matters(buyer: Buyer, quote: Quote) -> bool:
    """Say whether the card's country may decide the tax, or has before."""
    return CARD in quote.ask or quote.contradicted or bool(buyer.card_country)


def heard(request: Request, buyer: Buyer, choice: Choice) -> Buyer:
    """Return the buyer with the chosen card's country, and with what he says of where he lives.

    What he says counts beside a card from there only.  Leaves the transaction where a gateway is asked.

    :raises UnknownMethod: see `PaymentService.card_country`.
    """
    said = request.POST.get(DECLARED, "")
    declared = said if said in dict(request.countries) else ""
    country = request.services.payments.card_country(choice, buyer.customer_id)
    return replace(buyer, card_country=country, declared_country=declared)


def unclear(request: Request, order_id: int, buyer: Buyer) -> Problems:
    """Return the summary that leads to what is asked."""
    quote = Quote.from_json(request.services.orders.get(order_id).quote)
    found = contradiction(request.words, buyer, quote)
    t = request.words.text
    if found is None:
        text = t("The tax depends on it, and nobody knows this one.")
        summary = t("{field}: not known", field=t(postcode_rule(buyer.country).name))
        return Problems(t("Nothing was charged"), fields=[FieldProblem("postcode", summary, text)])
    asked = FieldProblem(DECLARED if found.declare else PLACE, found.heading, found.text)
    return Problems(
        t("Nothing was charged"), t("The country is not clear yet, and the tax depends on it."), fields=[asked]
    )


def refused(request: Request, order_id: int, offer: LocalOffer) -> Response:
    """Say that there is nothing left to ask, or that nobody can say the tax now."""
    order, t = request.services.orders.get(order_id), request.words.text
    if Quote.from_json(order.quote).tax_pending:
        text = t("The fault is ours, nothing was charged, and your order is kept. Try again in a minute.")
        return _page(request, 503, order_id, t("The tax cannot be worked out just now"), text, t("Try again"))
    unheard = replace(order.who(), card_country="", declared_country="")
    request.services.payments.reprice(order_id, offer, unheard)  # the next try begins anew
    text = t(
        "The country you chose, your connection and your card do not match what you said. The tax depends on it, so "
        "{title} cannot be sold like this. Nothing was charged. Pay with a card from the country you live in, or "
        "correct the country.",
        title=offer.title,
    )
    heading = t("We do not know which country you live in")
    return _page(request, 409, order_id, heading, text, t("Choose another way to pay"))


def _page(request: Request, status: int, order_id: int, heading: str, text: str, go_on: str) -> Response:
    values = {"title": heading, "heading": heading, "text": text, "good": False, "item": None, "completion": None}
    values["link"] = (go_on, request.step_url("checkout.payment", order_id=order_id))
    request.response.status_int = status
    request.response.text = render("cleeng_templates:checkout/refusal.pt", values, request)
    return request.response


def _pieces(buyer: Buyer) -> list[tuple[str, str]]:
    pieces = [
        ("You chose", buyer.country),
        ("Your connection", buyer.ip_country),
        ("Your card", buyer.card_country),
        ("You live in", buyer.declared_country),
    ]
    return [(name, country) for name, country in pieces if country]
