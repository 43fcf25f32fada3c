"""What the calls of one request share while they only read: who calls, and one transaction.

Without it a batch of reads costs nearly as much as its calls one by one: most of a call's work is to look its token up
and to begin.
"""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING, Any, Self

from cleeng.rpc.auth import Credentials, Identity
from cleeng.rpc.registry import Caller

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from types import TracebackType

    import sqlalchemy as sa

    from cleeng.application import Application
    from cleeng.db import Unit
    from cleeng.publishers.publisher import Publisher
    from cleeng.services import Services


class Reading:
    """Opens when first used and ends with the request; whoever writes, or fails, ends it before that."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self.credentials = Credentials(application, self._connect)
        self._exits = ExitStack()
        self._unit: Unit | None = None
        self._services: dict[int, Services] = {}
        self._identities: dict[tuple[Caller, str], Identity] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """Forget everything: what comes after reads anew."""
        self._unit = None
        self._services.clear()
        self._identities.clear()
        over = _Over()
        self._exits.__exit__(_Over, over, None)

    def identify(self, caller: Caller, params: Mapping[str, Any]) -> Identity:
        """Return for whom a call speaks.

        :raises Refused: its publisher token is no good.
        :raises InvalidToken: its customer token is no good.
        :raises CustomerInactive: the account is closed.
        """
        if caller is Caller.ANYONE:
            return Identity()
        token = params.get("publisherToken" if caller is Caller.PUBLISHER else "customerToken")
        look = self.credentials.publisher if caller is Caller.PUBLISHER else self.credentials.customer
        if not isinstance(token, str):
            return look(token)
        if (caller, token) not in self._identities:
            self._identities[caller, token] = look(token)
        return self._identities[caller, token]

    def unit(self) -> Unit:
        """Return the transaction."""
        if self._unit is None:
            self._unit = self._exits.enter_context(self._application.database.unit(writes=False))
        return self._unit

    def _connect(self) -> AbstractContextManager[sa.Connection]:
        """Give the transaction's connection, so that nobody holds one while he waits for another; else a fresh one."""
        if self._unit is None:
            return self._application.database.reader.connect()
        return nullcontext(self._unit.db.connection())

    def services(self, publisher: Publisher) -> Services:
        """Return a publisher's services within the transaction."""
        if publisher.id not in self._services:
            self._services[publisher.id] = self._application.services(publisher, self.unit())
        return self._services[publisher.id]


class _Over(BaseException):
    """Rolls back what only read: a unit of work takes it for any other error."""
