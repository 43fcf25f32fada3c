"""Worked examples that tax authorities publish, each with where it stands."""

import datetime as dt
from decimal import Decimal

import pytest

from cleeng.api import Evidence, Money, Party, TaxableLine, TaxQuery, TaxReason
from cleeng.testing.context import make_context
from cleeng_plugins.tax_countries import CountryVat
from cleeng_plugins.tax_eu_vat import EuVat
from cleeng_plugins.tax_us import UsSalesTax

TODAY = dt.date(2026, 11, 23)


def ask(rule, settings, amount, seller, buyer, *evidence, on=TODAY):
    query = TaxQuery([TaxableLine("film", amount)], Party(seller, tax_id=f"{seller}123456789"), buyer, on, evidence)
    return rule(rule.Settings.model_validate(settings)).quote(make_context(), query)


def test_hmrc_calculating_vat_100_pounds_without_vat_are_120_with_it():
    """HMRC, "Calculating VAT for VAT-inclusive and VAT-exclusive prices": 20 % x 100 is 20, price including VAT 120."""
    answer = ask(CountryVat, {"registered": "GB", "inclusive": "false"}, Money(10000, "GBP"), "GB", Party("GB"))
    (line,) = answer.lines
    assert (line.net.minor, line.tax.minor, line.gross.minor) == (10000, 2000, 12000)


@pytest.mark.parametrize(
    ("gross", "rate", "vat"),
    [("115.00", "15", "15.00"), ("117.50", "17.5", "17.50"), ("120.00", "20", "20.00"), ("24.00", "20", "4.00")],
)
def test_hmrc_vat_fractions_3_23_and_7_47_and_1_6(gross, rate, vat):
    """HMRC, the same page: the VAT in a price that includes it is 3/23, 7/47 or 1/6 of it."""
    assert Money.parse(gross, "GBP").tax_included(Decimal(rate)) == Money.parse(vat, "GBP")


def test_european_commission_a_polish_customer_of_a_finnish_supplier_pays_polish_vat():
    """The Commission's page on the VAT of electronic services: an app, downloaded in Poland, sold from Finland."""
    poland = Evidence("ip", "PL")
    (line,) = ask(EuVat, {}, Money(12300, "EUR"), "FI", Party("PL"), poland).lines
    assert (line.parts[0].jurisdiction, line.tax) == ("PL", Money(2300, "EUR"))


def test_european_commission_an_australian_customer_of_a_hungarian_company_pays_no_vat():
    """The same page: an anti-virus program, sold from Hungary to businesses and consumers in Australia."""
    australia = Evidence("ip", "AU")
    assert ask(EuVat, {}, Money(1000, "EUR"), "HU", Party("AU"), australia) is None


def test_european_commission_a_business_in_another_member_state_is_charged_no_vat():
    """The same page: the customer must account for the tax (reverse-charge mechanism)."""
    business = Party("FR", tax_id="FR40303265045", tax_id_status="valid")
    answer = ask(EuVat, {"inclusive": "false"}, Money(1000, "EUR"), "FI", business, Evidence("ip", "FR"))
    assert (answer.reason, answer.lines[0].gross) == (TaxReason.REVERSE_CHARGE, Money(1000, "EUR"))


def test_hmrc_a_briton_who_lives_in_spain_is_taxed_in_spain():
    """HMRC, "VAT rules for supplies of digital services to consumers": a UK expat in Spain has his location there."""
    lives_there = (Evidence("billing", "ES"), Evidence("ip", "ES"), Evidence("card", "GB"))
    answer = ask(EuVat, {}, Money(1210, "EUR"), "DE", Party("ES", postcode="28001"), *lives_there)
    assert (answer.location.country, answer.lines[0].tax) == ("ES", Money(210, "EUR"))


def test_directive_article_59c_up_to_10_000_euros_the_seller_s_rate_is_charged_abroad():
    """Directive 2006/112/EC, article 59c: article 58 does not apply below the threshold."""
    (line,) = ask(
        EuVat, {"below_threshold": "true"}, Money(11900, "EUR"), "DE", Party("LU"), Evidence("ip", "LU")
    ).lines
    assert (line.parts[0].jurisdiction, line.tax.minor) == ("DE", 1900)


def test_texas_comptroller_a_subscription_to_streamed_films_is_taxable_cable_television():
    """Texas Comptroller, STAR 201207532L of 31 July 2012: streaming is a cable television service, at 6.25 %."""
    answer = ask(UsSalesTax, {"nexus": "TX"}, Money(7900, "USD"), "US", Party("US", "TX"))
    assert (answer.lines[0].tax.minor, answer.facts["rate_source"]) == (494, "Tex. Tax Code § 151.0033")


def test_swiss_rates_of_2024_a_net_price_of_28_francs_has_2_27_of_vat():
    """Rates of MWSTG article 25 since 2024: 28.00 at 8.1 % is 2.27 (2.268), and 1081.00 holds 81.00."""
    swiss = {"registered": "CH", "inclusive": "false"}
    assert ask(CountryVat, swiss, Money(2800, "CHF"), "CH", Party("CH")).lines[0].tax.minor == 227
    gross = {"registered": "CH"}
    assert ask(CountryVat, gross, Money(108100, "CHF"), "CH", Party("CH")).lines[0].tax.minor == 8100
