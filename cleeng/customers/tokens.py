"""What speaks for a customer: tokens for sites and players, and links that are good once."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.customers.errors import InvalidToken, LinkSpent
from cleeng.customers.models import CustomerToken, LinkPurpose, OneTimeLink
from cleeng.ids import new_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from cleeng.publishers.publisher import Publisher

#: Tokens and the cookie that carries them (JSON-RPC reference, 1.5).
TOKEN_LIFE = dt.timedelta(days=14)
#: An extension lets no token live longer than this from then on (the same).
LONGEST_TOKEN_LIFE = dt.timedelta(days=60)
#: Links of prepareRemoteAuth, generateCheckoutUrl and generateMyAccountUrl (the same).
LINK_LIFE = dt.timedelta(days=30)
RESET_LIFE = dt.timedelta(hours=1)
#: From the probe of autologin.js to the exchange of its key.
AUTOLOGIN_LIFE = dt.timedelta(minutes=2)


def token_hash(token: str) -> bytes:
    """Return what is stored of a token: SHA-256 suffices, tokens carry 288 random bits."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class SpentLink:
    """What a link was made for."""

    customer_id: int
    data: Mapping[str, Any]


class TokenService:
    """Tokens and links of one publisher's customers."""

    def __init__(self, db: Session, publisher: Publisher) -> None:
        self.db = db
        self.publisher = publisher

    def issue(self, customer_id: int, life: dt.timedelta = TOKEN_LIFE) -> str:
        """Make a customer token of 48 characters; only its hash is kept."""
        token, now = new_token(), self.publisher.clock.now()
        self.db.add(
            CustomerToken(
                publisher_id=self.publisher.id,
                token_hash=token_hash(token),
                customer_id=customer_id,
                created_at=now,
                expires_at=now + life,
            )
        )
        return token

    def customer_of(self, token: str) -> int:
        """Return whom a token speaks for.

        :raises InvalidToken: unknown, expired, or another publisher's.
        """
        known = self.db.get(CustomerToken, (self.publisher.id, token_hash(token)))
        if known is None or known.expires_at <= self.publisher.clock.now():
            raise InvalidToken
        return known.customer_id

    def extend(self, token: str, by: dt.timedelta) -> dt.datetime:
        """Let a token live longer, though never longer than LONGEST_TOKEN_LIFE from now; return until when.

        :raises InvalidToken: unknown, expired, or another publisher's.
        """
        known = self.db.get(CustomerToken, (self.publisher.id, token_hash(token)), with_for_update=True)
        now = self.publisher.clock.now()
        if known is None or known.expires_at <= now:
            raise InvalidToken
        longest = now + LONGEST_TOKEN_LIFE
        known.expires_at = max(known.expires_at, min(known.expires_at + min(by, LONGEST_TOKEN_LIFE), longest))
        return known.expires_at

    def revoke(self, token: str) -> None:
        """Make a token speak for nobody; one that never did is left alone."""
        self.db.execute(
            sa.delete(CustomerToken).where(
                CustomerToken.publisher_id == self.publisher.id, CustomerToken.token_hash == token_hash(token)
            )
        )

    def make_link(self, customer_id: int, purpose: LinkPurpose, data: Mapping[str, Any], life: dt.timedelta) -> str:
        """Make the secret part of a link: `<40 hex>:<40 hex>` (JSON-RPC reference, 1.5)."""
        left, right = secrets.token_hex(20), secrets.token_hex(20)
        token, now = f"{left}:{right}", self.publisher.clock.now()
        self.db.add(
            OneTimeLink(
                publisher_id=self.publisher.id,
                token_hash=token_hash(token),
                customer_id=customer_id,
                purpose=purpose,
                data=dict(data),
                created_at=now,
                expires_at=now + life,
            )
        )
        return token

    def spend(self, token: str, purpose: LinkPurpose) -> SpentLink:
        """Use a link up.

        :raises LinkSpent: used, expired, for something else, or unknown.
        """
        now = self.publisher.clock.now()
        spent = self.db.execute(
            sa.update(OneTimeLink)
            .where(*self._good(token, purpose))
            .values(used_at=now)
            .returning(OneTimeLink.customer_id, OneTimeLink.data)
        ).one_or_none()
        if spent is None:
            raise LinkSpent
        return SpentLink(spent.customer_id, spent.data)

    def owner(self, token: str, purpose: LinkPurpose) -> int | None:
        """Return whom a link speaks for that could be used now, without using it up; else None."""
        return self.db.scalar(sa.select(OneTimeLink.customer_id).where(*self._good(token, purpose)))

    def revoke_all(self, customer_id: int) -> None:
        """End every token of a customer: sites and players have to ask him to sign in again."""
        self.db.execute(
            sa.delete(CustomerToken).where(
                CustomerToken.publisher_id == self.publisher.id, CustomerToken.customer_id == customer_id
            )
        )

    def _good(self, token: str, purpose: LinkPurpose) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            OneTimeLink.publisher_id == self.publisher.id,
            OneTimeLink.token_hash == token_hash(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > self.publisher.clock.now(),
        )
