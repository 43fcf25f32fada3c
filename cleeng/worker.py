"""The background work of an installation: every handler there is, and what brings them their rows."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from cleeng.messages.delivery import outbox_handler
from cleeng.payments.abandoned import AbandonedCoupons
from cleeng.payments.reconcile import PaymentReconciler, RefundSender
from cleeng.publishers.queries import served
from cleeng.rates.update import RateUpdates
from cleeng.taxes.checker import TaxNumberChecker
from cleeng.work import Handler, Worker

if TYPE_CHECKING:
    from cleeng.application import Application


def build_worker(application: Application) -> Worker:
    """Return a worker for everything that comes due in an installation."""
    handlers: list[Handler] = [
        PaymentReconciler(application),
        RefundSender(application),
        AbandonedCoupons(application),
        TaxNumberChecker(application),
        outbox_handler(application),
        RateUpdates(application),
    ]
    publishers = served([publisher.id for publisher in application.publishers])
    return Worker(application.database, application.clocks, handlers, publishers)


class WorkerThread:
    """A worker beside a server, in the same process."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.thread = threading.Thread(target=worker.run_forever, name="cleeng-worker")

    def start(self) -> None:
        """Begin to work."""
        self.thread.start()

    def stop(self) -> None:
        """End after the row in hand, and wait for that."""
        self.worker.stop()
        self.thread.join()
