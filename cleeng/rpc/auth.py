"""Who calls: from the tokens in a call to the publisher, and the customer, that it speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.catalog.errors import OfferNotFound
from cleeng.catalog.offer import OfferId
from cleeng.customers.errors import CustomerInactive, InvalidToken, LinkSpent
from cleeng.customers.models import Customer, CustomerStatus, CustomerToken, OneTimeLink
from cleeng.customers.tokens import token_hash
from cleeng.ids import DirectoryEntry, Kind
from cleeng.publishers.models import ApiToken, PublisherRecord
from cleeng.rpc.errors import Code, Refused

if TYPE_CHECKING:
    from cleeng.application import Application
    from cleeng.publishers.publisher import Publisher

_HASH = sa.bindparam("token_hash", type_=sa.LargeBinary)
_API_TOKEN = (
    sa.select(ApiToken.publisher_id)
    .join(PublisherRecord, PublisherRecord.id == ApiToken.publisher_id)
    .where(ApiToken.token_hash == _HASH, ApiToken.revoked_at.is_(None), PublisherRecord.enabled)
)
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


@dataclass(frozen=True, slots=True)
class Identity:
    """For whom a call speaks."""

    publisher: Publisher | None = None
    customer_id: int | None = None


class Credentials:
    """Looks tokens up, each in a short transaction of its own that only reads."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def publisher(self, token: object) -> Identity:
        """Return whom a publisher token speaks for.

        :raises Refused: it is missing, unknown or revoked, or its publisher is not served here any more.
        """
        row = self._find(_API_TOKEN, token)
        publisher = self._served(row)
        if publisher is None:
            raise Refused(Code.PUBLISHER_TOKEN, "The publisher token is empty or invalid.")
        return Identity(publisher)

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
        with self.application.database.reader.connect() as connection:
            row = connection.execute(_OFFER, {"number": OfferId.parse(offer_id).number}).one_or_none()
        publisher = self._served(row)
        if publisher is None:
            raise OfferNotFound(offer_id)
        return Identity(publisher)

    def _find(self, statement: sa.Select[*tuple[Any, ...]], token: object) -> sa.Row[*tuple[Any, ...]] | None:
        if not isinstance(token, str) or not token:
            return None
        with self.application.database.reader.connect() as connection:
            return connection.execute(statement, {"token_hash": token_hash(token)}).one_or_none()

    def _served(self, row: sa.Row[*tuple[Any, ...]] | None) -> Publisher | None:
        return None if row is None else self.application.publishers.get(row.publisher_id)
