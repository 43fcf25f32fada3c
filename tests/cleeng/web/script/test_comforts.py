"""What makes a page comfortable and is missed by nobody without script."""

from playwright.sync_api import expect


def test_page_asks_until_it_is_done_and_goes_where_the_answer_says(page, site):
    site.states = [{"state": "waiting"}, {"state": "waiting"}, {"state": "done", "url": "/paid"}]
    page.goto(site.add("/", '<p role="status" data-poll="/state" data-poll-every="0.05">We are checking</p>'))
    page.wait_for_url("**/paid")
    assert site.asked.count("/state") == 3


def test_dialog_opens_instead_of_its_page_and_gives_the_focus_back(page, site):
    dialog = '<dialog id="sure"><form method="dialog"><button>Keep it</button></form></dialog>'
    address = site.add("/", f'<a id="opener" href="/cancel" data-dialog="sure">Cancel</a>{dialog}')
    page.goto(address)
    page.click("#opener")
    page.click("text=Keep it")
    assert page.locator("dialog").is_hidden()
    assert page.url == address
    assert page.evaluate("document.activeElement.id") == "opener"


def test_copy_fills_the_clipboard_and_says_so(page, site):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site.add("/", '<button data-copy="https://shop.example/o/1" data-done="Link copied">Copy</button>'))
    page.click("text=Copy")
    assert page.locator(".toast[role=status]").inner_text() == "Link copied"
    assert page.evaluate("navigator.clipboard.readText()") == "https://shop.example/o/1"


def test_copy_without_a_clipboard_selects_the_text(new_context, site):
    page = new_context().new_page()  # the browser itself complains of what a frame may not do
    site.add(
        "/inner",
        '<p><input value="https://shop.example"><button data-copy="x" data-done="Copied">Copy</button></p>',
    )
    page.goto(site.embed(f'<iframe src="{site.url}/inner"></iframe>'), wait_until="networkidle")
    page.frames[1].click("button")
    expect(page.frames[1].locator("input")).to_have_js_property("selectionEnd", len("https://shop.example"))


def test_countdown_is_true_from_the_first_look(page, site):
    page.clock.set_fixed_time("2026-12-10T18:15:00Z")
    numbers = "<b>9</b> days <b>9</b> hours <b>9</b> minutes"
    page.goto(site.add("/", f'<p data-until="2026-12-12T20:00:00Z">{numbers}</p>'))
    page.get_by_text("2 days 1 hours 45 minutes").wait_for()
