"""How bytes reach the server and come back: over HTTP, tried again only where that cannot do anything twice."""

from __future__ import annotations

from typing import Protocol

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError

from cleeng.client.errors import TransportError

OK = 200
SERVER_FAULT = 500
#: A proxy's ways to say "not now".
NOT_NOW = (429, 502, 503, 504)
#: Seconds that a server may ask us to wait, at most.
LONGEST_WAIT = 60


class Transport(Protocol):
    """Sends bytes to a server."""

    def send(self, body: bytes, *, repeatable: bool) -> bytes:
        """Post `body`, and return the body of the answer.

        What is not `repeatable` may be sent again only if it surely did not arrive.

        :raises TransportError: there is no answer.
        """

    def close(self) -> None:
        """Let go of connections; sending opens new ones."""


class HttpTransport:
    """Posts over connections that are kept; all threads may share it.

    A refused connection is tried again; so are, for what is repeatable, a broken one, a time-out, and 429, 502, 503
    and 504, after as many seconds as `Retry-After` says.  Pauses double from 0.2 seconds.
    """

    def __init__(self, url: str, *, timeout: float, retries: int) -> None:
        self.url = url
        self.timeout = timeout
        self.retries = retries
        self._pool = urllib3.PoolManager()

    def send(self, body: bytes, *, repeatable: bool) -> bytes:
        """Post `body`, and return the body of the answer.

        :raises TransportError: there is no answer, or one with another status than 200.
        """
        retries = urllib3.Retry(
            self.retries,
            redirect=False,
            allowed_methods=["POST"] if repeatable else ["GET"],  # what is refused a connection is tried again anyhow
            status_forcelist=NOT_NOW if repeatable else (),
            respect_retry_after_header=repeatable,
            retry_after_max=LONGEST_WAIT,
            backoff_factor=0.2,
            raise_on_status=False,
        )
        headers = {"Content-Type": "application/json", "User-Agent": "cleeng-client"}
        try:
            answer = self._pool.request(
                "POST", self.url, body=body, headers=headers, retries=retries, timeout=self.timeout
            )
        except HTTPError as error:
            raise TransportError(f"{self.url}: {error}", outcome_unknown=not _never_arrived(error)) from error
        if answer.status != OK:
            raise TransportError(
                f"{self.url}: HTTP status {answer.status}", outcome_unknown=answer.status >= SERVER_FAULT
            )
        return answer.data

    def close(self) -> None:
        """Close the connections; sending opens new ones."""
        self._pool.clear()


def _never_arrived(error: HTTPError) -> bool:
    reason = error.reason if isinstance(error, MaxRetryError) else error
    return isinstance(reason, ConnectTimeoutError)  # a refused connection is one, too
