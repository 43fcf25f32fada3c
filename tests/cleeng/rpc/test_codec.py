from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.rpc import codec

amounts = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)


def test_fractions_are_read_digit_by_digit():
    assert codec.read(b'{"price": 4.10, "n": 12345678901234567890.1}') == {
        "price": Decimal("4.10"),
        "n": Decimal("12345678901234567890.1"),
    }


def test_whole_numbers_stay_whole():
    number = codec.read(b"12345678901234567890123")
    assert (type(number), number) == (int, 12345678901234567890123)


@given(amounts)
def test_no_digit_of_an_amount_is_lost(amount):
    text = format(amount, "f")
    assert codec.read(text.encode()) == amount
    assert codec.write({"price": amount}) == b'{"price":%b}' % text.encode()


@pytest.mark.parametrize(("amount", "text"), [("4.90", b"4.90"), ("0.00", b"0.00"), ("1E+3", b"1000"), ("0E+2", b"0")])
def test_an_amount_is_written_without_exponent(amount, text):
    assert codec.write(Decimal(amount)) == text


def test_texts_are_written_as_utf_8():
    assert codec.write("Größe") == '"Größe"'.encode()


def test_what_is_no_json_is_not_written():
    with pytest.raises(TypeError):
        codec.write(object())


@pytest.mark.parametrize(
    "text", ["NaN", "[Infinity]", "-Infinity", "'a'", "{a: 1}", "01", "1.", "+1", "[1,]", "\ufeff\ufeff1"]
)
def test_what_other_readers_forgive_is_refused(text):
    with pytest.raises(codec.Malformed):
        codec.read(text.encode())


@given(st.binary())
def test_no_bytes_do_harm(body):
    try:
        document = codec.read(body)
    except codec.Malformed:
        return
    codec.write(document)


def test_a_script_escapes_the_line_ends_that_only_json_allows():
    assert codec.write_script("a\u2028b\u2029c\n") == rb'"a\u2028b\u2029c\n"'


def test_a_script_holds_no_tag_even_where_it_is_taken_for_a_page():
    assert codec.write_script({"a": "</script><!--"}) == rb'{"a":"\u003c/script>\u003c!--"}'
