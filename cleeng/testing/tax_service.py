"""A stand-in for a tax service: knows rates by postcode, and remembers what it was told."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    def reply(self, path: str, key: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Return status and body."""
        if self.status != 200:
            return self.status, {"error": "out of order"}
        if path == "/v1/rates":
            self.asked.append(body)
            return 200, self.answers.get(body["buyer"]["postcode"], self.otherwise)
        if path in {"/v1/invoices", "/v1/credit-notes"}:
            self.documents.setdefault(key, body)
            return 200, {}
        return 404, {"error": "no such address"}


@contextmanager
def tax_service() -> Iterator[FakeTaxService]:
    """Serve one on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    service = FakeTaxService(f"http://127.0.0.1:{server.server_port}/v1")
    server.service = service  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        service: FakeTaxService = self.server.service  # type: ignore[attr-defined]
        if self.headers["Authorization"] != f"Bearer {API_KEY}":
            status, answer = 401, {"error": "who are you?"}
        else:
            status, answer = service.reply(self.path, self.headers.get("Idempotency-Key", ""), body)
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""
