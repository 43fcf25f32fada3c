"""Text as people mean it: without the control characters that come along when something is copied.

XML has no way to write them, so that a name with one in it could never stand in an invoice's PDF.
"""

from __future__ import annotations

#: Unicode category Cc is C0, DEL and C1; beside it, what XML 1.0 knows no character for.
_NONE = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
#: Those that part words, or lines.
_PARTING = "\t\n\v\f\r\x85"
_LINE = _NONE | {ord(char): " " for char in _PARTING}
_LINES = {code: None for code in _NONE if chr(code) not in "\t\n\r"}


def line(text: str) -> str:
    """Return one line: what parts words or lines is a space, other control characters are dropped."""
    return text.translate(_LINE)


def lines(text: str) -> str:
    """Return text whose line breaks and tabs stay, without other control characters."""
    return text.translate(_LINES)
