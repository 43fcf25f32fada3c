"""`[pricing]` of a publisher's ini: what comes on top of prices."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import pydantic


def _percent(text: object) -> object:
    return text.removesuffix("%").strip() if isinstance(text, str) else text


class Pricing(pydantic.BaseModel):
    """`service_fee` in percent: what buyers pay beside the price of offers with `applyServiceFeeOnCustomer`."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    service_fee: Annotated[
        Decimal, pydantic.BeforeValidator(_percent), pydantic.Field(ge=0, le=50, decimal_places=2)
    ] = Decimal(0)
