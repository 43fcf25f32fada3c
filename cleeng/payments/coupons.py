"""Coupons of open orders: taken, taken back, and given up with orders that nobody pays."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cleeng.coupons.errors import CouponTooLate
from cleeng.coupons.redemption import HOLD
from cleeng.orders.models import OrderStatus

if TYPE_CHECKING:
    from cleeng.catalog.offer import LocalOffer
    from cleeng.coupons.guesses import Asker
    from cleeng.coupons.redemption import RedemptionService
    from cleeng.orders.buyer import Buyer
    from cleeng.orders.models import Order
    from cleeng.orders.service import OrderService
    from cleeng.payments.service import PaymentService
    from cleeng.publishers.publisher import Publisher

#: While a payment of the order is under way, when to look again whether its coupon is still wanted.
LOOK_AGAIN = dt.timedelta(minutes=15)


class OrderCoupons:
    """What coupons do to the open orders of one publisher."""

    def __init__(
        self, publisher: Publisher, orders: OrderService, payments: PaymentService, redemptions: RedemptionService
    ) -> None:
        self.publisher = publisher
        self.orders = orders
        self.payments = payments
        self.redemptions = redemptions

    def take(
        self, order_id: int, offer: LocalOffer, buyer: Buyer, code: str, asker: Asker, *, life: dt.timedelta = HOLD
    ) -> None:
        """Hold a code for an open order, for `life`, and price the order with it.

        :raises CouponRefused: the order keeps its price; the error says why.
        """
        order = self.orders.lock(order_id)
        if not self._open(order):
            raise CouponTooLate(code)
        self.redemptions.hold(order, code, offer, asker, life)
        self.orders.requote(order, offer, buyer)

    def drop(self, order_id: int, offer: LocalOffer, buyer: Buyer) -> None:
        """Give back what an open order holds, and price it without; one that is paid or being paid stays as it is."""
        order = self.orders.lock(order_id)
        if self._open(order):
            self.redemptions.release(order_id)
            self.orders.requote(order, offer, buyer)

    def give_up(self, order_id: int) -> None:
        """Give back what an order holds whose buyer did not come back in time; what was agreed anew meanwhile stays."""
        order = self.orders.lock(order_id)
        use = self.redemptions.of_order(order_id)
        if use is None or use.due_at is None or use.due_at > self.publisher.clock.now():
            return
        if order.status is OrderStatus.PAID:
            self.redemptions.redeem(order_id)
        elif self.payments.unsettled(order_id) is not None:
            self.redemptions.keep(order_id, LOOK_AGAIN)
        else:
            offer = self.orders.catalog.by_number(order.offer_number, order.offer_country)
            self.drop(order_id, offer, order.who())

    def _open(self, order: Order) -> bool:
        return order.status is OrderStatus.OPEN and self.payments.unsettled(order.id) is None
