"""The rows of a return, as values, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from cleeng.api import Money
    from cleeng.rates.rate import Rate

HEADER = (
    "section",
    "period",
    "country",
    "region",
    "name",
    "kind",
    "rate",
    "tax_id",
    "documents",
    "currency",
    "net",
    "tax",
    "exchange_rate",
    "exchange_date",
    "return_currency",
    "return_net",
    "return_tax",
)
#: Columns whose texts somebody else wrote: a tax service, a buyer.
_WORDS = ("region", "name", "tax_id")


@dataclass(frozen=True, slots=True)
class Row:
    """One row.  `net` and `tax` are as invoiced, `return_net` and `return_tax` in the currency of the return.

    `exchange` says how many units of `net`'s currency one unit of the return's was worth, None where they are one.
    """

    section: str
    period: str
    country: str
    net: Money | None
    tax: Money | None
    return_net: Money | None
    return_tax: Money | None
    region: str = ""
    name: str = ""
    kind: str = ""
    rate: Decimal | None = None
    tax_id: str = ""
    documents: int = 0
    exchange: Rate | None = None

    def cells(self) -> dict[str, str]:
        """Return what stands under each word of HEADER; "" for what does not apply."""
        invoiced = self.net if self.net is not None else self.tax
        returned = self.return_net if self.return_net is not None else self.return_tax
        cells = {
            "section": self.section,
            "period": self.period,
            "country": self.country,
            "region": self.region,
            "name": self.name,
            "kind": self.kind,
            "rate": "" if self.rate is None else f"{self.rate.normalize():f}",
            "tax_id": self.tax_id,
            "documents": str(self.documents or ""),
            "currency": invoiced.currency if invoiced is not None else "",
            "net": _amount(self.net),
            "tax": _amount(self.tax),
            "exchange_rate": str(self.exchange.rate) if self.exchange else "",
            "exchange_date": str(self.exchange.day) if self.exchange else "",
            "return_currency": returned.currency if returned is not None else "",
            "return_net": _amount(self.return_net),
            "return_tax": _amount(self.return_tax),
        }
        return {word: cells[word] for word in HEADER}


@dataclass(frozen=True, slots=True)
class TaxReturn:
    """A return: `payable` in its currency; `nil` where nothing was sold and nothing is corrected.

    So many rows that belong into it are `unconverted`, and not part of `payable`: nobody said them in its currency.
    """

    scheme: str
    period: str
    first: dt.date
    last: dt.date
    rows: Sequence[Row]
    nil: bool
    due: dt.date | None = None
    payable: Money | None = None
    unconverted: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "scheme": self.scheme,
            "period": self.period,
            "from": str(self.first),
            "to": str(self.last),
            "due": str(self.due) if self.due else None,
            "nil": self.nil,
            "currency": self.payable.currency if self.payable is not None else None,
            "payable": _amount(self.payable) or None,
            "unconverted": self.unconverted,
            "rows": [row.cells() for row in self.rows],
        }

    def to_csv(self) -> str:
        """Return it with a line of column names, lines ended as RFC 4180 wants them."""
        return _csv(row.cells() for row in self.rows)


def _csv(rows: Iterable[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER)
    writer.writeheader()
    writer.writerows({word: _harmless(cell) if word in _WORDS else cell for word, cell in row.items()} for row in rows)
    return text.getvalue()


def _harmless(cell: str) -> str:
    """Return a text that spreadsheets do not take for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _amount(amount: Money | None) -> str:
    return "" if amount is None else str(amount.decimal)
