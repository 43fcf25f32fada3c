import json
import re

import pytest

pytestmark = pytest.mark.db


@pytest.fixture
def offers(place):
    """Load the demo; give what it sells."""
    return lambda: json.loads(place.done("demo", "--json"))["offers"]


def test_the_demo_sells_one_plan_in_two_countries(offers):
    american, british = offers()["multiCurrency"]
    number = american.removesuffix("_US")
    assert re.fullmatch(r"S\d{9}", number)
    assert british == f"{number}_GB"


def test_loading_the_demo_again_sells_the_same(offers):
    assert offers() == offers()


def test_every_offer_of_the_demo_is_printed(place, offers):
    printed = place.done("demo")
    for ids in offers().values():
        for offer_id in [ids] if isinstance(ids, str) else ids:
            assert f"/o/{offer_id}" in printed
