"""What usually follows from a country: the language spoken there and the money paid with (Unicode CLDR)."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError, numbers


def locale_in(country: str) -> str:
    """Return the likeliest locale of a country, such as `nb_NO`; "" where nobody is at home."""
    try:
        return f"{Locale.parse(f'und_{country}', resolve_likely_subtags=True).language}_{country}"
    except (UnknownLocaleError, ValueError):
        return ""


def currency_in(country: str) -> str:
    """Return the currency of a country, such as `NOK`; "" where there is none."""
    return next(iter(numbers.get_territory_currencies(country)), "")
