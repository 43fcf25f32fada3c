"""Calls and answers as the wire has them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cleeng.client.errors import ClientError, NotSent, RpcError, TransportError

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method; arguments that are None are left out."""

    method: str
    params: Mapping[str, Any]
    writes: bool

    def to_wire(self, id_: int) -> dict[str, Any]:
        """Return the call as JSON has it."""
        params = {name: value for name, value in self.params.items() if value is not None}
        return {"jsonrpc": "2.0", "method": self.method, "params": params, "id": id_}


@dataclass(slots=True)
class Pending(Generic[T]):
    """What a call of a batch will have answered, once the batch is over."""

    call: Call
    _answer: list[T] = field(default_factory=list)
    _error: ClientError | None = None

    def result(self) -> T:
        """Return what the method answered.

        :raises RpcError: the server refused the call.
        :raises TransportError: there was no answer to the request that held it.
        :raises NotSent: the batch is not over, or ended before this call's turn came.
        """
        if self._error is not None:
            raise self._error
        if not self._answer:
            raise NotSent(f"{self.call.method}: not sent")
        return self._answer[0]

    def settle(self, reply: Mapping[str, Any]) -> None:
        """Take the server's reply to this call."""
        try:
            self._answer = [unpack(self.call.method, reply)]
        except ClientError as error:
            self._error = error

    def fail(self, error: ClientError) -> None:
        """Take note that there is no reply."""
        self._error = error


def write(document: object) -> bytes:
    """Return JSON; a `Decimal` becomes a text with just its digits, which the server reads exactly."""
    return json.dumps(document, default=_digits, allow_nan=False).encode()


def read(body: bytes, kind: type[T]) -> T:
    """Return the document, an object or an array as `kind` says; fractions become `Decimal`.

    :raises TransportError: it is something else.
    """
    try:
        document = json.loads(body, parse_float=Decimal)
    except ValueError as error:
        raise TransportError("the answer is no JSON", outcome_unknown=True) from error
    if not isinstance(document, kind):
        raise TransportError("the answer is none to such a call", outcome_unknown=True)
    return document


def unpack(method: str, reply: Mapping[str, Any]) -> Any:
    """Return the result that a reply holds.

    :raises RpcError: it holds an error.
    """
    if error := reply.get("error"):
        raise RpcError(method, error["code"], error["message"])
    if "result" not in reply:
        raise TransportError("the answer is none to such a call", outcome_unknown=True)
    return reply["result"]


def _digits(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")
