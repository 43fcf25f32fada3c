"""Under which names the installation answers."""

from dataclasses import replace

import pytest
from webob import Request
from webtest import TestApp

from cleeng.web.app import make_app
from harness.site import PUBLISHER_ID

OURS, THEIRS = "https://shop.example", "evil.example"
ACCOUNT = f"/my-account?publisherId={PUBLISHER_ID}"


@pytest.fixture
def ours(installation):
    """An installation that says in its ini where it is."""
    installation.base_url = OURS
    installation.add_publisher(hosts="films.demo-sports.example")
    return installation.visitor()


def at(app, host, address=ACCOUNT, **environ):
    given = {"wsgi.url_scheme": "https", "REMOTE_ADDR": "127.0.0.1", **environ}
    request = Request.blank(address, environ=given)
    request.environ.pop("HTTP_HOST")
    if host is not None:
        request.environ["HTTP_HOST"] = host
    return request.get_response(app.app)


STRANGE = [
    THEIRS,
    f"{THEIRS}:443",
    "shop.example.evil.example",
    "evilshop.example",
    "127.0.0.1",
    "localhost",
    "[::1]:80",
]


@pytest.mark.parametrize("host", [*STRANGE, "shop.example.", "", None])
def test_a_strange_host_stands_in_no_link_and_no_redirect(ours, host):
    assert at(ours, host, "/demo").headers["Location"].startswith(f"{OURS}/")
    page = at(ours, host)
    assert page.status_int == 200
    assert not host or host.rstrip(".") not in page.text.replace("shop.example", "")
    assert THEIRS not in str(page.headers)


def test_a_page_at_a_strange_host_is_not_one_of_ours(ours):
    """Such as one that a name server leads to us, to act in a viewer's name (DNS rebinding)."""
    request = Request.blank(ACCOUNT, method="POST", environ={"HTTP_HOST": THEIRS, "REMOTE_ADDR": "127.0.0.1"})
    request.headers["Origin"] = f"http://{THEIRS}"
    assert request.get_response(ours.app).status_int == 403


@pytest.mark.parametrize("host", ["shop.example", "SHOP.example", "shop.example:8443", "films.demo-sports.example"])
def test_our_own_hosts_stay_as_they_are(ours, host):
    assert at(ours, host, "/demo").headers["Location"].startswith(f"https://{host.lower()}/")


@pytest.mark.parametrize("host", ["localhost:9000", "127.0.0.1:9000", "[::1]:9000"])
def test_a_server_on_this_machine_answers_to_all_its_names(installation, host):
    installation.base_url = "http://localhost:6543"
    app = installation.visitor()
    assert at(app, host, "/demo").headers["Location"].startswith(f"https://{host}/")
    assert at(app, THEIRS, "/demo").headers["Location"].startswith("https://localhost:6543/")


def test_without_an_address_in_the_ini_every_host_is_believed(app):
    assert at(app, "films.example:8080", "/demo").headers["Location"].startswith("https://films.example:8080/")


MALFORMED = [
    "[::1",
    "[::::]",
    "[1.2.3.4]",
    "a:b:c",
    "a:",
    "a b",
    "a/b",
    "a@b",
    '"><script>',
    "a\r\nX: y",
    "\xff",
    "a,b",
]


@pytest.mark.parametrize("host", MALFORMED)
def test_what_is_no_host_is_refused(app, ours, host):
    answer = at(ours, host)
    assert (answer.status_int, answer.content_type) == (400, "text/plain")
    assert b"script" not in answer.body
    assert at(app, host, "/api/3.0/json-rpc").status_int == 400


def test_the_host_that_a_trusted_proxy_forwards_is_looked_at_too(ours, application):
    settings = replace(application.settings, trusted_proxies=("127.0.0.1/32",))
    behind = TestApp(make_app(replace(application, settings=settings)))
    for forwarded in (THEIRS, "shop.example"):
        answer = at(behind, THEIRS, "/demo", HTTP_X_FORWARDED_HOST=forwarded)
        assert answer.headers["Location"].startswith(f"{OURS}/")
    assert at(behind, "shop.example", HTTP_X_FORWARDED_HOST=f"{THEIRS}, {THEIRS}").status_int == 400
