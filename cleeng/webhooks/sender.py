"""Tells endpoints: a signed POST to an address of the public Internet, and nowhere else."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import logging
import socket
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

import urllib3

from cleeng.webhooks.errors import NotDelivered
from cleeng.webhooks.models import WebhookEndpoint
from cleeng.webhooks.service import secret_of
from cleeng.webhooks.topics import TOLD

if TYPE_CHECKING:
    from cleeng.api import Event
    from cleeng.application import Application

log = logging.getLogger(__name__)

SIGNATURE = "X-Cleeng-Signature"
#: Seconds for the connection, and between two bytes of the answer.
TIMEOUT = urllib3.Timeout(connect=5, read=20)
#: An endpoint that answers so is told no more (RFC 9110, 15.5.11).
GONE = 410
_PORTS = {"http": 80, "https": 443}


class WebhookSender:
    """The outbox's way to endpoints."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def send(self, publisher_id: int, endpoint_id: str, event: Event, _key: str) -> str:
        """Tell one endpoint of an event; return why it never will be told, "" once it was.

        :raises NotDelivered: it answered with another status than 2xx, or not at all.
        """
        publisher = self.application.publishers.get(publisher_id)
        if publisher is None:
            return "the publisher is not configured any more"
        topic, payload = TOLD[event.name]
        with self.application.database.unit(writes=False) as unit:
            endpoint = unit.db.get(WebhookEndpoint, (publisher_id, endpoint_id))
            if endpoint is None:
                return "the endpoint was taken away"
            url, data = endpoint.url, payload(unit.db, publisher_id, event)
        if data is None:
            return ""
        body = json.dumps({"broadcasterId": publisher_id, "topic": topic, "data": data}).encode()
        at = int(self.application.clocks.base.now().timestamp())
        signature = sign(secret_of(publisher.webhook_key, endpoint_id), at, body)
        headers = {SIGNATURE: signature, "X-Cleeng-Event": event.id}
        status = post(url, body, headers, private=publisher.private_webhooks)
        if status == GONE:
            return f"the endpoint answers {GONE}: it does not want to be told"
        if not 200 <= status < 300:  # noqa: PLR2004 - a success is all that counts (RFC 9110, 15.3)
            raise NotDelivered(f"the endpoint answers {status}")
        log.info("webhook delivered", extra={"publisher": publisher_id, "topic": topic, "event": event.id})
        return ""


def sign(secret: str, at: int, body: bytes) -> str:
    """Return `t=<Unix time>,v1=<hex>`: the HMAC-SHA256 of the time, a dot and the body."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={digest.hexdigest()}"


def post(url: str, body: bytes, headers: dict[str, str], *, private: bool) -> int:
    """Send JSON; give the status of the answer.  Redirects are not followed.

    :raises NotDelivered: not reached in time, or the name leads to an address that is not public.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    own = {"Host": parts.netloc, "Content-Type": "application/json", "User-Agent": "Cleeng"}
    try:
        # The address that was looked at is the one that is connected to: a name may point elsewhere a moment later.
        with _pool(parts.scheme, host, _address(host, port, private=private), port) as pool:
            answer = pool.request(
                "POST", _target(parts), body=body, headers={**own, **headers}, redirect=False, preload_content=False
            )
            answer.close()
            return answer.status
    except (OSError, urllib3.exceptions.HTTPError) as error:
        raise NotDelivered(f"not reached: {error}") from error


def _pool(scheme: str, host: str, address: str, port: int) -> urllib3.HTTPConnectionPool:
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=TIMEOUT, retries=False)
    return urllib3.HTTPSConnectionPool(
        address, port, timeout=TIMEOUT, retries=False, server_hostname=host, assert_hostname=host
    )


def _address(host: str, port: int, *, private: bool) -> str:
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    allowed = [address for address in found if private or ipaddress.ip_address(address).is_global]
    if not allowed:
        raise NotDelivered(f"{host} is not on the public Internet")
    return allowed[0]


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
