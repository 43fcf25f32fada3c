"""Postcodes as each country writes them."""

import pytest
from babel import Locale

from cleeng.postcodes import postcode_rule
from cleeng.web.page import countries


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("DE", " 10115 ", "10115"),
        ("DE", "1011", None),
        ("GB", "sw1a  1aa", "SW1A 1AA"),
        ("SE", "se-114 55", "114 55"),
        ("US", "75201-1234", "75201-1234"),
        ("US", "ABCDE", None),
        ("AE", "anything", "ANYTHING"),
        ("QQ", "12", "12"),
        ("QQ", "1234567890123", None),
        ("ES", "", None),
    ],
)
def test_a_postcode_is_read_as_the_country_writes_it(country, typed, kept):
    assert postcode_rule(country).read(typed) == kept


@pytest.mark.parametrize(
    ("country", "name"), [("US", "ZIP code"), ("IN", "PIN code"), ("IE", "Eircode"), ("FR", "Postcode")]
)
def test_it_is_called_what_the_country_calls_it(country, name):
    assert postcode_rule(country).name == name


def test_every_country_on_the_list_reads_its_own_example():
    rules = [postcode_rule(code) for code, _ in countries(Locale("en"))]
    assert not [rule for rule in rules if rule.example and rule.read(rule.example) is None]
