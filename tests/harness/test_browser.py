"""What the browser of the tests does with another site's cookies, without which no embedding test means anything."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from harness.browser import FLAGS

COOKIES = ("lax=1; SameSite=Lax", "plain=1; SameSite=None; Secure", "partitioned=1; SameSite=None; Secure; Partitioned")


class Sites(BaseHTTPRequestHandler):
    """A page on 127.0.0.1 that frames one on localhost, which sets cookies and then shows what comes back."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        if self.path == "/embedding":
            body = f'<iframe src="http://localhost:{self.server.server_port}/sets"></iframe>'
        elif self.path == "/sets":
            for cookie in COOKIES:
                self.send_header("Set-Cookie", f"{cookie}; Path=/")
            body = '<a href="/shows">on</a>'
        elif self.path == "/broken":
            body = "<script>throw new Error('nobody catches this')</script>"
        else:
            body = f"<output>{self.headers.get('Cookie', '')}</output>"
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def port():
    with ThreadingHTTPServer(("127.0.0.1", 0), Sites) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def cookies_that_come_back(page, port):
    page.goto(f"http://127.0.0.1:{port}/embedding")
    frame = page.frame_locator("iframe")
    frame.get_by_text("on").click()
    return set(frame.locator("output").inner_text().split("; "))


def test_a_frame_of_another_site_keeps_partitioned_cookies_only(page, port):
    assert cookies_that_come_back(page, port) == {"partitioned=1"}


def test_a_browser_told_to_allow_them_keeps_plain_ones_too(playwright, chromium_path, port, tmp_path):
    """Without this the test above could pass for the wrong reason."""
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps({"profile": {"cookie_controls_mode": 0}}))
    flags = [flag for flag in FLAGS if "third-party" not in flag]
    context = playwright.chromium.launch_persistent_context(tmp_path, executable_path=chromium_path, args=flags)
    assert cookies_that_come_back(context.new_page(), port) == {"plain=1", "partitioned=1"}
    context.close()


def test_cookies_of_the_site_itself_all_come_back(phone_page, port):
    phone_page.goto(f"http://localhost:{port}/sets")
    phone_page.get_by_text("on").click()
    assert phone_page.locator("output").inner_text() == "lax=1; plain=1; partitioned=1"


def test_the_browser_reaches_no_other_machine(page):
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("https://shop.example/")


def test_an_error_that_no_script_caught_is_noticed(new_context, port):
    page = new_context().new_page()
    with page.expect_event("pageerror") as caught:
        page.goto(f"http://127.0.0.1:{port}/broken")
    assert "nobody catches this" in str(caught.value)
