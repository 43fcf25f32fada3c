"""What a coupon takes off a price, today and later."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from cleeng.api import Money
from cleeng.coupons.coupon import ENDLESS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleeng.coupons.coupon import Coupon


@dataclass(frozen=True, slots=True)
class Discount:
    """A coupon's line: `rate` percent are `amount` off the price of today, before tax; `before` is today's old total.

    Of a subscription, `later_periods` periods after the first cost `reduced`, tax included where it is; after
    them the full price holds.  `first` says whether the first period is reduced.  `waives_method` says that a
    subscription which costs nothing today begins without a way to pay.
    """

    code: str
    campaign_id: int
    rate: Decimal
    amount: Money
    before: Money
    first: bool = True
    periods: int = 1
    later_periods: int = 0
    reduced: Money | None = None
    waives_method: bool = False

    @property
    def endless(self) -> bool:
        """Whether all later periods are reduced."""
        return self.later_periods >= ENDLESS

    def to_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "code": self.code,
            "campaign_id": self.campaign_id,
            "rate": str(self.rate),
            "amount": self.amount.minor,
            "before": self.before.minor,
            "first": self.first,
            "periods": self.periods,
            "later_periods": self.later_periods,
            "reduced": self.reduced.minor if self.reduced is not None else None,
            "waives_method": self.waives_method,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], currency: str) -> Self:
        """Read back what `to_json` gave."""
        return cls(
            code=data["code"],
            campaign_id=data["campaign_id"],
            rate=Decimal(data["rate"]),
            amount=Money(data["amount"], currency),
            before=Money(data["before"], currency),
            first=data["first"],
            periods=data["periods"],
            later_periods=data["later_periods"],
            reduced=None if data["reduced"] is None else Money(data["reduced"], currency),
            waives_method=data["waives_method"],
        )


def taken_off(price: Money, coupon: Coupon) -> Money:
    """Return what a coupon takes off one payment of `price`: its percentage, half up."""
    return price.percent(coupon.rate)
