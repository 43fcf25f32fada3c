"""What tax rules answer, looked at before anything is priced with it: they are somebody else's code."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from cleeng.api import (
    CleengError,
    Evidence,
    Location,
    Money,
    Prepared,
    Standing,
    TaxedLine,
    TaxPart,
    TaxQuote,
    TaxReason,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleeng.api import TaxableLine

_COUNTRY = re.compile(r"[A-Z]{2}")
#: What an invoice keeps of the name of a tax and of a region, in characters.
LONGEST = 64
#: What an invoice has to say fits on it.
LONGEST_TEXT = 1000
#: No tax on what is sold here takes more than the seller gets; each rounding may add a unit.
MOST = 100

#: What was asked about one line: its id, minor units and currency.  Noted before a rule sees the line itself.
Asked = tuple[str, int, str]


class WrongTax(CleengError):
    """A tax rule's answer cannot be right."""

    code = "wrong_tax"


def noted(lines: Sequence[TaxableLine]) -> list[Asked]:
    """Note what is asked about, so that nobody can change it."""
    return [(line.id, line.amount.minor, line.amount.currency) for line in lines]


def check(asked: Sequence[Asked], answer: object) -> None:
    """Refuse an answer that cannot be right, whatever the law is, or that no invoice could hold.

    :raises WrongTax: naming what is wrong.
    """
    if not isinstance(answer, TaxQuote):
        raise WrongTax(f"{answer!r:.80} is no TaxQuote")
    if not isinstance(answer.reason, TaxReason):
        raise WrongTax(f"{answer.reason!r:.80} is no TaxReason")
    if answer.location is not None:
        _check_location(answer.location)
    if answer.reason is TaxReason.UNKNOWN and answer.settled:
        raise WrongTax("the tax is unknown, and nothing says what to ask for: raise TaxUnknown")
    if len(answer.lines) != len(asked):
        raise WrongTax(f"{len(answer.lines)} lines answer {len(asked)}")
    _check_texts(answer.invoice_text, answer.facts)
    for line, taxed in zip(asked, answer.lines, strict=True):
        _check_line(line, taxed, reversed_=answer.reason is TaxReason.REVERSE_CHARGE)


def check_prepared(found: object) -> None:
    """Refuse what could not be kept until it is needed.

    :raises WrongTax: naming what is wrong.
    """
    if not isinstance(found, Prepared) or found.fresh_until.tzinfo is None:
        raise WrongTax(f"{found!r:.80} is no Prepared that says until when, and in which zone")
    try:
        json.dumps(dict(found.answer))
    except (TypeError, ValueError) as error:
        raise WrongTax(f"what was prepared is no JSON: {error}") from error


def _check_location(found: object) -> None:
    if not isinstance(found, Location) or not isinstance(found.standing, Standing):
        raise WrongTax(f"{found!r:.80} is no Location with a Standing")
    pieces = (*found.agreeing, *found.contradicting)
    if not all(isinstance(piece, Evidence) for piece in pieces):
        raise WrongTax(f"{pieces!r:.80} are no pieces of Evidence")
    words = (found.country, found.region, *found.ask, *(word for e in pieces for word in (e.source, e.country)))
    if not all(isinstance(word, str) for word in words):
        raise WrongTax(f"{words!r:.80} are no texts")


def _check_texts(invoice_text: object, facts: Mapping[str, object]) -> None:
    if not isinstance(invoice_text, str) or len(invoice_text) > LONGEST_TEXT or "\0" in invoice_text:
        raise WrongTax(f"the invoice's text is no text of at most {LONGEST_TEXT} characters")
    for name, value in facts.items():
        if not (isinstance(name, str) and isinstance(value, str)) or "\0" in value:
            raise WrongTax(f"the fact {name!r:.80} is no text")


def _check_line(asked: Asked, taxed: object, *, reversed_: bool) -> None:
    """Look at one line.  Minor units are compared as numbers: this is done for every price that is shown."""
    id_, amount, currency = asked
    if not isinstance(taxed, TaxedLine) or taxed.id != id_:
        raise WrongTax(f"{taxed!r:.80} does not answer {id_}")
    net, tax, gross = _minor(taxed.net, currency), _minor(taxed.tax, currency), _minor(taxed.gross, currency)
    if net + tax != gross or sum([_part(part, currency) for part in taxed.parts]) != tax:
        raise WrongTax(f"{taxed.net}, {taxed.tax} and {taxed.gross} do not add up, or the parts do not")
    if net < 0 or not 0 <= tax <= net + len(taxed.parts):
        raise WrongTax(f"{taxed.tax} of tax on {taxed.net}")
    # A business pays a consumer's price without the tax that is in it; it owes that tax itself.
    without = reversed_ and not tax and 0 < gross <= amount <= 2 * gross + 1
    if amount not in (net, gross) and not without:
        raise WrongTax(f"{amount} minor units became {taxed.net} net, {taxed.gross} gross")


def _part(part: object, currency: str) -> int:
    """Return the minor units of a jurisdiction's share."""
    if not isinstance(part, TaxPart):
        raise WrongTax(f"{part!r:.80} is no TaxPart")
    if not (isinstance(part.rate, Decimal) and part.rate.is_finite() and 0 <= part.rate <= MOST):
        raise WrongTax(f"{part.rate!r:.80} is no rate: a Decimal from 0 to {MOST}")
    if not (isinstance(part.jurisdiction, str) and _COUNTRY.fullmatch(part.jurisdiction)):
        raise WrongTax(f"{part.jurisdiction!r:.80} is no jurisdiction: two letters of ISO 3166-1")
    for name in (part.name, part.region):
        if not isinstance(name, str) or len(name) > LONGEST or "\0" in name:
            raise WrongTax(f"{name!r:.80} is no name of at most {LONGEST} characters")
    minor = _minor(part.amount, currency)
    if minor < 0:
        raise WrongTax(f"{part.amount} of {part.name}")
    return minor


def _minor(money: object, currency: str) -> int:
    if not isinstance(money, Money) or money.currency != currency:
        raise WrongTax(f"{money!r:.80} is no amount in {currency}")
    return money.minor
