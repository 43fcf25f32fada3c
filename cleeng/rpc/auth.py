"""Who calls: from the tokens in a call to the publisher, and the customer, that it speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.catalog.errors import OfferNotFound
from cleeng.catalog.offer import OfferId
from cleeng.customers import addresses
from cleeng.customers.errors import CustomerInactive, InvalidToken, LinkSpent
from cleeng.customers.models import Customer, CustomerStatus, CustomerToken, OneTimeLink
from cleeng.customers.tokens import token_hash
from cleeng.ids import DirectoryEntry, Kind
from cleeng.publishers.models import Associate, PublisherRecord, TokenKind
from cleeng.publishers.queries import API_TOKEN
from cleeng.rpc.errors import Code, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from cleeng.application import Application
    from cleeng.publishers.publisher import Publisher

_HASH = sa.bindparam("token_hash", type_=sa.LargeBinary)
_CUSTOMER_TOKEN = (
    sa.select(CustomerToken.publisher_id, CustomerToken.customer_id, CustomerToken.expires_at, Customer.status)
    .join(
        Customer,
        sa.and_(Customer.publisher_id == CustomerToken.publisher_id, Customer.id == CustomerToken.customer_id),
    )
    .join(PublisherRecord, PublisherRecord.id == CustomerToken.publisher_id)
    .where(CustomerToken.token_hash == _HASH, PublisherRecord.enabled)
)
_LINK = (
    sa.select(OneTimeLink.publisher_id)
    .join(PublisherRecord, PublisherRecord.id == OneTimeLink.publisher_id)
    .where(OneTimeLink.token_hash == _HASH, PublisherRecord.enabled)
)
_OFFER = (
    sa.select(DirectoryEntry.publisher_id)
    .join(PublisherRecord, PublisherRecord.id == DirectoryEntry.publisher_id)
    .where(DirectoryEntry.id == sa.bindparam("number"), DirectoryEntry.kind == Kind.OFFER, PublisherRecord.enabled)
)
_TRANSACTION = (
    sa.select(DirectoryEntry.publisher_id)
    .join(PublisherRecord, PublisherRecord.id == DirectoryEntry.publisher_id)
    .where(
        DirectoryEntry.id == sa.bindparam("number"), DirectoryEntry.kind == Kind.TRANSACTION, PublisherRecord.enabled
    )
)
_ASSOCIATE = sa.select(Associate.publisher_id).where(
    Associate.distributor_id == sa.bindparam("distributor"), Associate.email_key == sa.bindparam("email_key")
)
_ASSOCIATES_OWN = (
    sa.select(DirectoryEntry.publisher_id)
    .join(Associate, Associate.publisher_id == DirectoryEntry.publisher_id)
    .where(
        DirectoryEntry.id == sa.bindparam("number"),
        DirectoryEntry.kind == sa.bindparam("kind", type_=DirectoryEntry.kind.type),
        Associate.distributor_id == sa.bindparam("distributor"),
    )
)


@dataclass(frozen=True, slots=True)
class Identity:
    """For whom a call speaks; `distributor` if it may act for the publisher's associates."""

    publisher: Publisher | None = None
    customer_id: int | None = None
    distributor: bool = False


class Credentials:
    """Looks tokens up."""

    def __init__(self, application: Application, connect: Callable[[], AbstractContextManager[sa.Connection]]) -> None:
        """Take where to look: `connect` gives a connection that only reads, for one question."""
        self.application = application
        self._connect = connect

    def publisher(self, token: object) -> Identity:
        """Return whom a publisher token speaks for.

        :raises Refused: it is missing, unknown or revoked, or its publisher is not served here any more.
        """
        row = self._find(API_TOKEN, token)
        publisher = self._served(row)
        if publisher is None:
            raise Refused(Code.PUBLISHER_TOKEN, "The publisher token is empty or invalid.")
        own = publisher.distributor_id is None  # an associate has no associates
        return Identity(publisher, distributor=own and row is not None and row.kind is TokenKind.DISTRIBUTOR)

    def acting(self, identity: Identity, associate_email: str, own: tuple[Kind, int] | None) -> Identity:
        """Return whom a publisher's call acts for: an associate, named by address or by what is its own, or itself.

        :raises Refused: the address is neither the publisher's own nor of an associate that it may act for.
        """
        publisher = identity.publisher
        assert publisher is not None
        ours = {"distributor": publisher.id}
        if associate_email and addresses.key(associate_email) != addresses.key(publisher.info.email):
            wanted = {"email_key": addresses.key(associate_email), **ours}
            associate = self._served(self._row(_ASSOCIATE, wanted)) if identity.distributor else None
            if associate is None:
                raise Refused(Code.DENIED, "associateEmail: is no associate of this publisher")
            return Identity(associate)
        if own and identity.distributor:
            associate = self._served(self._row(_ASSOCIATES_OWN, {"kind": own[0], "number": own[1], **ours}))
            return Identity(associate) if associate else identity
        return identity

    def customer(self, token: object) -> Identity:
        """Return whom a customer token speaks for.

        :raises InvalidToken: it is missing, unknown or expired.
        :raises CustomerInactive: the account is closed.
        """
        row = self._find(_CUSTOMER_TOKEN, token)
        publisher = self._served(row)
        if row is None or publisher is None or row.expires_at <= publisher.clock.now():
            raise InvalidToken
        if row.status is not CustomerStatus.ACTIVE:
            raise CustomerInactive
        return Identity(publisher, row.customer_id)

    def link(self, token: str) -> Identity:
        """Return at which publisher a link that is good once may be spent.

        :raises LinkSpent: it is unknown.
        """
        publisher = self._served(self._find(_LINK, token))
        if publisher is None:
            raise LinkSpent
        return Identity(publisher)

    def seller(self, offer_id: str) -> Identity:
        """Return the publisher whose offer this is.

        :raises OfferNotFound: nobody's.
        """
        publisher = self._served(self._row(_OFFER, {"number": OfferId.parse(offer_id).number}))
        if publisher is None:
            raise OfferNotFound(offer_id)
        return Identity(publisher)

    def transaction(self, number: int) -> Identity:
        """Return the publisher at whom a transaction was, nobody if there is none of this number."""
        return Identity(self._served(self._row(_TRANSACTION, {"number": number})))

    def _find(self, statement: sa.Select[*tuple[Any, ...]], token: object) -> sa.Row[*tuple[Any, ...]] | None:
        if not isinstance(token, str) or not token:
            return None
        return self._row(statement, {"token_hash": token_hash(token)})

    def _row(
        self, statement: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> sa.Row[*tuple[Any, ...]] | None:
        with self._connect() as connection:
            return connection.execute(statement, values).one_or_none()

    def _served(self, row: sa.Row[*tuple[Any, ...]] | None) -> Publisher | None:
        return None if row is None else self.application.publishers.get(row.publisher_id)
