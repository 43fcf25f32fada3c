import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng_plugins.payment_sandbox.cards import BY_NUMBER
from cleeng_plugins.payment_sandbox.checks import Expiry, check_card, check_phone, digits

NOW = dt.datetime(2026, 6, 30, 23, 59, tzinfo=dt.UTC)
GOOD = {"number": "4242 4242 4242 4242", "expiry": "06 / 26", "cvc": "123", "name": "Lena Brandt"}


def errors(**typed):
    return {error.field: error for error in check_card(GOOD | typed, NOW)}


def test_a_card_without_fault_has_no_errors():
    assert errors() == {}


@pytest.mark.parametrize(
    ("typed", "summary", "text"),
    [
        ("", "missing", "Enter the card number."),
        ("4000 0012 3456", "too short", "This card number is too short. It has 16 digits on most cards."),
        ("3782 822463 1000", "too short", "This card number is too short. It has 15 digits."),
        ("4242" * 5, "too long", "This card number is too long. It has 16 digits on most cards."),
        ("4242 4242 4242 4243", "mistyped", "This card number has a typing error. Compare it with your card."),
        ("forty-two", "not a number", "A card number has digits only."),
        (
            "4111 1111 1111 1111",
            "not a test card",
            "Only test cards work here, such as 4242 4242 4242 4242. Never type a real one.",
        ),
    ],
)
def test_what_is_wrong_with_a_number_is_said_in_words(typed, summary, text):
    error = errors(number=typed)["number"]
    assert (error.summary, error.text) == (f"Card number: {summary}", text)


@pytest.mark.parametrize("typed", ["4242424242424242", "4242-4242-4242-4242", " 4242\u00a04242 4242 4242", "٤٢٤٢" * 4])
def test_a_number_may_be_typed_with_blanks_hyphens_and_in_other_scripts(typed):
    assert errors(number=typed) == {}


@pytest.mark.parametrize("typed", ["03 / 25", "03/25", "3/2025", "0325", "03-2025", "03.25", "٠٣/٢٥"])
def test_an_expired_card_names_its_month(typed):
    error = errors(expiry=typed)["expiry"]
    assert (error.summary, error.text) == ("Expiry date: in the past", "This card expired in March 2025.")


def test_a_card_is_good_until_the_end_of_its_month():
    assert "expiry" not in errors(expiry="06/26")
    assert "expiry" in errors(expiry="05/26")


@pytest.mark.parametrize("typed", ["13/27", "00/27", "2027", "april", "04/2", "04/1999", "04/30000"])
def test_what_is_no_month_is_asked_for_again(typed):
    assert errors(expiry=typed)["expiry"].text == "Enter month and year as on the card, such as 04 / 29."


def test_a_missing_expiry_date_is_asked_for():
    assert errors(expiry=" ")["expiry"].summary == "Expiry date: missing"


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        ("4242 4242 4242 4242", "", "Enter the 3 digits from the back."),
        ("4242 4242 4242 4242", "1234", "Enter the 3 digits from the back."),
        ("3782 822463 10005", "123", "Enter the 4 digits from the front."),
    ],
)
def test_the_security_code_is_asked_for_as_the_brand_prints_it(number, code, text):
    assert errors(number=number, cvc=code)["cvc"].text == text


def test_american_express_has_four_digits_on_the_front():
    assert errors(number="3782 822463 10005", cvc="1234") == {}


def test_the_name_is_required():
    assert errors(name=" ")["name"].text == "Enter the name that stands on the card."


def test_a_form_with_nothing_in_it_names_every_field():
    assert [error.field for error in check_card({}, NOW)] == ["number", "expiry", "cvc", "name"]


@pytest.mark.parametrize("typed", ["+49 (0)151 23456789", "+1 202-555-0143", "0151 2345678"])
def test_a_mobile_number_may_be_typed_as_people_write_it(typed):
    assert check_phone({"tel": typed}) == []


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("", "Enter your mobile number."),
        ("12345", "Enter the whole mobile number, such as +1 202 555 0143."),
        ("1" * 16, "Enter the whole mobile number, such as +1 202 555 0143."),
        ("call me", "Enter the whole mobile number, such as +1 202 555 0143."),
    ],
)
def test_what_is_no_mobile_number_is_asked_for_again(typed, text):
    (error,) = check_phone({"tel": typed})
    assert (error.field, error.text) == ("tel", text)


@given(st.text(max_size=40))
def test_no_text_breaks_the_checks_and_no_other_number_passes(text):
    found = {error.field for error in check_card({"number": text, "expiry": text, "cvc": text, "name": text}, NOW)}
    assert ("number" not in found) == (digits(text) in BY_NUMBER)
    check_phone({"tel": text})


@given(st.integers(2000, 2099), st.integers(1, 12), st.sampled_from(["{:02}/{:02}", "{} / {:02}", "{:02}{:02}"]))
def test_an_expiry_date_is_read_as_it_was_written(year, month, form):
    assert Expiry.parse(form.format(month, year % 100)) == Expiry(year, month)
    assert Expiry.parse(f"{month:02}/{year}") == Expiry(year, month)
