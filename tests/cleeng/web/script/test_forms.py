"""Forms: buttons that say what they do, and fields that a gateway draws itself."""

WAYS = """
<form id="checkout" method="post" action="/pay">
<button class="sr" name="action" value="pay" data-default tabindex="-1" aria-hidden="true">Pay</button>
<button name="action" value="coupon">Apply</button>
<div class="choices">
<div><label><input type="radio" name="method" value="card" checked
 data-button="Pay 4.99 EUR" data-busy="Paying…" data-note="It does not renew.">Card</label><input name="number"></div>
<div><label><input type="radio" name="method" value="wallet"
 data-button="Continue to Wallet" data-busy="Opening Wallet…" data-note="You pay there.">Wallet</label></div>
<div><label><input type="radio" name="method" value="bank" data-button="Pay by bank">Bank</label>
<div class="body" data-gateway-script="{script}" data-config='{{"greeting": "Hello"}}'></div></div>
</div></form>
<button form="checkout" name="action" value="pay" data-pay data-busy="Paying…">Pay 4.99 EUR</button>
<p data-pay-note role="status">It does not renew.</p>
"""


def hold_submits(page):
    """Keep the page where it is when a form is sent, to look at its buttons."""
    page.evaluate("addEventListener('submit', (event) => event.preventDefault())")


def test_a_pressed_button_says_so_and_cannot_be_pressed_twice(page, site):
    page.goto(site.add("/", WAYS.format(script="/gateway.js")))
    page.evaluate("sent = 0; addEventListener('submit', (e) => { sent += !e.defaultPrevented; e.preventDefault(); })")
    pay = page.locator("[data-pay]")
    pay.click()
    pay.click()
    assert (pay.inner_text(), pay.get_attribute("aria-busy")) == ("Paying…", "true")
    assert page.evaluate("sent") == 1


def test_enter_in_a_field_pays_and_applies_no_coupon(page, site):
    page.goto(site.add("/", WAYS.format(script="/gateway.js")))
    page.press("[name=number]", "Enter")
    page.wait_for_url("**/pay")
    assert site.posted == [("/pay", {"method": "card", "action": "pay"})]


def test_enter_shows_on_the_pay_button(page, site):
    page.goto(site.add("/", WAYS.format(script="/gateway.js")))
    hold_submits(page)
    page.press("[name=number]", "Enter")
    assert page.locator("[data-pay]").inner_text() == "Paying…"


def test_button_and_note_follow_the_chosen_way_to_pay(page, site):
    page.goto(site.add("/", WAYS.format(script="/gateway.js")))
    page.check("[value=wallet]")
    assert page.inner_text("[data-pay]") == "Continue to Wallet"
    assert page.inner_text("[data-pay-note]") == "You pay there."
    page.check("[value=card]")
    assert page.inner_text("[data-pay]") == "Pay 4.99 EUR"


def test_after_the_back_button_the_form_can_be_sent_again(page, site):
    page.goto(site.add("/", WAYS.format(script="/gateway.js")))
    page.click("[data-pay]")
    page.wait_for_url("**/pay")
    page.go_back()
    page.click("[data-pay]:not([aria-busy=true])")
    page.wait_for_url("**/pay")
    assert len(site.posted) == 2


def test_a_page_out_of_the_browsers_cache_is_fetched_afresh_and_posts_nothing(page, site):
    page.goto(site.add("/step", WAYS.format(script="/gateway.js")))
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert site.asked.count("/step") == 2
    assert not site.posted


def test_summary_of_errors_has_the_focus(page, site):
    page.goto(site.add("/", '<div id="summary" role="alert" tabindex="-1" data-focus>2 fields need a change</div>'))
    assert page.evaluate("document.activeElement.id") == "summary"


def test_script_comes_when_its_method_is_chosen_and_not_before(page, site):
    page.goto(site.add("/", WAYS.format(script="/gateway.js")), wait_until="networkidle")
    assert "/gateway.js" not in site.asked
    page.check("[value=bank]")
    page.get_by_text("Hello").wait_for()


def test_fields_of_the_script_go_with_the_form(page, site):
    page.goto(site.add("/", WAYS.format(script="/gateway.js")))
    page.check("[value=bank]")
    page.fill("#account", "DE89")
    page.click("[data-pay]")
    page.wait_for_url("**/pay")
    assert site.posted == [("/pay", {"method": "bank", "token": "token-of-DE89", "action": "pay"})]


def test_form_stays_and_the_button_is_free_again_when_the_script_refuses(page, site):
    page.goto(site.add("/", WAYS.format(script="/gateway.js")))
    page.check("[value=bank]")
    page.get_by_text("Hello").wait_for()
    page.click("[data-pay]")
    page.locator("[data-pay][aria-busy=false]", has_text="Pay by bank").wait_for()
    assert not site.posted


def test_form_goes_as_it_is_when_the_script_does_not_load(new_context, site):
    page = new_context().new_page()  # this one is to complain
    page.goto(site.add("/", WAYS.format(script="/missing.js")))
    with page.expect_console_message(lambda message: "dynamically imported" in message.text):
        page.check("[value=bank]")
    page.click("[data-pay]")
    page.wait_for_url("**/pay")
    assert site.posted == [("/pay", {"method": "bank", "action": "pay"})]
