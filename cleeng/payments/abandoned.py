"""Coupons of orders that nobody pays: the worker gives them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleeng.coupons.models import Redemption

if TYPE_CHECKING:
    from cleeng.application import Application


class AbandonedCoupons:
    """The worker's part: gives back what orders hold that nobody pays."""

    model = Redemption

    def __init__(self, application: Application) -> None:
        self.application = application

    def run(self, key: tuple[Any, ...]) -> None:
        """Look at one use whose time is over."""
        publisher = self.application.publishers.get(key[0])
        if publisher is None:
            raise LookupError(f"publisher {key[0]} is not configured: nobody can price its orders")
        with self.application.database.unit() as unit:
            use = unit.db.get(Redemption, key)
            if use is not None:
                self.application.services(publisher, unit).order_coupons.give_up(use.order_id)
