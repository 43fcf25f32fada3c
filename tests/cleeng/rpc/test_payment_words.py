import pytest

from cleeng.api import MethodSnapshot
from cleeng.rpc.payment_words import payment_word


@pytest.mark.parametrize(
    ("brand", "word"),
    [
        ("Visa", "visa"),
        ("Mastercard", "mc"),
        ("American Express", "amex"),
        ("PayPal", "paypal"),
        ("Diners Club", "diners"),
        ("Some New Card", "somenewcard"),
    ],
)
def test_a_brand_has_the_apis_word(brand, word):
    assert payment_word(MethodSnapshot("card", brand)) == word


def test_what_has_no_brand_is_called_by_its_type():
    assert payment_word(MethodSnapshot("paypal")) == "paypal"
    assert payment_word(MethodSnapshot(""), "invoice") == "invoice"
    assert payment_word(MethodSnapshot("")) == ""
