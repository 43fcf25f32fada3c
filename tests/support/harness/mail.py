"""A mail server that keeps what it receives."""

import email
import email.policy
from collections import deque
from dataclasses import dataclass

import pytest
from aiosmtpd.controller import Controller

from harness.ports import free_port


@dataclass(frozen=True)
class Received:
    """One message as it arrived: the envelope, and what it held."""

    sender: str
    recipients: list[str]
    message: email.message.EmailMessage

    def text(self, kind="plain"):
        """Give the `plain` or the `html` version."""
        return self.message.get_body((kind,)).get_content()


class MailServer:
    """Accepts everything, after the answers that a test has planned."""

    host = "127.0.0.1"

    def __init__(self, port):
        self.port = port
        self.received = []
        self.answers = deque()

    def answer_next(self, *answers):
        """Answer the next messages so instead of taking them: `451 4.3.0 try again later`."""
        self.answers.extend(answers)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.answers:
            return self.answers.popleft()
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.received.append(Received(envelope.mail_from, list(envelope.rcpt_tos), message))
        return "250 OK"


@pytest.fixture
def mail_server():
    """A mail server at `.host` and `.port`; `.received` is the list of what came."""
    server = MailServer(free_port())
    controller = Controller(server, hostname=server.host, port=server.port)
    controller.start()
    yield server
    controller.stop()
