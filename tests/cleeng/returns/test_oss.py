"""The One Stop Shop's return, from sums that are handed in."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Money, TaxReason
from cleeng.rates.errors import NoRate
from cleeng.rates.rate import Rate
from cleeng.returns.adding import STATES
from cleeng.returns.errors import PeriodInvalid
from cleeng.returns.oss import exchanged, oss_return
from cleeng.returns.period import Period
from cleeng.returns.sums import Sum

Q3, Q2 = Period.parse("2026Q3"), Period.parse("2026Q2")
IN_Q2, IN_Q3 = dt.date(2026, 5, 5), dt.date(2026, 8, 8)
#: What one euro was worth on the last day of a quarter.
WORTH = {
    (Q3.last, "USD"): Decimal("1.25"),
    (Q2.last, "USD"): Decimal("1.10"),
    (Q3.last, "JPY"): Decimal(160),
    (Q2.last, "JPY"): Decimal(150),
}


def rate_on(day, base, currency):
    if (day, currency) not in WORTH:
        raise NoRate(f"{day} {currency}")
    return Rate(base, currency, WORTH[day, currency], day, "ECB")


def total(country, net, tax, rate=20, *, kind="standard", currency="EUR", corrects=None, tax_id="", region=""):
    money = Money(net, currency), Money(tax, currency)
    return Sum(country, region, "VAT", TaxReason(kind), Decimal(rate), *money, 1, corrects, tax_id)


def made(*sums, period=Q3, home="DE", currency="EUR"):
    return oss_return(sums, period, home, currency, rate_on)


def rows(made, section):
    """Give what stands in the rows of a section, without empty cells."""
    return [
        {word: text for word, text in row.cells().items() if text and word != "section"}
        for row in made.rows
        if row.section == section
    ]


def test_supplies_stand_by_member_state_kind_and_rate():
    quarter = made(
        total("FR", 1000, 200),
        total("FR", 500, 100),
        total("FR", 1000, 55, "5.5", kind="reduced"),
        total("AT", 1000, 200, "20.00"),
        total("AT", 1000, 190, 19, region="JM"),
    )
    found = [(r["country"], r["kind"], r["rate"], r["return_net"], r["return_tax"]) for r in rows(quarter, "supply")]
    assert found == [
        ("AT", "standard", "19", "10.00", "1.90"),
        ("AT", "standard", "20", "10.00", "2.00"),
        ("FR", "reduced", "5.5", "10.00", "0.55"),
        ("FR", "standard", "20", "15.00", "3.00"),
    ]
    assert [(r["country"], r["return_tax"]) for r in rows(quarter, "balance")] == [("AT", "3.90"), ("FR", "3.55")]
    assert quarter.payable == Money(745, "EUR")
    assert not quarter.nil


def test_greece_is_written_as_the_forms_have_it():
    assert [r["country"] for r in rows(made(total("GR", 1000, 240, 24)), "supply")] == ["EL"]


@pytest.mark.parametrize(
    "sold",
    [
        total("DE", 1000, 190, 19),
        total("US", 1000, 80, 8),
        total("GB", 1000, 200),
        total("FR", 1000, 0, 0, kind="not_registered"),
        total("ES", 1000, 0, 0, kind="out_of_scope"),
        total("FR", 1000, 0, 0, kind="reverse_charge", tax_id="FR40303265045"),
    ],
)
def test_what_is_not_taxed_in_another_member_state_is_no_part_of_it(sold):
    quarter = made(sold)
    assert quarter.nil
    assert quarter.payable == Money(0, "EUR")
    assert quarter.due == dt.date(2026, 10, 31)
    assert rows(quarter, "payable") == [{"period": "2026Q3", "return_currency": "EUR", "return_tax": "0.00"}]


def test_a_seller_from_outside_declares_every_member_state():
    assert [r["country"] for r in rows(made(total("DE", 1000, 190, 19), home="US"), "supply")] == ["DE"]


def test_sales_of_which_the_buyer_owes_the_tax_stand_apart_with_the_number():
    theirs = [total("FR", net, 0, 0, kind="reverse_charge", tax_id="FR40303265045") for net in (1000, -200)]
    (row,) = rows(made(*theirs, total("AT", 1000, 200)), "reverse_charge")
    assert (row["country"], row["tax_id"], row["net"]) == ("FR", "FR40303265045", "8.00")
    assert "return_tax" not in row


def test_a_business_in_monaco_stands_under_the_member_state_of_its_number():
    sold = total("MC", 1000, 0, 0, kind="reverse_charge", tax_id="FR40303265045")
    abroad = total("CH", 1000, 0, 0, kind="reverse_charge", tax_id="CHE116281710MWST")
    at_home = total("DE", 1000, 0, 0, kind="reverse_charge", tax_id="DE136695976")
    assert [(row["country"], row["net"]) for row in rows(made(sold, abroad, at_home), "reverse_charge")] == [
        ("FR", "10.00")
    ]


def test_what_was_credited_in_the_same_quarter_lessens_its_supplies():
    quarter = made(total("FR", 1000, 200), total("FR", -500, -100, corrects=IN_Q3))
    assert [(r["return_net"], r["return_tax"]) for r in rows(quarter, "supply")] == [("5.00", "1.00")]
    assert rows(quarter, "correction") == []


def test_what_was_credited_of_an_earlier_quarter_corrects_that_quarter_at_its_rate():
    quarter = made(
        total("FR", 1250, 250, currency="USD"),
        total("FR", -550, -110, currency="USD", corrects=IN_Q2),
    )
    (supply,), (correction,) = rows(quarter, "supply"), rows(quarter, "correction")
    assert (supply["period"], supply["exchange_rate"], supply["return_tax"]) == ("2026Q3", "1.25", "2.00")
    assert (correction["period"], correction["exchange_rate"], correction["return_tax"]) == ("2026Q2", "1.10", "-1.00")
    assert correction["exchange_date"] == "2026-06-30"
    assert quarter.payable == Money(100, "EUR")


def test_what_one_member_state_owes_does_not_lessen_what_another_gets():
    quarter = made(total("AT", 1000, 200), total("FR", -1000, -200, corrects=IN_Q2))
    assert [(r["country"], r["return_tax"]) for r in rows(quarter, "balance")] == [("AT", "2.00"), ("FR", "-2.00")]
    assert quarter.payable == Money(200, "EUR")


@pytest.mark.parametrize(("quarter", "section"), [("2026Q3", "correction"), ("2026Q4", "too_late")])
def test_a_return_corrects_those_that_were_due_in_the_last_three_years(quarter, section):
    """Directive 2006/112/EC, article 369g (4): 2023Q3 was due on 31 October 2023."""
    corrected = made(total("FR", -1000, -200, corrects=dt.date(2023, 9, 30)), period=Period.parse(quarter))
    assert [r["period"] for r in rows(corrected, section)] == ["2023Q3"]
    assert corrected.nil == (section == "too_late")


def test_a_currency_without_rate_makes_no_return():
    with pytest.raises(NoRate):
        made(total("FR", 1000, 200, currency="SEK"))


@pytest.mark.parametrize(("text", "why"), [("2026-07", "quarterly"), ("2026", "quarterly"), ("2021Q2", "began with")])
def test_a_period_that_the_scheme_does_not_have_is_refused(text, why):
    with pytest.raises(PeriodInvalid, match=why):
        made(period=Period.parse(text))


@pytest.mark.parametrize(
    ("minor", "worth", "euros"),
    [(125, "1.25", 100), (1, "1.25", 1), (-1, "1.25", -1), (1, "2", 1), (-1, "2", -1), (1, "2.0001", 0)],
)
def test_amounts_are_converted_half_up(minor, worth, euros):
    assert exchanged(Money(minor, "USD"), Rate("EUR", "USD", Decimal(worth), Q3.last, "ECB")) == Money(euros, "EUR")


SUMS = st.lists(
    st.builds(
        total,
        st.sampled_from(["AT", "FR", "GR", "DE", "US"]),
        st.integers(0, 10**9),
        st.integers(0, 10**9),
        st.sampled_from([20, 10]),
        kind=st.sampled_from(["standard", "reduced", "reverse_charge", "not_registered"]),
        currency=st.sampled_from(["EUR", "USD", "JPY"]),
        corrects=st.sampled_from([None, IN_Q2, IN_Q3]),
    ),
    max_size=20,
)


@given(SUMS)
def test_splitting_and_summing_loses_nothing(sums):
    quarter = made(*sums)
    declared = [s for s in sums if s.country in STATES - {"DE"} and s.kind in ("standard", "reduced")]
    for currency in ("EUR", "USD", "JPY"):
        of_rows = [
            row for row in quarter.rows if row.section in ("supply", "correction") and row.tax.currency == currency
        ]
        assert sum(row.tax.minor for row in of_rows) == sum(s.tax.minor for s in declared if s.tax.currency == currency)
        assert sum(row.net.minor for row in of_rows) == sum(s.net.minor for s in declared if s.net.currency == currency)
        assert sum(row.documents for row in of_rows) == len([s for s in declared if s.net.currency == currency])
    converted = [row for row in quarter.rows if row.section in ("supply", "correction")]
    balances = [row for row in quarter.rows if row.section == "balance"]
    assert sum(row.return_tax.minor for row in converted) == sum(row.return_tax.minor for row in balances)
    assert quarter.payable.minor == sum(max(0, row.return_tax.minor) for row in balances)
    for row in converted:
        exact = Fraction(row.tax.decimal) / Fraction(row.exchange.rate if row.exchange else 1)
        assert abs(exact - Fraction(row.return_tax.decimal)) <= Fraction(1, 200)
