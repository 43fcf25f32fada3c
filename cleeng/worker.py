"""The background work of an installation: every handler there is, and what brings them their rows."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from cleeng.outbox import OutboxHandler
from cleeng.payments.reconcile import PaymentReconciler, RefundSender
from cleeng.work import Handler, Worker

if TYPE_CHECKING:
    from cleeng.api import Event
    from cleeng.application import Application


def build_worker(application: Application) -> Worker:
    """Return a worker for everything that comes due in an installation."""
    observers = Observers(application)
    handlers: list[Handler] = [
        PaymentReconciler(application),
        RefundSender(application),
        OutboxHandler(application.database, application.clocks, {"observer": observers.tell}),
    ]
    ids = [publisher.id for publisher in application.publishers]
    return Worker(application.database, application.clocks, handlers, ids)


class Observers:
    """Tells plugins what happened (`cleeng_event`)."""

    def __init__(self, application: Application) -> None:
        self.publishers = application.publishers
        self.callers = dict(application.plugins.each("cleeng_event"))

    def tell(self, publisher_id: int, plugin: str, event: Event, key: str) -> None:
        """Tell one plugin; its exception means: again later.  One that has gone since has nothing to hear."""
        publisher, call = self.publishers.get(publisher_id), self.callers.get(plugin)
        if publisher is not None and call is not None:
            call(ctx=publisher.context(key, subject=event.subject), event=event)


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
