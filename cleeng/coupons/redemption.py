"""Uses of codes: looked at, held for an order, redeemed when it is paid, given back when nobody pays it.

Whoever changes a use holds its order's lock first and takes the campaign's next, the lowest id first: every
count is read and written under that lock, and no two buyers can take the last use.
"""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.coupons.codes import is_code, normalise
from cleeng.coupons.coupon import Coupon
from cleeng.coupons.errors import CouponEnded, CouponNotForOffer, CouponUnknown, CouponUsedBefore, CouponUsedUp
from cleeng.coupons.guesses import Guesses
from cleeng.coupons.models import Campaign, Code, Redemption
from cleeng.ids import new_uuid
from cleeng.orders.models import Order

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cleeng.catalog.offer import LocalOffer
    from cleeng.coupons.guesses import Asker
    from cleeng.customers.throttle import Throttle
    from cleeng.publishers.publisher import Publisher

#: How long an open order keeps a use: as long as an idle buyer stays signed in.
HOLD = dt.timedelta(minutes=30)
#: How long after a refused payment: time for another card, no more.
HOLD_REFUSED = dt.timedelta(minutes=15)


class RedemptionService:
    """Who uses the coupons of one publisher."""

    def __init__(self, db: Session, publisher: Publisher, throttle: Throttle) -> None:
        self.db = db
        self.publisher = publisher
        self.throttle = throttle

    def find(self, text: str, offer: LocalOffer, asker: Asker) -> Coupon:
        """Return what a code would give this asker for an offer; holds and writes nothing.

        :raises CouponRefused: it would give nothing; the error says why.
        """
        code, campaign = self._look_up(text, asker)
        return self._granted(code, campaign, offer, asker.customer_id)

    def hold(self, order: Order, text: str, offer: LocalOffer, asker: Asker, life: dt.timedelta = HOLD) -> Coupon:
        """Take one use of a code for an open order, for `life`; what the order held before is given back.

        The caller holds the order's lock.

        :raises CouponRefused: it gives nothing, and the order keeps what it had; the error says why.
        """
        found, campaign = self._look_up(text, asker)
        before = self.of_order(order.id)
        if before is not None and before.code == found.code:
            before.due_at = self.publisher.clock.now() + life
            return Coupon.of(found.code, campaign)
        with self.db.begin_nested():
            self._lock(campaign.id, *([self._campaign_id(before.code)] if before else []))
            if before is not None:
                self._delete(before)
            code = self.db.get_one(Code, (self.publisher.id, found.code), populate_existing=True)
            coupon = self._granted(code, campaign, offer, order.customer_id)
            campaign.used += 1
            code.used += 1
            self._add(order, code, life)
        return coupon

    def held(self, order_id: int) -> Coupon | None:
        """Return what the use that an order holds or has redeemed gives, or None."""
        use = self.of_order(order_id)
        if use is None:
            return None
        campaign_id = self._campaign_id(use.code)
        return Coupon.of(use.code, self.db.get_one(Campaign, (self.publisher.id, campaign_id)))

    def of_order(self, order_id: int) -> Redemption | None:
        """Return the use that an order holds or has redeemed, or None."""
        return self.db.scalars(
            sa.select(Redemption)
            .where(Redemption.publisher_id == self.publisher.id, Redemption.order_id == order_id)
            .execution_options(populate_existing=True)
        ).one_or_none()

    def redeemed(self, text: str, customer_id: int, offer_number: int) -> bool:
        """Say whether a customer got an offer with a code."""
        bought = sa.exists().where(
            Redemption.publisher_id == self.publisher.id,
            Redemption.code == normalise(text),
            Redemption.customer_id == customer_id,
            Redemption.redeemed_at.is_not(None),
            Order.publisher_id == Redemption.publisher_id,
            Order.id == Redemption.order_id,
            Order.offer_number == offer_number,
        )
        return self.db.scalar(sa.select(bought)) is True

    def release(self, order_id: int) -> None:
        """Give back what an open order holds.  The caller holds the order's lock."""
        use = self.of_order(order_id)
        if use is not None and use.redeemed_at is None:
            self._lock(self._campaign_id(use.code))
            self._delete(use)

    def redeem(self, order_id: int) -> None:
        """Settle what an order holds: it is paid.  The caller holds the order's lock."""
        use = self.of_order(order_id)
        if use is not None and use.redeemed_at is None:
            use.redeemed_at = self.publisher.clock.now()
            use.due_at = use.leased_until = None

    def keep(self, order_id: int, life: dt.timedelta) -> None:
        """Let an open order keep what it holds for `life` from now."""
        use = self.of_order(order_id)
        if use is not None and use.redeemed_at is None:
            use.due_at = self.publisher.clock.now() + life

    def _look_up(self, text: str, asker: Asker) -> tuple[Code, Campaign]:
        """Find a code.  Only misses are counted against the asker: who has a code may look at it often."""
        wanted = normalise(text)
        guesses = Guesses(self.throttle, self.publisher.id, asker)
        guesses.check(wanted)
        row = None
        if is_code(wanted):
            row = self.db.execute(
                sa.select(Code, Campaign)
                .join(Campaign, sa.and_(Campaign.publisher_id == Code.publisher_id, Campaign.id == Code.campaign_id))
                .where(Code.publisher_id == self.publisher.id, Code.code == wanted)
            ).one_or_none()
        if row is None:
            if is_code(wanted):
                guesses.missed()
            raise CouponUnknown(wanted)
        return row[0], row[1]

    def _granted(self, code: Code, campaign: Campaign, offer: LocalOffer, customer_id: int | None) -> Coupon:
        """Return what a code gives for an offer, unless a rule or a limit forbids it."""
        coupon = Coupon.of(code.code, campaign)
        over = campaign.expires_at is not None and campaign.expires_at <= self.publisher.clock.now()
        if over or not campaign.active:
            raise CouponEnded(code.code, campaign.expires_at if over else None)
        if not coupon.fits(offer):
            raise CouponNotForOffer(code.code)
        if campaign.usage_per_user and len(self._slots(code.code, customer_id)) >= campaign.usage_per_user:
            raise CouponUsedBefore(code.code)
        if reached(campaign.used, campaign.max_usages) or reached(code.used, campaign.usage_per_code):
            raise CouponUsedUp(code.code)
        return coupon

    def _slots(self, code: str, customer_id: int | None) -> set[int]:
        if customer_id is None:
            return set()
        return set(
            self.db.scalars(
                sa.select(Redemption.slot).where(
                    Redemption.publisher_id == self.publisher.id,
                    Redemption.code == code,
                    Redemption.customer_id == customer_id,
                )
            )
        )

    def _campaign_id(self, code: str) -> int:
        return self.db.get_one(Code, (self.publisher.id, code)).campaign_id

    def _lock(self, *campaign_ids: int) -> None:
        for campaign_id in sorted(set(campaign_ids)):
            key = self.publisher.id, campaign_id
            self.db.get_one(Campaign, key, with_for_update=True, populate_existing=True)

    def _add(self, order: Order, code: Code, life: dt.timedelta) -> None:
        taken = self._slots(code.code, order.customer_id)
        now = self.publisher.clock.now()
        self.db.add(
            Redemption(
                publisher_id=self.publisher.id,
                id=new_uuid(),
                code=code.code,
                order_id=order.id,
                customer_id=order.customer_id,
                slot=next(slot for slot in count(1) if slot not in taken),
                created_at=now,
                due_at=now + life,
            )
        )

    def _delete(self, use: Redemption) -> None:
        """Take a use out of all counts.  The campaign is locked."""
        code = self.db.get_one(Code, (self.publisher.id, use.code), populate_existing=True)
        code.used -= 1
        self.db.get_one(Campaign, (self.publisher.id, code.campaign_id)).used -= 1
        self.db.delete(use)
        self.db.flush()


def reached(used: int, limit: int) -> bool:
    """Say whether a limit leaves nothing; 0 is no limit."""
    return bool(limit) and used >= limit
