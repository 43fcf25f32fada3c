"""Associates: publishers that a distributor makes and acts for (JSON-RPC reference, 2.7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.customers import addresses
from cleeng.ids import Kind, allocate
from cleeng.orders.queries import has_sold
from cleeng.publishers.errors import AssociateExists, CurrencyFixed, UnknownAssociate
from cleeng.publishers.models import Associate, PublisherRecord

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cleeng.publishers.publisher import Publisher


@dataclass(frozen=True, slots=True)
class Account:
    """A publisher as the API shows it; `data` is of any form, and the distributor's own."""

    email: str
    country: str
    currency: str
    locale: str
    site_name: str = ""
    first_name: str = ""
    last_name: str = ""
    data: str = ""
    id: int = 0  #: 0 for one that is yet to be made


class AssociateService:
    """The associates of one publisher."""

    def __init__(self, db: Session, publisher: Publisher) -> None:
        self.db = db
        self.publisher = publisher

    def own(self) -> Account:
        """Return the publisher itself."""
        record = self.db.get_one(PublisherRecord, self.publisher.id)
        return _account(record, self.db.get(Associate, self.publisher.id))

    def get(self, email: str) -> Account:
        """Return the associate with this address.

        :raises UnknownAssociate: there is none.
        """
        return _account(*self._rows(email))

    def create(self, account: Account) -> Account:
        """Make an associate; a site without a name is called as its owner.

        :raises AssociateExists: the address is taken, also when somebody took it in the same moment.
        """
        now = self.publisher.clock.now()
        home = self.db.get_one(PublisherRecord, self.publisher.id, with_for_update=True)
        record = PublisherRecord(
            id=self._new_id(),
            time_zone=home.time_zone,
            sandbox=home.sandbox,
            clock_offset=home.clock_offset,
            created_at=now,
            updated_at=now,
            **_public(account),
        )
        associate = Associate(publisher_id=record.id, distributor_id=home.id, **_private(account))
        self._add(record, associate)
        return _account(record, associate)

    def update(self, email: str, changes: dict[str, Any]) -> Account:
        """Change what `changes` name of an associate, by the names of an `Account`, and nothing else.

        :raises UnknownAssociate: there is none with this address.
        :raises AssociateExists: another has the new one, also when it took it in the same moment.
        :raises CurrencyFixed: something was sold in the currency that it has.
        """
        record, associate = self._rows(email)
        account = replace(_account(record, associate), **changes)
        if account.currency != record.currency and has_sold(self.db, record.id):
            raise CurrencyFixed
        for row, values in ((record, _public(account)), (associate, _private(account))):
            for name, value in values.items():
                setattr(row, name, value)
        record.updated_at = self.publisher.clock.now()
        self._add(record, associate)
        return _account(record, associate)

    def _add(self, record: PublisherRecord, associate: Associate) -> None:
        try:
            with self.db.begin_nested():
                self.db.add(record)
                self.db.flush()
                self.db.add(associate)
        except sa.exc.IntegrityError as error:
            raise AssociateExists from error

    def _rows(self, email: str) -> tuple[PublisherRecord, Associate]:
        found = self.db.execute(
            sa.select(PublisherRecord, Associate)
            .join(Associate, Associate.publisher_id == PublisherRecord.id)
            .where(Associate.distributor_id == self.publisher.id, Associate.email_key == addresses.key(email))
        ).one_or_none()
        if found is None:
            raise UnknownAssociate
        return found[0], found[1]

    def _new_id(self) -> int:
        """Return an id that neither an API's publisher nor an ini's has."""
        while True:
            number = allocate(self.db, self.publisher.id, Kind.PUBLISHER)
            if self.db.get(PublisherRecord, number) is None:
                return number


def _public(account: Account) -> dict[str, str]:
    owner = f"{account.first_name} {account.last_name}".strip() or account.email.partition("@")[0]
    return {
        "name": (account.site_name or owner)[:100],
        "email": account.email,
        "country": account.country,
        "currency": account.currency,
        "locale": account.locale,
    }


def _private(account: Account) -> dict[str, str]:
    return {
        "email_key": addresses.key(account.email),
        "first_name": account.first_name,
        "last_name": account.last_name,
        "data": account.data,
    }


def _account(record: PublisherRecord, associate: Associate | None) -> Account:
    own = {name: getattr(associate, name) for name in ("first_name", "last_name", "data")} if associate else {}
    return Account(
        email=record.email,
        country=record.country,
        currency=record.currency,
        locale=record.locale,
        site_name=record.name,
        id=record.id,
        **own,
    )
