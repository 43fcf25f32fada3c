"""The section `[plugin:tax_eu_vat]`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl

from cleeng.api import ProviderSettings

from .tables import eu_table

VIES = "https://ec.europa.eu/taxation_customs/vies/rest-api"
#: Registered once for all member states.
OSS = "oss"


def _words(text: object) -> object:
    return tuple(text.split()) if isinstance(text, str) else text


def _registered(names: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [name for name in names if name != OSS and name not in eu_table().countries]
    if wrong:
        msg = f"{' '.join(wrong)}: neither oss nor a member state (ISO 3166-1 codes, Greece is GR)"
        raise ValueError(msg)
    return names


class EuVatSettings(ProviderSettings):
    """Where the publisher pays the tax, and how sure it has to be where a buyer is."""

    registered: Annotated[tuple[str, ...], BeforeValidator(_words), AfterValidator(_registered)] = (OSS,)
    below_threshold: bool = False
    evidence: Literal["1", "2"] = "2"
    inclusive: bool | None = None
    reverse_charge: bool = True
    vies: HttpUrl = HttpUrl(VIES)
    vies_timeout: Annotated[float, Field(gt=0, le=60)] = 10
