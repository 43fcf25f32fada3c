import datetime as dt
from decimal import Decimal

import pydantic
import pytest

from cleeng.rpc.errors import Code, invalid
from cleeng.rpc.wire import (
    Amount,
    Country,
    Currency,
    Email,
    Locale,
    Moment,
    Names,
    Params,
    Result,
    Secret,
    Short,
    Text,
    Whole,
    moment,
    timestamp,
)


class Inner(Params):
    active: bool = True


class Sample(Params):
    text: Text = "default"
    short: Short = ""
    whole: Whole = 7
    amount: Amount = "0"
    moment: Moment = 0
    names: Names = ()
    inner: Inner = Inner()
    flag: bool = False
    email: Email = ""
    country: Country = ""
    currency: Currency = ""
    locale: Locale = ""
    two_words: Text = ""
    secret: Secret = ""


def read(**given):
    return Sample.model_validate(given)


@pytest.mark.parametrize("name", [name for name in Sample.model_fields if "_" not in name])
@pytest.mark.parametrize("empty", [None, ""])
def test_null_and_the_empty_text_are_the_same_as_nothing(name, empty):
    assert read(**{name: empty}) == read()
    assert read(**{name: empty}).model_fields_set == set()


def test_names_are_camel_case_on_the_wire():
    assert read(twoWords="a").two_words == "a"


def test_unknown_names_are_ignored():
    assert read(publisherToken="x", somethingElse={"a": [1]}) == read()


def test_an_empty_list_stands_for_an_empty_object():
    assert read(inner=[]).inner == Inner()
    assert Sample.model_validate([]) == read()


@pytest.mark.parametrize(
    ("given", "flag"), [("1", True), ("0", False), ("true", True), ("false", False), (1, True), (0, False)]
)
def test_flags_come_in_many_forms(given, flag):
    assert read(flag=given).flag is flag


@pytest.mark.parametrize("given", [20, "20", Decimal("20.0"), Decimal("2E+1")])
def test_whole_numbers_come_as_texts_and_fractions_too(given):
    assert read(whole=given).whole == 20


@pytest.mark.parametrize("given", ["x", Decimal("1.5"), 2**31, Decimal("1E+999999999"), [], {}])
def test_what_is_no_whole_number_is_refused(given):
    with pytest.raises(pydantic.ValidationError):
        read(whole=given)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("4.99", "4.99"),
        (Decimal("4.99"), "4.99"),
        (Decimal("4.9900"), "4.99"),
        ("4.9900", "4.99"),
        (19, "19"),
        ("19", "19"),
        (Decimal("19.00"), "19"),
        (Decimal("1E+2"), "100"),
        (100, "100"),
        ("-1", "-1"),
    ],
)
def test_amounts_keep_their_digits(given, text):
    assert read(amount=given).amount == text


@pytest.mark.parametrize(
    "given",
    ["four", "4,99", "1e3", "٤", "4.", ".5", True, 4.99, [4], Decimal("1E-7"), Decimal("1E+999999999"), "9" * 16],
)
def test_what_is_no_amount_is_refused(given):
    with pytest.raises(pydantic.ValidationError):
        read(amount=given)


@pytest.mark.parametrize("given", [-1, 253_402_300_800, "soon"])
def test_what_is_no_moment_is_refused(given):
    with pytest.raises(pydantic.ValidationError):
        read(moment=given)


def test_moments_go_both_ways():
    at = dt.datetime(2028, 2, 29, 19, 30, tzinfo=dt.UTC)
    assert moment(timestamp(at)) == at
    assert timestamp(None) is None


@pytest.mark.parametrize("given", [["a", "b"], {"0": "a", "2": "b"}])
def test_lists_may_have_gaps_as_in_php(given):
    assert read(names=given).names == ("a", "b")


@pytest.mark.parametrize("given", ["a", {"x": "a"}, [["a"]], ["a"] * 501, ["x" * 256]])
def test_what_is_no_list_of_names_is_refused(given):
    with pytest.raises(pydantic.ValidationError):
        read(names=given)


@pytest.mark.parametrize("given", [5, Decimal(5)])
def test_texts_may_come_as_numbers(given):
    assert read(text=given).text == "5"


@pytest.mark.parametrize("given", ["a\x00b", "x" * 65_536, ["a"], {"a": 1}, True])
def test_what_no_text_may_hold_is_refused(given):
    with pytest.raises(pydantic.ValidationError):
        read(text=given)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("email", "a@b@c"),
        ("email", "x" * 300),
        ("country", "DEU"),
        ("currency", "eur"),
        ("locale", "english"),
        ("locale", "en_US\n"),
    ],
)
def test_what_is_no_address_country_currency_or_locale_is_refused(name, given):
    with pytest.raises(pydantic.ValidationError):
        read(**{name: given})


def test_a_refusal_names_the_argument_and_the_rule_and_not_what_was_sent():
    with pytest.raises(pydantic.ValidationError) as raised:
        read(amount="secret", inner={"active": "secret"}, email="secret")
    fault = invalid(raised.value, Code.ARGUMENTS).fault
    assert fault.code == 11
    assert "amount: is no amount such as 4.99" in fault.message
    assert "inner.active: " in fault.message
    assert "secret" not in fault.message
    assert "secret" not in str(raised.value)


def test_results_are_camel_case_on_the_wire():
    class Answer(Result):
        two_words: str

    assert Answer(two_words="a").model_dump(by_alias=True) == {"twoWords": "a"}


def test_control_characters_are_left_out_of_texts_and_of_no_password():
    odd = "Night\x0bof\x1b\n\tMiles\x85"
    found = read(text=odd, short=odd, names=[odd], secret=odd)
    assert (found.text, found.short) == ("Nightof\n\tMiles", "Night of  Miles ")
    assert found.names == ("Night of  Miles ",)
    assert found.secret == odd
