import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleeng.cards import LONGEST, SHORTEST, without_cards

DIGITS = "0123456789"


def check_digit(digits):
    """Give the digit that makes a number pass, by trying: ISO/IEC 7812-1 read the other way round."""
    for last in DIGITS:
        total = 0
        for place, digit in enumerate(reversed(digits + last)):
            value = int(digit) * (1 + place % 2)
            total += value if value < 10 else value - 9
        if total % 10 == 0:
            return last
    raise AssertionError


@st.composite
def cards(draw):
    """A card's number, with spaces or dashes anywhere between its digits."""
    digits = draw(st.text(DIGITS, min_size=SHORTEST - 1, max_size=LONGEST - 1))
    digits += check_digit(digits)
    gaps = st.lists(st.sampled_from(["", "", "", " ", "-"]), min_size=len(digits) - 1, max_size=len(digits) - 1)
    return "".join(digit + gap for digit, gap in zip(digits, [*draw(gaps), ""], strict=True))


digit_uuids = st.text(DIGITS, min_size=32, max_size=32).map(
    lambda d: "-".join((d[:8], d[8:12], d[12:16], d[16:20], d[20:]))
)
uuids = st.one_of(st.uuids().map(str), st.uuids().map(lambda found: found.hex), digit_uuids)
before = st.sampled_from(
    ["", "card ", "card=", '"', "'", "(", "499 ", "EUR 4.99 ", "n\u00e4mlich: ", "card-", "\\n", "\n", "_"]
)
after = st.sampled_from(["", " ", ".", ",", '"', "'", ")", " declined", " 12/39", "\\n", "\n", "_"])


@given(before, cards(), after)
@example("", "4242424242424242", "")
@example("499 ", "4000 0000 0000 0002", " 123")
@example("", "3782-822463-10005", "")
def test_a_cards_number_never_stays_whatever_stands_around_it(start, card, end):
    written = without_cards(f"{start}{card}{end}")
    assert card not in written
    assert "<number>" in written
    assert len("".join(c for c in written if c in DIGITS)) <= len("".join(c for c in start + end if c in DIGITS))


@given(before.filter(lambda text: text != "_"), uuids, after, st.integers(0, 999_999_999))
@example("", "12345678-1234-1234-4242-424242424242", "", 0)
@example("", "01a20802502572eaa890b325df5ba76f", "", 0)
def test_a_uuid_always_stays(start, uuid, end, order):
    text = f"{start}{uuid}{end} of order={order}"
    assert without_cards(text) == text


@given(cards(), st.sampled_from("abcdefxyzQ\u00e9"), st.booleans())
def test_what_is_part_of_a_longer_word_is_no_cards_number(card, letter, leads):
    digits = "".join(c for c in card if c in DIGITS)
    text = f"{letter}{digits}" if leads else f"{digits}{letter}"
    assert without_cards(text) == text


@given(st.text(DIGITS, min_size=SHORTEST, max_size=LONGEST))
def test_a_number_whose_check_digit_is_wrong_stays(digits):
    wrong = digits[:-1] + str((int(check_digit(digits[:-1])) + 1) % 10)
    assert without_cards(f"reference {wrong}") == f"reference {wrong}"


@pytest.mark.parametrize(
    "text",
    [
        "order 123456789 of publisher 100000001 paid 499 EUR",
        "2026-11-23T07:00:00.000Z",
        "1_000_000",
        "424242424242",
        "4" * 20,
        "4242 4242 4242",
    ],
)
def test_other_numbers_stay(text):
    assert without_cards(text) == text


def test_two_cards_are_two_numbers():
    assert without_cards("4242424242424242, 4000 0000 0000 0002") == "<number>, <number>"
