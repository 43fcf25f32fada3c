"""A viewer's session at one publisher: who is signed in, and the nonce that forms carry.

It travels signed in a cookie of its own per publisher; being signed in at one says nothing at another.
In frames of foreign sites the cookie is partitioned (CHIPS).  Browsers that refuse even that carry the
same signed text in the forms and, after a redirect, in the address: see `ViewerSession.carried`.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pyramid.session import JSONSerializer
from webob.cookies import SignedSerializer

from cleeng.customers.tokens import token_hash
from cleeng.secrets import derive

if TYPE_CHECKING:
    import datetime as dt

    from pyramid.request import Request
    from pyramid.response import Response

#: Seconds for which a session may watch; and those of idleness after which it may no longer pay or change things.
LIFE = 14 * 24 * 3600
IDLE = 30 * 60
#: Seconds for which a session that travels through a gateway's hands is good.
TICKET = 3600
#: The form field and query parameter that carry the session where cookies are refused.
FIELD = "s"


@dataclass
class ViewerSession:
    """What the signed text says.  `epoch` is the customer's when he signed in: a newer one ends the session."""

    publisher_id: int
    nonce: str
    customer_id: int | None = None
    epoch: int = 0
    signed_in_at: int = 0
    seen_at: int = 0
    token: str = ""  #: hash, in hexadecimal, of the customer token that this session gave to the publisher's page last
    changed: bool = False
    cookieless: bool = False  #: the browser did not send the cookie back that we gave it

    def sign_in(self, customer_id: int, epoch: int, now: dt.datetime) -> None:
        """Begin anew as this customer: a new nonce, so that no form from before fits."""
        self.customer_id, self.epoch = customer_id, epoch
        self.signed_in_at = self.seen_at = int(now.timestamp())
        self.nonce, self.token, self.changed = secrets.token_urlsafe(16), "", True

    def gave(self, token: str) -> str:
        """Note which token the publisher's page has of us: a logout there ends this session with it."""
        self.token, self.changed = token_hash(token).hex(), True
        return token

    def sign_out(self) -> None:
        """Forget who it was."""
        self.customer_id, self.nonce, self.token, self.changed = None, secrets.token_urlsafe(16), "", True

    def lapsed(self, now: dt.datetime) -> bool:
        """Whether the customer must sign in again before paying or changing anything."""
        return self.customer_id is not None and now.timestamp() - self.seen_at > IDLE

    def touch(self, now: dt.datetime) -> None:
        """Note that the viewer is still there, once a minute."""
        if self.customer_id is not None and not self.lapsed(now) and now.timestamp() - self.seen_at > 60:  # noqa: PLR2004
            self.seen_at, self.changed = int(now.timestamp()), True


class Sessions:
    """Reads and writes sessions of one installation.  Sessions go by real time."""

    def __init__(self, secret: bytes) -> None:
        self._serializer = SignedSerializer(
            derive(secret, "viewer session").hex(), "cleeng.viewer", "sha256", serializer=JSONSerializer()
        )
        self._csrf = derive(secret, "csrf")

    def read(self, request: Request, publisher_id: int, *, framed: bool, now: dt.datetime) -> ViewerSession:
        """Return the session that the request carries, or a new one."""
        cookie = request.cookies.get(_name(publisher_id, framed=framed))
        session = self._parse(cookie, publisher_id, now)
        if session is None and framed:
            session = self._parse(_carried(request), publisher_id, now)
            if session is not None:
                session.cookieless = True
        return session or ViewerSession(publisher_id, secrets.token_urlsafe(16), changed=True)

    def write(self, response: Response, request: Request, session: ViewerSession, *, framed: bool) -> None:
        """Set the cookie.  WebOb knows no `Partitioned`: the header is written here."""
        parts = [
            f"{_name(session.publisher_id, framed=framed)}={self.text(session)}",
            "Path=/",
            "HttpOnly",
            f"Max-Age={LIFE}",
        ]
        if framed:
            parts += ["Secure", "SameSite=None", "Partitioned"]
        else:
            parts += ["SameSite=Lax"] + (["Secure"] if request.scheme == "https" else [])
        response.headers.add("Set-Cookie", "; ".join(parts))

    def text(self, session: ViewerSession) -> str:
        """Return the session as signed text."""
        data = [
            session.publisher_id,
            session.nonce,
            session.customer_id,
            session.epoch,
            session.signed_in_at,
            session.seen_at,
            session.token,
        ]
        return self._serializer.dumps(data).decode()

    def ticket(self, session: ViewerSession) -> str:
        """Return the session as signed text that a gateway may see: it ends within the hour."""
        short = replace(session, signed_in_at=session.seen_at - LIFE + TICKET, nonce=secrets.token_urlsafe(16))
        return self.text(short)

    def csrf_token(self, session: ViewerSession) -> str:
        """Return what forms of this session carry."""
        return hmac.new(self._csrf, f"{session.publisher_id}:{session.nonce}".encode(), "sha256").hexdigest()[:43]

    def _parse(self, text: str | None, publisher_id: int, now: dt.datetime) -> ViewerSession | None:
        if not text:
            return None
        try:
            data: list[Any] = self._serializer.loads(text.encode())
            session = ViewerSession(*data)
        except (ValueError, TypeError):
            return None
        if session.publisher_id != publisher_id:
            return None
        if session.customer_id is not None and now.timestamp() - session.signed_in_at > LIFE:
            return None
        return session


def _carried(request: Request) -> str:
    """Return the session of the form, or of an address that was not followed from elsewhere into a window.

    At the top of a window a link of anybody could sign whoever follows it in as its author.
    """
    fetch = request.headers.get("Sec-Fetch-Dest"), request.headers.get("Sec-Fetch-Site")
    followed = fetch[0] == "document" and fetch[1] != "same-origin"
    return request.POST.get(FIELD) or ("" if followed else request.GET.get(FIELD)) or ""


def _name(publisher_id: int, *, framed: bool) -> str:
    return f"cleeng_{'f' if framed else 'v'}{publisher_id}"
