"""Takes card numbers out of text, and leaves other numbers alone: ids, amounts, UUIDs."""

from __future__ import annotations

import re

#: Digits of a card's number (ISO/IEC 7812-1).
SHORTEST, LONGEST = 13, 19

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![^\W_])"
#: Where a word begins: also after the escape of a line's end or a tab, as JSON and `repr` write it.
_START = r"(?:(?<![^\W_])|(?<=\\[abfnrtv]))"
#: A UUID, which stays; or digits, in groups as people write them, that are no part of a longer word.
_RUN = re.compile(rf"{_START}(?:{_UUID}|(?P<digits>\d+(?:[ -](?!{_UUID})\d+)*)(?![^\W_]))")
_GROUP = re.compile(r"\d+")


def without_cards(text: str) -> str:
    """Return a text with `<number>` for every number that a card may have: its length fits, and its check digit."""
    return _RUN.sub(lambda run: _masked(run[0]) if run["digits"] else run[0], text)


def _masked(run: str) -> str:
    """Mask every sequence of whole groups that may be a card's number: an amount may stand right before it."""
    groups = list(_GROUP.finditer(run))
    masked: list[tuple[int, int]] = []
    for first, start in enumerate(groups):
        digits = ""
        for group in groups[first:]:
            digits += group[0]
            if len(digits) > LONGEST:
                break
            if len(digits) >= SHORTEST and _checks(digits):
                masked.append((start.start(), group.end()))
    for begin, end in reversed(_joined(masked)):
        run = f"{run[:begin]}<number>{run[end:]}"
    return run


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans, which come by their start, with those that overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _checks(digits: str) -> bool:
    """Say whether the last digit is the check digit of the others (Luhn; ISO/IEC 7812-1, annex B)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
