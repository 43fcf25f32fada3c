"""Frames and windows: what the page around is told, and how a viewer gets out of a frame and back."""

import json

import pytest

OVERLAY = 'data-display="overlay" data-origin="{origin}"'
LEAVING = """
<a id="link" href="/bank" target="_blank" data-top-window="meanwhile">Bank</a>
<form id="form" method="post" action="/bank" target="_blank" data-top-window="meanwhile"><button>Bank</button></form>
<form method="post" action="/bank"><button id="button" name="with" value="bank" formtarget="_blank"
 data-top-window="meanwhile">
Bank</button></form>
<div id="meanwhile" hidden><p data-poll="/state" data-poll-every="0.05">Waiting for the bank</p></div>
"""


def told(page, kind):
    """Wait until the publisher's page is told something of this type; give the origin and the message."""
    found = f"got.find(([, message]) => message.type === '{kind}')"
    page.wait_for_function(found)
    return page.evaluate(found)


def test_page_around_learns_that_the_frame_is_there_and_how_high(page, site):
    site.add("/inner", "Text", OVERLAY.format(origin=site.foreign))
    page.goto(site.embed(f'<iframe src="{site.url}/inner"></iframe>'))
    assert told(page, "ready") == [site.url, {"source": "cleeng", "type": "ready", "title": "Page", "dir": ""}]
    height = told(page, "resize")[1]["height"]
    page.frames[1].evaluate("document.body.append(...Array.from({length: 40}, () => document.createElement('br')))")
    page.wait_for_function("height => got.at(-1)[1].type === 'resize' && got.at(-1)[1].height > height", arg=height)


@pytest.mark.parametrize("origin", ["", "*", "https://elsewhere.example"])
def test_nobody_but_the_named_origin_is_told_anything(page, site, origin):
    completion = json.dumps({"origin": origin, "message": {"secret": 1}, "close": False})
    body = f'<script type="application/json" id="cleeng-completion">{completion}</script><p id="end">Thanks</p>'
    site.add("/inner", body, OVERLAY.format(origin=origin))
    page.goto(site.embed(f'<iframe src="{site.url}/inner"></iframe>'), wait_until="networkidle")
    page.frames[1].press("body", "Escape")
    page.evaluate("postMessage('last', '*')")  # messages arrive in order: what came before it is there by then
    page.wait_for_function("got.length > 0")
    assert page.evaluate("got.map(([, message]) => message)") == ["last"]


def test_escape_asks_the_page_around_to_close(page, site):
    site.add("/inner", '<input id="field">', OVERLAY.format(origin=site.foreign))
    page.goto(site.embed(f'<iframe src="{site.url}/inner"></iframe>'))
    told(page, "resize")
    page.frames[1].press("#field", "Escape")
    assert told(page, "close") == [site.url, {"source": "cleeng", "type": "close"}]


@pytest.mark.parametrize("body", ['<button aria-busy="true">Paying…</button>', "<dialog open>Are you sure?</dialog>"])
def test_escape_closes_nothing_while_a_payment_or_a_dialog_is_open(page, site, body):
    site.add("/inner", f'<input id="field">{body}', OVERLAY.format(origin=site.foreign))
    page.goto(site.embed(f'<iframe src="{site.url}/inner"></iframe>'))
    told(page, "resize")
    page.frames[1].press("#field", "Escape")
    page.evaluate("postMessage({type: 'last'}, '*')")
    told(page, "last")
    assert not page.evaluate("got.some(([, message]) => message.type === 'close')")


@pytest.mark.parametrize("way", ["#link", "#form button", "#button"])
def test_what_may_not_be_framed_gets_a_window_and_the_frame_goes_on_by_itself(page, site, way):
    site.add("/inner", LEAVING, OVERLAY.format(origin=site.foreign))
    page.goto(site.embed(f'<iframe src="{site.url}/inner"></iframe>'), wait_until="networkidle")
    frame = page.frames[1]
    assert "/state" not in site.asked  # nothing to ask for yet
    with page.context.expect_page() as opened:
        frame.click(way)
    opened.value.wait_for_url("**/bank")
    assert frame.is_visible("#meanwhile")
    site.states = [{"state": "waiting"}, {"state": "done", "url": "/next"}]
    frame.wait_for_url("**/next")


def test_outside_a_frame_it_goes_on_in_place(page, site):
    page.goto(site.add("/", LEAVING))
    page.click("#link")
    page.wait_for_url("**/bank")
    assert len(page.context.pages) == 1


def completion(site, *, close):
    data = {"origin": site.foreign, "message": {"source": "cleeng", "type": "completed"}, "close": close}
    script = f'<script type="application/json" id="cleeng-completion">{json.dumps(data)}</script>'
    return f'<h1>Paid</h1>{script}<button type="button" data-close>Close</button>'


def test_popup_tells_its_opener_and_closes_itself(page, site):
    address = site.add("/end", completion(site, close=True), 'data-display="popup"')
    page.goto(site.embed(f"<button onclick=\"open('{address}', '', 'popup')\">Buy</button>"))
    with page.expect_popup() as opened:
        page.click("button")
    assert told(page, "completed") == [site.url, {"source": "cleeng", "type": "completed"}]
    if not opened.value.is_closed():
        opened.value.wait_for_event("close")


def test_frame_tells_the_page_around_and_its_button_asks_to_be_closed(page, site):
    site.add("/end", completion(site, close=False), OVERLAY.format(origin=site.foreign))
    page.goto(site.embed(f'<iframe src="{site.url}/end"></iframe>'))
    assert told(page, "completed") == [site.url, {"source": "cleeng", "type": "completed"}]
    page.frames[1].click("[data-close]")
    assert told(page, "close") == [site.url, {"source": "cleeng", "type": "close"}]
