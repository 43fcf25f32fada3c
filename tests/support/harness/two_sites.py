"""Two sites that this machine takes for strangers: a publisher's on 127.0.0.1, and ours on localhost.

The publisher's pages load the real browser library from our site.  What else our site shows is a stand-in of a
few lines that does as a test bids it: these tests are about the library, not about the pages that it opens.
"""

import json
import threading
from dataclasses import dataclass, field
from importlib.resources import files
from socketserver import ThreadingMixIn
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

LIBRARY = (files("cleeng_static") / "js" / "api.js").read_bytes()
TOKEN = "customer-token_" + "a" * 33  # 48 characters, as all tokens

HOSTED_PAGE = """<!doctype html><html lang="en"><title>Hosted</title><h1>Hosted page</h1><input aria-label="E-mail">
<script>
const query = new URLSearchParams(location.search);
const say = (message) =>
  (window.opener ?? window.parent).postMessage({source: "cleeng", ...message}, query.get("origin"));
function comeBack(parameters) {
  const url = new URL(query.get("redirectUri"));
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url);
}
</script></html>"""

PUBLISHER_SCRIPT = """
function done(result) {
  const item = document.createElement("li");
  item.textContent = JSON.stringify(result === undefined ? "undefined" : result);
  document.getElementById("told").append(item);
}
const shop = { desk: { name: "desk", sold(result) { done({by: this.name, ...result}); } } };
window.shop = shop;
"""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        """Say nothing."""


@dataclass
class Site:
    """A server for the length of a `with`.  `pages` maps a path, or the start of one ending in `*`, to an answer."""

    name: str
    pages: dict = field(default_factory=dict)
    seen: list = field(default_factory=list)  #: (path, query) of every request

    def __enter__(self):
        self._server = make_server("127.0.0.1", 0, self._answer, Server, QuietHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def origin(self):
        return f"http://{self.name}:{self._server.server_port}"

    def queries(self, path):
        """Return the queries of all requests for a path, in order."""
        return [query for requested, query in self.seen if requested == path]

    def _answer(self, environ, start_response):
        path, query = environ["PATH_INFO"], dict(parse_qsl(environ["QUERY_STRING"]))
        self.seen.append((path, query))
        page = self.pages.get(path) or next(
            (page for start, page in self.pages.items() if start.endswith("*") and path.startswith(start[:-1])), None
        )
        status, kind, body, headers = page(query) if page else ("404 Not Found", "text/plain", b"", [])
        start_response(status, [("Content-Type", f"{kind}; charset=utf-8"), *headers])
        return [body]


def html(text, headers=()):
    return lambda query: ("200 OK", "text/html", text.encode(), list(headers))


def script(body):
    return lambda query: ("200 OK", "text/javascript", body, [])


class OurSite(Site):
    """The library, a stand-in for each hosted page, and JSONP that answers what `answers` holds for a method."""

    def __init__(self):
        super().__init__("localhost")
        self.answers = {}
        self.pages = {
            "/js-api/3.0/api.js": script(LIBRARY),
            "/api/3.0/jsonp": self._jsonp,
            "/autologin/autologin.js": self._probe,
            "/checkout/*": html(HOSTED_PAGE),
            "/auth/2/purchase": html(HOSTED_PAGE),
            "/my-account": html(HOSTED_PAGE),
        }

    def calls(self, method):
        """Return the parameters of every call of a method."""
        queries = self.queries("/api/3.0/jsonp")
        return [json.loads(query["params"]) for query in queries if query["method"] == method]

    def _jsonp(self, query):
        if query["method"] not in self.answers:
            return "500 Internal Server Error", "text/plain", b"", []
        return self._call_back(query["callback"], self.answers[query["method"]])

    def _probe(self, query):
        return self._call_back(query["callback"], self.answers.get("probe", {"available": False}))

    @staticmethod
    def _call_back(name, answer):
        return "200 OK", "text/javascript", f"{name}({json.dumps(answer)})".encode(), []


class PublisherSite(Site):
    """Pages with the library, a list `#told` that `done(result)` writes to, and whatever a test wants."""

    def __init__(self):
        super().__init__("127.0.0.1")
        self.pages = {"/page.js": script(PUBLISHER_SCRIPT.encode())}
        self.library = ""  #: the origin that it comes from

    def write(self, body="", *, path="/", head=None, headers=()):
        """Put a page up and return its path; by default its head loads the library `async`, as we advise."""
        library = f'<script src="{self.library}/js-api/3.0/api.js" async></script>'
        self.pages[path] = html(
            f'<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>News</title>'
            f'{library if head is None else head}<script src="/page.js"></script><h1>News</h1>{body}'
            '<ol id="told"></ol>',
            headers,
        )
        return path


def of_the_library(message):
    """Whether the library wrote this to the console; a browser reports an icon that is not there as an error too."""
    return message.text.startswith("CleengApi: ")
