"""Who buys: what the viewer chose, and what was seen of where he is."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Self

from cleeng.api import Evidence, Party

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What an order has columns for; the rest of a buyer is one JSON value.
_COLUMNS = {"country", "ip_country", "customer_id"}


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who wants to buy, and where from.

    `country` as chosen, `ip_country` and `ip_region` as seen, `card_country` where the card was issued, "" if
    unknown; countries are ISO 3166-1 alpha-2, regions ISO 3166-2 without the country.  `currency` (ISO 4217) as
    chosen, "" for the country's.  `tax_id` is a VAT number as typed, `company` the name that goes with it.
    `declared_country` is where he said that he lives, asked beside the card.
    """

    country: str
    ip_country: str = ""
    customer_id: int | None = None
    currency: str = ""
    region: str = ""
    postcode: str = ""
    tax_id: str = ""
    company: str = ""
    ip_region: str = ""
    card_country: str = ""
    declared_country: str = ""

    @property
    def party(self) -> Party:
        """The buyer as tax rules see one."""
        region = self.region or (self.ip_region if self.ip_country == self.country else "")
        return Party(self.country, region, self.postcode, self.tax_id)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What says where the buyer is (Regulation (EU) 282/2011, article 24f)."""
        seen = [
            Evidence("ip", self.ip_country, self.ip_region),
            Evidence("billing", self.country, self.region),
            Evidence("card", self.card_country),
            Evidence("declaration", self.declared_country),
        ]
        return tuple(item for item in seen if item.country)

    def living_in(self, country: str) -> Self:
        """Return the buyer with another country as chosen, without what he said of the one before."""
        if country == self.country:
            return self
        return replace(self, country=country, region="", postcode="", tax_id="", declared_country="")

    def to_json(self) -> dict[str, Any]:
        """Return what an order has no column for, as far as there is something."""
        return {name: value for name, value in asdict(self).items() if value and name not in _COLUMNS}

    @classmethod
    def from_json(cls, country: str, ip_country: str, customer_id: int, data: Mapping[str, Any]) -> Self:
        """Read back a stored buyer."""
        known = {field.name for field in fields(cls)} - _COLUMNS
        return cls(country, ip_country, customer_id, **{name: data[name] for name in known & set(data)})
