"""Seller and buyer as an invoice names them: written down when it is issued, whatever becomes of them later."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleeng.customers.models import Customer
    from cleeng.orders.models import Order
    from cleeng.publishers.publisher import Publisher


class _Stored:
    """Something that stands in a JSON column."""

    def to_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return asdict(self)  # type: ignore[call-overload, no-any-return]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read it back; what an older version did not store yet keeps its default."""
        known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
        return cls(**{name: value for name, value in data.items() if name in known})


@dataclass(frozen=True, slots=True)
class Seller(_Stored):
    """Who sold; `address` are lines without the country (ISO 3166-1 alpha-2)."""

    name: str
    address: Sequence[str]
    country: str
    vat_number: str
    registration: str
    email: str
    note: str  #: what the seller wants said on every invoice

    @classmethod
    def of(cls, publisher: Publisher) -> Seller:
        """Return what a publisher's ini says."""
        info, own = publisher.info, publisher.settings.invoices
        address = own.address or ((info.address,) if info.address else ())
        name = own.name or info.name
        return cls(name, list(address), info.country, info.vat_number, own.registration, info.email, own.note)


@dataclass(frozen=True, slots=True)
class Recipient(_Stored):
    """Who bought, as far as is known: many customers give an e-mail address and a country, no more.

    `address` are the lines under which a register of tax numbers has a business, without the country.
    """

    name: str
    email: str
    country: str
    company: str = ""
    tax_id: str = ""
    region: str = ""
    postcode: str = ""
    address: Sequence[str] = ()

    @classmethod
    def of(cls, customer: Customer, order: Order, tax_id: str, holder: str = "", address: str = "") -> Recipient:
        """Return what a customer says and an order was made with; `tax_id` is his number in full, if it is valid.

        `holder` and `address` are whose number it is by the register, "" where that keeps it to itself.
        """
        name = f"{customer.first_name} {customer.last_name}".strip()
        who = order.who()
        lines = [line.strip() for line in address.splitlines() if line.strip()]
        company = who.company or holder
        return cls(name, customer.email, who.country, company, tax_id, who.region, who.postcode, lines)
