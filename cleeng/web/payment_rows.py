"""The list of ways to pay: what is kept of the viewer's, then what the gateways offer."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cleeng.web import present
from cleeng.web.chameleon import render
from cleeng.web.payment_form import prefix

if TYPE_CHECKING:
    from pyramid.request import Request

    from cleeng.api import MethodForm
    from cleeng.catalog.offer import LocalOffer
    from cleeng.orders.buyer import Buyer
    from cleeng.pricing.quote import Quote
    from cleeng.web.payment_form import PayForm


@dataclass(frozen=True, slots=True)
class Row:
    """One way to pay in the list.

    `note` stands beside the button while the row is chosen.  `script` is the address of the gateway's own module,
    `config` what it may know, as JSON.
    """

    value: str
    title: str
    hint: str
    note: str
    mark: str = ""
    body: str = ""
    prefix: str = ""
    script: str = ""
    config: str = ""
    chosen: bool = False
    refused: bool = False
    keepable: bool = False
    button: str = ""
    busy: str = ""

    @property
    def has_fields(self) -> bool:
        """Whether there is something to fill in."""
        return bool(self.body or self.script)


def ways_to_pay(
    request: Request, quote: Quote, offer: LocalOffer, buyer: Buyer, form: PayForm, *, note: str, refused: str
) -> list[Row]:
    """Return the rows; `note` is the line beside the button, `refused` the row that was tried in vain.

    The page may load what the gateways in the list need.
    """
    services, words = request.services, request.words
    amount = quote.recurring or quote.total
    serving = services.gateways.serving(amount, buyer.country, offer.type.word, 0)
    names = {gateway.name for gateway in serving}
    for gateway in serving:
        request.csp.add(gateway.csp().sources)
    rows = [
        _stored(words, method, note, refused=f"stored:{method.id}" == refused)
        for method in services.methods.of(buyer.customer_id)
        if method.gateway in names
    ]
    rows += [
        _new(request, gateway, row, form, note)
        for gateway, row in services.gateways.forms(serving, amount, buyer.country)
        if row.keepable or not quote.recurring  # what renews needs a method that can be charged again
    ]
    wanted = form.method if form.method in {row.value for row in rows} else ""
    wanted = wanted or next((row.value for row in rows if not row.refused), "")
    return [replace(row, chosen=row.value == wanted) for row in rows]


def _stored(words: Any, method: Any, note: str, *, refused: bool) -> Row:
    snapshot = method.snapshot
    title = words.text("Card ending in {digits}", digits=snapshot.get("last_four", ""))
    if snapshot.get("type") != "card":
        title = present.paid_with(words, snapshot)
    expiry = snapshot.get("expiry_month")
    hint = words.text("One click, no further steps")
    if expiry:
        date = f"{expiry:02d}/{snapshot['expiry_year'] % 100:02d}"
        hint = words.text("Expires {date}. One click, no further steps", date=date)
    if refused:
        hint = words.text("Refused just now. No money was taken")
    return Row(f"stored:{method.id}", title, hint, note, mark=snapshot.get("brand", ""), refused=refused)


def _new(request: Request, gateway: str, row: MethodForm, form: PayForm, note: str) -> Row:
    value = f"{gateway}:{row.method}"
    if row.redirects:
        there = request.words.text("Nothing is charged before you confirm at {name}.", name=row.title)
        note = f"{note} {there}"
    return Row(
        value,
        row.title,
        row.hint,
        note,
        body=_fields(request, row, value, form) if row.template else "",
        prefix=prefix(value),
        script=request.static_path(row.script) if row.script else "",
        config=json.dumps(dict(request.services.gateways.client_config(gateway))) if row.script else "",
        keepable=row.keepable,
        button=row.button,
        busy=row.busy,
    )


def _fields(request: Request, row: MethodForm, value: str, form: PayForm) -> Markup:
    """Return the gateway's own template, filled with what was typed there and what is wrong with it."""
    mine = form.method == value
    values = {
        "data": row.data,
        "prefix": prefix(value),
        "values": form.values if mine else {},
        "errors": {e.field: e for e in form.errors} if mine else {},
    }
    return Markup(render(row.template, values, request))  # noqa: S704 - a template's own output
