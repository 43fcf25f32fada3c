"""VAT numbers: form and check digits by python-stdnum, existence by VIES.

VIES' REST interface: POST /check-vat-number.  With the seller's own number in the question the answer has a
consultation number, which proves to a tax office that it was asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stdnum.eu import vat
from stdnum.exceptions import ValidationError

from cleeng.api import NoAnswer, TaxIdCheck, TaxIdStatus, post_json

from .tables import eu_table

if TYPE_CHECKING:
    from cleeng.api import Context

    from .settings import EuVatSettings

#: What VIES says of a question that can never be answered otherwise; anything else is tried again.
_WRONG = {"INVALID_INPUT", "INVALID"}
_OUR_OWN = "INVALID_REQUESTER_INFO"
#: What VIES writes for a name or an address that a member state keeps to itself.
_HIDDEN = "---"


def country_of(number: str) -> str:
    """Return the member state (ISO 3166-1) of a number with its letters, "" for any other."""
    letters = number[:2].upper()
    country = "GR" if letters == "EL" else letters
    return country if country in eu_table().countries else ""


def in_full(country: str, number: str) -> str:
    """Return a number as VIES and invoices have it: without separators, with its member state's letters.

    :raises ValidationError: its form or its check digits are wrong.
    """
    letters = "EL" if country == "GR" else country
    plain = "".join(c for c in number.upper() if c.isalnum())
    plain = f"EL{plain[2:]}" if plain.startswith("GR") and country == "GR" else plain
    return vat.validate(plain if plain.startswith(letters) else letters + plain)


def check_number(ctx: Context, settings: EuVatSettings, country: str, number: str) -> TaxIdCheck | None:
    """Say what is known of a number; None for a country outside of the EU's VAT area."""
    state = eu_table().area(country).country
    if state not in eu_table().countries:
        return None
    try:
        full = in_full(state, number)
    except ValidationError as error:
        return TaxIdCheck(TaxIdStatus.INVALID, number, detail=str(error))
    try:
        return _ask(ctx, settings, full)
    except NoAnswer as error:
        return _refused(full, _code(error.body) or str(error))


def _ask(ctx: Context, settings: EuVatSettings, full: str) -> TaxIdCheck:
    question = {"countryCode": full[:2], "vatNumber": full[2:]}
    own = _own(ctx.publisher.vat_number)
    answer = _post(ctx, settings, {**question, **own})
    if own and _code(answer) == _OUR_OWN:
        ctx.log.warning("VIES does not know the publisher's own VAT number: there is no consultation number")
        answer = _post(ctx, settings, question)
    if code := _code(answer):
        return _refused(full, code)
    if not isinstance(answer.get("valid"), bool):
        return TaxIdCheck(TaxIdStatus.UNAVAILABLE, full, detail="VIES said something else")
    return TaxIdCheck(
        TaxIdStatus.VALID if answer["valid"] else TaxIdStatus.INVALID,
        full,
        consultation=_text(answer, "requestIdentifier"),
        name=_text(answer, "name"),
        address=_text(answer, "address"),
    )


def _post(ctx: Context, settings: EuVatSettings, question: dict[str, str]) -> dict[str, Any]:
    url = f"{str(settings.vies).rstrip('/')}/check-vat-number"
    try:
        answer = post_json(url, question, timeout=min(settings.vies_timeout, ctx.timeout))
    except NoAnswer as error:
        if not _code(error.body):
            raise
        answer = error.body
    return answer if isinstance(answer, dict) else {}


def _own(number: str) -> dict[str, str]:
    """Return the seller's own number as VIES wants it; nothing for a seller without one that VIES knows."""
    plain = "".join(c for c in number.upper() if c.isalnum())
    if not country_of(plain):
        return {}
    return {"requesterMemberStateCode": plain[:2], "requesterNumber": plain[2:]}


def _code(answer: object) -> str:
    """Return the code of an error, "unknown" for one of another shape, "" for an answer."""
    if not isinstance(answer, dict):
        return ""
    wrappers = answer.get("errorWrappers")
    first = wrappers[0] if wrappers and isinstance(wrappers, list) else None
    code = first.get("error") if isinstance(first, dict) else None
    if isinstance(code, str) and code:
        return code
    return "unknown" if wrappers or answer.get("actionSucceed") is False else ""


def _refused(full: str, code: str) -> TaxIdCheck:
    status = TaxIdStatus.INVALID if code in _WRONG else TaxIdStatus.UNAVAILABLE
    return TaxIdCheck(status, full, detail=f"VIES: {code}")


def _text(answer: dict[str, Any], key: str) -> str:
    text = str(answer.get(key) or "").strip()
    return "" if text == _HIDDEN else text
