"""The summary for the return at home, from sums that are handed in."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Money, TaxReason
from cleeng.returns.domestic import domestic_return
from cleeng.returns.period import Period
from cleeng.returns.sums import Sum

JULY = Period.parse("2026-07")


def total(country, net, tax, rate=19, *, kind="standard", currency="EUR", region="", name="VAT", tax_id=""):
    money = Money(net, currency), Money(tax, currency)
    return Sum(country, region, name, TaxReason(kind), Decimal(rate), *money, 1, None, tax_id)


def rows(*sums, home="DE"):
    """Give section, country, kind, rate, net and tax of each row."""
    made = domestic_return(sums, JULY, home)
    return [(r.section, r.country, r.kind, r.rate, str(r.net or ""), str(r.tax)) for r in made.rows]


def test_sales_at_home_stand_by_kind_and_rate_and_are_added_up():
    assert rows(total("DE", 1000, 190), total("DE", 500, 95), total("DE", 1000, 70, 7, kind="reduced")) == [
        ("taxed", "DE", "reduced", 7, "10.00 EUR", "0.70 EUR"),
        ("taxed", "DE", "standard", 19, "15.00 EUR", "2.85 EUR"),
        ("payable", "DE", "", None, "", "3.55 EUR"),
    ]


def test_what_was_credited_lessens_its_rate():
    assert rows(total("DE", 1000, 190), total("DE", -400, -76))[0][4:] == ("6.00 EUR", "1.14 EUR")


def test_each_currency_stands_by_itself():
    made = domestic_return([total("DE", 1000, 190), total("DE", 2000, 380, currency="USD")], JULY, "DE")
    assert [str(r.tax) for r in made.rows if r.section == "payable"] == ["1.90 EUR", "3.80 USD"]
    assert made.payable is None


def test_what_is_not_taxed_at_home_stands_apart_with_the_reason():
    assert rows(
        total("FR", 1000, 0, 0, kind="reverse_charge", tax_id="FR40303265045"),
        total("CH", 1000, 0, 0, kind="not_registered"),
        total("DE", 1000, 0, 0, kind="out_of_scope", region="HEL"),
        total("FR", 1000, 200, 20),
    ) == [
        ("reverse_charge", "FR", "", None, "10.00 EUR", "0.00 EUR"),
        ("untaxed", "CH", "not_registered", 0, "10.00 EUR", "0.00 EUR"),
        ("untaxed", "DE", "out_of_scope", 0, "10.00 EUR", "0.00 EUR"),
        ("elsewhere", "FR", "standard", 20, "10.00 EUR", "2.00 EUR"),
    ]


def test_a_rate_of_zero_is_taxed_at_home():
    assert rows(total("DE", 1000, 0, 0, kind="zero"))[0] == ("taxed", "DE", "zero", 0, "10.00 EUR", "0.00 EUR")


def test_a_state_and_its_town_have_rows_of_their_own():
    state = total("US", 1000, 40, "4", region="NY", name="New York")
    town = total("US", 1000, 45, "4.5", region="NY", name="New York City")
    made = domestic_return([state, town], JULY, "US")
    assert [(r.name, str(r.tax)) for r in made.rows if r.section == "taxed"] == [
        ("New York", "0.40 EUR"),
        ("New York City", "0.45 EUR"),
    ]
    assert made.payable == Money(85, "EUR")


def test_a_period_without_sales_at_home_is_nil():
    made = domestic_return([total("FR", 1000, 200, 20)], JULY, "DE")
    assert made.nil
    assert (made.first, made.last, made.due) == (dt.date(2026, 7, 1), dt.date(2026, 7, 31), None)


@given(
    st.lists(
        st.builds(
            total,
            st.sampled_from(["DE", "FR", "US"]),
            st.integers(-(10**6), 10**9),
            st.integers(-(10**6), 10**9),
            st.sampled_from([0, 7, 19]),
            kind=st.sampled_from(list(TaxReason)),
            currency=st.sampled_from(["EUR", "JPY"]),
        ),
        max_size=20,
    )
)
def test_every_sale_stands_in_one_row(sums):
    made = domestic_return(sums, JULY, "DE")
    listed = [row for row in made.rows if row.section != "payable"]
    for currency in ("EUR", "JPY"):
        of_rows = [row for row in listed if row.net.currency == currency]
        of_sums = [s for s in sums if s.net.currency == currency]
        assert sum(row.net.minor for row in of_rows) == sum(s.net.minor for s in of_sums)
        assert sum(row.tax.minor for row in of_rows) == sum(s.tax.minor for s in of_sums)
    assert sum(row.documents for row in listed) == len(sums)
