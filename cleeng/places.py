"""Where somebody is, and what usually follows from it: the language spoken there, the money paid with.

What follows is Unicode CLDR's, by Babel, but for what it has not heard of yet.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError, numbers

if TYPE_CHECKING:
    from cleeng.api import GeoIpProvider, Place
    from cleeng.publishers.publisher import Publisher

log = logging.getLogger(__name__)

#: What Babel 2.18 says otherwise: Bulgaria has the euro since 1 January 2026, and
#: where two currencies are in use, the one that prices are in.
_CURRENCIES = {"BG": "EUR", "BT": "BTN", "LS": "LSL", "NA": "NAD", "PA": "USD"}


def locate(publisher: Publisher, ip: str) -> Place | None:
    """Return where an address is, by the publisher's GeoIP provider; None where nobody knows.

    A provider that fails must not close the shop: it is logged, and the place is unknown.
    """
    provider: GeoIpProvider | None = publisher.first("geoip")
    if provider is None or not ip:
        return None
    try:
        return provider.locate(publisher.context(), ip)
    except Exception:  # somebody else's code: what it breaks is its own
        log.exception("a GeoIP provider failed; the place is unknown", extra={"provider": provider.name})
        return None


def locale_in(country: str) -> str:
    """Return the likeliest locale of a country, such as `nb_NO`; "" where nobody is at home."""
    try:
        return f"{Locale.parse(f'und_{country}', resolve_likely_subtags=True).language}_{country}"
    except (UnknownLocaleError, ValueError):
        return ""


@lru_cache(maxsize=300)  # of every country there is
def currency_in(country: str) -> str:
    """Return the currency of a country, such as `NOK`; "" where there is none."""
    return _CURRENCIES.get(country) or next(iter(numbers.get_territory_currencies(country)), "")
