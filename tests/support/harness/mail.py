"""A mail server that keeps what it receives."""

import email
import email.policy
import re
from collections import deque
from dataclasses import dataclass

import pytest
from aiosmtpd.controller import Controller

from cleeng.worker import build_worker
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


NOTIFIERS = """
[gateways]
use = sandbox
[notifiers]
use = email
[plugin:notify_email]
host = {host}
port = {port}
security = none
"""


class PostOffice:
    """An installation whose publisher mails, and its worker."""

    def __init__(self, installation, server):
        self.installation = installation
        self.server = server

    def work(self):
        """Do all the work that is due."""
        build_worker(self.installation.application).drain()

    def mails(self):
        """Do all the work that is due; return what arrived since the last time, oldest first."""
        self.work()
        arrived, self.server.received[:] = list(self.server.received), []
        return arrived

    def mail(self, subject):
        """Do all the work that is due; return the one mail among what arrived whose subject begins so."""
        (found,) = [mail for mail in self.mails() if str(mail.message["Subject"]).startswith(subject)]
        return found


def button_of(mail):
    """Return where the button of a mail leads: it is the first address in the text part."""
    return re.search(r"^https?://\S+", mail.text(), re.MULTILINE)[0]


@pytest.fixture
def post_office(installation, mail_server, till):
    """A post office whose till takes cards; buy at the `till`, then ask for the `mail`."""
    installation.plugins.append("notify_email")
    installation.base_url = "http://localhost"
    more = NOTIFIERS.format(host=mail_server.host, port=mail_server.port)
    installation.add_publisher(more=more, without=("[notifiers]", "use = log"))
    return PostOffice(installation, mail_server)
