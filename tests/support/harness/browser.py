"""Chromium, driven by Playwright: one per worker, a fresh private context for each test.

A private context refuses cookies of third parties, as browsers do that our pages must work in; only those
marked `Partitioned` survive in a frame of another site.
"""

import contextlib
import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

#: Milliseconds that a page may take on a busy machine before a test gives it up.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--test-third-party-cookie-phaseout",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",  # this machine and no other
)


def find_chromium():
    return next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium_path():
    if path := find_chromium():
        return path
    if os.environ.get("CI") == "true":
        pytest.fail("NO BROWSER: CI must run the browser tests; apt-get install chromium")
    return pytest.skip("NO BROWSER, so nothing was tried in one: sudo apt-get install chromium")


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(chromium_path, playwright):
    chromium = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture
def new_context(browser):
    """Make private contexts that end with the test; takes the options of Playwright's `new_context`."""
    made = []

    def make(**options):
        made.append(browser.new_context(**options))
        return made[-1]

    yield make
    for context in made:
        context.close()


@contextlib.contextmanager
def careful_page(context):
    """Open a page; an error that its scripts did not catch fails the test."""
    page = context.new_page()
    uncaught = []
    page.on("pageerror", lambda error: uncaught.append(str(error)))
    yield page
    assert not uncaught


@pytest.fixture
def page(new_context):
    """A page on a desktop."""
    with careful_page(new_context(viewport={"width": 1280, "height": 800})) as page:
        yield page


@pytest.fixture
def phone_page(new_context):
    """A page on a phone, with touch."""
    with careful_page(new_context(viewport={"width": 375, "height": 667}, has_touch=True, is_mobile=True)) as page:
        yield page
