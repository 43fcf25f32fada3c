"""A server with pages of ours, as strict as the hosted pages, and with a publisher's page that frames them."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from urllib.parse import parse_qsl

import pytest

CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
GATEWAY = """
export const mount = (node, config) => { node.innerHTML = `<p>${config.greeting}</p><input id="account">`; };
export const submit = async (node) => {
  const account = node.querySelector("input").value;
  return account ? { token: "token-of-" + account } : null;
};
"""


class Site(ThreadingHTTPServer):
    """Serves `pages` by path and the project's static files; notes what was asked for and posted."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages, self.asked, self.posted = {}, [], []
        self.states = [{"state": "waiting"}]  # what /state answers, the last one again and again

    @property
    def url(self):
        return f"http://localhost:{self.server_port}"

    @property
    def foreign(self):
        """The same pages as another site: the publisher's."""
        return f"http://127.0.0.1:{self.server_port}"

    def add(self, path, body, attributes=""):
        """Add one of our pages; return its address."""
        self.pages[path] = (
            f'<!doctype html><html lang="en" {attributes}><title>Page</title>'
            '<link rel="stylesheet" href="/static/css/base.css"><link rel="icon" href="/static/img/favicon.svg">'
            f'{body}<script type="module" src="/static/js/pages.js"></script></html>'
        )
        return self.url + path

    def embed(self, body):
        """Add the publisher's page around `body`, which keeps the messages that it gets; return its address."""
        script = "var got = []; onmessage = (event) => got.push([event.origin, event.data])"
        self.pages["/publisher"] = f"<!doctype html><title>Site</title><script>{script}</script>{body}"
        return self.foreign + "/publisher"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        if path == "/state":
            states = self.server.states
            self.answer("application/json", json.dumps(states.pop(0) if len(states) > 1 else states[0]))
        elif path == "/gateway.js":
            self.answer("text/javascript", GATEWAY)
        elif path.startswith("/static/"):
            source = files("cleeng_static").joinpath(path.removeprefix("/static/"))
            self.answer(TYPES[path.rpartition(".")[2]], source.read_text("utf-8"))
        elif path in self.server.pages:
            self.answer("text/html", self.server.pages[path])
        else:
            self.answer(
                "text/html", f"<!doctype html><title>Other</title><h1>{path}</h1>", 404 if ".js" in path else 200
            )

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.posted.append((self.path, dict(parse_qsl(body))))
        self.answer("text/html", "<!doctype html><title>Posted</title><h1>posted</h1>")

    def answer(self, content_type, text, status=200):
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{content_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        if self.path != "/publisher":
            self.send_header("Content-Security-Policy", CSP)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def site():
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def page(page):
    """A page whose browser has nothing to complain of, a refused inline style least of all."""
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    assert not complaints
