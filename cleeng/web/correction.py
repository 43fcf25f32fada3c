"""What a viewer may correct on the checkout: country, currency and language; and the lists to choose from."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel import Locale
from markupsafe import Markup

from cleeng.web.page import LOCALES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyramid.request import Request

    from cleeng.catalog.offer import LocalOffer
    from cleeng.orders.buyer import Buyer
    from cleeng.pricing.quote import Quote

_OPTION = Markup('<option value="{}"{}{}>{}</option>')
_SELECTED = Markup(' selected="selected"')


def corrected(request: Request, buyer: Buyer, said: Any) -> Buyer:
    """Return the buyer with the country and the currency that `said` (POST, or all parameters) names.

    An empty currency says nothing: it stands for the one that is usual in the country.
    """
    country, currency = said.get("country", ""), said.get("currency", "")
    if country and country in dict(request.countries):
        buyer = buyer.living_in(country)
    return replace(buyer, currency=currency) if _is_code(currency) else buyer


def address(request: Request, **more: str) -> dict[str, str]:
    """Return what a corrected page is opened with: the choices, and what was typed that is no secret."""
    names = ("country", "currency", "locale", "email")
    return {name: request.POST.get(name, "") for name in names} | more


def correction(request: Request, offer: LocalOffer, buyer: Buyer, quote: Quote) -> dict[str, Any]:
    """Return what the disclosure shows.  One currency is no choice: then there is no list."""
    words, currency = request.words, quote.price.currency
    codes: Sequence[str] = request.services.currencies.on_offer(offer)
    return {
        "country": buyer.country,
        "country_name": words.country(buyer.country),
        "currency": currency,
        "currencies": _currencies(words.locale, currency, buyer.currency, tuple(codes)) if len(codes) > 1 else "",
        "languages": _languages(str(words.locale)),
        "open": quote.contradicted,
    }


@lru_cache(maxsize=512)
def _currencies(locale: Locale, shown: str, chosen: str, codes: tuple[str, ...]) -> Markup:
    """Return the options of the list of currencies.

    While none is chosen the one shown has no value: so it changes with the country.
    """
    named = sorted({shown, *codes}, key=str)
    return Markup("").join(
        _OPTION.format(
            "" if code == shown and not chosen else code,
            "",
            _SELECTED if code == shown else "",
            f"{code}, {locale.currencies.get(code, code)}",
        )
        for code in named
    )


@lru_cache(maxsize=64)
def _languages(chosen: str) -> Markup:
    """Return the options of the list of languages, each in its own words."""
    return Markup("").join(
        _OPTION.format(
            name, Markup(' lang="{}"').format(name.split("_")[0]), _SELECTED if name == chosen else "", _own_name(name)
        )
        for name in sorted({chosen, *LOCALES})
    )


def _own_name(name: str) -> str:
    locale = Locale.parse(name)
    own = locale.get_display_name(locale) or name
    return own[:1].upper() + own[1:]


def _is_code(currency: str) -> bool:
    return len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()  # noqa: PLR2004
