"""Who delivers the rows of the outbox: plugins that watch events, notifiers, tax rules, publishers' servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.messages.sender import MessageSender
from cleeng.outbox import OutboxHandler
from cleeng.taxes.telling import TaxTeller
from cleeng.webhooks.sender import WebhookSender

if TYPE_CHECKING:
    from cleeng.api import Event
    from cleeng.application import Application


def outbox_handler(application: Application) -> OutboxHandler:
    """Return what delivers an installation's outbox."""
    routes = {"observer": Observers(application).tell, "message": MessageSender(application).send}
    routes["tax"] = TaxTeller(application).tell
    routes["webhook"] = WebhookSender(application).send
    return OutboxHandler(application.database, application.clocks, routes)


class Observers:
    """Tells plugins what happened (`cleeng_event`)."""

    def __init__(self, application: Application) -> None:
        self.publishers = application.publishers
        self.callers = dict(application.plugins.each("cleeng_event"))

    def tell(self, publisher_id: int, plugin: str, event: Event, key: str) -> str:
        """Tell one plugin; its exception means: again later.  One that has gone since will never hear it."""
        publisher, call = self.publishers.get(publisher_id), self.callers.get(plugin)
        if publisher is None or call is None:
            return f"there is no plugin {plugin} any more"
        call(ctx=publisher.context(key, subject=event.subject), event=event)
        return ""
