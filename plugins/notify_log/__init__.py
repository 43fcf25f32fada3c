"""Write events and messages to the log: the smallest notifier."""

from cleeng.api import Context, Delivery, DeliveryStatus, Event, Message, Notifier, hookimpl


class LogNotifier(Notifier):
    """Says that a message went out; the address and the words stay out of the log."""

    name = "log"
    title = "Log"
    channels = frozenset({"log"})

    def send(self, ctx: Context, message: Message, dedupe_key: str) -> Delivery:
        """Log the kind of the message."""
        ctx.log.info("message %s", message.kind)
        return Delivery(DeliveryStatus.ACCEPTED)


@hookimpl
def cleeng_notifiers() -> list[type[Notifier]]:
    """Offer `log`."""
    return [LogNotifier]


@hookimpl
def cleeng_event(ctx: Context, event: Event) -> None:
    """Log what happened to what, under the event's id."""
    ctx.log.info("event %s of %s, id %s", event.name, event.subject, event.id)
