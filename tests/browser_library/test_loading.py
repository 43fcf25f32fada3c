"""How the script gets into a page, and what it asks of one."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from harness.two_sites import LIBRARY, TOKEN, script

MANUAL = Path(__file__).parents[2] / "docs/integrators/browser-library.md"
BUTTON = '<button data-cleeng-trigger data-offer-id="A1_US" data-completed-callback="done(result)">Buy</button>'


def test_it_weighs_less_than_8_kilobytes():
    assert len(gzip.compress(LIBRARY)) < 8 * 1024


@pytest.mark.parametrize("attributes", ["", "async", "defer"])
@pytest.mark.parametrize("place", ["head", "end"])
def test_it_works_wherever_it_stands(page, ours, publisher, visit, hosted, attributes, place):
    tag = f'<script src="{ours.origin}/js-api/3.0/api.js" {attributes}></script>'
    publisher.write(BUTTON + (tag if place == "end" else ""), head=tag if place == "head" else "")
    visit(page)
    page.get_by_role("button", name="Buy").click()
    assert hosted(page).url.startswith(f"{ours.origin}/checkout/A1_US")


def test_a_second_copy_changes_nothing(page, ours, publisher, visit, told):
    publisher.write(BUTTON + f'<script src="{ours.origin}/js-api/3.0/api.js?again"></script>')
    visit(page)
    page.evaluate("void (window.first = CleengApi)")
    page.add_script_tag(url=f"{ours.origin}/js-api/3.0/api.js")
    assert page.evaluate("first === CleengApi")
    page.get_by_role("button", name="Buy").click()
    expect(page.get_by_role("dialog")).to_have_count(1)
    page.get_by_role("button", name="Close").click()
    told(page, 1)


@pytest.mark.parametrize(
    "head",
    [
        '<script src="/bundle.js" data-cleeng-origin="{origin}/"></script>',
        '<script type="module" src="/bundle.js" data-cleeng-origin="{origin}"></script>',
    ],
)
def test_a_copy_in_the_publisher_s_bundle_is_told_where_we_are(page, ours, publisher, visit, head):
    publisher.pages["/bundle.js"] = script(LIBRARY)
    publisher.write(head=head.format(origin=ours.origin))
    visit(page)
    assert page.evaluate("CleengApi.getLoginUrl()").startswith(f"{ours.origin}/auth/2/purchase")


def test_it_adds_one_name_to_the_page(page, ours, publisher):
    publisher.write(head="")
    page.goto(publisher.origin)
    names = "Object.getOwnPropertyNames(window)"
    before = set(page.evaluate(names))
    page.add_script_tag(url=f"{ours.origin}/js-api/3.0/api.js")
    assert set(page.evaluate(names)) - before == {"CleengApi"}


def test_a_strict_policy_needs_our_origin_for_scripts_and_frames_only(page, ours, publisher, hosted, told):
    ours.answers["getAccessStatus"] = {"accessGranted": True}
    policy = f"default-src 'none'; script-src 'self' {ours.origin}; style-src 'self'; frame-src {ours.origin}"
    publisher.write(
        BUTTON + '<div id="here"></div><button data-cleeng-trigger data-offer-id="A2_US" data-display-type="inline" '
        'data-container-id="here">Inline</button><script src="/policy.js"></script>',
        headers=[("Content-Security-Policy", policy)],
    )
    publisher.pages["/policy.js"] = script(
        b"""document.addEventListener("securitypolicyviolation", (event) => done({violated: event.violatedDirective}));
        addEventListener("load", () => CleengApi.getAccessStatus("A1_US", done));"""
    )
    page.goto(f"{publisher.origin}/?CleengClientAccessToken={TOKEN}")
    assert told(page) == [{"accessGranted": True}]
    page.get_by_role("button", name="Buy").click()
    assert page.get_by_role("dialog").bounding_box()["width"] == 480
    hosted(page).evaluate("say({type: 'close'})")
    page.get_by_role("button", name="Inline").click()
    inside = hosted(page)
    inside.evaluate("say({type: 'resize', height: 700})")
    expect(page.locator("iframe")).to_have_js_property("offsetHeight", 700)
    assert [result for result in told(page, 2) if "violated" in result] == []


def test_the_manual_describes_every_function_and_no_other(page, visit):
    visit(page)
    described = set(re.findall(r"^### `(\w+)\(", MANUAL.read_text(), re.MULTILINE))
    assert described == set(page.evaluate("Object.keys(CleengApi)"))
