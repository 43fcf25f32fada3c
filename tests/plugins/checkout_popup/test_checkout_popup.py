from cleeng.api import CheckoutResult
from cleeng.testing.context import make_context
from cleeng.testing.displays import CheckoutDisplayContract
from cleeng_plugins.checkout_popup import PopupDisplay


def display():
    return PopupDisplay(PopupDisplay.Settings())


class TestContract(CheckoutDisplayContract):
    def provider(self):
        return display()


def test_the_window_closes_after_it_reported():
    result = CheckoutResult(success=True, offer_id="E1_US", origin="https://www.demo-sports.example")
    assert display().complete(make_context(), result).close is True


def test_the_button_asks_for_a_popup():
    html = display().snippet(make_context(), "E1_US", "https://shop.example")
    assert '<script src="https://shop.example/js-api/3.0/api.js" defer></script>' in html
    assert 'data-cleeng-trigger data-action="checkout" data-display-type="popup"' in html
