"""A publisher's site, our site, and a way to see what the publisher's page was told."""

import json

import pytest
from playwright.sync_api import expect

from harness.browser import FLAGS
from harness.two_sites import OurSite, PublisherSite


@pytest.fixture
def ours():
    with OurSite() as site:
        yield site


@pytest.fixture
def publisher(ours):
    with PublisherSite() as site:
        site.library = ours.origin
        site.write()
        yield site


@pytest.fixture
def visit(publisher):
    """Open a page of the publisher's with the library loaded."""

    def visit(page, address="/"):
        page.goto(publisher.origin + address)
        page.wait_for_function("window.CleengApi")
        return page

    return visit


@pytest.fixture
def told():
    """Wait until the page was told so many results, and return them."""

    def told(page, count=1):
        items = page.locator("#told li")
        expect(items).to_have_count(count)
        return [json.loads(text) for text in items.all_text_contents()]

    return told


@pytest.fixture
def hosted():
    """Return the hosted page that stands in the (only) frame of a page, once it has loaded."""

    def hosted(page):
        frame = page.locator("iframe").element_handle().content_frame()
        frame.wait_for_function("typeof say === 'function'")
        return frame

    return hosted


@pytest.fixture
def asks_first(playwright, chromium_path):
    """A page of a browser that refuses popups which nobody clicked for; Playwright's own allows all."""
    browser = playwright.chromium.launch(
        executable_path=chromium_path, args=FLAGS, ignore_default_args=["--disable-popup-blocking"]
    )
    yield browser.new_page()
    browser.close()
