"""From the bytes of a request to the bytes of an answer (JSON-RPC reference, 1.2 and 1.3)."""

from __future__ import annotations

import logging
import threading
import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pydantic
import sqlalchemy as sa

from cleeng.api import CleengError
from cleeng.db import lost_a_race
from cleeng.ids import new_uuid
from cleeng.rpc import codec
from cleeng.rpc.call import Call
from cleeng.rpc.errors import Code, Fault, fault_of, invalid
from cleeng.rpc.reading import Reading
from cleeng.rpc.registry import LONGEST, Caller, Surface

if TYPE_CHECKING:
    from cleeng.application import Application
    from cleeng.rpc.call import Origin
    from cleeng.rpc.registry import Method, Registry

    #: A result as JSON has it; a few methods answer with an array.
    Json = dict[str, Any] | list[Any]

log = logging.getLogger(__name__)

#: Calls of one request; clients send at most 25.
MOST_CALLS = 100
#: How often a call whose transaction lost a race is tried.
ATTEMPTS = 4


class TooLong(ValueError):
    """More bytes than a request may have."""


class Dispatcher:
    """Answers calls.  A failing call of a batch undoes its own work and nothing else."""

    def __init__(self, application: Application, methods: Registry) -> None:
        self.application = application
        self.methods = methods
        self._roomy = {method.name: method.longest for method in methods if method.longest > LONGEST}
        #: Bytes that are worth reading of any request.
        self.longest = max([LONGEST, *self._roomy.values()])
        self._one_long_text = threading.Lock()

    def answer(self, body: bytes, origin: Origin) -> bytes:
        """Answer a body, of which the caller may have read one byte more than `longest` and no further."""
        try:
            document = codec.read(body) if len(body) <= LONGEST else self._read_long(body)
        except TooLong:
            return _refuse(body, Fault(Code.REQUEST, f"A request has at most {LONGEST} bytes."))
        except codec.Malformed:
            return _refuse(body, Fault(Code.MALFORMED, "The request is no JSON text in UTF-8."))
        if isinstance(document, list) and not 1 <= len(document) <= MOST_CALLS:
            return _refuse(body, Fault(Code.REQUEST, f"A batch holds 1 to {MOST_CALLS} calls."))
        with Reading(self.application) as reading:
            if isinstance(document, list):
                return codec.write([self._reply(call, origin, reading) for call in document])
            return codec.write(self._reply(document, origin, reading))

    def _read_long(self, body: bytes) -> Any:
        """Read a long body if it holds one call of a method that takes such, and nothing else.

        Nobody knows before it is read who sent it: one is read at a time, so that strangers cannot fill the memory.

        :raises TooLong: it does not.
        """
        if len(body) > max((longest for name, longest in self._roomy.items() if name.encode() in body), default=0):
            raise TooLong
        with self._one_long_text:
            document = codec.read(body)
        calls = document if isinstance(document, list) else [document]
        name = calls[0].get("method") if len(calls) == 1 and isinstance(calls[0], dict) else None
        if len(body) > self._roomy.get(name if isinstance(name, str) else "", 0):
            raise TooLong
        return document

    def perform(self, name: str, params: object, surface: Surface, origin: Origin) -> Json | Fault:
        """Call a method by name; return its result as JSON has it, or a `Fault`."""
        with Reading(self.application) as reading:
            return self._perform(name, params, surface, origin, reading)

    def _perform(self, name: str, params: object, surface: Surface, origin: Origin, reading: Reading) -> Json | Fault:
        method = self.methods.get(name, surface)
        if method is None:
            return Fault(Code.METHOD, f"There is no method {name[:64]}.")
        if not isinstance(params, dict):
            if params not in (None, []):
                return Fault(Code.PARAMS, "params is an object of named arguments; positions are not supported.")
            params = {}
        began = time.perf_counter()
        answer = self._outcome(method, params, origin, reading)
        facts: dict[str, object] = {
            "rpc_method": method.name,
            "milliseconds": round((time.perf_counter() - began) * 1000, 1),
        }
        if isinstance(answer, Fault):
            facts["code"] = answer.code
        log.log(logging.INFO if method.writes else logging.DEBUG, "call answered", extra=facts)
        return answer

    def _outcome(self, method: Method[Any], params: dict[str, Any], origin: Origin, reading: Reading) -> Json | Fault:
        if method.writes:
            reading.end()
        try:
            answer = self._result(method, params, origin, reading)
        except CleengError as error:
            reading.end()
            fault = fault_of(error)
            return fault if fault is not None else _unexpected(method, error)
        except Exception as error:  # noqa: BLE001 - the outermost edge: a caller never sees our insides
            reading.end()
            return _unexpected(method, error)
        if method.writes:
            reading.end()
        return answer

    def _result(self, method: Method[Any], params: dict[str, Any], origin: Origin, reading: Reading) -> Json:
        if method.caller is Caller.PUBLISHER:
            params = _with_one_token(method, params)
        identity = reading.identify(method.caller, params)
        try:
            arguments = method.params.model_validate(params)
        except pydantic.ValidationError as error:
            raise invalid(error, method.invalid) from None
        attempts, shared = 1 if method.leaves else ATTEMPTS, None if method.writes else reading
        while True:
            attempts -= 1
            try:
                with Call(self.application, reading.credentials, identity, origin, shared) as call:
                    answer = method.function(call, arguments)
            except sa.exc.DBAPIError as error:
                if not attempts or not lost_a_race(error):
                    raise
                reading.end()
            else:
                return answer.model_dump(by_alias=True)

    def _reply(self, call: object, origin: Origin, reading: Reading) -> dict[str, Any]:
        if not isinstance(call, dict):
            return _failure(None, Fault(Code.REQUEST, "A call is an object."))
        call_id, name = call.get("id"), call.get("method")
        if isinstance(call_id, bool) or not isinstance(call_id, str | int | Decimal | None):
            return _failure(None, Fault(Code.REQUEST, "id is a number or a text."))
        if not isinstance(name, str) or not name:
            return _failure(call_id, Fault(Code.REQUEST, "method is the name of a method."))
        answer = self._perform(name, call.get("params"), Surface.JSON_RPC, origin, reading)
        if isinstance(answer, Fault):
            return _failure(call_id, answer)
        return {"result": answer, "id": _text(call_id), "error": None, "jsonrpc": "2.0"}


def _with_one_token(method: Method[Any], params: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments with the publisher's token under both names: clients mix them up (reference, 1.5, 2.8).

    Of two different tokens the one under the name that the method knows counts.
    """
    names = ["publisherToken", "distributorToken"]
    if "distributor_token" in method.params.model_fields:
        names.reverse()
    token = params.get(names[0]) or params.get(names[1])
    return {**params, **dict.fromkeys(names, token)}


def _refuse(body: bytes, fault: Fault) -> bytes:
    """Answer a body none of whose calls was made: what began as an array is answered with an array."""
    failure = _failure(None, fault)
    return codec.write([failure] if body.lstrip()[:1] == b"[" else failure)


def _failure(call_id: str | int | Decimal | None, fault: Fault) -> dict[str, Any]:
    return {"result": None, "id": _text(call_id), "error": fault.to_wire(), "jsonrpc": "2.0"}


def _text(call_id: str | int | Decimal | None) -> str | None:
    return None if call_id is None else str(call_id)


def _unexpected(method: Method[Any], error: Exception) -> Fault:
    """Log an error, and tell the caller only under which id."""
    error_id = new_uuid()
    log.error("call failed", exc_info=error, extra={"error_id": error_id, "rpc_method": method.name})
    return Fault(Code.INTERNAL, f"Something went wrong here; it is noted as {error_id}.")
