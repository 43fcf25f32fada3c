"""Which endpoints a publisher has."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import sqlalchemy as sa

from cleeng.ids import new_uuid
from cleeng.secrets import derive
from cleeng.webhooks.errors import InvalidEndpoint
from cleeng.webhooks.models import WebhookEndpoint
from cleeng.webhooks.topics import TOLD, TOPICS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from cleeng.publishers.publisher import Publisher

#: Endpoints of one publisher and topic.
MOST = 10


class WebhookEndpoints:
    """The endpoints of one publisher."""

    def __init__(self, db: Session, publisher: Publisher) -> None:
        self.db = db
        self.publisher = publisher

    def add(self, topic: str, url: str) -> WebhookEndpoint:
        """Have an address told of a topic; asked for again, the first is found.

        :raises InvalidEndpoint: there is no such topic, the address is none of the web's, or there are MOST already.
        """
        check(topic, url, private=self.publisher.private_webhooks)
        known = self._all(topic)
        found = next((endpoint for endpoint in known if endpoint.url == url), None)
        if found is not None:
            return found
        if len(known) >= MOST:
            raise InvalidEndpoint(f"topic: {topic} has {MOST} endpoints already")
        now = self.publisher.clock.now()
        endpoint = WebhookEndpoint(publisher_id=self.publisher.id, id=new_uuid(), topic=topic, url=url, created_at=now)
        try:
            with self.db.begin_nested():
                self.db.add(endpoint)
        except sa.exc.IntegrityError:  # somebody else added it at this moment
            return next(other for other in self._all(topic) if other.url == url)
        return endpoint

    def remove(self, topic: str, url: str) -> None:
        """Tell an address no more; one that is not there is gone already."""
        mine = (WebhookEndpoint.publisher_id == self.publisher.id, WebhookEndpoint.topic == topic)
        self.db.execute(sa.delete(WebhookEndpoint).where(*mine, WebhookEndpoint.url == url))

    def secret(self, endpoint: WebhookEndpoint) -> str:
        """Return the key with which an endpoint checks what it is sent."""
        return secret_of(self.publisher.webhook_key, endpoint.id)

    def _all(self, topic: str) -> Sequence[WebhookEndpoint]:
        mine = sa.select(WebhookEndpoint).where(
            WebhookEndpoint.publisher_id == self.publisher.id, WebhookEndpoint.topic == topic
        )
        return self.db.scalars(mine).all()


def check(topic: str, url: str, *, private: bool) -> None:
    """Refuse what cannot be an endpoint; plain http is for installations whose operator lets webhooks go anywhere."""
    if topic not in TOPICS:
        raise InvalidEndpoint(f"topic: {topic} is none of {', '.join(sorted(TOPICS))}")
    schemes = {"https", "http"} if private else {"https"}
    if not _names_a_server(url, schemes):
        raise InvalidEndpoint(f"url: is no {' or '.join(sorted(schemes))} address of a server")


def _names_a_server(url: str, schemes: Collection[str]) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # no port, or brackets around nothing
        return False
    return parts.scheme in schemes and bool(parts.hostname) and port != 0 and not (parts.username or parts.fragment)


def secret_of(key: bytes, endpoint_id: str) -> str:
    """Return the key of one endpoint, derived from the publisher's: nothing is stored that could leak."""
    return derive(key, endpoint_id).hex()


def told(db: Session, publisher_id: int, event: str) -> Sequence[str]:
    """Return the ids of the endpoints that are to be told of one of our events."""
    if event not in TOLD:
        return ()
    with db.no_autoflush:  # an event is written in the middle of things
        return db.scalars(
            sa.select(WebhookEndpoint.id).where(
                WebhookEndpoint.publisher_id == publisher_id, WebhookEndpoint.topic == TOLD[event][0]
            )
        ).all()
