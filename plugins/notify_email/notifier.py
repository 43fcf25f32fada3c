"""The notifier: composes, then sends by SMTP or writes a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cleeng.api import Delivery, DeliveryStatus, Notifier

from .compose import compose
from .settings import EmailSettings
from .transport import send_by_smtp, write_to_folder

if TYPE_CHECKING:
    from cleeng.api import Context, Message


class EmailNotifier(Notifier):
    """Sends e-mail.  `ctx.extra["outbox_dir"]` is the folder for files where no server is set."""

    name = "email"
    title = "E-mail"
    Settings = EmailSettings

    def send(self, ctx: Context, message: Message, dedupe_key: str) -> Delivery:
        """Send one message; it waits for the server at most `ctx.timeout` at each step."""
        try:
            mail = compose(ctx, message, dedupe_key, self.settings)
        except ValueError as error:  # an address that is none, a line break in a header
            return Delivery(DeliveryStatus.REJECTED, f"cannot be written as an e-mail: {type(error).__name__}")
        if not self.settings.host:
            return write_to_folder(mail, Path(ctx.extra["outbox_dir"]), message.kind)
        own_name = urlsplit(ctx.base_url).hostname or "localhost"
        return send_by_smtp(mail, self.settings, min(self.settings.timeout, ctx.timeout), own_name)
