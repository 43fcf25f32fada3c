import datetime as dt
import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import DayRates
from cleeng.rates.errors import RatesRefused
from cleeng.rates.guards import judge
from cleeng.rates.rate import Quotation

TODAY = dt.date(2028, 2, 29)
DAY = dt.timedelta(days=1)


def day(ago, **rates):
    return DayRates(TODAY - ago * DAY, {currency: Decimal(rate) for currency, rate in rates.items()})


def known(ago, **rates):
    return {currency: Quotation(TODAY - ago * DAY, Decimal(rate)) for currency, rate in rates.items()}


def judged(came, before=None, **options):
    return judge(came, before or {}, today=TODAY, max_change=Decimal(10), **options)


def test_what_is_new_is_taken_over_in_any_order():
    verdict = judged([day(0, USD="1.1"), day(1, USD="1.09")], known(2, USD="1.08"))
    assert verdict.new == {TODAY - DAY: {"USD": Decimal("1.09")}, TODAY: {"USD": Decimal("1.1")}}
    assert verdict.held == ()


def test_what_is_known_is_left_alone():
    assert judged([day(1, USD="9.9"), day(2, USD="9.9")], known(1, USD="1.1")).new == {}


def test_a_currency_that_was_unknown_is_taken_over():
    assert judged([day(0, NOK="11.5")], known(1, USD="1.1")).new == {TODAY: {"NOK": Decimal("11.5")}}


@pytest.mark.parametrize("rate", ["1.10", "0.90"])
def test_ten_percent_are_believed(rate):
    assert judged([day(0, USD=rate)], known(1, USD="1.00")).held == ()


@pytest.mark.parametrize("rate", ["1.1001", "0.8999", "100", "0.01"])
def test_a_rate_that_moves_by_more_is_held_back_and_the_others_are_not(rate):
    verdict = judged([day(0, USD=rate, GBP="0.85")], known(1, USD="1.00", GBP="0.84"))
    assert verdict.new == {TODAY: {"GBP": Decimal("0.85")}}
    (held,) = verdict.held
    assert (held.currency, held.came.rate, held.before.rate) == ("USD", Decimal(rate), Decimal("1.00"))


def test_a_jump_is_held_back_for_as_long_as_it_lasts():
    verdict = judged([day(2, USD="1.3"), day(1, USD="1.31"), day(0, USD="1.32")], known(3, USD="1.0"))
    assert verdict.new == {}
    assert [held.came.day for held in verdict.held] == [TODAY]


def test_a_rate_that_comes_back_by_itself_needs_nobody():
    verdict = judged([day(1, USD="1.3"), day(0, USD="1.02")], known(2, USD="1.0"))
    assert verdict.new == {TODAY: {"USD": Decimal("1.02")}}
    assert verdict.held == ()


def test_a_jump_that_a_person_looked_at_is_believed():
    verdict = judged([day(1, USD="1.3", GBP="2"), day(0, USD="1.32")], known(2, USD="1.0", GBP="1"), accepted=["USD"])
    assert verdict.new == {TODAY - DAY: {"USD": Decimal("1.3")}, TODAY: {"USD": Decimal("1.32")}}
    assert [held.currency for held in verdict.held] == ["GBP"]


def test_the_real_jumps_of_the_past_are_seen():
    """The Swiss franc on 15 January 2015, as the bank published it."""
    verdict = judged([day(0, CHF="1.0280")], known(1, CHF="1.2010"))
    assert str(verdict.held[0]) == f"CHF moved -14.4 %, from 1.2010 on {TODAY - DAY} to 1.0280 on {TODAY}"


def test_a_file_from_the_future_is_refused_as_a_whole():
    assert judged([day(-1, USD="1.1")]).new  # the bank's clock may be ahead
    with pytest.raises(RatesRefused, match=r"rates of 2028-03-02, but today is 2028-02-29"):
        judged([day(0, USD="1.1"), day(-2, USD="1.1")])


RATES = st.decimals("0.0001", "99999", places=4)


@given(st.lists(RATES, min_size=1, max_size=20))
def test_what_is_believed_never_moves_by_more_than_the_bound(rates):
    came = [day(len(rates) - n, USD=str(rate)) for n, rate in enumerate(rates, 1)]
    new = judged(came, known(len(rates) + 1, USD="1")).new
    believed = [Decimal(1), *(new[day]["USD"] for day in sorted(new))]
    for before, after in itertools.pairwise(believed):
        assert abs(after / before - 1) <= Decimal("0.1")


@pytest.mark.parametrize("rate", ["1E50", "100000000.01", "0.00000099", "1E-50"])
@pytest.mark.parametrize("accepted", [(), ("XTS",)])
def test_a_first_rate_that_no_money_has_refuses_the_file_as_a_whole(rate, accepted):
    with pytest.raises(RatesRefused, match=rf"XTS comes for the first time, at .* on {TODAY}"):
        judged([day(0, USD="1.1", XTS=rate)], known(1, USD="1.1"), accepted=accepted)


@pytest.mark.parametrize("rate", ["100000000", "0.000001"])
def test_a_first_rate_may_be_far_from_one(rate):
    assert judged([day(0, XTS=rate)]).new == {TODAY: {"XTS": Decimal(rate)}}


@pytest.mark.parametrize("rate", ["0", "-1.1", "1E50"])
def test_what_no_money_is_worth_is_refused_even_if_a_person_accepts_it(rate):
    with pytest.raises(RatesRefused, match=r"USD comes at .* no money is worth that"):
        judged([day(0, USD=rate)], known(1, USD="1.1"), accepted=["USD"])


def test_a_provider_whose_rates_may_move_as_they_like_gives_nothing_away():
    with pytest.raises(RatesRefused):
        judge([day(0, USD="0")], known(1, USD="1.1"), today=TODAY, max_change=Decimal(1000))


@pytest.mark.parametrize("rate", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), 1.1, "1.1", None])
@pytest.mark.parametrize("before", [{}, {"USD": "1.1"}])
def test_what_is_no_number_is_refused_by_name(rate, before):
    with pytest.raises(RatesRefused, match=r"USD comes at .* no number"):
        judged([DayRates(TODAY, {"USD": rate})], known(1, **before))
