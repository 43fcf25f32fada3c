"""What a record of a database says of a place."""

from __future__ import annotations

from typing import Any

from cleeng.api import Place


def place_of(record: Any) -> Place | None:
    """Read a record of either shape: flat `country_code`, or MaxMind's nested `country` and `subdivisions`."""
    if not isinstance(record, dict):
        return None
    if "country_code" in record:
        return _place(record["country_code"], "")
    country, divisions = record.get("country"), record.get("subdivisions")
    largest = divisions[0] if isinstance(divisions, list) and divisions else None
    return _place(_code(country), _code(largest))


def _code(entry: object) -> object:
    return entry.get("iso_code") if isinstance(entry, dict) else None


def _place(country: object, region: object) -> Place | None:
    if not (isinstance(country, str) and len(country) == 2 and country.isascii() and country.isalpha()):  # noqa: PLR2004
        return None
    if country.upper() == "ZZ":
        return None
    return Place(country.upper(), region if isinstance(region, str) else "")
