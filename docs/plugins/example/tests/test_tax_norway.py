import datetime as dt

from tax_norway import NorwegianVat

from cleeng.api import Money, Party, TaxableLine, TaxQuery, TaxReason
from cleeng.testing.context import make_context
from cleeng.testing.taxes import TaxRuleContract


def rule(**settings):
    return NorwegianVat(NorwegianVat.Settings(**settings))


def quote(postcode):
    lines = [TaxableLine("film", Money(10000, "NOK"))]
    query = TaxQuery(lines, Party("NO"), Party("NO", postcode=postcode), dt.date(2026, 12, 12))
    return rule().quote(make_context(), query)


class TestContract(TaxRuleContract):
    countries = ("NO", "SE")

    def provider(self):
        return rule()


def test_a_fifth_of_what_a_viewer_in_oslo_pays_is_tax():
    (line,) = quote("0150").lines
    assert (line.net, line.tax) == (Money(8000, "NOK"), Money(2000, "NOK"))


def test_svalbard_and_jan_mayen_pay_no_tax():
    for postcode in ("9170", "8099"):
        answer = quote(postcode)
        assert answer.reason is TaxReason.OUT_OF_SCOPE
        assert not answer.lines[0].tax
