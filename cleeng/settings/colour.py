"""Which text colour reads on a publisher's own colour."""

from __future__ import annotations

WHITE, BLACK = "#ffffff", "#000000"
_LINEAR_BELOW = 0.04045  # sRGB: IEC 61966-2-1
_READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3


def _luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2, "relative luminance")."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= _LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_on(colour: str) -> str:
    """Return white if it has at least 4.5:1 on `colour`, else black: one of the two always has."""
    return WHITE if reads_on_white(colour) else BLACK


def reads_on_white(colour: str) -> bool:
    """Say whether text in `colour` has at least 4.5:1 on white, and so white on it."""
    return contrast(WHITE, colour) >= _READABLE
