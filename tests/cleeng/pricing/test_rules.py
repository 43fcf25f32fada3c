import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Money
from cleeng.pricing.rules import PriceRule, overlap, price_by, rule_at

NOON = dt.datetime(2028, 2, 29, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def rule(begins, ends, minor=299, name="Early bird"):
    return PriceRule(NOON + begins * HOUR, NOON + ends * HOUR, Money(minor, "EUR"), name)


@pytest.mark.parametrize(("at", "holds"), [(-1, False), (0, True), (1, True), (2, False)])
def test_a_price_holds_from_its_beginning_until_before_its_end(at, holds):
    assert (rule_at([rule(0, 2)], NOON + at * HOUR) is not None) is holds


def test_an_offer_has_the_price_of_the_rule_that_holds():
    normal = Money(499, "EUR")
    rules = (rule(0, 1, 99), rule(1, 2, 199))
    prices = [price_by(rule_at(rules, NOON + at * HOUR), normal) for at in (-1, 0, 1, 2)]
    assert prices == [normal, Money(99, "EUR"), Money(199, "EUR"), normal]


hours = st.integers(-5, 5)
windows = st.tuples(hours, hours).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: rule(*pair))


@given(st.lists(windows, max_size=5))
def test_rules_overlap_where_two_hold_at_one_moment(rules):
    halves = [NOON + n * HOUR / 2 for n in range(-12, 12)]
    assert overlap(rules) is any(sum(one.holds(moment) for one in rules) > 1 for moment in halves)


@given(windows)
def test_a_rule_reads_back_as_it_was_stored(one):
    assert PriceRule.from_json(one.to_json(), "EUR") == one
