"""Mail servers that really listen."""

import ssl
from contextlib import contextmanager

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class AnyPort(Controller):
    """A server on whatever port is free."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Mailbox:
    """Keeps what arrives; `answers` are what the server says instead of yes, by stage."""

    def __init__(self):
        self.envelopes = []
        self.answers = {}

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802 - aiosmtpd's name
        if refusal := self.answers.get("RCPT"):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if refusal := self.answers.get("DATA"):
            return refusal
        self.envelopes.append(envelope)
        return self.answers.get("accept", "250 OK")

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        return self.answers.get("QUIT", "221 Bye")


def let_in_lena(server, session, envelope, mechanism, auth_data):
    """Accept one login; the name says whose."""
    good = isinstance(auth_data, LoginPassword) and auth_data == LoginPassword(b"lena", b"correct horse 1")
    return AuthResult(success=good, handled=False)


@contextmanager
def listening(mailbox, **options):
    controller = AnyPort(mailbox, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield str(controller.port)
    finally:
        controller.stop()


@pytest.fixture(scope="session")
def authority():
    """A certificate authority that made a certificate for localhost."""
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority, tmp_path_factory):
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture(scope="session")
def tls(authority):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def smtp(mailbox):
    """Settings for a server that takes everything, without TLS."""
    with listening(mailbox, enable_SMTPUTF8=True) as port:
        yield {"host": "localhost", "port": port, "security": "none"}


@pytest.fixture
def starttls(mailbox, tls, ca_file):
    """Settings for a server that wants STARTTLS and a login."""
    options = {"tls_context": tls, "require_starttls": True, "auth_required": True, "authenticator": let_in_lena}
    options["enable_SMTPUTF8"] = False
    with listening(mailbox, **options) as port:
        yield {"host": "localhost", "port": port, "security": "starttls", "ca_file": ca_file}


@pytest.fixture
def wrapped(mailbox, tls, ca_file):
    """Settings for a server that speaks TLS from the first byte."""
    with listening(mailbox, ssl_context=tls) as port:
        yield {"host": "localhost", "port": port, "security": "tls", "ca_file": ca_file}
