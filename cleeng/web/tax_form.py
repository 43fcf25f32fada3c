"""What the tax rules need to know of a buyer beside the country: the form's part, and what was typed there.

Asked only where a rule asks for it (`TaxRule.required_fields`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cleeng import texts
from cleeng.api import TaxIdStatus, TaxReason
from cleeng.customers.errors import TooManyAsked
from cleeng.postcodes import postcode_rule
from cleeng.taxes.questions import Cause
from cleeng.web.present import FieldProblem, minutes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pyramid.request import Request

    from cleeng.orders.buyer import Buyer
    from cleeng.pricing.quote import Quote
    from cleeng.words import Words

POSTCODE, NUMBER, COMPANY = "postcode", "vat_number", "company"
#: What is kept of a company's name and of a number.
_NAME, _TYPED = 200, 30


@dataclass(frozen=True, slots=True)
class TaxForm:
    """What was typed, what it makes of the buyer, and what is wrong with it."""

    buyer: Buyer
    typed: dict[str, str] = field(default_factory=dict)
    problems: tuple[FieldProblem, ...] = ()


def asked(request: Request, buyer: Buyer, quote: Quote) -> tuple[str, ...]:
    """Name what has to be asked: nothing for what is free."""
    return request.services.taxes.required_fields(buyer.party) if quote.needs_method else ()


def read(request: Request, buyer: Buyer, quote: Quote, *, complete: bool) -> TaxForm:
    """Read what was posted; a number that is new is looked up, outside of any transaction.

    `complete` says that nothing may be missing.  Leaves the transaction: call it before anything is locked.
    """
    fields = asked(request, buyer, quote)
    names = (POSTCODE, NUMBER, COMPANY)
    typed = {name: texts.line(request.POST[name]).strip() for name in names if name in request.POST}
    problems = []
    if POSTCODE in fields and POSTCODE in typed:
        buyer, problem = _postcode(request.words, buyer, typed[POSTCODE], complete=complete)
        problems += [problem] if problem else []
    if NUMBER in fields and NUMBER in typed:
        buyer, found = _with_number(request, buyer, typed, complete=complete)
        problems += found
    return TaxForm(buyer, typed, tuple(problems))


def shown(
    request: Request, buyer: Buyer, quote: Quote, typed: Mapping[str, str], faults: Collection[str]
) -> dict[str, Any]:
    """Return what the template shows."""
    words, fields, rule = request.words, asked(request, buyer, quote), postcode_rule(buyer.country)
    return {
        POSTCODE: typed.get(POSTCODE, buyer.postcode),
        NUMBER: typed.get(NUMBER, buyer.tax_id),
        COMPANY: typed.get(COMPANY, buyer.company),
        "asks_postcode": POSTCODE in fields,
        "asks_number": NUMBER in fields,
        "postcode_name": words.text(rule.name),
        "postcode_digits": rule.example.isdigit(),
        "number_said": "" if NUMBER in faults else _said(request, buyer, quote),
        "number_good": quote.reason == TaxReason.REVERSE_CHARGE,
        "open": bool(buyer.tax_id or buyer.company or NUMBER in faults),
    }


def status_of(request: Request, buyer: Buyer) -> str:
    """Return what is known of the buyer's number, "" where there is none or nobody has looked."""
    known = request.services.tax_numbers.known(buyer.country, buyer.tax_id) if buyer.tax_id else None
    return str(known.status) if known else ""


def _with_number(
    request: Request, buyer: Buyer, typed: Mapping[str, str], *, complete: bool
) -> tuple[Buyer, Sequence[FieldProblem]]:
    """Return the buyer with the number that was typed, looked up if it is new; after too many with the one before."""
    t, number = request.words.text, _plain(typed[NUMBER])
    named = replace(buyer, tax_id=number, company=typed.get(COMPANY, "")[:_NAME])
    new = number != buyer.tax_id
    if number and (new or not complete):
        try:
            cause = Cause(buyer.customer_id, request.remote_addr or "")
            request.services.tax_numbers.check(buyer.country, number, cause)
        except TooManyAsked as error:
            text = t(
                "Too many numbers were checked. Wait {minutes} minutes, then try again.", minutes=minutes(error.args[0])
            )
            return buyer, (FieldProblem(NUMBER, t("VAT number: not checked"), text),)
    return named, _number(request, named, new=new)


def _postcode(words: Words, buyer: Buyer, typed: str, *, complete: bool) -> tuple[Buyer, FieldProblem | None]:
    rule = postcode_rule(buyer.country)
    name, found = words.text(rule.name), rule.read(typed)
    if found is not None:
        return replace(buyer, postcode=found), None
    if not typed:
        missing = FieldProblem(
            POSTCODE, words.text("{field}: missing", field=name), words.text("Enter it: it sets the tax.")
        )
        return replace(buyer, postcode=""), missing if complete else None
    text = words.text("It has another form in this country: {place}.", place=words.country(buyer.country))
    if rule.example:
        text += " " + words.text("An example: {example}.", example=rule.example)
    return buyer, FieldProblem(POSTCODE, words.text("{field}: not as usual here", field=name), text)


def _number(request: Request, buyer: Buyer, *, new: bool) -> Sequence[FieldProblem]:
    """Say what stands against a number: that it is none, or, once, that it could not be looked up."""
    t, status = request.words.text, status_of(request, buyer)
    if not buyer.tax_id or status == TaxIdStatus.VALID:
        return ()
    if status == TaxIdStatus.INVALID:
        text = t("No business is registered under this number. Check each letter and digit, or leave it empty.")
        return (FieldProblem(NUMBER, t("VAT number: not registered"), text),)
    if not new:
        return ()
    return (FieldProblem(NUMBER, t("VAT number: could not be checked"), _unchecked(request, status)),)


def _said(request: Request, buyer: Buyer, quote: Quote) -> str:
    """Say what the number that is kept means for the price."""
    t, status = request.words.text, status_of(request, buyer)
    if not buyer.tax_id or status == TaxIdStatus.INVALID:
        return ""
    if quote.reason == TaxReason.REVERSE_CHARGE:
        return t("The number is registered. You pay no VAT here and account for it yourself (reverse charge).")
    if status == TaxIdStatus.VALID:
        return t("The number is registered. VAT is charged on this sale all the same.")
    return _unchecked(request, status)


def _unchecked(request: Request, status: str) -> str:
    t = request.words.text
    if not status:
        return t("Numbers of this country cannot be checked here. VAT is charged.")
    return t("The register of VAT numbers does not answer now. VAT is charged. Try again later, or pay with VAT.")


def _plain(number: str) -> str:
    """Return a number without what people put between its digits."""
    return "".join(c for c in number.upper() if c.isascii() and c.isalnum())[:_TYPED]
