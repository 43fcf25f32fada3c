"""Where somebody is, and what usually follows from it: the language spoken there, the money paid with.

What follows is Unicode CLDR's, by Babel, but for what it has not heard of yet.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError, numbers

from cleeng.api import Place

if TYPE_CHECKING:
    from cleeng.api import GeoIpProvider
    from cleeng.publishers.publisher import Publisher

log = logging.getLogger(__name__)

_COUNTRY, _REGION = re.compile("[A-Z]{2}"), re.compile("[A-Z0-9]{0,3}")

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
        return _understood(provider.locate(publisher.context(), ip))
    except Exception:  # somebody else's code: what it breaks is its own
        log.exception(
            "a GeoIP provider failed; the place is unknown",
            extra={"publisher": publisher.id, "provider": provider.name},
        )
        return None


def _understood(found: Place | None) -> Place | None:
    """Return a place that means something: a country that is none would pass every list of closed ones.

    :raises ValueError: it is no place.
    """
    if found is None or (isinstance(found, Place) and not found.country):
        return None
    if not (isinstance(found, Place) and _COUNTRY.fullmatch(found.country)):
        raise ValueError(f"{found!r:.100} is no place of ISO 3166")
    known = isinstance(found.region, str) and _REGION.fullmatch(found.region)
    return found if known else Place(found.country)


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
