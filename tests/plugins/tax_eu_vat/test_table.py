"""The table against two others, and against the Directive."""

import datetime as dt
from decimal import Decimal

import duty27_eu_vat
import eu_vat_rates_data
import pytest

from cleeng_plugins.tax_eu_vat.tables import eu_table

TODAY = dt.date(2026, 10, 4)
STATES = sorted(eu_table().countries)


def test_the_table_has_the_27_member_states():
    assert len(STATES) == 27
    assert sorted(c.code.replace("EL", "GR") for c in duty27_eu_vat.list_countries()) == STATES


@pytest.mark.parametrize("country", STATES)
def test_every_change_of_a_standard_rate_since_2016_is_the_one_that_duty27_has(country):
    for window in duty27_eu_vat.get_rate_history(country):
        assert eu_table().find(country, window.effective_from).rate == window.rate
    theirs = {w.effective_from for w in duty27_eu_vat.get_rate_history(country)} - {duty27_eu_vat.DATA_FIRST_DATE}
    ours = {r.valid_from for r in eu_table().rates if r.key == (country, "", "")}
    assert {day for day in ours if day > duty27_eu_vat.DATA_FIRST_DATE} == theirs


@pytest.mark.parametrize("country", STATES)
def test_today_s_standard_rate_is_the_one_of_the_commission_s_data_base(country):
    rate = eu_vat_rates_data.get_rate(country)
    assert eu_table().find(country, TODAY).rate == Decimal(str(rate["standard"]))


@pytest.mark.parametrize("country", STATES)
def test_every_reduced_rate_is_one_that_the_country_has(country):
    rate = eu_vat_rates_data.get_rate(country)
    known = {Decimal(str(r)) for r in (*rate["reduced"], rate["super_reduced"], 0) if r is not None}
    products = {r.product for r in eu_table().rates if r.country == country and r.product}
    assert {eu_table().find(country, TODAY, product=product).rate for product in products} <= known


def test_every_rate_lies_within_what_the_directive_allows():
    """Directive 2006/112/EC, article 97: the standard rate is at least 15 %."""
    for rate in eu_table().rates:
        if rate.charge == "standard" and (rate.country, rate.region) not in {("PT", "20"), ("PT", "30")}:
            assert Decimal(15) <= rate.rate <= Decimal(27)


def test_the_history_reaches_back_to_the_one_stop_shop_s_beginning():
    for country in STATES:
        assert eu_table().find(country, dt.date(2015, 1, 1)) is not None


def test_no_row_is_older_than_a_year():
    assert not eu_table().stale(TODAY, dt.timedelta(days=365))
