from cleeng.api import CheckoutResult
from cleeng.testing.context import make_context
from cleeng.testing.displays import CheckoutDisplayContract
from cleeng_plugins.checkout_inline import InlineDisplay


def display():
    return InlineDisplay(InlineDisplay.Settings())


class TestContract(CheckoutDisplayContract):
    def provider(self):
        return display()


def test_the_page_goes_on_after_the_frame_reported():
    result = CheckoutResult(success=True, offer_id="E1_US", origin="https://www.demo-sports.example")
    assert display().complete(make_context(), result).close is False


def test_the_button_names_the_container_that_the_frame_goes_into():
    html = display().snippet(make_context(), "E1_US", "https://shop.example")
    assert '<div id="cleeng-checkout">' in html
    assert 'data-display-type="inline"' in html
    assert 'data-container-id="cleeng-checkout"' in html
