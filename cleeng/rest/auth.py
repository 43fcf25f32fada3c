"""Who asks: from the token in a request's header to the publisher that it speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleeng import ids
from cleeng.customers.tokens import token_hash
from cleeng.publishers.models import TokenKind
from cleeng.publishers.queries import API_TOKEN
from cleeng.rest.errors import NotFound, Unauthorized

if TYPE_CHECKING:
    from pyramid.request import Request

    from cleeng.publishers.publisher import Publisher

_SCHEME = "bearer "


@dataclass(frozen=True, slots=True)
class Caller:
    """A publisher; `distributor` if it may act for its associates."""

    publisher: Publisher
    distributor: bool


def caller_of(request: Request) -> Caller:
    """Return who asks (RFC 6750, 2.1).

    :raises Unauthorized: no token, or one that is unknown or revoked.
    """
    header = request.headers.get("Authorization", "")
    if not header.lower().startswith(_SCHEME):
        raise Unauthorized("send `Authorization: Bearer` and a publisher token")
    token = header[len(_SCHEME) :].strip()
    row = request.db.execute(API_TOKEN, {"token_hash": token_hash(token)}).one_or_none()
    publisher = request.application.publishers.get(row.publisher_id) if row else None
    if row is None or publisher is None:
        raise Unauthorized("the publisher token is unknown or revoked")
    own = publisher.distributor_id is None  # an associate has no associates
    return Caller(publisher, own and row.kind is TokenKind.DISTRIBUTOR)


def owner_of(request: Request, number: int, kind: ids.Kind) -> Publisher:
    """Return the publisher whose something is: the caller's own, or an associate's of a distributor.

    :raises NotFound: nobody's, or somebody else's: the two look alike.
    """
    caller = caller_of(request)
    owner_id = ids.owner(request.db, number, kind)
    if owner_id == caller.publisher.id:
        return caller.publisher
    owner: Publisher | None = request.application.publishers.get(owner_id) if owner_id and caller.distributor else None
    if owner is None or owner.distributor_id != caller.publisher.id:
        raise NotFound(f"there is no {kind.value} {number}")
    return owner
