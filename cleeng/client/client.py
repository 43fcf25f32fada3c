"""The client itself: a server's address, tokens, and a method for each of the server's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from cleeng.client.batch import Batch
from cleeng.client.envelope import Call, read, unpack, write
from cleeng.client.methods import Methods
from cleeng.client.transport import HttpTransport

if TYPE_CHECKING:
    from types import TracebackType

    from cleeng.client.transport import Transport

PATH = "/3.0/json-rpc"


class Client(Methods):
    """Calls one server; all threads may share it.

    Objects, in arguments and results, are dicts with the names of the manual; fractions are `Decimal`.  What only
    reads is tried again when a request gets lost (`retries` times).  What writes is, once it may have arrived, not:
    it fails with a `TransportError` whose `outcome_unknown` is set, unless `retry_writes` says that twice does no harm.
    """

    def __init__(
        self,
        url: str,
        *,
        publisher_token: str = "",
        distributor_token: str = "",
        timeout: float = 30.0,
        retries: int = 3,
        retry_writes: bool = False,
        transport: Transport | None = None,
    ) -> None:
        """Take the server's address, such as `https://shop.example`; `timeout` is in seconds, for each try.

        A distributor's token is also its publisher token where no other is given.
        """
        self._tokens = {
            "publisherToken": publisher_token,
            "distributorToken": distributor_token or publisher_token,
        }
        self._retry_writes = retry_writes
        self._transport = transport or HttpTransport(url.rstrip("/") + PATH, timeout=timeout, retries=retries)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        self._transport.close()

    def batch(self) -> Batch:
        """Gather calls: `with client.batch() as batch: ...`; they are sent when the block ends."""
        return Batch(self)

    def call(self, method: str, params: dict[str, Any], *, writes: bool = True) -> Any:
        """Call any method, one that this client does not know too; no token is added.

        :raises RpcError: the server refuses the call.
        :raises TransportError: there is no answer.
        """
        call = Call(method, params, writes)
        reply = read(self.send(write(call.to_wire(1)), writes=writes), dict)
        return unpack(method, reply)

    def send(self, body: bytes, *, writes: bool) -> bytes:
        """Send a request as it is; return the answer as it is."""
        return self._transport.send(body, repeatable=self._retry_writes or not writes)

    def with_token(self, params: dict[str, Any], name: str) -> dict[str, Any]:
        """Return arguments with the token of this name put before them, if it has one."""
        return {name: self._tokens[name], **params} if name else params

    def _call(self, method: str, params: dict[str, Any], *, caller: str = "", writes: bool = False) -> Any:
        return self.call(method, self.with_token(params, caller), writes=writes)
