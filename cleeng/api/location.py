"""Where a buyer is, for tax: pieces of evidence, and what they come to.

For digital services the European Union asks for two pieces that do not contradict each other (Implementing
Regulation (EU) 282/2011, article 24b(d)); what counts as one stands in its article 24f.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Where a piece of evidence comes from, most telling first.  The first three are article 24f (c), (a) and (b).
CARD, BILLING, IP = "card", "billing", "ip"
#: The buyer was asked where he lives, and said it: counts only beside a card of the same country (24f (f)).
DECLARATION = "declaration"
#: The buyer's own words.  The one piece that is enough for a small seller comes from somebody else (24b, last part).
OWN_WORDS = frozenset({BILLING, DECLARATION})
#: Which of two sources is more telling: the lesser; others come after them.
_RANK = {CARD: 0, BILLING: 1, DECLARATION: 2, IP: 3}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A hint where the buyer is: `source` "card", "billing", "ip", "declaration" or a plugin's own.

    `country` is ISO 3166-1 alpha-2, `region` ISO 3166-2 without the country, "" if unknown.
    """

    source: str
    country: str
    region: str = ""


class Standing(StrEnum):
    """How sure a place is."""

    AGREED = "agreed"  #: as many pieces as are needed say so
    INCOMPLETE = "incomplete"  #: nothing contradicts it, but a piece is missing
    CONTRADICTORY = "contradictory"  #: pieces name different countries, and no two of them agree
    UNKNOWN = "unknown"  #: the tax depends on the region, and nothing says which


@dataclass(frozen=True, slots=True)
class Location:
    """What the evidence comes to: a country, what speaks for it, what against it.

    `country` is the best that can be said; of one that is `contradictory` it is what the buyer chose, and
    nothing may be sold on it before one of the sources that `ask` names has been heard ("card", "declaration";
    "postcode" where the place is `unknown`).  With `ask` empty there is nothing left to ask: such a sale is refused.
    """

    country: str
    region: str = ""
    standing: Standing = Standing.AGREED
    agreeing: tuple[Evidence, ...] = ()
    contradicting: tuple[Evidence, ...] = ()
    ask: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether a sale may go on."""
        return self.standing in (Standing.AGREED, Standing.INCOMPLETE)


def place_of_supply(evidence: Sequence[Evidence], needed: int = 2) -> Location | None:
    """Weigh pieces of evidence of where a buyer is; None where there is none at all.

    A country that `needed` pieces name is agreed on, whatever the others say, if not all of them are the buyer's own
    words; of two such countries the one of the more telling source counts.  A declaration is no piece of its own:
    it stands in for the billing address, and only where the card agrees with it.
    """
    known = _pieces(evidence)
    if not known:
        return None
    for first in known:
        agreeing = tuple(e for e in known if e.country == first.country)
        if len(agreeing) >= needed and any(e.source not in OWN_WORDS for e in agreeing):
            return _found(agreeing, known, Standing.AGREED)
    countries = {e.country for e in known}
    chosen = next((e for e in known if e.source == BILLING), known[0])
    agreeing = tuple(e for e in known if e.country == chosen.country)
    heard = {e.source for e in evidence}
    ask = tuple(source for source in (CARD, DECLARATION) if source not in heard)[:1]
    standing = Standing.INCOMPLETE if len(countries) == 1 else Standing.CONTRADICTORY
    return _found(agreeing, known, standing, ask)


def _pieces(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return what counts, most telling first, at most one piece of each source."""
    by_source = {e.source: e for e in reversed(evidence) if e.country}
    declared, card = by_source.pop(DECLARATION, None), by_source.get(CARD)
    if declared and card and declared.country == card.country:
        by_source.pop(BILLING, None)
        by_source[DECLARATION] = declared
    return sorted(by_source.values(), key=lambda e: _RANK.get(e.source, len(_RANK)))


def _found(
    agreeing: tuple[Evidence, ...], known: Sequence[Evidence], standing: Standing, ask: tuple[str, ...] = ()
) -> Location:
    country = agreeing[0].country
    region = next((e.region for e in agreeing if e.region), "")
    against = tuple(e for e in known if e.country != country)
    return Location(country, region, standing, agreeing, against, ask)
