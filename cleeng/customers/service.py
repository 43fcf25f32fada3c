"""Customers: register, find, change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.api import CustomerInfo
from cleeng.customers import addresses
from cleeng.customers.errors import CustomerInactive, EmailTaken, UnknownCustomer
from cleeng.customers.models import Customer, CustomerStatus, LinkedIdentity
from cleeng.ids import Kind, allocate

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cleeng.api import Identity
    from cleeng.outbox import Outbox
    from cleeng.publishers.publisher import Publisher


class CustomerService:
    """The customers of one publisher."""

    def __init__(self, db: Session, publisher: Publisher, outbox: Outbox) -> None:
        self.db = db
        self.publisher = publisher
        self.outbox = outbox

    def get(self, customer_id: int) -> Customer:
        """Return a customer.

        :raises UnknownCustomer: this publisher has no such customer.
        """
        customer = self.db.get(Customer, (self.publisher.id, customer_id))
        if customer is None:
            raise UnknownCustomer
        return customer

    def find(self, email: str) -> Customer | None:
        """Return the customer with this address, or None."""
        return self.db.scalars(
            sa.select(Customer).where(
                Customer.publisher_id == self.publisher.id, Customer.email_key == addresses.key(email)
            )
        ).one_or_none()

    def by_email(self, email: str) -> Customer:
        """Return the customer with this address, who may sign in.

        :raises UnknownCustomer: there is none.
        :raises CustomerInactive: the account is closed.
        """
        customer = self.find(email)
        if customer is None:
            raise UnknownCustomer
        return _active(customer)

    def by_external_id(self, external_id: str) -> Customer:
        """Return the customer whom the publisher's own system knows by this id, and who may sign in.

        :raises UnknownCustomer: there is none.
        :raises CustomerInactive: the account is closed.
        """
        customer = self.db.scalars(
            sa.select(Customer).where(Customer.publisher_id == self.publisher.id, Customer.external_id == external_id)
        ).one_or_none()
        if customer is None:
            raise UnknownCustomer
        return _active(customer)

    def by_identity(self, provider: str, subject: str) -> Customer:
        """Return the customer whom an identity provider calls `subject`, and who may sign in.

        :raises UnknownCustomer: there is none.
        :raises CustomerInactive: the account is closed.
        """
        customer = self.identified(provider, subject)
        if customer is None:
            raise UnknownCustomer
        return _active(customer)

    def active(self, customer_id: int) -> Customer:
        """Return a customer who may sign in.

        :raises UnknownCustomer: this publisher has no such customer.
        :raises CustomerInactive: the account is closed.
        """
        return _active(self.get(customer_id))

    def identified(self, provider: str, subject: str) -> Customer | None:
        """Return the customer whom an identity provider calls `subject`, or None."""
        known = self.db.get(LinkedIdentity, (self.publisher.id, provider, subject))
        return self.get(known.customer_id) if known else None

    def register(
        self,
        email: str,
        *,
        locale: str = "",
        country: str = "",
        currency: str = "",
        first_name: str = "",
        last_name: str = "",
        external_id: str | None = None,
        verified: bool = False,
    ) -> Customer:
        """Make a customer; what is left out comes from the publisher.

        :raises InvalidEmail: it is no address.
        :raises EmailTaken: somebody has it, also when he came in the same moment.
        """
        address = addresses.normalise(email)
        if self.find(address) is not None:
            raise EmailTaken
        info = self.publisher.info
        customer = Customer(
            publisher_id=self.publisher.id,
            id=allocate(self.db, self.publisher.id, Kind.CUSTOMER),
            email=address,
            email_key=addresses.key(address),
            email_verified=verified,
            first_name=first_name,
            last_name=last_name,
            locale=locale or info.locale,
            country=country or info.country,
            currency=currency or info.currency,
            external_id=external_id or None,
            created_at=self.publisher.clock.now(),
        )
        try:
            with self.db.begin_nested():
                self.db.add(customer)
        except sa.exc.IntegrityError as error:
            raise EmailTaken from error
        self.outbox.event("customer.registered", customer.id)
        return customer

    def remember(self, email: str, *, locale: str, country: str, currency: str, verified: bool) -> Customer:
        """Return the customer whom the publisher's own site has signed in: registered now, or brought up to date.

        :raises InvalidEmail: it is no address.
        :raises CustomerInactive: the account is closed.
        """
        known = self.find(email)
        if known is None:
            return self.register(email, locale=locale, country=country, currency=currency, verified=verified)
        customer = _active(known)
        customer.locale, customer.country, customer.currency = locale, country, currency
        customer.email_verified = customer.email_verified or verified
        return customer

    def link(self, customer: Customer, identity: Identity, secret: str = "") -> None:
        """Remember that `identity` is this customer; a known link gets the new secret."""
        now = self.publisher.clock.now()
        known = self.db.get(LinkedIdentity, (self.publisher.id, identity.provider, identity.subject))
        if known is None:
            self.db.add(
                LinkedIdentity(
                    publisher_id=self.publisher.id,
                    provider=identity.provider,
                    subject=identity.subject,
                    customer_id=customer.id,
                    secret=secret,
                    created_at=now,
                    changed_at=now,
                )
            )
        elif secret:
            known.secret = secret
            known.changed_at = now

    def linked(self, customer_id: int, provider: str) -> LinkedIdentity | None:
        """Return a customer's link to a provider, or None."""
        return self.db.scalars(
            sa.select(LinkedIdentity).where(
                LinkedIdentity.publisher_id == self.publisher.id,
                LinkedIdentity.customer_id == customer_id,
                LinkedIdentity.provider == provider,
            )
        ).first()

    def update_profile(
        self, customer_id: int, *, first_name: str, last_name: str, country: str, locale: str
    ) -> Customer:
        """Change what a customer may change about himself."""
        customer = self.get(customer_id)
        customer.first_name, customer.last_name = first_name, last_name
        customer.country, customer.locale = country, locale
        return customer

    def change_email(self, customer: Customer, email: str) -> None:
        """Give a customer another address, which nobody has verified yet.

        :raises InvalidEmail: it is no address.
        :raises EmailTaken: somebody else has it, also when he came in the same moment.
        """
        address = addresses.normalise(email)
        known = self.find(address)
        if known is not None and known is not customer:
            raise EmailTaken
        if addresses.key(address) != customer.email_key:
            customer.email_verified = False
        try:
            with self.db.begin_nested():
                customer.email, customer.email_key = address, addresses.key(address)
        except sa.exc.IntegrityError as error:
            raise EmailTaken from error
        self.outbox.event("customer.email_changed", customer.id)

    def end_sessions(self, customer: Customer) -> None:
        """Sign the customer out everywhere."""
        customer.session_epoch += 1


def _active(customer: Customer) -> Customer:
    if customer.status is not CustomerStatus.ACTIVE:
        raise CustomerInactive
    return customer


def info(customer: Customer) -> CustomerInfo:
    """Return what a provider may know of a customer."""
    return CustomerInfo(
        customer.id, customer.email, customer.locale, customer.country, customer.first_name, customer.last_name
    )
