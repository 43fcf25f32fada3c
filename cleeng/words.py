"""Texts of the catalogue, amounts, dates and names of countries, in one person's locale and time zone.

Pages and mails word things alike: both speak through `Words`.
"""

from __future__ import annotations

import gettext
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError, dates, numbers

if TYPE_CHECKING:
    import datetime as dt
    import zoneinfo
    from decimal import Decimal

    from cleeng.api import Money

DOMAIN = "cleeng"


#: Language, script, country.  Babel takes anything after an @; customers' rows keep 12 characters.
_LOCALE = re.compile(r"[A-Za-z]{2,3}(_[A-Za-z]{4})?(_[A-Za-z]{2})?")


@lru_cache(maxsize=64)
def locale_of(name: str, fallback: str) -> Locale:
    """Return the locale that a person asks for, or the publisher's."""
    try:
        return Locale.parse(name, sep="_") if _LOCALE.fullmatch(name) else Locale.parse(fallback)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(fallback)


@cache
def catalogue(locale: Locale) -> gettext.NullTranslations:
    """Return the sentences of a locale, else of its language, else as the code has them: in English."""
    folder = str(files("cleeng").joinpath("locale"))
    return gettext.translation(DOMAIN, folder, [str(locale), locale.language], fallback=True)


@cache
def language_of(locale: Locale) -> Locale:
    """Return the locale whose sentences a person reads: the one asked for, or English where there are none yet."""
    folder = str(files("cleeng").joinpath("locale"))
    found = gettext.find(DOMAIN, folder, [str(locale), locale.language])
    return locale if found else Locale("en")


def text_of(locale: Locale, sentence: str, **values: Any) -> str:
    """Return a sentence of the catalogue, filled in."""
    translated = catalogue(locale).gettext(sentence)
    return translated.format(**values) if values else translated


@dataclass(frozen=True)
class Words:
    """Texts, amounts and dates for one person."""

    locale: Locale
    zone: zoneinfo.ZoneInfo  #: the publisher's: nobody knows the viewer's

    def text(self, sentence: str, **values: Any) -> str:
        """Return a sentence of the catalogue, filled in."""
        return text_of(self.locale, sentence, **values)

    def money(self, amount: Money) -> str:
        """Return an amount: 4.99 EUR."""
        digits = -amount.decimal.as_tuple().exponent  # type: ignore[operator]
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        number = numbers.format_decimal(amount.decimal, pattern, locale=self.locale)
        return f"{number}\N{NO-BREAK SPACE}{amount.currency}".replace("-", "\N{MINUS SIGN}")

    def date(self, moment: dt.datetime) -> str:
        """Return a day: 12 Dec 2026."""
        return dates.format_date(moment.astimezone(self.zone), "d MMM yyyy", locale=self.locale)

    def day(self, day: dt.date) -> str:
        """Return a day that no time of day belongs to: 12 Dec 2026."""
        return dates.format_date(day, "d MMM yyyy", locale=self.locale)

    def number(self, number: Decimal) -> str:
        """Return a number with all the digits that it has: 11.2345."""
        return numbers.format_decimal(number, locale=self.locale, decimal_quantization=False)

    def moment(self, moment: dt.datetime) -> str:
        """Return a day and a time of day: 12 Dec 2026, 19:48."""
        local = moment.astimezone(self.zone)
        return f"{self.date(moment)}, {dates.format_time(local, 'short', tzinfo=self.zone, locale=self.locale)}"

    def local_moment(self, moment: dt.datetime) -> str:
        """Return a moment and whose time that is: 12 Dec 2026, 20:00 (Oslo time)."""
        city = dates.get_timezone_location(self.zone, locale=self.locale, return_city=True)
        return self.text("{moment} ({city} time)", moment=self.moment(moment), city=city)

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
        return str(self.locale.territories.get(code, code))
