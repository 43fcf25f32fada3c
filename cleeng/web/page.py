"""What every template knows: texts of the catalogue, amounts and dates in the viewer's locale, branding."""

from __future__ import annotations

import json
import zoneinfo
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError, dates, numbers
from markupsafe import Markup
from pyramid.i18n import TranslationString

from cleeng.web.session import FIELD

if TYPE_CHECKING:
    import datetime as dt

    from pyramid.request import Request

    from cleeng.api import Money
    from cleeng.settings.publisher import Branding

DOMAIN = "cleeng"

#: Locales that a viewer may choose for what we write to him; others may come by the API.
LOCALES = (
    *("da_DK", "de_DE", "en_GB", "en_US", "es_ES", "fi_FI", "fr_FR", "it_IT", "nb_NO", "nl_NL", "pl_PL"),
    *("pt_BR", "pt_PT", "sv_SE", "tr_TR", "ar_EG", "he_IL", "ja_JP", "ko_KR", "zh_CN"),
)


@lru_cache(maxsize=64)
def locale_of(name: str, fallback: str) -> Locale:
    """Return the locale that a viewer asks for, or the publisher's."""
    try:
        return Locale.parse(name, sep="_") if name else Locale.parse(fallback)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(fallback)


@lru_cache(maxsize=64)
def countries(locale: Locale) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of all countries, sorted by name: made once per locale."""
    every = ((code, name) for code, name in locale.territories.items() if len(code) == 2 and code.isalpha())  # noqa: PLR2004
    unreal = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
    return tuple(sorted(((c, n) for c, n in every if c not in unreal), key=lambda pair: pair[1]))


def negotiate_locale(request: Request) -> str:
    """Return the locale whose catalogue translates this request."""
    try:
        asked = request.GET.get("locale", "")
    except UnicodeDecodeError:
        asked = ""
    return str(locale_of(asked, "en"))


def translate(request: Request, sentence: str, **values: Any) -> str:
    """Return a sentence of the catalogue, filled in."""
    translated: str = request.localizer.translate(TranslationString(sentence, domain=DOMAIN))
    return translated.format(**values) if values else translated


def brand_css(branding: Branding) -> str:
    """Return the two colours from which the stylesheet derives the rest."""
    return f":root{{--brand:{branding.primary_colour};--on-brand:{branding.on_primary}}}"


@dataclass
class Words:
    """Texts, amounts and dates for one viewer."""

    request: Request

    @cached_property
    def locale(self) -> Locale:
        """The viewer's locale."""
        return locale_of(self.request.params.get("locale", ""), self.request.publisher.info.locale)

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The publisher's time zone: the server cannot know the viewer's."""
        return zoneinfo.ZoneInfo(self.request.publisher.info.time_zone)

    def text(self, sentence: str, **values: Any) -> str:
        """Return a sentence of the catalogue, filled in."""
        return translate(self.request, sentence, **values)

    def money(self, amount: Money) -> str:
        """Return an amount: 4.99 EUR."""
        digits = -amount.decimal.as_tuple().exponent  # type: ignore[operator]
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        number = numbers.format_decimal(amount.decimal, pattern, locale=self.locale)
        return f"{number}\N{NO-BREAK SPACE}{amount.currency}".replace("-", "\N{MINUS SIGN}")

    def date(self, moment: dt.datetime) -> str:
        """Return a day: 12 Dec 2026."""
        return dates.format_date(moment.astimezone(self.zone), "d MMM yyyy", locale=self.locale)

    def moment(self, moment: dt.datetime) -> str:
        """Return a day and a time of day: 12 Dec 2026, 19:48."""
        local = moment.astimezone(self.zone)
        return f"{self.date(moment)}, {dates.format_time(local, 'short', tzinfo=self.zone, locale=self.locale)}"

    def percent(self, rate: Any) -> str:
        """Return a rate: 19 %."""
        return f"{numbers.format_decimal(rate, locale=self.locale)}\N{NO-BREAK SPACE}%"

    def language(self, locale: str) -> str:
        """Return a language's name in that language: its speakers look for it."""
        found = locale_of(locale, "en")
        name = found.get_display_name(found) or locale
        return name[:1].upper() + name[1:]

    def country(self, code: str) -> str:
        """Return a country's name."""
        return self.locale.territories.get(code, code)


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
        "lang": words.locale.language,
        "dir": words.locale.text_direction,
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
