"""From the named values of a feed's item to a video."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.protection.video import Video
from cleeng.settings.protection import parted

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What catalogues call the same thing, the likeliest first; compared without capitals, dashes and underscores.
_NAMES = {
    "id": ("videoid", "mediaid", "id", "guid"),
    "title": ("title", "name"),
    "description": ("description", "summary"),
    "url": ("url", "link", "pageurl"),
    "tags": ("tags", "keywords"),
}


def video(values: Mapping[str, str]) -> Video:
    """Return the video that an item speaks of; its other values become `fields`.

    :raises ValueError: it has no id.
    """
    values = {name: text.replace("\x00", "") for name, text in values.items()}
    plain = {name.lower().replace("_", "").replace("-", ""): text for name, text in values.items()}
    found = {ours: next((plain[name] for name in names if plain.get(name)), "") for ours, names in _NAMES.items()}
    if not found["id"]:
        msg = f"an item has none of {', '.join(_NAMES['id'])}"
        raise ValueError(msg)
    return Video(
        id=found["id"].strip(),
        title=found["title"].strip(),
        description=found["description"].strip(),
        url=found["url"].strip(),
        tags=parted(found["tags"]),
        fields={name.lower(): text for name, text in values.items()},
    )
