"""The sources that the publishers of an installation use, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleeng.api import ExchangeRateProvider
    from cleeng.publishers.publisher import Publisher


@dataclass(frozen=True, slots=True)
class Feed:
    """A source, and the provider that asks it in the name of the first publisher who uses it."""

    source: str
    provider: ExchangeRateProvider
    publisher: Publisher


def feeds(publishers: Iterable[Publisher]) -> dict[str, Feed]:
    """Return every source in use, in the order of the publishers."""
    found: dict[str, Feed] = {}
    for publisher in publishers:
        provider: ExchangeRateProvider | None = publisher.first("rates")
        if provider is not None:
            found.setdefault(provider.source, Feed(provider.source, provider, publisher))
    return found
