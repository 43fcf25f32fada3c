"""The worker's part of payments: settle what nobody answered, and bring surplus money back."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng import logs
from cleeng.api import Status
from cleeng.payments.models import UNSETTLED, Payment, Refund
from cleeng.publishers.queries import served
from cleeng.work import TryLater

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
        """Ask the gateway for one refund, under the refund's own key, and store the answer.

        :raises TryLater: the gateway did not settle it, and did not say that it will.
        """
        publisher = _publisher(self.application, key[0])
        with self.application.database.unit() as unit:
            result = self.application.services(publisher, unit).refunds.send(key[1])
        if result.status not in (Status.SUCCEEDED, Status.FAILED, Status.CANCELED, Status.PENDING):
            raise TryLater(f"the gateway did not settle the refund: {result.status.value} {result.code}".rstrip())


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
    except TryLater as later:  # nothing is broken here
        error = logs.redact(str(later))
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
