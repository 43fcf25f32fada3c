"""Codes: how they are read, what they may look like, and how new ones are drawn."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import TYPE_CHECKING

from cleeng.coupons.errors import InvalidCodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST, LONGEST = 2, 40
#: Digits and capitals but 0, 1, I, L, O and U: no two look or sound alike, and few words come about.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Characters of a drawn code: 59 bits, so that guessing is hopeless even with a million codes out.
DRAWN = 12
#: Faults that one refusal names.
NAMED = 5

_FORM = re.compile(rf"[A-Z0-9_]{{{SHORTEST},{LONGEST}}}\Z")


def normalise(text: str) -> str:
    """Return a code as it is stored: in capitals, without blanks and dashes, however it was typed or pasted."""
    kept = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in _IGNORED)
    return unicodedata.normalize("NFKC", "".join(kept).upper())


#: Dashes of all lengths, blanks of all widths, line ends, and marks that nobody sees (Unicode, 4.5).
_IGNORED = frozenset(("Pd", "Zs", "Zl", "Zp", "Cc", "Cf"))


def is_code(code: str) -> bool:
    """Say whether a normalised text can be a code."""
    return _FORM.match(code) is not None


def checked(texts: Iterable[str]) -> list[str]:
    """Return codes, normalised.

    :raises InvalidCodes: one can be none, or two are the same.
    """
    found: dict[str, str] = {}
    faults = []
    for number, text in enumerate(texts, 1):
        code = normalise(text)
        if not is_code(code):
            faults.append(f"number {number} is no code of {SHORTEST} to {LONGEST} letters, digits and underscores")
        elif code in found:
            faults.append(f"{code} stands there twice")
        found[code] = text
    refuse(faults)
    return list(found)


def refuse(faults: list[str]) -> None:
    """Refuse codes that have faults.

    :raises InvalidCodes: there are some; NAMED of them are told.
    """
    if faults:
        more = f"; and {len(faults) - NAMED:,} more" if len(faults) > NAMED else ""
        raise InvalidCodes(f"nothing was stored: {'; '.join(faults[:NAMED])}{more}")


def drawn() -> Iterator[str]:
    """Draw codes without end, from the system's source of randomness."""
    while True:
        yield "".join(secrets.choice(ALPHABET) for _ in range(DRAWN))
