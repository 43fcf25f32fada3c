"""A publisher's ini: one file, one account that sells."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import pydantic
from babel import Locale, UnknownLocaleError

from cleeng.api import PublisherInfo
from cleeng.settings.colour import text_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cleeng.settings.faults import Faults
    from cleeng.settings.ini import Section

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
}
_DEFAULTS = {"geoip": ("mmdb",)}


def _words(text: object) -> object:
    return tuple(text.split()) if isinstance(text, str) else text


def _origins(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        parts = urlsplit(value)
        if value != "*" and (parts.scheme not in {"http", "https"} or f"{parts.scheme}://{parts.netloc}" != value):
            msg = f"{value} is no origin such as https://www.example.com"
            raise ValueError(msg)
    return values


def _country(code: str) -> str:
    if code not in Locale("en").territories or not re.fullmatch("[A-Z]{2}", code):
        msg = f"{code} is no ISO 3166-1 country"
        raise ValueError(msg)
    return code


def _currency(code: str) -> str:
    if code not in Locale("en").currencies:
        msg = f"{code} is no ISO 4217 currency"
        raise ValueError(msg)
    return code


def _locale(name: str) -> str:
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


def _share(text: object) -> object:
    return text.removesuffix("%").strip() if isinstance(text, str) else text


Words = Annotated[tuple[str, ...], pydantic.BeforeValidator(_words)]
Country = Annotated[str, pydantic.AfterValidator(_country)]


class _Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class _Publisher(_Model):
    id: Annotated[int, pydantic.Field(ge=100_000_000, le=999_999_999)]
    name: Annotated[str, pydantic.Field(min_length=1, max_length=100)]
    email: pydantic.EmailStr
    country: Country
    currency: Annotated[str, pydantic.AfterValidator(_currency)]
    locale: Annotated[str, pydantic.AfterValidator(_locale)] = "en_US"
    time_zone: Annotated[str, pydantic.AfterValidator(_zone)] = "UTC"
    sandbox: bool = False
    allowed_origins: Annotated[Words, pydantic.AfterValidator(_origins)] = ()
    hosts: Words = ()


class Branding(_Model):
    """How a publisher's pages look.  Files stand beside the ini, addresses are absolute."""

    logo: str = ""
    primary_colour: Annotated[str, pydantic.Field(pattern="^#[0-9a-fA-F]{6}$")] = "#0b6e4f"
    stylesheet: str = ""
    terms_url: str = ""
    privacy_url: str = ""
    help_url: str = ""
    home_url: str = ""

    @property
    def on_primary(self) -> str:
        """White if it reads on the primary colour at 4.5:1 (WCAG 2.2, 1.4.3), else black."""
        return text_on(self.primary_colour)


class Route(_Model):
    """Which gateways serve which payments; `amount` in minor units, both ends included."""

    country: Words = ()
    currency: Words = ()
    amount: Annotated[str, pydantic.Field(pattern=r"^\d*-\d*$")] = "-"
    offer_type: Words = ()
    share: Annotated[int, pydantic.BeforeValidator(_share), pydantic.Field(ge=0, le=100)] = 100
    use: Words


class _Use(_Model):
    use: Words


@dataclass(frozen=True, slots=True)
class PublisherSettings:
    """A publisher as configured.  `uses` names providers by kind; `plugins` are the raw plugin sections."""

    path: Path
    info: PublisherInfo
    allowed_origins: tuple[str, ...]
    hosts: tuple[str, ...]
    branding: Branding
    uses: Mapping[str, tuple[str, ...]]
    lines: Mapping[str, int]  #: where each `use =` stands ("gateways"), and each key of [publisher] ("publisher.id")
    routes: tuple[Route, ...] = ()
    plugins: Mapping[str, Section] = field(default_factory=dict)


def read_publisher(path: Path, sections: dict[str, Section], faults: Faults) -> PublisherSettings | None:
    """Turn the sections of a publisher's ini into settings, or None if there is no telling who it is."""
    if "publisher" not in sections:
        if path.exists():
            faults.add(path, 0, "has no [publisher]")
        return None
    plugins, routes = _sort(path, sections, faults)
    publisher = faults.validate(_Publisher, sections["publisher"])
    branding = faults.validate(Branding, sections["branding"]) if "branding" in sections else Branding()
    uses, lines = _uses(sections, faults)
    lines |= {f"publisher.{key}": value.line for key, value in sections["publisher"].values.items()}
    if publisher is None or branding is None:
        return None
    if "*" in publisher.allowed_origins and {"inline", "overlay"} & set(uses.get("checkout", ())):
        line = sections["publisher"].values["allowed_origins"].line
        faults.add(path, line, "allowed_origins = * is possible for popup and redirect only")
    _files_exist(path, sections, branding, faults)
    info = PublisherInfo(**publisher.model_dump(exclude={"hosts"}))
    return PublisherSettings(
        path, info, publisher.allowed_origins, publisher.hosts, branding, uses, lines, routes, plugins
    )


def _uses(sections: dict[str, Section], faults: Faults) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    uses: dict[str, tuple[str, ...]] = {**_DEFAULTS}
    lines: dict[str, int] = {}
    for kind in KINDS:
        if kind in sections and (read := faults.validate(_Use, sections[kind])):
            uses[kind] = read.use
            lines[kind] = sections[kind].values["use"].line
    return uses, lines


def _sort(path: Path, sections: dict[str, Section], faults: Faults) -> tuple[dict[str, Section], tuple[Route, ...]]:
    """Pick the plugins' sections and the routes out; any other unknown section is a fault."""
    plugins: dict[str, Section] = {}
    routes: dict[int, Route | None] = {}
    for name, section in sections.items():
        if name.startswith("plugin:"):
            plugins[name.removeprefix("plugin:")] = section
        elif re.fullmatch(r"route:\d+", name):
            routes[int(name.removeprefix("route:"))] = faults.validate(Route, section)
        elif name not in {"publisher", "branding", *KINDS}:
            faults.add(path, section.line, f"[{name}] is not a section of a publisher's ini")
    return plugins, tuple(route for _, route in sorted(routes.items()) if route)


def _files_exist(path: Path, sections: dict[str, Section], branding: Branding, faults: Faults) -> None:
    for key in ("logo", "stylesheet"):
        name = getattr(branding, key)
        if name and not (path.parent / name).is_file():
            faults.add(path, sections["branding"].values[key].line, f"[branding] {key}: there is no file {name}")
