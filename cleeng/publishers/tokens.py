"""API tokens: made, listed, revoked.  A token is shown once; only its hash is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.customers.tokens import token_hash
from cleeng.ids import new_token, new_uuid
from cleeng.publishers.errors import NotSynced, TokenNameTaken, UnknownToken
from cleeng.publishers.models import ApiToken, PublisherRecord, TokenKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from cleeng.api import Clock


class ApiTokenService:
    """The API tokens of one publisher."""

    def __init__(self, db: Session, publisher_id: int, clock: Clock) -> None:
        self.db = db
        self.publisher_id = publisher_id
        self.clock = clock

    def make(self, name: str, kind: TokenKind = TokenKind.PUBLISHER, token: str = "") -> str:
        """Make a token of 48 characters, or keep the one that is given, and return it.

        :raises TokenNameTaken: a token of this name is in use; a revoked one's name is free again.
        :raises NotSynced: the publisher is not in the database yet.
        """
        if self.db.get(PublisherRecord, self.publisher_id) is None:
            raise NotSynced(self.publisher_id)
        if self._in_use(name) is not None:
            raise TokenNameTaken(f"publisher {self.publisher_id} has a token {name!r} already")
        token = token or new_token()
        self.db.add(
            ApiToken(
                publisher_id=self.publisher_id,
                id=new_uuid(),
                name=name,
                kind=kind,
                token_hash=token_hash(token),
                created_at=self.clock.now(),
            )
        )
        return token

    def tokens(self) -> Sequence[ApiToken]:
        """Return all tokens, revoked ones too, oldest first."""
        return self.db.scalars(
            sa.select(ApiToken)
            .where(ApiToken.publisher_id == self.publisher_id)
            .order_by(ApiToken.created_at, ApiToken.name)
        ).all()

    def revoke(self, name: str) -> None:
        """End a token; who shows it from now on is refused.

        :raises UnknownToken: none of this name is in use.
        """
        known = self._in_use(name)
        if known is None:
            raise UnknownToken(f"publisher {self.publisher_id} has no token {name!r} in use")
        known.revoked_at = self.clock.now()

    def _in_use(self, name: str) -> ApiToken | None:
        return self.db.scalars(
            sa.select(ApiToken).where(
                ApiToken.publisher_id == self.publisher_id, ApiToken.name == name, ApiToken.revoked_at.is_(None)
            )
        ).one_or_none()
