"""`[feed:NAME]` and `[protect:NAME]` of a publisher's ini: catalogues, and rules that sell what is in them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

import pydantic

from cleeng.api import InvalidMoney, Money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleeng.settings.faults import Faults
    from cleeng.settings.ini import Section

_FIELD = "field."
_ENDINGS = {".csv": "csv", ".tsv": "csv", ".json": "json", ".xml": "mrss", ".rss": "mrss", ".mrss": "mrss"}
FORMATS = ("csv", "json", "mrss")


def format_of(source: str) -> str:
    """Return the format that the ending of a file or an address speaks of, or ""."""
    path = urlsplit(source).path.lower()
    return next((name for ending, name in _ENDINGS.items() if path.endswith(ending)), "")


def parted(text: str) -> tuple[str, ...]:
    """Return what commas part."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _commas(text: object) -> object:
    return parted(text) if isinstance(text, str) else text


_Commas = Annotated[tuple[str, ...], pydantic.BeforeValidator(_commas)]


class _Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Feed(_Model):
    """Where a catalogue is: a file beside the ini, or an address."""

    source: Annotated[str, pydantic.Field(min_length=1)]
    format: Literal["", "csv", "json", "mrss"] = ""

    @property
    def read_as(self) -> str:
        """The format: as configured, else by the ending of the source."""
        return self.format or format_of(self.source)


class Protect(_Model):
    """Which videos of which feeds, and what their offers are made from; patterns are parted by commas."""

    feed: _Commas = ()
    video_id: _Commas = ()
    tag: _Commas = ()
    offer_type: Literal["single", "rental"] = "single"
    price: Annotated[str, pydantic.Field(min_length=1)]
    period: str = ""
    title: str = "{title}"
    description: str = "{description}"
    url: str = "{url}"
    tags: str = "{tags}"


@dataclass(frozen=True, slots=True)
class Protection:
    """The feeds and rules of a publisher by name; `fields` are the rules' patterns for other fields of the feed."""

    feeds: Mapping[str, Feed] = field(default_factory=dict)
    rules: Mapping[str, Protect] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def read_protection(sections: Mapping[str, Section], currency: str, faults: Faults) -> Protection:
    """Read the feeds and rules of a publisher's ini."""
    feeds: dict[str, Feed] = {}
    rules: dict[str, Protect] = {}
    fields: dict[str, dict[str, tuple[str, ...]]] = {}
    for title, section in sections.items():
        kind, _, name = title.partition(":")
        if kind == "feed" and (feed := faults.validate(Feed, section)):
            feeds[name] = feed
            if not feed.read_as:
                text = f"the ending of {feed.source} does not say it; it is one of {', '.join(FORMATS)}"
                faults.add(section.path, section.line_of("format"), f"[{title}] format: {text}")
        elif kind == "protect":
            own = {key: value for key, value in section.values.items() if not key.startswith(_FIELD)}
            rule = faults.validate(Protect, replace(section, values=own))
            if rule is None:
                continue
            rules[name] = rule
            fields[name] = {
                key.removeprefix(_FIELD).lower(): parted(value.text)
                for key, value in section.values.items()
                if key.startswith(_FIELD)
            }
    _check(sections, feeds, rules, currency, faults)
    return Protection(feeds, rules, fields)


def _check(
    sections: Mapping[str, Section],
    feeds: Mapping[str, Feed],
    rules: Mapping[str, Protect],
    currency: str,
    faults: Faults,
) -> None:
    for name, rule in rules.items():
        section = sections[f"protect:{name}"]

        def add(key: str, text: str, section: Section = section) -> None:
            faults.add(section.path, section.line_of(key), f"[{section.name}] {key}: {text}")

        for feed in rule.feed:
            if feed not in feeds:
                add("feed", f"there is no [feed:{feed}]")
        if rule.offer_type == "rental" and not rule.period:
            add("period", "a rental needs its hours")
        if "{" not in rule.price:
            try:
                Money.parse(rule.price, currency)
            except InvalidMoney:
                add("price", f"{rule.price} is no amount in {currency}")
