"""`[pricing]` of a publisher's ini: what comes on top of prices, and prices in other currencies."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import pydantic


def _percent(text: object) -> object:
    return text.removesuffix("%").strip() if isinstance(text, str) else text


class Pricing(pydantic.BaseModel):
    """`service_fee` in percent: what buyers pay beside the price of offers with `applyServiceFeeOnCustomer`.

    `convert`: whether viewers abroad pay in their own currency; `price_points`: whether converted prices end as is
    usual there; `oldest_rates` in days: with older ones nothing is converted.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    service_fee: Annotated[
        Decimal, pydantic.BeforeValidator(_percent), pydantic.Field(ge=0, le=50, decimal_places=2)
    ] = Decimal(0)
    convert: bool = True
    price_points: bool = True
    oldest_rates: Annotated[int, pydantic.Field(ge=1, le=366)] = 30
