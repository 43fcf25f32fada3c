"""A publisher's ini: one file, one account that sells."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

import pydantic
from babel import Locale, UnknownLocaleError

from cleeng.api import PublisherInfo
from cleeng.settings.colour import BLACK, reads_on_white, text_on
from cleeng.settings.consents import Consent, is_consent, read_consents
from cleeng.settings.ini import Section
from cleeng.settings.invoices import Invoices
from cleeng.settings.pricing import Pricing
from cleeng.settings.protection import Protection, read_protection

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cleeng.settings.faults import Faults

#: Sections that list providers, and what they list.
KINDS = {
    "checkout": "checkout display",
    "pages": "account page",
    "identity": "identity provider",
    "gateways": "payment gateway",
    "tax": "tax rule",
    "playback": "playback token provider",
    "notifiers": "notifier",
    "geoip": "GeoIP provider",
    "rates": "exchange rate provider",
}
_DEFAULTS = {"geoip": ("mmdb",), "rates": ("ecb",)}


def _words(text: object) -> object:
    return tuple(text.split()) if isinstance(text, str) else text


def _origins(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        parts = urlsplit(value)
        if value != "*" and (parts.scheme not in {"http", "https"} or f"{parts.scheme}://{parts.netloc}" != value):
            msg = f"{value} is no origin such as https://www.example.com"
            raise ValueError(msg)
    return values


def known_country(code: str) -> str:
    """Return the text if it is an ISO 3166-1 country."""
    if code not in Locale("en").territories or not re.fullmatch("[A-Z]{2}", code):
        msg = f"{code} is no ISO 3166-1 country"
        raise ValueError(msg)
    return code


def known_currency(code: str) -> str:
    """Return the text if it is an ISO 4217 currency."""
    if code not in Locale("en").currencies:
        msg = f"{code} is no ISO 4217 currency"
        raise ValueError(msg)
    return code


def known_locale(name: str) -> str:
    """Return the text if it is a locale, in its usual form."""
    try:
        return str(Locale.parse(name))
    except (UnknownLocaleError, ValueError) as error:
        msg = f"{name} is no locale such as en_US"
        raise ValueError(msg) from error


def _zone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        msg = f"{name} is no time zone such as Europe/Oslo"
        raise ValueError(msg)
    return name


def _address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        msg = f"{value} is no address such as https://www.example.com/help"
        raise ValueError(msg)
    return value


def _one_line(text: object) -> object:
    return ", ".join(line.strip(", ") for line in text.splitlines()) if isinstance(text, str) else text


def _vat_number(number: str) -> str:
    if number and not (_VAT_NUMBER.fullmatch(number) and any(c.isdigit() for c in number)):
        msg = f"{number} is no VAT number such as DE123456789"
        raise ValueError(msg)
    return number


def _share(text: object) -> object:
    return text.removesuffix("%").strip() if isinstance(text, str) else text


#: As printed: some countries write spaces, dots and words ("CHE-123.456.788 MWST").
_VAT_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9 .+*-]{3,23}")
_ROUTE = re.compile(r"route:([1-9]\d*)")

Words = Annotated[tuple[str, ...], pydantic.BeforeValidator(_words)]
Country = Annotated[str, pydantic.AfterValidator(known_country)]
Currency = Annotated[str, pydantic.AfterValidator(known_currency)]
OfferTypeWord = Literal["single", "rental", "vod", "event", "pass", "subscription", "bundle"]
Address = Annotated[str, pydantic.AfterValidator(_address)]
Host = Annotated[str, pydantic.Field(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")]


class _Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class _Publisher(_Model):
    id: Annotated[int, pydantic.Field(ge=100_000_000, le=999_999_999)]
    name: Annotated[str, pydantic.Field(min_length=1, max_length=100)]
    email: pydantic.EmailStr
    country: Country
    currency: Currency
    locale: Annotated[str, pydantic.AfterValidator(known_locale)] = "en_US"
    time_zone: Annotated[str, pydantic.AfterValidator(_zone)] = "UTC"
    address: Annotated[str, pydantic.BeforeValidator(_one_line), pydantic.Field(max_length=200)] = ""
    vat_number: Annotated[str, pydantic.AfterValidator(_vat_number)] = ""
    sandbox: bool = False
    allowed_origins: Annotated[Words, pydantic.AfterValidator(_origins)] = ()
    hosts: Annotated[tuple[Host, ...], pydantic.BeforeValidator(_words)] = ()
    transaction_tokens: bool = False


class Branding(_Model):
    """How a publisher's pages look.  Files stand beside the ini, addresses are absolute."""

    logo: str = ""
    primary_colour: Annotated[str, pydantic.Field(pattern="^#[0-9a-fA-F]{6}$")] = "#0b6e4f"
    stylesheet: str = ""
    terms_url: Address = ""
    privacy_url: Address = ""
    help_url: Address = ""
    home_url: Address = ""

    @property
    def text_colour(self) -> str:
        """The primary colour where it reads on white, else black: for the name in mails, whose paper is white."""
        return self.primary_colour if reads_on_white(self.primary_colour) else BLACK

    @property
    def on_primary(self) -> str:
        """White if it reads on the primary colour at 4.5:1 (WCAG 2.2, 1.4.3), else black."""
        return text_on(self.primary_colour)


class Route(_Model):
    """Which gateways serve which payments; `amount` in minor units, both ends included."""

    country: Annotated[tuple[Country, ...], pydantic.BeforeValidator(_words)] = ()
    currency: Annotated[tuple[Currency, ...], pydantic.BeforeValidator(_words)] = ()
    amount: Annotated[str, pydantic.Field(pattern=r"^\d*-\d*$")] = "-"
    offer_type: Annotated[tuple[OfferTypeWord, ...], pydantic.BeforeValidator(_words)] = ()
    share: Annotated[int, pydantic.BeforeValidator(_share), pydantic.Field(ge=0, le=100)] = 100
    use: Words


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        msg = f"{' '.join(twice)} is listed twice"
        raise ValueError(msg)
    return names


class _Use(_Model):
    use: Annotated[Words, pydantic.AfterValidator(_once)]


@dataclass(frozen=True, slots=True)
class PublisherSettings:
    """A publisher as configured.  `uses` names providers by kind; `plugins` are the raw plugin sections."""

    path: Path
    info: PublisherInfo
    allowed_origins: tuple[str, ...]
    hosts: tuple[str, ...]
    branding: Branding
    pricing: Pricing
    uses: Mapping[str, tuple[str, ...]]
    lines: Mapping[str, int]  #: where each `use =` stands ("gateways"), and each key of [publisher] ("publisher.id")
    routes: tuple[Route, ...] = ()
    plugins: Mapping[str, Section] = field(default_factory=dict)
    protection: Protection = field(default_factory=Protection)
    consents: Mapping[str, Consent] = field(default_factory=dict)
    transaction_tokens: bool = False
    invoices: Invoices = field(default_factory=Invoices)


#: Stands in for a publisher whose section has faults, so that the rest of the ini is looked at too.
_SOMEBODY = PublisherInfo(0, "", "", "US", "USD", "en_US", "UTC", sandbox=True)


def read_publisher(path: Path, sections: Mapping[str, Section], faults: Faults) -> PublisherSettings:
    """Turn the sections of a publisher's ini into settings; with faults they are good for finding more only."""
    if "publisher" not in sections:
        if sections:
            faults.add(path, 0, "has no [publisher]")
        sections = {**sections, "publisher": Section(path, "publisher", 0)}
        publisher = None
    else:
        publisher = faults.validate(_Publisher, sections["publisher"])
    branding = faults.validate(Branding, sections["branding"]) if "branding" in sections else None
    pricing = faults.validate(Pricing, sections["pricing"]) if "pricing" in sections else None
    invoices = faults.validate(Invoices, sections["invoices"]) if "invoices" in sections else None
    uses, lines = _uses(sections, faults)
    lines |= {f"publisher.{key}": value.line for key, value in sections["publisher"].values.items()}
    _check_names(path, sections, faults)
    if publisher is not None:
        _check_origins(path, publisher, uses, lines, faults)
    if branding is not None:
        _check_files(path, sections["branding"], branding, faults)
    return PublisherSettings(
        path=path,
        info=PublisherInfo(**publisher.model_dump(exclude={"hosts", "transaction_tokens"})) if publisher else _SOMEBODY,
        allowed_origins=publisher.allowed_origins if publisher else (),
        hosts=publisher.hosts if publisher else (),
        branding=branding or Branding(),
        pricing=pricing or Pricing(),
        invoices=invoices or Invoices(),
        uses=uses,
        lines=lines,
        routes=_routes(sections, uses, faults),
        plugins={name.removeprefix("plugin:"): s for name, s in sections.items() if name.startswith("plugin:")},
        consents=read_consents(sections, branding.model_dump() if branding else {}, faults),
        transaction_tokens=publisher.transaction_tokens if publisher else False,
        protection=read_protection(sections, publisher.currency if publisher else _SOMEBODY.currency, faults),
    )


def _uses(sections: Mapping[str, Section], faults: Faults) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    uses: dict[str, tuple[str, ...]] = {**_DEFAULTS}
    lines: dict[str, int] = {}
    for kind in KINDS:
        if kind in sections:
            lines[kind] = sections[kind].line_of("use")
            read = faults.validate(_Use, sections[kind])
            uses[kind] = read.use if read else ()
    return uses, lines


def _routes(sections: Mapping[str, Section], uses: Mapping[str, tuple[str, ...]], faults: Faults) -> tuple[Route, ...]:
    """Read the routes, in the order of their numbers."""
    routes: dict[int, Route] = {}
    for name, section in sections.items():
        match = _ROUTE.fullmatch(name)
        route = faults.validate(Route, section) if match else None
        if match is None or route is None:
            continue
        for gateway in route.use:
            if gateway not in uses.get("gateways", ()):
                faults.add(section.path, section.line_of("use"), f"[{name}] use: [gateways] does not use {gateway}")
        routes[int(match[1])] = route
    return tuple(route for _, route in sorted(routes.items()))


def _check_names(path: Path, sections: Mapping[str, Section], faults: Faults) -> None:
    for name, section in sections.items():
        known = name in {"publisher", "branding", "pricing", "invoices", *KINDS} or name.startswith(
            ("plugin:", "feed:", "protect:")
        )
        if not known and not _ROUTE.fullmatch(name) and not is_consent(name):
            faults.add(path, section.line, f"[{name}] is not a section of a publisher's ini")


def _check_origins(
    path: Path, publisher: _Publisher, uses: Mapping[str, tuple[str, ...]], lines: Mapping[str, int], faults: Faults
) -> None:
    if "*" in publisher.allowed_origins and {"inline", "overlay"} & set(uses.get("checkout", ())):
        line = lines["publisher.allowed_origins"]
        faults.add(path, line, "[publisher] allowed_origins: * is possible for popup and redirect only")


def _check_files(path: Path, section: Section, branding: Branding, faults: Faults) -> None:
    for key in ("logo", "stylesheet"):
        name = getattr(branding, key)
        if name and not (path.parent / name).is_file():
            faults.add(path, section.line_of(key), f"[branding] {key}: there is no file {name}")
