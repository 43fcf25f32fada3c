"""What makes a campaign: its fields and their limits (product reference, 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleeng.coupons.coupon import ENDLESS
from cleeng.coupons.errors import InvalidCampaign

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from cleeng.coupons.models import CampaignKind

LONGEST_NAME = 100
#: Codes that one call imports, or has drawn.
MOST_CODES = 100_000
#: Offers and tags that a campaign may name.
MOST_NAMED = 500
#: Uses; what is more needs no limit.
MOST_USES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class CampaignData:
    """What a campaign is made from.  `discount` is in percent; a limit of 0 is none."""

    kind: CampaignKind
    name: str
    discount: Decimal
    max_usages: int = 0
    usage_per_code: int = 0
    usage_per_user: int = 0
    expires_at: dt.datetime | None = None
    offer_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    associate_email: str = ""
    active: bool = True
    first_period: bool = True
    periods: int = 1
    method_required: bool = True

    @property
    def hundredths(self) -> int:
        """The discount in hundredths of a percent."""
        return int(self.discount * 100)

    def check(self, now: dt.datetime) -> None:
        """Refuse what makes no campaign.

        :raises InvalidCampaign: naming the field, as the API calls it, and the rule.
        """
        if not self.name.strip():
            raise InvalidCampaign("name is missing")
        if len(self.name) > LONGEST_NAME:
            raise InvalidCampaign(f"name has at most {LONGEST_NAME} characters")
        self._check_discount()
        for field, value in (
            ("maxUsages", self.max_usages),
            ("usagePerCoupon", self.usage_per_code),
            ("usagePerUser", self.usage_per_user),
        ):
            if not 0 <= value <= MOST_USES:
                raise InvalidCampaign(f"{field} is a number of uses, or 0 for no limit")
        if self.expires_at is not None and self.expires_at <= now:
            raise InvalidCampaign("expirationDate has passed")
        if not 1 <= self.periods <= ENDLESS:
            raise InvalidCampaign(f"numberOfAppliedPeriods is 1 to {ENDLESS}, which stands for all of them")

    def _check_discount(self) -> None:
        if not 0 <= self.discount <= 100:  # noqa: PLR2004 - percent
            raise InvalidCampaign("discount is a percentage, 0 to 100")
        if 0 < self.discount < 1:
            raise InvalidCampaign("discount is a percentage: 15 for 15 %, not 0.15")
        if self.discount * 100 % 1:
            raise InvalidCampaign("discount has at most two digits after the point")
