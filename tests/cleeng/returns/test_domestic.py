"""The summary for the return at home, from sums that are handed in."""

import csv
import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Money, TaxReason
from cleeng.returns.domestic import domestic_return
from cleeng.returns.period import Period
from cleeng.returns.sums import Local, Sum

JULY = Period.parse("2026-07")


def total(country, net, tax, rate=19, *, kind="standard", currency="EUR", region="", name="VAT", tax_id=""):
    money = Money(net, currency), Money(tax, currency)
    return Sum(country, region, name, TaxReason(kind), Decimal(rate), *money, 1, None, tax_id)


def rows(*sums, home="DE"):
    """Give section, country, kind, rate, net and tax of each row."""
    made = domestic_return(sums, JULY, home, "EUR")
    return [(r.section, r.country, r.kind, r.rate, str(r.net or ""), str(r.tax)) for r in made.rows if r.documents]


def test_sales_at_home_stand_by_kind_and_rate_and_are_added_up():
    assert rows(total("DE", 1000, 190), total("DE", 500, 95), total("DE", 1000, 70, 7, kind="reduced")) == [
        ("taxed", "DE", "reduced", 7, "10.00 EUR", "0.70 EUR"),
        ("taxed", "DE", "standard", 19, "15.00 EUR", "2.85 EUR"),
    ]


def test_what_was_credited_lessens_its_rate():
    assert rows(total("DE", 1000, 190), total("DE", -400, -76))[0][4:] == ("6.00 EUR", "1.14 EUR")


def in_euros(net, tax, local_tax, rate, **more):
    return replace(total("DE", net, tax, currency="USD", **more), local=Local(Money(local_tax, "EUR"), Decimal(rate)))


def test_what_was_sold_in_another_currency_is_said_in_the_states_as_the_invoices_say_it():
    sold = [in_euros(1000, 190, 173, "0.9090909091"), in_euros(1001, 190, 171, "0.9009009009")]
    made = domestic_return([total("DE", 1000, 190), *sold], JULY, "DE", "EUR")
    euros, dollars, payable = made.rows
    assert (str(euros.return_net), str(euros.return_tax)) == ("10.00 EUR", "1.90 EUR")
    assert (str(dollars.net), str(dollars.tax)) == ("20.01 USD", "3.80 USD")
    # 9.090909091 and 9.018018018 are rounded together, the taxes not at all.
    assert (str(dollars.return_net), str(dollars.return_tax)) == ("18.11 EUR", "3.44 EUR")
    assert payable.return_tax == made.payable == Money(534, "EUR")
    assert made.unconverted == 0


def test_what_was_credited_of_another_currency_takes_back_what_the_invoice_said():
    gone = [in_euros(1000, 190, 173, "0.9090909091"), in_euros(-400, -76, -69, "0.9090909091")]
    gone.append(in_euros(-600, -114, -104, "0.9090909091"))
    (row, _) = domestic_return(gone, JULY, "DE", "EUR").rows
    assert (row.return_net, row.return_tax) == (Money(0, "EUR"), Money(0, "EUR"))


def test_what_no_invoice_names_a_rate_of_stays_as_it_is_and_is_counted():
    unsaid = total("DE", 2000, 380, currency="USD")
    abroad = total("FR", 1000, 0, 0, kind="reverse_charge", currency="USD", tax_id="FR40303265045")
    elsewhere = total("FR", 1000, 200, 20, currency="USD")
    made = domestic_return([in_euros(1000, 190, 173, "0.9"), unsaid, abroad, elsewhere], JULY, "DE", "EUR")
    said = [(row.section, str(row.tax), str(row.return_tax or "")) for row in made.rows if row.documents]
    assert said == [
        ("taxed", "3.80 USD", ""),
        ("taxed", "1.90 USD", "1.73 EUR"),
        ("reverse_charge", "0.00 USD", ""),
        ("elsewhere", "2.00 USD", ""),
    ]
    assert (made.payable, made.unconverted) == (Money(173, "EUR"), 2)


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


def test_greece_is_written_as_forms_have_it_in_every_row():
    made = domestic_return([total("GR", 1000, 240, 24)], JULY, "GR", "EUR")
    assert [row.country for row in made.rows] == ["EL", "EL"]


def test_a_rate_of_zero_is_taxed_at_home():
    assert rows(total("DE", 1000, 0, 0, kind="zero"))[0] == ("taxed", "DE", "zero", 0, "10.00 EUR", "0.00 EUR")


def test_a_state_and_its_town_have_rows_of_their_own():
    state = total("US", 1000, 40, "4", region="NY", name="New York")
    town = total("US", 1000, 45, "4.5", region="NY", name="New York City")
    made = domestic_return([state, town], JULY, "US", "EUR")
    assert [(r.name, str(r.tax)) for r in made.rows if r.section == "taxed"] == [
        ("New York", "0.40 EUR"),
        ("New York City", "0.45 EUR"),
    ]
    assert made.payable == Money(85, "EUR")


def test_a_period_without_sales_at_home_is_nil():
    made = domestic_return([total("FR", 1000, 200, 20)], JULY, "DE", "EUR")
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
    made = domestic_return(sums, JULY, "DE", "EUR")
    listed = [row for row in made.rows if row.section != "payable"]
    for currency in ("EUR", "JPY"):
        of_rows = [row for row in listed if row.net.currency == currency]
        of_sums = [s for s in sums if s.net.currency == currency]
        assert sum(row.net.minor for row in of_rows) == sum(s.net.minor for s in of_sums)
        assert sum(row.tax.minor for row in of_rows) == sum(s.tax.minor for s in of_sums)
    assert sum(row.documents for row in listed) == len(sums)


def test_a_text_that_somebody_else_wrote_is_no_formula_in_a_spreadsheet():
    sold = [total("US", 1000, 85, "8.5", region="+NY", name='=HYPERLINK("x")'), total("US", -1000, -85, "8.5")]
    made = domestic_return(sold, JULY, "US", "USD")
    rows = list(csv.DictReader(io.StringIO(made.to_csv())))
    assert [(row["region"], row["name"], row["net"]) for row in rows[:2]] == [
        ("", "VAT", "-10.00"),
        ("'+NY", """'=HYPERLINK("x")""", "10.00"),
    ]
    assert made.to_json()["rows"][1]["name"] == '=HYPERLINK("x")'
