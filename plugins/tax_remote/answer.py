"""What the service answers, checked before anything is worked out with it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from cleeng.api import PartRate, RateKind, TaxReason, TaxUnknown


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class ServiceRate(_Model):
    """One jurisdiction's rate, in percent, written as a text so that no digit is lost."""

    jurisdiction: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    region: Annotated[str, Field(max_length=10)] = ""
    name: Annotated[str, Field(min_length=1, max_length=60)]
    rate: Annotated[Decimal, Field(gt=0, le=100, decimal_places=4)]
    kind: RateKind = RateKind.STANDARD

    @field_validator("rate", mode="before")
    @classmethod
    def _no_float(cls, value: object) -> object:
        if isinstance(value, float):
            msg = "write the rate as a text"
            raise ValueError(msg)  # noqa: TRY004 - pydantic reports it with the field
        return value


class Answer(_Model):
    """What holds for one buyer.  `rates` is by product; "" stands for all that it does not name."""

    handled: bool = True
    reason: TaxReason = TaxReason.NOT_REGISTERED
    rates: dict[str, tuple[ServiceRate, ...]] = Field(default_factory=dict)
    invoice_text: Annotated[str, Field(alias="invoiceText", max_length=500)] = ""
    reference: Annotated[str, Field(max_length=100)] = ""
    fresh_for: Annotated[int, Field(alias="freshFor", ge=60, le=7 * 86400)] = 3600

    def rates_of(self, product: str) -> list[PartRate]:
        """Return the rates of a product."""
        found = self.rates.get(product, self.rates.get("", ()))
        return [PartRate(r.jurisdiction, r.name, r.rate, r.region, r.kind) for r in found]


def read_answer(said: Any) -> Answer:
    """Read an answer, fresh or stored.

    :raises TaxUnknown: it is none.
    """
    try:
        return Answer.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise TaxUnknown(f"the tax service answered what cannot be used: {where}: {first['msg']}") from error
