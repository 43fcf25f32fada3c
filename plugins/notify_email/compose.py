"""Turns a message into an e-mail (RFC 5322)."""

from __future__ import annotations

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from email_validator import validate_email

if TYPE_CHECKING:
    from cleeng.api import Context, Message

    from .settings import EmailSettings

#: Seven bits on the wire: every server takes it.
_POLICY = SMTP.clone(cte_type="7bit")
#: What has no place in a header: control characters (but line breaks, which are refused) and the mark of an encoded
#: word (RFC 2047), which `email` would decode again, line breaks and all.
_ODD = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]+|=\?")


def compose(ctx: Context, message: Message, dedupe_key: str, settings: EmailSettings) -> EmailMessage:
    """Write the e-mail.  Its Message-ID follows from `dedupe_key`, so that a repeat is the same message.

    :raises ValueError: an address is none, or a header holds a line break.
    """
    publisher = ctx.publisher
    name = message.sender_name or settings.sender_name or publisher.name
    sender = _address(message.sender or settings.sender or publisher.email, name)
    recipient = _address(message.recipient)
    digest = hashlib.sha256(f"{publisher.id} {dedupe_key}".encode()).hexdigest()[:40]
    mail = EmailMessage(_POLICY.clone(utf8=not f"{sender.username}{recipient.username}".isascii()))
    mail["Message-ID"] = f"<{digest}@{sender.domain}>"
    mail["Date"] = format_datetime(ctx.clock.now())
    mail["From"] = sender
    mail["To"] = recipient
    if message.reply_to:
        mail["Reply-To"] = _address(message.reply_to)
    mail["Subject"] = _line(message.subject)
    # Keeps "I am on holiday" from answering (RFC 3834, 2 and 5).
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Id"] = f"<{publisher.id}.{sender.domain}>"
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
        mail.set_boundary(f"=_{digest}")
    mail["Content-Language"] = message.locale.replace("_", "-")
    if BytesHeaderParser().parsebytes(mail.as_bytes()).keys() != mail.keys():
        raise ValueError("a header was smuggled in")
    return mail


def _line(text: str) -> str:
    return _ODD.sub(" ", text).strip(" ")


def _address(text: str, name: str = "") -> Address:
    """Read one address; a name of a domain in another script travels in its ASCII form (RFC 5891)."""
    read = validate_email(text, check_deliverability=False, globally_deliverable=False)
    if _ODD.search(read.local_part):
        raise ValueError("an encoded word in an address")  # some Python refuses it later, some decodes it
    return Address(_line(name), read.local_part, read.ascii_domain)
