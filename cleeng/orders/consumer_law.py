"""What a country's law wants said when something is sold: the button, consents, renewal terms.

The wording lies in `cleeng/data/consumer_law.toml`, each entry with its source and the day it was checked.
It is data to start from, no legal advice (docs/publishers/consumer-law.md).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Consent:
    """A box to tick.  `name` and `version` are stored with the order, with the time of the tick."""

    name: str
    text: str
    version: str
    required: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences of the catalogue; `{amount}`, `{period}` and `{date}` are filled in by the page.

    `keep_ticked` says whether "keep this card" may be ticked in advance.
    """

    button: str
    consents: tuple[Consent, ...]
    renewal: str
    keep_ticked: bool


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("cleeng").joinpath("data/consumer_law.toml").read_text(encoding="utf-8"))


@cache
def group_of(country: str) -> str:
    """Return the name of the group of rules that a country belongs to."""
    for name, group in _data()["group"].items():
        if country in group["countries"]:
            return str(name)
    return "default"


@cache
def wording(country: str, *, recurring: bool, trial: bool, free: bool) -> Wording:
    """Return what has to stand beside a purchase in `country` (ISO 3166-1 alpha-2)."""
    group = _data()["group"][group_of(country)]
    kind = "free" if free and not recurring else "trial" if trial else "recurring" if recurring else "once"
    consents = tuple(
        Consent(c["name"], c["text"], c["version"], c["required"])
        for c in group.get("consent", ())
        if kind in c["applies"]
    )
    renewal = group["renewal"].get(kind, "")
    return Wording(group["button"][kind], consents, renewal, bool(group["keep_ticked"]))
