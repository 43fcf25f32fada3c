"""Brings an e-mail to a server, or into a folder, and says what became of it.

Reasons carry the server's codes only: its words may repeat the address.
"""

from __future__ import annotations

import contextlib
import os
import re
import smtplib
import ssl
from typing import TYPE_CHECKING

from cleeng.api import Delivery, DeliveryStatus

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from .settings import EmailSettings

_ENHANCED = re.compile(rb"\d\.\d{1,3}\.\d{1,3}")  # RFC 3463
_PERMANENT = 500


def send_by_smtp(mail: EmailMessage, settings: EmailSettings, timeout: float, own_name: str) -> Delivery:
    """Hand the mail to the server.  What the recipient's side refuses for good is rejected, all else has failed."""
    try:
        server = _connect(settings, timeout, own_name)
        try:
            return _submit(server, mail)
        finally:
            with contextlib.suppress(OSError):  # what was accepted stays so, however the two part
                server.quit()
            server.close()
    except smtplib.SMTPResponseException as error:  # the greeting, STARTTLS or the login: ours to repair
        return Delivery(DeliveryStatus.FAILED, _reason(error.smtp_code, error.smtp_error))
    except OSError as error:  # every other error of smtplib is one, too
        return Delivery(DeliveryStatus.FAILED, type(error).__name__)


def _connect(settings: EmailSettings, timeout: float, own_name: str) -> smtplib.SMTP:
    trust = ssl.create_default_context(cafile=settings.ca_file)
    address = (settings.host, settings.server_port)
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*address, local_hostname=own_name, timeout=timeout, context=trust)
    else:
        server = smtplib.SMTP(*address, local_hostname=own_name, timeout=timeout)
    try:
        if settings.security == "starttls":
            server.starttls(context=trust)
        if settings.username:
            server.login(settings.username, settings.password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def _submit(server: smtplib.SMTP, mail: EmailMessage) -> Delivery:
    try:
        # Not `send_message`: it writes ">From" where a line begins with "From".
        sender, recipient = _address(mail, "From"), _address(mail, "To")
        server.sendmail(sender, recipient, mail.as_bytes(), _options(server, sender + recipient))
    except smtplib.SMTPRecipientsRefused as error:
        ((code, text),) = error.recipients.values()
        return _refused(code, text)
    except smtplib.SMTPDataError as error:
        return _refused(error.smtp_code, error.smtp_error)
    except smtplib.SMTPNotSupportedError:
        return Delivery(DeliveryStatus.REJECTED, "the server knows no addresses in other scripts (RFC 6531)")
    return Delivery(DeliveryStatus.ACCEPTED, reference=mail["Message-ID"])


def _address(mail: EmailMessage, header: str) -> str:
    (address,) = mail[header].addresses
    return str(address.addr_spec)


def _options(server: smtplib.SMTP, addresses: str) -> list[str]:
    """Ask for what addresses in other scripts need (RFC 6531)."""
    if addresses.isascii():
        return []
    server.ehlo_or_helo_if_needed()
    if not server.has_extn("smtputf8"):
        raise smtplib.SMTPNotSupportedError
    return ["SMTPUTF8", "BODY=8BITMIME"]


def _refused(code: int, text: bytes | str) -> Delivery:
    status = DeliveryStatus.REJECTED if code >= _PERMANENT else DeliveryStatus.FAILED
    return Delivery(status, _reason(code, text))


def _reason(code: int, text: bytes | str) -> str:
    enhanced = _ENHANCED.search(text if isinstance(text, bytes) else text.encode())
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)


def write_to_folder(mail: EmailMessage, folder: Path, kind: str) -> Delivery:
    """Put the mail into a folder, made if it is not there, under a name that a repeat has again.

    Nobody reads half a file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    digest = mail["Message-ID"][1:17]
    path = folder / f"{re.sub('[^a-z0-9]+', '-', kind.lower())}-{digest}.eml"
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_bytes(mail.as_bytes())
    draft.replace(path)
    return Delivery(DeliveryStatus.ACCEPTED, reference=mail["Message-ID"])
