"""What EN 16931 makes of the taxes of a document, and which documents it has no words for.

BT-... and BR-... are the standard's names of its terms and rules.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from babel import Locale

from cleeng.api import Money, TaxReason, minor_units
from cleeng.invoices.parties import Recipient, Seller

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cleeng.invoices.lines import Line
    from cleeng.invoices.models import Invoice

#: How many digits after the point an amount may have (BR-DEC-09 to BR-DEC-23).
DIGITS = 2
#: How far a tax may be from its rate, in whole units of the currency (BR-CO-17).
TOLERANCE = 1
#: A rate below it is rounded to none there, and a tax too.
NO_RATE = Decimal("0.5")
#: BT-118, UNTDID 5305.
CATEGORIES = {
    TaxReason.STANDARD: "S",
    TaxReason.REDUCED: "S",
    TaxReason.ZERO: "Z",
    TaxReason.EXEMPT: "E",
    TaxReason.REVERSE_CHARGE: "AE",
    TaxReason.NOT_REGISTERED: "O",
    TaxReason.OUT_OF_SCOPE: "O",
}


#: Codes of CLDR's that are none of ISO 3166-1: numbers of the non-Union scheme begin with EU.
_NO_COUNTRY = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())  # noqa: SIM905
_COUNTRIES = (frozenset(Locale("en").territories) - _NO_COUNTRY) | {"EL", "XI"}


class Category(NamedTuple):
    """What the taxes of a line are added up by: its code, and the rates of all jurisdictions together, in percent."""

    code: str
    rate: Decimal

    @property
    def untaxed(self) -> bool:
        """Whether it is not subject to the tax: it has no rate, and stands with no other."""
        return self.code == "O"


def category(line: Line) -> Category:
    """Return a line's category; a line that a state and its town tax has both rates in one."""
    return Category(CATEGORIES[line.taxes[0].kind], sum((share.rate for share in line.taxes), Decimal(0)))


def sums(lines: Iterable[Line], currency: str) -> dict[Category, tuple[Money, Money]]:
    """Return net and tax of each category."""
    found: dict[Category, tuple[Money, Money]] = {}
    for line in lines:
        net, tax = found.get(category(line), (Money(0, currency), Money(0, currency)))
        found[category(line)] = net + line.net, tax + line.tax
    return found


def names_country(number: str) -> bool:
    """Say whether a number begins with the country that gave it, as those that pass for VAT numbers do (BR-CO-09)."""
    return number[:2].isalpha() and number[:2] in _COUNTRIES


def obstacle(document: Invoice, lines: Sequence[Line]) -> str:
    """Say why EN 16931 has no words for a document, "" if it has: an invoice that breaks its rules is none of it."""
    if minor_units(document.currency) > DIGITS:
        return f"{document.currency} has more than {DIGITS} digits after the point"
    seller, buyer = Seller.from_json(document.seller), Recipient.from_json(document.buyer)
    found = sums(lines, document.currency)
    untaxed = [each for each in found if each.untaxed]
    if untaxed and len(found) > 1:
        return "some of it is not subject to the tax that the rest is subject to"
    if not untaxed and not seller.vat_number:
        return "the seller has no VAT number"
    if any(each.code == "AE" for each in found) and not names_country(buyer.tax_id):
        return "the buyer, who owes the tax, has no VAT number with its country before it"
    return _too_rounded(found)


def _too_rounded(found: Mapping[Category, tuple[Money, Money]]) -> str:
    for each, (net, tax) in found.items():
        if each.rate < NO_RATE and tax.decimal >= NO_RATE:
            return f"the standard takes {each.rate} % for no tax at all"
        at_rate = (net.decimal * each.rate / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        if abs(tax.decimal - at_rate) > TOLERANCE:
            return f"the tax of {tax} was rounded on each line, and is not {each.rate} % of {net}"
    return ""
