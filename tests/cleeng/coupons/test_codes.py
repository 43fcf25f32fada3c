import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.coupons.codes import ALPHABET, DRAWN, checked, drawn, is_code, normalise
from cleeng.coupons.errors import InvalidCodes


@pytest.mark.parametrize(
    "typed",
    [
        "miles10",
        "  MILES10 ",
        "Miles-10",
        "MILES \N{EN DASH} 10",
        "mi\u200bles\u00a010",
        "\tmiles10\n",
        "\uff2d\uff29\uff2c\uff25\uff33\uff11\uff10",
    ],
)
def test_a_code_is_the_same_however_it_is_typed_or_pasted(typed):
    assert normalise(typed) == "MILES10"


@given(st.text())
def test_what_was_normalised_stays_as_it_is(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize("text", ["", "A", "A" * 41, "ÄPFEL", "50%", "a.b", "'; --"])
def test_what_cannot_be_a_code_is_none(text):
    assert not is_code(normalise(text))


def test_drawn_codes_have_only_characters_that_nobody_mistakes():
    source = drawn()
    codes = {next(source) for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) == DRAWN and set(code) <= set(ALPHABET) for code in codes)
    assert not set(ALPHABET) & set("01ILOU")
    assert all(is_code(code) and normalise(code) == code for code in codes)


def test_faults_of_a_list_are_named_with_their_place_and_counted():
    with pytest.raises(InvalidCodes) as caught:
        checked(["good", "x", "GO-OD", *("?" * n for n in range(1, 7))])
    assert str(caught.value) == (
        "nothing was stored: number 2 is no code of 2 to 40 letters, digits and underscores; GOOD stands there twice; "
        "number 4 is no code of 2 to 40 letters, digits and underscores; "
        "number 5 is no code of 2 to 40 letters, digits and underscores; "
        "number 6 is no code of 2 to 40 letters, digits and underscores; and 3 more"
    )
