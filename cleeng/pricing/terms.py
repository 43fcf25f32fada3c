"""What a price depends on beside the offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from cleeng.coupons.coupon import Coupon
    from cleeng.pricing.parts import Conversion
    from cleeng.pricing.rules import PriceRule


@dataclass(frozen=True, slots=True)
class Terms:
    """What a price depends on beside the offer.

    `trial` says whether this buyer may still have the offer's trial; a coupon takes its place.  `rule` has the price
    of now, None where it is the offer's own.  `conversion` is of exactly that price; `unconverted` is why there is none
    although the buyer pays in another currency.  `service_fee` is in percent of what is left of the price after
    the coupon.
    """

    trial: bool
    coupon: Coupon | None = None
    rule: PriceRule | None = None
    conversion: Conversion | None = None
    unconverted: str = ""
    service_fee: Decimal | None = None
    expires_at: dt.datetime | None = None
