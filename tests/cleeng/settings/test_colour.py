import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.settings.colour import BLACK, WHITE, contrast, reads_on_white, text_on


@pytest.mark.parametrize(
    ("colour", "text"), [("#000000", WHITE), ("#ffffff", BLACK), ("#0b6e4f", WHITE), ("#FFD400", BLACK)]
)
def test_text_on_a_colour_is_the_one_that_reads(colour, text):
    assert text_on(colour) == text


def test_a_pale_colour_does_not_read_on_white():
    assert [reads_on_white(colour) for colour in ("#0b6e4f", "#ffd400", "#767676")] == [True, False, True]


def test_black_on_white_has_the_greatest_contrast():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@given(st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}"))
def test_every_colour_has_a_text_that_reads(colour):
    assert contrast(colour, text_on(colour)) >= 4.5
