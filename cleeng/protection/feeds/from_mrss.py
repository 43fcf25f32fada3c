"""MRSS: RSS 2.0 with Media RSS.

A `<guid>` (else the `id` of `media:content`, else `<link>`) names the video; `media:title`, `media:description`
and `media:keywords` win over their plain kin.  Every other element with text becomes a field by its local name.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from markupsafe import Markup

from cleeng.protection.feeds.record import video

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleeng.protection.video import Video

_MEDIA = "{http://search.yahoo.com/mrss/}"
_REPEATED = ("category", "keywords", "tags")


def read(stream: IO[bytes]) -> Iterator[Video]:
    """Yield the videos, as they are read.

    :raises ValueError: it is no well-formed XML, or uses what XML attacks use: DTDs, entities.
    """
    try:
        for _, element in iterparse(stream, forbid_dtd=True):
            if element.tag == "item":
                yield video(_values(element))
                element.clear()
    except (ParseError, DefusedXmlException) as error:
        raise ValueError(str(error) or type(error).__name__) from error


def _values(item: Element) -> dict[str, str]:
    values: dict[str, str] = {}
    for element in sorted(item.iter(), key=lambda e: e.tag.startswith(_MEDIA)):  # Media RSS comes last, and wins
        name = element.tag.rpartition("}")[2].lower()
        text = Markup((element.text or "").strip()).striptags()  # noqa: S704 - to take HTML off
        if not text:
            continue
        values[name] = f"{values[name]},{text}" if name in _REPEATED and name in values else text
    content = item.find(f".//{_MEDIA}content")
    id_ = values.get("guid") or (content.get("id") if content is not None else None) or values.get("link")
    return {**values, "id": id_ or "", "tags": ",".join(values[name] for name in _REPEATED if name in values)}
