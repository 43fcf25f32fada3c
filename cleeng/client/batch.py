"""Several calls in one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from cleeng.client.envelope import Call, Pending, read, write
from cleeng.client.errors import TransportError
from cleeng.client.queued import QueuedMethods

if TYPE_CHECKING:
    from types import TracebackType

    from cleeng.client.client import Client

#: Calls of one request; a longer queue becomes several.
MOST_CALLS = 25


class Batch(QueuedMethods):
    """A queue of calls, sent when the block ends that `with client.batch()` begins.

    Each call does its work or fails by itself.  Of a block that raises nothing is sent.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._queue: list[Pending[Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Send the queue.

        :raises TransportError: a request had no answer; its calls know, and those after it were not sent.
        """
        if kind is not None:
            return
        for start in range(0, len(self._queue), MOST_CALLS):
            self._send(self._queue[start : start + MOST_CALLS])

    def call(self, method: str, params: dict[str, Any], *, writes: bool = True) -> Pending[Any]:
        """Queue a call of any method, one that this client does not know too."""
        pending: Pending[Any] = Pending(Call(method, params, writes))
        self._queue.append(pending)
        return pending

    def _call(self, method: str, params: dict[str, Any], *, caller: str = "", writes: bool = False) -> Pending[Any]:
        return self.call(method, self._client.with_token(params, caller), writes=writes)

    def _send(self, calls: list[Pending[Any]]) -> None:
        body = write([pending.call.to_wire(number) for number, pending in enumerate(calls, 1)])
        try:
            answer = self._client.send(body, writes=any(pending.call.writes for pending in calls))
            replies = {str(reply.get("id")): reply for reply in read(answer, list) if isinstance(reply, dict)}
        except TransportError as error:
            for pending in calls:
                pending.fail(error)
            raise
        for number, pending in enumerate(calls, 1):
            if str(number) in replies:
                pending.settle(replies[str(number)])
            else:
                pending.fail(TransportError(f"{pending.call.method}: no reply", outcome_unknown=True))
