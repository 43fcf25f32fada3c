import datetime as dt
from pathlib import Path

import eu_vat_rates_data
import pydantic
import pytest

from cleeng.api import Evidence, Money, Party, TaxableLine, TaxQuery, TaxReason
from cleeng.testing.context import make_context
from cleeng.testing.taxes import TaxRuleContract
from cleeng_plugins.tax_countries import CountryVat

TODAY = dt.date(2026, 11, 23)


def rule(**settings):
    return CountryVat(CountryVat.Settings.model_validate({"registered": "GB CH NO", **settings}))


def ask(country, *, seller="DE", amount=12000, currency="GBP", on=TODAY, product="streaming", settings=None, **more):
    evidence = [Evidence(source, more.pop(source)) for source in ("ip", "card") if source in more]
    line = TaxableLine("film", Money(amount, currency), product)
    query = TaxQuery([line], Party(seller), Party(country, **more), on, evidence)
    return rule(**(settings or {})).quote(make_context(), query)


class TestContract(TaxRuleContract):
    countries = ("GB", "CH", "LI", "NO", "SJ", "JE", "DE", "")

    def provider(self):
        return rule()


class TestNetPricesContract(TestContract):
    def provider(self):
        return rule(registered="CH", inclusive="false", evidence="1")


def rate_of(answer):
    part = answer.lines[0].parts[0]
    return part.jurisdiction, str(part.rate)


@pytest.mark.parametrize("country", ["GB", "CH", "NO"])
def test_today_s_rates_are_those_that_another_table_has(country):
    assert rate_of(ask(country, ip=country)) == (country, f"{eu_vat_rates_data.get_standard_rate(country):g}")


@pytest.mark.parametrize(("day", "rate"), [("2017-12-31", "8"), ("2018-01-01", "7.7"), ("2024-01-01", "8.1")])
def test_the_rate_is_the_one_of_the_day(day, rate):
    assert rate_of(ask("CH", ip="CH", on=dt.date.fromisoformat(day))) == ("CH", rate)


def test_where_the_publisher_is_not_registered_there_is_no_tax_and_the_answer_says_so():
    answer = ask("NO", ip="NO", settings={"registered": "GB"})
    assert answer.reason is TaxReason.NOT_REGISTERED
    assert not answer.lines[0].tax


def test_other_countries_are_left_to_the_next_rule():
    assert ask("DE", ip="DE") is None
    assert ask("") is None


def test_evidence_inside_against_a_buyer_who_says_to_be_outside_is_a_contradiction():
    assert not ask("US", ip="NO").settled


@pytest.mark.parametrize(
    ("country", "place", "taxed"),
    [
        ("LI", {}, ("CH", "8.1")),
        ("DE", {"postcode": "78266"}, ("CH", "8.1")),
        ("IM", {}, ("GB", "20")),
        ("GB", {"postcode": "IM1 1AA"}, ("GB", "20")),
    ],
)
def test_a_territory_that_belongs_to_another_country_s_tax_pays_that(country, place, taxed):
    assert rate_of(ask(country, ip=country, **place)) == taxed


@pytest.mark.parametrize(("country", "place"), [("SJ", {}), ("NO", {"postcode": "9170"}), ("JE", {}), ("GG", {})])
def test_a_territory_outside_pays_nothing(country, place):
    assert ask(country, ip=country, **place).reason is TaxReason.OUT_OF_SCOPE


def test_a_book_and_a_broadcast_have_rates_of_their_own():
    assert ask("GB", ip="GB", product="ebook").reason is TaxReason.ZERO
    assert rate_of(ask("CH", ip="CH", product="broadcast")) == ("CH", "2.6")


def test_a_business_abroad_whose_number_was_found_valid_accounts_for_the_tax_itself():
    business = {"tax_id": "GB980780684", "tax_id_status": "valid"}
    answer = ask("GB", ip="GB", **business)
    assert (answer.reason, answer.lines[0].gross) == (TaxReason.REVERSE_CHARGE, Money(10000, "GBP"))
    assert answer.invoice_text
    assert rate_of(ask("GB", ip="GB", seller="GB", **business)) == ("GB", "20")
    assert rate_of(ask("GB", ip="GB", **{**business, "tax_id_status": "unavailable"})) == ("GB", "20")
    assert rate_of(ask("GB", ip="GB", settings={"reverse_charge": "false"}, **business)) == ("GB", "20")


@pytest.fixture
def own(tmp_path):
    """A table of one's own."""
    header = "country,region,product,kind,rate,name,valid_from,source,checked\n"

    def own(row):
        (tmp_path / "rates.csv").write_text(f"{header}{row}\n")
        return {"table": str(tmp_path), "registered": "NZ"}

    return own


def test_a_country_of_one_s_own_is_a_table_and_two_settings(own):
    settings = own("NZ,,,standard,15,GST,2010-10-01,GST Act 1985 s 8,2026-11-01")
    answer = ask("NZ", ip="NZ", amount=11500, currency="NZD", settings=settings)
    part = answer.lines[0].parts[0]
    assert (part.name, part.amount) == ("GST", Money(1500, "NZD"))
    assert answer.facts["rate_source"] == "GST Act 1985 s 8"


def test_every_fault_of_a_table_of_one_s_own_stops_the_start(own):
    with pytest.raises(pydantic.ValidationError, match=r"line 2: rate: 'lots' is no rate.*line 2: source: is empty"):
        rule(**own("NZ,,,standard,lots,GST,2010-10-01,,2026-11-01"))


@pytest.mark.parametrize(
    "wrong", [{"registered": "GB US"}, {"table": "/nowhere"}, {"table": str(Path(__file__).parent)}]
)
def test_a_setting_that_makes_no_sense_is_a_fault(wrong):
    with pytest.raises(pydantic.ValidationError):
        rule(**wrong)
