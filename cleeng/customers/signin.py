"""Signing in and up with the identity providers of a publisher."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.api import Credential, Identity, SignInFailed
from cleeng.customers import addresses
from cleeng.customers.errors import EmailTaken, InvalidEmail, LinkSpent, WeakPassword
from cleeng.customers.models import Customer, CustomerStatus, LinkPurpose
from cleeng.db import outside_transaction
from cleeng.ids import new_uuid

if TYPE_CHECKING:
    import transaction
    from sqlalchemy.orm import Session

    from cleeng.api import IdentityProvider
    from cleeng.customers.models import LinkedIdentity
    from cleeng.customers.service import CustomerService
    from cleeng.customers.throttle import Throttle
    from cleeng.customers.tokens import TokenService
    from cleeng.outbox import Outbox
    from cleeng.publishers.publisher import Publisher


class SignInService:
    """How one publisher's customers prove who they are.

    Providers hash and call others, so they are called outside the transaction: objects of the session are
    gone after each method here.
    """

    def __init__(
        self,
        db: Session,
        tm: transaction.TransactionManager,
        publisher: Publisher,
        customers: CustomerService,
        tokens: TokenService,
        outbox: Outbox,
        throttle: Throttle,
    ) -> None:
        self.db = db
        self.tm = tm
        self.publisher = publisher
        self.customers = customers
        self.tokens = tokens
        self.outbox = outbox
        self.throttle = throttle

    def with_password(self, email: str, secret: str, ip: str = "") -> int:
        """Return the id of the customer whose e-mail address and password these are.

        :raises SignInFailed: the same for an unknown address, a wrong password and a closed account.
        :raises TooManyTries: someone guesses.
        """
        provider = self._password_provider()
        self.throttle.sign_in(self.publisher.id, addresses.key(email), ip)
        customer = self.customers.find(email)
        customer_id = customer.id if customer else None
        active = customer is not None and customer.status is CustomerStatus.ACTIVE
        known = self._credential(customer, provider.name)
        renewed = ""
        with outside_transaction(self.tm):
            identity = provider.authenticate(self.publisher.context(), email, secret, known)
            if known is not None and provider.needs_update(known):
                renewed = provider.enrol(self.publisher.context(), secret)
        if customer_id is None or not active or known is None or identity.subject != known.identity.subject:
            raise SignInFailed
        if renewed:
            self._link_password(self.customers.get(customer_id), renewed)
        return customer_id

    def by_link(self, token: str, purpose: LinkPurpose) -> Customer:
        """Return the customer whom a link signs in, and use the link up.

        :raises LinkSpent: used, expired, made up, or of an account that was closed since.
        """
        customer = self.customers.get(self.tokens.spend(token, purpose).customer_id)
        if customer.status is not CustomerStatus.ACTIVE:
            raise LinkSpent
        return customer

    def faults(self, email: str, secret: str) -> list[InvalidEmail | WeakPassword]:
        """Return all that is wrong with what somebody wants to sign up with, at once."""
        found: list[InvalidEmail | WeakPassword] = []
        try:
            addresses.normalise(email)
        except InvalidEmail as error:
            found.append(error)
        fault = self._password_provider().check_secret(self.publisher.context(), secret)
        if fault:
            found.append(WeakPassword(fault))
        return found

    def register(
        self,
        email: str,
        secret: str,
        *,
        locale: str = "",
        country: str = "",
        currency: str = "",
        external_id: str | None = None,
        ip: str = "",
    ) -> int:
        """Make a customer who signs in with a password; return the id.

        `ip` is the viewer's address, "" where a publisher's server speaks for him.

        :raises InvalidEmail: it is no address.
        :raises WeakPassword: its argument says what is missing.
        :raises EmailTaken: somebody has the address.
        :raises TooManyAsked: too many new accounts from one address.
        """
        address = addresses.normalise(email)
        if self.customers.find(address) is not None:
            raise EmailTaken
        self.throttle.sign_up(ip)
        hashed = self.enrol(secret)
        customer = self.customers.register(
            address, locale=locale, country=country, currency=currency, external_id=external_id
        )
        self._link_password(customer, hashed)
        self.outbox.message("welcome", customer.id, customer.id)
        return customer.id

    def enrol(self, secret: str) -> str:
        """Return what is kept of a new password.  Leaves the transaction: hashing is slow.

        :raises WeakPassword: its argument says what is missing.
        """
        provider, context = self._password_provider(), self.publisher.context()
        fault = provider.check_secret(context, secret)
        if fault:
            raise WeakPassword(fault)
        with outside_transaction(self.tm):
            return provider.enrol(context, secret)

    def set_password(self, customer_id: int, secret: str) -> None:
        """Give a customer a new password and sign him out everywhere else.

        :raises WeakPassword: its argument says what is missing.
        """
        hashed = self.enrol(secret)
        self._change(self.customers.get(customer_id), hashed)

    def change_password(self, customer_id: int, current: str, new: str) -> None:
        """Change a password that the customer knows.

        :raises SignInFailed: the current one is wrong.
        :raises WeakPassword: the new one breaks the rule; the argument says how.
        """
        email = self.customers.get(customer_id).email
        self.with_password(email, current)
        self.set_password(customer_id, new)

    def reset_password(self, token: str, secret: str, customer_id: int | None = None) -> int:
        """Give the customer whom a mailed link speaks for a new password; return the id.

        With `customer_id` the link must speak for this customer.

        :raises LinkSpent: used, expired, somebody else's, or made up.
        :raises WeakPassword: its argument says what is missing; the link stays good.
        """
        owner = self.tokens.owner(token, LinkPurpose.PASSWORD_RESET)
        if owner is None or customer_id not in (None, owner):
            raise LinkSpent
        hashed = self.enrol(secret)
        customer = self.customers.get(self.tokens.spend(token, LinkPurpose.PASSWORD_RESET).customer_id)
        customer.email_verified = True  # the mail arrived
        self._change(customer, hashed)
        return customer.id

    def password_of(self, customer_id: int) -> LinkedIdentity | None:
        """Return when and how a customer set a password; None for who signs in another way only."""
        for provider in self.publisher.providers["identity"].values():
            if "password" in provider.capabilities:
                return self.customers.linked(customer_id, provider.name)
        return None

    def sign_out_everywhere(self, customer_id: int) -> None:
        """End a customer's sessions at our pages and his tokens at the publisher's sites."""
        self.customers.end_sessions(self.customers.get(customer_id))
        self.tokens.revoke_all(customer_id)

    def request_reset(self, email: str, reset_url: str, ip: str = "") -> None:
        """Have a link to set a new password mailed; nothing tells whether the address is known.

        `reset_url` is the page of the publisher that takes the new password, "" for ours.  The link's secret is
        made when the mail goes out, so that no row holds it.

        :raises TooManyAsked: too many mails to one account, or for the viewer at `ip`.
        """
        self.throttle.mail(self.publisher.id, addresses.key(email), ip)
        customer = self.customers.find(email)
        if customer is None or customer.status is not CustomerStatus.ACTIVE:
            return
        self.outbox.message("password_reset", customer.id, customer.id, period=new_uuid(), url=reset_url)

    def _change(self, customer: Customer, hashed: str) -> None:
        self._link_password(customer, hashed)
        self.sign_out_everywhere(customer.id)
        now = self.publisher.clock.now().isoformat()
        self.outbox.message("password_changed", customer.id, customer.id, period=now)

    def _link_password(self, customer: Customer, hashed: str) -> None:
        provider = self._password_provider()
        identity = Identity(provider.name, str(customer.id), email=customer.email)
        self.customers.link(customer, identity, hashed)

    def _credential(self, customer: Customer | None, provider: str) -> Credential | None:
        link = self.customers.linked(customer.id, provider) if customer else None
        if customer is None or link is None:
            return None
        identity = Identity(provider, link.subject, email=customer.email, email_verified=customer.email_verified)
        return Credential(identity, link.secret)

    def _password_provider(self) -> IdentityProvider:
        for provider in self.publisher.providers["identity"].values():
            if "password" in provider.capabilities:
                found: IdentityProvider = provider
                return found
        raise SignInFailed
