"""Ways to pay that customers keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.ids import Kind, allocate
from cleeng.payments.errors import UnknownMethod
from cleeng.payments.models import PaymentMethod
from cleeng.payments.snapshot import write_snapshot

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cleeng.api import Result
    from cleeng.payments.models import Payment
    from cleeng.publishers.publisher import Publisher


class MethodService:
    """The stored payment methods of one publisher's customers."""

    def __init__(self, db: Session, publisher: Publisher) -> None:
        self.db = db
        self.publisher = publisher

    def of(self, customer_id: int) -> list[PaymentMethod]:
        """Return a customer's methods, newest first."""
        return list(
            self.db.scalars(
                sa.select(PaymentMethod)
                .where(
                    PaymentMethod.publisher_id == self.publisher.id,
                    PaymentMethod.customer_id == customer_id,
                    PaymentMethod.removed_at.is_(None),
                )
                .order_by(PaymentMethod.created_at.desc(), PaymentMethod.id)
            )
        )

    def get(self, method_id: int, customer_id: int | None = None) -> PaymentMethod:
        """Return a method; with `customer_id`, only if it is this customer's.

        :raises UnknownMethod: removed, another's, or unknown.
        """
        method = self.db.get(PaymentMethod, (self.publisher.id, method_id))
        theirs = method is not None and customer_id in (None, method.customer_id)
        if method is None or not theirs or method.removed_at is not None:
            raise UnknownMethod(str(method_id))
        return method

    def find(self, method_id: int | None) -> PaymentMethod | None:
        """Return a method, a removed one too, or None."""
        return self.db.get(PaymentMethod, (self.publisher.id, method_id)) if method_id else None

    def keep(self, customer_id: int, payment: Payment, result: Result) -> int | None:
        """Store the method that a gateway kept with a payment; the same one again is one row."""
        if not result.saved_token:
            return None
        known = self.db.scalars(
            sa.select(PaymentMethod).where(
                PaymentMethod.publisher_id == self.publisher.id,
                PaymentMethod.gateway == payment.gateway,
                PaymentMethod.token == result.saved_token,
            )
        ).one_or_none()
        if known is not None:
            return known.id
        method = PaymentMethod(
            publisher_id=self.publisher.id,
            id=allocate(self.db, self.publisher.id, Kind.PAYMENT_METHOD),
            customer_id=customer_id,
            gateway=payment.gateway,
            method=payment.method,
            token=result.saved_token,
            network_reference=result.network_reference,
            snapshot=write_snapshot(result.method),
            created_at=self.publisher.clock.now(),
        )
        self.db.add(method)
        return method.id

    def remove(self, method_id: int, customer_id: int | None = None) -> tuple[str, str]:
        """Forget a method, as `get` finds it; return its gateway and token, for telling the gateway after the commit.

        :raises UnknownMethod: removed, another's, or unknown.
        """
        method = self.get(method_id, customer_id)
        method.removed_at = self.publisher.clock.now()
        return method.gateway, method.token
