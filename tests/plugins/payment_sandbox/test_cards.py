import re
from pathlib import Path

import pytest
from sandbox import fields_of

from cleeng.testing.context import FrozenClock
from cleeng_plugins.payment_sandbox.cards import BY_NAME, BY_NUMBER, CARDS, REFUSALS, brand_of
from cleeng_plugins.payment_sandbox.checks import check_card

ROOT = Path(__file__).resolve().parents[3]


def test_no_two_cards_share_a_number_or_a_name():
    assert len(BY_NAME) == len(BY_NUMBER) == len(CARDS)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_every_card_can_be_typed_and_has_a_known_reason_to_be_refused(card):
    assert not check_card(fields_of(card.name), FrozenClock().now())
    assert {card.code, card.away_code} - {""} <= set(REFUSALS)


@pytest.mark.parametrize(
    ("number", "brand"),
    [
        ("4", "Visa"),
        ("34", "American Express"),
        ("51", "Mastercard"),
        ("55", "Mastercard"),
        ("2221", "Mastercard"),
        ("2720", "Mastercard"),
        ("2721", ""),
        ("50", ""),
        ("", ""),
    ],
)
def test_the_brand_is_what_the_number_begins_with(number, brand):
    assert brand_of(number) == brand


@pytest.mark.parametrize("page", ["plugins/payment_sandbox/README.md", "docs/integrators/sandbox.md"])
def test_the_documentation_lists_every_card_with_what_it_does(page):
    text = (ROOT / page).read_text()
    rows = re.findall(r"^\| `([\d ]{15,})` \| (.+) \|$", text, re.MULTILINE)
    listed = {number.replace(" ", ""): does for number, does in rows}
    assert listed == {card.number: card.does for card in CARDS}
