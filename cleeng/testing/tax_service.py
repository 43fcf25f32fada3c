"""A stand-in for a tax service: knows rates by postcode, and remembers what it was told."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cleeng.testing.serving import json_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

API_KEY = "test-key"


@dataclass
class FakeTaxService:
    """What it answers and what it heard.  `status` other than 200 is what it answers everything with."""

    url: str
    answers: dict[str, Any] = field(default_factory=dict)  #: postcode -> answer
    otherwise: Any = field(default_factory=lambda: {"handled": False})
    status: int = 200
    asked: list[dict[str, Any]] = field(default_factory=list)
    documents: dict[str, Any] = field(default_factory=dict)  #: key -> what it was told, once each

    def sales_tax(self, postcode: str, *rates: tuple[str, str]) -> None:
        """Let a postcode in Texas have these taxes: names and rates in percent."""
        parts = [{"jurisdiction": "US", "region": "TX", "name": name, "rate": rate} for name, rate in rates]
        self.answers[postcode] = {"reference": f"q-{postcode}", "freshFor": 3600, "rates": {"": parts}}

    def reply(self, path: str, headers: Mapping[str, str], body: dict[str, Any]) -> tuple[int, Any]:
        """Return status and body."""
        if headers["Authorization"] != f"Bearer {API_KEY}":
            return 401, {"error": "who are you?"}
        if self.status != 200:
            return self.status, {"error": "out of order"}
        if path == "/v1/rates":
            self.asked.append(body)
            return 200, self.answers.get(body["buyer"]["postcode"], self.otherwise)
        if path in {"/v1/invoices", "/v1/credit-notes"}:
            self.documents.setdefault(headers.get("Idempotency-Key", ""), body)
            return 200, {}
        return 404, {"error": "no such address"}


@contextmanager
def tax_service() -> Iterator[FakeTaxService]:
    """Serve one on a free port of this machine."""
    service = FakeTaxService("")
    with json_server(service.reply) as origin:
        service.url = f"{origin}/v1"
        yield service
