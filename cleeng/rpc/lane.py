"""The way of calls past Pyramid, whose router and tweens do nothing for them (docs/adr/0007-a-lane-for-calls.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webob.request import BaseRequest

from cleeng import logs
from cleeng.ids import new_uuid
from cleeng.rpc.call import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cleeng.rpc.dispatcher import Dispatcher


class Lane:
    """WSGI middleware: POSTs to `paths` are calls, everything else goes on to `app`.

    `headers` says what every answer bears over a scheme: "http" or "https".
    """

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        dispatcher: Dispatcher,
        paths: Iterable[str],
        headers: Callable[[str], Mapping[str, str]],
    ) -> None:
        self.app = app
        self.dispatcher = dispatcher
        self.paths = frozenset(paths)
        self.headers = headers

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one call or a batch, whatever the Content-Type; always with HTTP 200."""
        if environ.get("PATH_INFO") not in self.paths or environ["REQUEST_METHOD"] != "POST":
            return self.app(environ, start_response)
        request = BaseRequest(environ)
        with logs.context(request=new_uuid()):
            origin = Origin(request.host_url, peer=request.remote_addr or "")
            answer = self.dispatcher.answer(_body(request, self.dispatcher.longest), origin)
        headers = {
            "Content-Type": "application/json",
            "Content-Length": str(len(answer)),
            "Cache-Control": "no-store",
            **self.headers(request.scheme),
        }
        start_response("200 OK", list(headers.items()))
        return [answer]


def _body(request: BaseRequest, longest: int) -> bytes:
    """Return at most one byte more than may be sent, however much was."""
    length = request.content_length
    if length is None:
        length = longest + 1 if request.is_body_readable else 0
    body: bytes = request.body_file_raw.read(min(length, longest + 1))
    return body
