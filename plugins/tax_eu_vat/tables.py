"""The rates and territories that come with the plugin."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cleeng.api import read_tax_table

if TYPE_CHECKING:
    from cleeng.api import TaxTable

FOLDER = Path(__file__).parent / "data"


@cache
def eu_table() -> TaxTable:
    """Return the table; it is read once per process."""
    return read_tax_table(FOLDER)
