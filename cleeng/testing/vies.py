"""A stand-in for VIES: the Commission's register of VAT numbers, with moods.

Numbers are valid if they were entered; `mood` is the code that every question is answered with instead, such as
"MS_UNAVAILABLE", or "silent": then nothing is said until the caller gives up.  `strange` is said instead of any
answer, whatever its shape.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cleeng.testing.serving import json_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Seconds that a silent server says nothing.
_SILENCE = 5.0


@dataclass
class FakeVies:
    """What the register holds, and what it was asked."""

    url: str
    holders: dict[str, tuple[str, str]] = field(default_factory=dict)  #: full number -> name and address
    mood: str = ""
    strange: Any = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def enter(self, number: str, name: str = "---", address: str = "---") -> None:
        """Put a number into the register; by default its holder's name is kept secret, as some states do."""
        self.holders[number] = (name, address)

    def reply(self, path: str, _headers: Mapping[str, str], question: dict[str, Any]) -> tuple[int, Any]:
        """Answer a POST: status and body."""
        return self.answer(question) if path == "/rest-api/check-vat-number" else (404, {"error": "Not Found"})

    def answer(self, question: dict[str, Any]) -> tuple[int, Any]:
        """Say status and body."""
        self.asked.append(question)
        if self.strange is not None:
            return 200, self.strange
        if self.mood == "silent":
            self._over.wait(_SILENCE)
        if self.mood:
            return 500, _error(self.mood)
        own = f"{question.get('requesterMemberStateCode', '')}{question.get('requesterNumber', '')}"
        if own and own not in self.holders:
            return 400, _error("INVALID_REQUESTER_INFO")
        number = f"{question.get('countryCode')}{question.get('vatNumber')}"
        name, address = self.holders.get(number, ("---", "---"))
        return 200, {
            "countryCode": question.get("countryCode"),
            "vatNumber": question.get("vatNumber"),
            "requestDate": "2026-11-23T16:00:00.000Z",
            "valid": number in self.holders,
            "requestIdentifier": f"WAPIAAAA{len(self.asked):08}" if own else "",
            "name": name,
            "address": address,
        }

    def stop(self) -> None:
        """Let whoever waits go."""
        self._over.set()


@contextmanager
def vies() -> Iterator[FakeVies]:
    """Serve a register on a free port of this machine."""
    register = FakeVies("")
    with json_server(register.reply) as origin:
        register.url = f"{origin}/rest-api"
        try:
            yield register
        finally:
            register.stop()


def _error(code: str) -> dict[str, Any]:
    return {"actionSucceed": False, "errorWrappers": [{"error": code}]}
