"""What a viewer posted on the payment page, read and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cleeng.ids import new_uuid
from cleeng.payments.errors import FieldsInvalid, UnknownMethod
from cleeng.payments.service import Choice
from cleeng.web.checkout import fields_heading
from cleeng.web.present import FieldProblem, Problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyramid.request import Request

    from cleeng.api import FieldError
    from cleeng.orders.models import Order
    from cleeng.web.present import Button

#: What the route of the return takes.
_PAYMENT_ID = re.compile("[0-9a-zA-Z]{8,64}")


@dataclass
class PayForm:
    """What was chosen and typed, and what is wrong with it."""

    method: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Problems | None = None
    errors: Sequence[FieldError] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    payment_id: str = field(default_factory=new_uuid)
    tax: Mapping[str, str] = field(default_factory=dict)  #: what was typed for the tax rules
    ticks: frozenset[str] | None = None  #: the names of all boxes that were ticked; None before anything was posted


def prefix(method: str) -> str:
    """Return what stands before the names and ids of a method's fields, so that two gateways never clash."""
    return method.replace(":", "-") + "-"


def read_form(request: Request) -> PayForm:
    """Return what was chosen and typed; the gateway's fields by the names that it gave them."""
    method = request.POST.get("method", "")
    start = prefix(method)
    values = {name.removeprefix(start): value for name, value in request.POST.items() if name.startswith(start)}
    payment_id = request.POST.get("payment_id", "")
    form = PayForm(method, values, ticks=frozenset(name for name, value in request.POST.items() if value == "1"))
    if _PAYMENT_ID.fullmatch(payment_id):
        form.payment_id = payment_id
    return form


def chosen(request: Request, form: PayForm) -> Choice:
    """Return the chosen way to pay.

    :raises UnknownMethod: none was chosen, or none of this kind exists.
    """
    gateway, _, method = form.method.partition(":")
    if gateway == "stored":
        if not method.isdigit():
            raise UnknownMethod(method)
        return Choice(stored=int(method))
    keep = request.POST.get(prefix(form.method) + "keep") == "1"
    return Choice(gateway, method, form.values, keep=keep)


def checked_choice(request: Request, form: PayForm, missing: Sequence[FieldProblem], *, first: bool = False) -> Choice:
    """Return the choice; where something of ours is missing, name the gateway's fields along with it.

    `first`: they come before anything else that stands against paying.
    """
    choice = chosen(request, form)
    faults = request.services.payments.check(choice) if missing or first else ()
    if missing or faults:
        raise FieldsInvalid(faults)
    return choice


def keep_consents(request: Request, order: Order, button: Button) -> list[FieldProblem]:
    """Store the consents that were given; return what is missing."""
    t = request.words.text
    given = dict(order.consents)
    missing = []
    for consent in button.consents:
        name = f"consent-{consent.name}"
        if request.POST.get(name) == "1":
            at = request.now.isoformat()
            given[consent.name] = {"version": consent.version, "at": at, "text": consent.text}
        elif consent.required:
            missing.append(FieldProblem(name, t("Agreement: not ticked"), t("Tick this box to go on.")))
    order.consents = given
    return missing


def field_problems(request: Request, form: PayForm, missing: Sequence[FieldProblem]) -> Problems:
    """Return the summary of what needs a change: the gateway's fields and the consents that are missing."""
    start = prefix(form.method)
    fields = [*(FieldProblem(start + e.field, e.summary, e.text) for e in form.errors), *missing]
    return Problems(fields_heading(request, len(fields)), fields=fields)
