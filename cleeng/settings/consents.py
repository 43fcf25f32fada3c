"""Sections `[consent:NAME]` of a publisher's ini: what customers are asked to agree to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import pydantic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleeng.settings.faults import Faults
    from cleeng.settings.ini import Section

_SECTION = re.compile(r"consent:([a-z][a-z0-9_]{0,63})")
#: Consents that there are without a section, once the address of their text is set: name -> key of [branding].
BUILT_IN = {"terms": "terms_url", "privacy": "privacy_url"}


class Consent(pydantic.BaseModel):
    """One consent.  `value` is its text or where that stands; a new `version` asks everybody again."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    version: Annotated[str, pydantic.Field(min_length=1, max_length=32)] = "1"
    value: Annotated[str, pydantic.Field(max_length=2000)] = ""
    label: Annotated[str, pydantic.Field(max_length=500)] = ""
    required: bool = False


def is_consent(section: str) -> bool:
    """Say whether a section is of this kind."""
    return _SECTION.fullmatch(section) is not None


def read_consents(sections: Mapping[str, Section], urls: Mapping[str, str], faults: Faults) -> dict[str, Consent]:
    """Return the consents by name, the built-in ones first; `urls` are the addresses of [branding] that are set."""
    found = {name: Consent(value=urls[key], required=True) for name, key in BUILT_IN.items() if urls.get(key)}
    for title, section in sections.items():
        match = _SECTION.fullmatch(title)
        read = faults.validate(Consent, section) if match else None
        if match is None or read is None:
            continue
        name = match[1]
        value = read.value or urls.get(BUILT_IN.get(name, ""), "")
        if not value:
            faults.add(section.path, section.line, f"[{title}] value: is missing")
        required = read.required if "required" in read.model_fields_set else name in found
        found[name] = read.model_copy(update={"value": value, "required": required})
    return found
