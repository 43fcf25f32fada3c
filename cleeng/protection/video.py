"""A video as a catalogue describes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Video:
    """What rules look at and templates draw from.  `fields`: everything else the feed says, by lower-case name."""

    id: str
    title: str = ""
    description: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """Return what stands for `{name}` in a template, or None if the catalogue does not say it."""
        own = {
            "id": self.id,
            "title": self.title,
            "description": self.description,
            "url": self.url,
            "tags": ",".join(self.tags),
        }
        return own.get(name, self.fields.get(name.lower()))
