"""The worker's part of payments: settle what nobody answered, and bring surplus money back."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng import logs
from cleeng.api import PaymentRef, Status
from cleeng.payments.models import UNSETTLED, Payment, Refund
from cleeng.publishers.queries import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleeng.application import Application
    from cleeng.publishers.publisher import Publisher

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking about one payment or refund brought."""

    what: str  #: "payment" or "refund"
    publisher: int
    id: str
    before: str
    after: str
    error: str = ""

    @property
    def changed(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.error) or self.before != self.after

    def __str__(self) -> str:
        return f"{self.what} {self.id} of publisher {self.publisher}: {self.error or f'{self.before} → {self.after}'}"

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return asdict(self)


class PaymentReconciler:
    """Asks the gateway about payments that are not settled."""

    model = Payment

    def __init__(self, application: Application) -> None:
        self.application = application

    def run(self, key: tuple[Any, ...]) -> None:
        """Ask about one payment and store the answer."""
        publisher = _publisher(self.application, key[0])
        with self.application.database.unit() as unit:
            self.application.services(publisher, unit).payments.look(key[1])


class RefundSender:
    """Sends refunds that are due."""

    model = Refund

    def __init__(self, application: Application) -> None:
        self.application = application

    def run(self, key: tuple[Any, ...]) -> None:
        """Ask the gateway for one refund, under the refund's own key, and store the answer."""
        publisher = _publisher(self.application, key[0])
        with self.application.database.unit(writes=False) as unit:
            refund = unit.db.get_one(Refund, key)
            if refund.status is not Status.PENDING:
                return
            payment = unit.db.get_one(Payment, (refund.publisher_id, refund.payment_id))
            reference = PaymentRef(payment.id, payment.amount, payment.reference)
            gateway, amount, refund_id = payment.gateway, refund.amount, refund.id
            services = self.application.services(publisher, unit)
        result = services.gateways.refund(gateway, reference, refund_id, amount)
        if result.status not in (Status.SUCCEEDED, Status.FAILED):
            raise RuntimeError(f"the gateway did not settle the refund: {result.status} {result.code}")
        with self.application.database.unit() as unit:
            refund = unit.db.get_one(Refund, key, with_for_update=True)
            if refund.status is not Status.PENDING:
                return
            refund.status = result.status
            refund.settled_at = publisher.clock.now()
            refund.due_at = None
            log.info(
                "refund settled", extra={"refund": refund.id, "payment": refund.payment_id, "status": result.status}
            )


def reconcile(application: Application) -> Iterator[Asked]:
    """Ask about everything that is not settled, whenever it is due; yield what changed and what went wrong.

    Harmless beside a running worker: both ask under the same keys and store answers under the same locks.
    """
    payments, refunds = PaymentReconciler(application), RefundSender(application)
    for handler, unsettled in ((payments, UNSETTLED), (refunds, (Status.PENDING,))):
        for key in _keys(application, handler.model, unsettled):
            asked = _ask(application, handler, key)
            if asked.changed:
                yield asked


def _keys(application: Application, model: type[Any], unsettled: tuple[Status, ...]) -> list[tuple[int, str]]:
    publishers = served([publisher.id for publisher in application.publishers])
    query = sa.select(model.publisher_id, model.id).where(
        model.publisher_id.in_(publishers), model.status.in_(unsettled)
    )
    with application.database.unit(writes=False) as unit:
        return [(publisher_id, id_) for publisher_id, id_ in unit.db.execute(query.order_by(model.created_at))]


def _ask(application: Application, handler: PaymentReconciler | RefundSender, key: tuple[int, str]) -> Asked:
    what, before, error = handler.model.__tablename__, _status(application, handler.model, key), ""
    try:
        handler.run(key)
    except Exception as problem:  # one bad row must not stop the others
        log.exception("asking failed", extra={"what": what, "publisher": key[0], "id": key[1]})
        error = logs.redact(repr(problem))
    return Asked(what, *key, before, _status(application, handler.model, key), error)


def _status(application: Application, model: type[Any], key: tuple[int, str]) -> str:
    with application.database.unit(writes=False) as unit:
        status: Status = unit.db.get_one(model, key).status
        return status.value


def _publisher(application: Application, id_: int) -> Publisher:
    publisher = application.publishers.get(id_)
    if publisher is None:
        raise LookupError(f"publisher {id_} is not configured: nobody can be asked")
    return publisher
