"""One call of a method: whom it speaks for, where it comes from, and the services it works with."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

from cleeng.catalog.offer import OfferId
from cleeng.ids import Kind
from cleeng.publishers.origins import may_return_to
from cleeng.rpc.errors import Code, Refused

if TYPE_CHECKING:
    from types import TracebackType

    from cleeng.application import Application
    from cleeng.db import Unit
    from cleeng.publishers.publisher import Publisher
    from cleeng.rpc.auth import Credentials, Identity
    from cleeng.rpc.reading import Reading
    from cleeng.services import Services


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a call comes from: the address it was sent to, and the viewer's own address, "" where a server calls.

    `peer` is the address that called, be it a viewer's or a server's.
    """

    url: str
    ip: str = ""
    peer: str = ""


class Call:
    """What a method gets beside its arguments.

    A call that writes has a unit of work of its own, which opens when first used and ends with the call; those that
    only read share the `reading` of their request.
    """

    def __init__(
        self,
        application: Application,
        credentials: Credentials,
        identity: Identity,
        origin: Origin,
        reading: Reading | None = None,
    ) -> None:
        self.application = application
        self.credentials = credentials
        self.identity = identity
        self.origin = origin
        self._reading = reading
        self._exits = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._exits.__exit__(kind, error, trace)

    @property
    def publisher(self) -> Publisher:
        """The publisher that the call works for."""
        assert self.identity.publisher is not None
        return self.identity.publisher

    @property
    def customer_id(self) -> int:
        """The customer whose token the call carries."""
        assert self.identity.customer_id is not None
        return self.identity.customer_id

    @cached_property
    def unit(self) -> Unit:
        """The transaction of this call."""
        if self._reading is not None:
            return self._reading.unit()
        return self._exits.enter_context(self.application.database.unit())

    @cached_property
    def services(self) -> Services:
        """The publisher's services within the call's transaction."""
        if self._reading is not None:
            return self._reading.services(self.publisher)
        return self.application.services(self.publisher, self.unit)

    def at_offer(self, offer_id: str) -> None:
        """Work for the publisher whose offer this is: for callers who may be anyone.

        :raises OfferNotFound: it is nobody's.
        """
        self.identity = self.credentials.seller(offer_id)

    def act_for(self, associate_email: str = "", offer_id: str = "", campaign_id: str = "") -> None:
        """Work for an associate that a distributor's call names, by address or what is its own; else for the publisher.

        Said before anything is asked of `services`.

        :raises Refused: the address is neither the publisher's own nor of an associate that it may act for.
        :raises OfferNotFound: the offer's id is none.
        """
        assert "services" not in vars(self)
        own = (Kind.CAMPAIGN, int(campaign_id)) if campaign_id else None
        if offer_id:
            own = Kind.OFFER, OfferId.parse(offer_id).number
        self.identity = self.credentials.acting(self.identity, associate_email, own)

    def at_transaction(self, number: int) -> bool:
        """Work for the publisher at whom a transaction was; False if there is none of this number."""
        self.identity = self.credentials.transaction(number)
        return self.identity.publisher is not None

    def at_link(self, secret: str) -> None:
        """Work for the publisher at whom a link that is good once may be spent.

        :raises LinkSpent: it is unknown.
        """
        self.identity = self.credentials.link(secret)

    @property
    def base_url(self) -> str:
        """The origin under which viewers reach this server."""
        return self.publisher.base_url or self.origin.url

    def check_return(self, url: str) -> str:
        """Return `url` if a viewer may be sent there; "" is no address and is fine.

        :raises Refused: it is neither ours nor the publisher's.
        """
        if url and not may_return_to(self.publisher, url, self.base_url):
            raise Refused(Code.ARGUMENTS, "redirectUri: is neither at this server nor at an origin of the publisher")
        return url
