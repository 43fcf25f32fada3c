"""Rules: which videos, and what is sold of them.  Pure; nothing here reads or writes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from cleeng.api import InvalidMoney, Money
from cleeng.catalog.models import OfferType
from cleeng.catalog.rules import DESCRIPTION, TITLE, OfferData
from cleeng.protection.errors import TemplateUnfilled
from cleeng.settings.protection import parted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cleeng.protection.video import Video
    from cleeng.settings.protection import Protection

_PLACE = re.compile(r"\{([^{}]*)\}")
#: What a video can be sold as without saying more than a price and a period.
TYPES = (OfferType.SINGLE, OfferType.RENTAL)


@dataclass(frozen=True, slots=True)
class Match:
    """Which videos: each criterion that is given has to hold, any of its patterns will do.

    Patterns are those of a shell (`match-*`), and capitals do not count.  Without criteria every video is meant.
    """

    video_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def covers(self, video: Video) -> bool:
        """Say whether a video is meant."""
        return (
            _any(self.video_ids, [video.id])
            and _any(self.tags, video.tags)
            and all(_any(patterns, _field(video, name)) for name, patterns in self.fields.items())
        )


@dataclass(frozen=True, slots=True)
class Template:
    """What an offer is made from.  `{title}` and the like stand for what the catalogue says of the video.

    `price` is a decimal amount in the publisher's currency, `period` the hours of a rental; commas part the `tags`.
    """

    type: OfferType
    price: str
    period: str = ""
    title: str = "{title}"
    description: str = "{description}"
    url: str = "{url}"
    tags: str = "{tags}"

    def offer(self, video: Video, currency: str) -> OfferData:
        """Return what a video's offer is made from; titles and descriptions that are too long are cut short.

        :raises TemplateUnfilled: the catalogue lacks something, or the price is none.
        """
        try:
            price = Money.parse(_fill(self.price, video).strip(), currency)
        except InvalidMoney as error:
            raise TemplateUnfilled(f"price: {error}") from error
        return OfferData(
            self.type,
            price,
            _cut(_fill(self.title, video), TITLE),
            url=_fill(self.url, video).strip(),
            description=_cut(_fill(self.description, video), DESCRIPTION),
            period=_fill(self.period, video).strip() if self.type is OfferType.RENTAL else "",
            tags=tuple(dict.fromkeys(parted(_fill(self.tags, video)))),
            video_id=video.id,
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """Sell the videos that match as the template says.  `feeds`: names of the feeds it reads, none for all."""

    name: str
    match: Match
    template: Template
    feeds: tuple[str, ...] = ()


def _any(patterns: tuple[str, ...], values: Iterable[str]) -> bool:
    folded = [value.casefold() for value in values]
    return not patterns or any(fnmatchcase(value, pattern.casefold()) for value in folded for pattern in patterns)


def _field(video: Video, name: str) -> list[str]:
    text = video.text(name)
    return [] if text is None else [text]


def _fill(template: str, video: Video) -> str:
    def value(place: re.Match[str]) -> str:
        text = video.text(place[1].strip())
        if text is None:
            raise TemplateUnfilled(f"the catalogue has no {place[1].strip()} for it")
        return text

    return _PLACE.sub(value, template)


def _cut(text: str, limit: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def configured(settings: Protection) -> list[Rule]:
    """Return the rules of a publisher's ini, in its order."""
    return [
        Rule(
            name,
            Match(rule.video_id, rule.tag, settings.fields.get(name, {})),
            Template(
                OfferType[rule.offer_type.upper()],
                rule.price,
                rule.period,
                rule.title,
                rule.description,
                rule.url,
                rule.tags,
            ),
            rule.feed,
        )
        for name, rule in settings.rules.items()
    ]
