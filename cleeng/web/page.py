"""What every template of a page knows: words in the viewer's locale, branding, what forms carry along."""

from __future__ import annotations

import json
import zoneinfo
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cleeng.web.session import FIELD
from cleeng.words import Words, language_of, locale_of, text_of

if TYPE_CHECKING:
    from babel import Locale
    from pyramid.request import Request

    from cleeng.settings.publisher import Branding

#: Locales that a viewer may choose for what we write to him; others may come by the API.
LOCALES = (
    *("da_DK", "de_DE", "en_GB", "en_US", "es_ES", "fi_FI", "fr_FR", "it_IT", "nb_NO", "nl_NL", "pl_PL"),
    *("pt_BR", "pt_PT", "sv_SE", "tr_TR", "ar_EG", "he_IL", "ja_JP", "ko_KR", "zh_CN"),
)


@lru_cache(maxsize=64)
def countries(locale: Locale) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of all countries, sorted by name: made once per locale."""
    every = ((code, name) for code, name in locale.territories.items() if len(code) == 2 and code.isalpha())  # noqa: PLR2004
    unreal = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
    return tuple(sorted(((c, n) for c, n in every if c not in unreal), key=lambda pair: pair[1]))


@lru_cache(maxsize=512)
def country_options(locale: Locale, chosen: str) -> Markup:
    """Return the options of a list of all countries: the longest part of a page, and always the same."""
    option = Markup('<option value="{}"{}>{}</option>')
    selected = Markup(' selected="selected"')
    return Markup("\n").join(option.format(c, selected if c == chosen else "", name) for c, name in countries(locale))


def negotiate_locale(request: Request) -> str:
    """Return the locale whose catalogue translates this request."""
    try:
        asked = request.GET.get("locale", "")
    except UnicodeDecodeError:
        asked = ""
    return str(locale_of(asked, "en"))


def translate(request: Request, sentence: str, **values: Any) -> str:
    """Return a sentence of the catalogue, filled in."""
    return text_of(locale_of(request.locale_name, "en"), sentence, **values)


def brand_css(branding: Branding) -> str:
    """Return the two colours from which the stylesheet derives the rest."""
    return f":root{{--brand:{branding.primary_colour};--on-brand:{branding.on_primary}}}"


def words_of(request: Request) -> Words:
    """Return texts, amounts and dates for the viewer of a publisher's page."""
    info = request.publisher.info
    chosen = request.POST.get("locale") or request.GET.get("locale", "")
    return Words(locale_of(chosen, info.locale), zoneinfo.ZoneInfo(info.time_zone))


def page_globals(request: Request) -> dict[str, Any]:
    """Return the names that every template of a publisher's pages may use."""
    words = request.words
    publisher = request.publisher
    branding = publisher.settings.branding
    return {
        "request": request,
        "t": words.text,
        "words": words,
        "money": words.money,
        "publisher": publisher.info,
        "branding": branding,
        "frame": request.frame,
        "csrf": request.csrf,
        "carried": Markup("").join(_hidden(request)),
        "country_options": partial(country_options, words.locale),
        "lang": language_of(words.locale).language,
        "dir": language_of(words.locale).text_direction,
        "nonce": request.csp.nonce,
        "brand_css": brand_css(branding),
        "json_script": json_script,
        "asset": lambda path: request.static_path(f"cleeng_static:{path}"),
    }


def json_script(value: Any) -> str:
    """Return JSON that may stand in a script element: nothing in it can end the element (HTML, 4.12.1.3)."""
    text = json.dumps(value)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hidden(request: Request) -> list[Markup]:
    """Return the fields that every form carries: the token, and the session where cookies may be refused."""
    field = Markup('<input type="hidden" name="{}" value="{}"/>')
    fields = [field.format("csrf_token", request.csrf)]
    if request.frame.framed:
        fields.append(field.format(FIELD, request.registry["cleeng.sessions"].text(request.viewer)))
    return fields
