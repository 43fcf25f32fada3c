"""E-mail by SMTP; without a server, into files, for development."""

from cleeng.api import Notifier, hookimpl

from .notifier import EmailNotifier

__all__ = ["EmailNotifier", "cleeng_notifiers"]


@hookimpl
def cleeng_notifiers() -> list[type[Notifier]]:
    """Offer `email`."""
    return [EmailNotifier]
