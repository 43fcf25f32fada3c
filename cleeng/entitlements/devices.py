"""On how many devices a customer watches (JSON-RPC reference, 1.5; product reference, 14)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.customers.models import Customer
from cleeng.entitlements.errors import DeviceLimitReached
from cleeng.entitlements.models import CustomerDevice

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cleeng.publishers.publisher import Publisher

MOST_DEVICES = 3
HELD = dt.timedelta(hours=3)
#: A device that was seen so short a time ago need not be written down again.
_FRESH = dt.timedelta(minutes=1)


class DeviceService:
    """The devices of one publisher's customers."""

    def __init__(self, db: Session, publisher: Publisher) -> None:
        self.db = db
        self.publisher = publisher

    def seen(self, customer_id: int, device_id: str, device_type: str) -> None:
        """Note that a customer watches on a device; it counts until three hours after it was last seen.

        :raises DeviceLimitReached: he watches on three others.
        """
        now = self.publisher.clock.now()
        self._hold(customer_id)
        held = {device.device_id: device for device in self._devices(customer_id)}
        for device in [*held.values()]:
            if device.seen_at + HELD <= now:
                self.db.delete(held.pop(device.device_id))
        known = held.get(device_id)
        if known is not None:
            if known.seen_at + _FRESH <= now:
                known.seen_at = now
            return
        if len(held) >= MOST_DEVICES:
            raise DeviceLimitReached
        self.db.add(
            CustomerDevice(
                publisher_id=self.publisher.id,
                customer_id=customer_id,
                device_id=device_id,
                device_type=device_type,
                seen_at=now,
            )
        )

    def _hold(self, customer_id: int) -> None:
        """Let two devices that come at once take turns."""
        self.db.execute(
            sa.select(Customer.id)
            .where(Customer.publisher_id == self.publisher.id, Customer.id == customer_id)
            .with_for_update()
        )

    def _devices(self, customer_id: int) -> sa.ScalarResult[CustomerDevice]:
        return self.db.scalars(
            sa.select(CustomerDevice).where(
                CustomerDevice.publisher_id == self.publisher.id, CustomerDevice.customer_id == customer_id
            )
        )
