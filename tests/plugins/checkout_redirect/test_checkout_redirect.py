from cleeng.api import CheckoutResult
from cleeng.testing.context import make_context
from cleeng.testing.displays import CheckoutDisplayContract
from cleeng_plugins.checkout_redirect import RedirectDisplay


def display():
    return RedirectDisplay(RedirectDisplay.Settings())


class TestContract(CheckoutDisplayContract):
    def provider(self):
        return display()


def test_goes_back_to_the_publisher_however_it_ended():
    back = "https://www.demo-sports.example/film"
    for success in (True, False):
        result = CheckoutResult(success, "E1_US", return_to=back, origin="https://www.demo-sports.example")
        assert display().complete(make_context(), result).url == back


def test_is_a_link_that_works_without_script():
    html = display().snippet(make_context(), "E1_US", "https://shop.example")
    assert html == '<a href="https://shop.example/checkout/E1_US?display=redirect">Get access</a>\n'
