import datetime as dt

import pydantic
import pytest

from cleeng.api import Evidence, Money, Party, Standing, TaxableLine, TaxQuery, TaxReason
from cleeng.testing.context import make_context
from cleeng.testing.taxes import TaxRuleContract
from cleeng_plugins.tax_us import UsSalesTax
from cleeng_plugins.tax_us.rule import us_table

TODAY = dt.date(2026, 11, 23)
NEXUS = "TX WA NY PA GA SD CA"


def rule(**settings):
    return UsSalesTax(UsSalesTax.Settings.model_validate({"nexus": NEXUS, **settings}))


def ask(*, country="US", amount=1499, on=TODAY, product="streaming", settings=None, **more):
    evidence = [Evidence(source, more.pop(source)) for source in ("ip", "card") if source in more]
    line = TaxableLine("film", Money(amount, "USD"), product)
    query = TaxQuery([line], Party("US"), Party(country, **more), on, evidence)
    return rule(**(settings or {})).quote(make_context(), query)


class TestContract(TaxRuleContract):
    countries = ("US", "CA", "DE", "")

    def provider(self):
        return rule()


class TestOneStateContract(TestContract):
    def provider(self):
        return rule(nexus="WA", evidence="2", inclusive="true")


def test_a_state_s_tax_comes_on_top_of_the_price():
    answer = ask(postcode="98101")
    (line,) = answer.lines
    assert (line.net.minor, line.tax.minor, line.gross.minor) == (1499, 97, 1596)
    assert (line.parts[0].region, str(line.parts[0].rate), line.parts[0].name) == ("WA", "6.5", "Sales tax")
    assert answer.location.region == "WA"
    assert answer.facts["rate_source"] == "RCW 82.04.192 and 82.08.020"


@pytest.mark.parametrize(
    ("postcode", "state"),
    [
        ("10001", "NY"),
        ("00501", "NY"),
        ("02134", "MA"),
        ("20500", "DC"),
        ("20190", "VA"),
        ("30301", "GA"),
        ("33101", "FL"),
        ("60601", "IL"),
        ("73301", "TX"),
        ("75201-1234", "TX"),
        ("88510", "TX"),
        ("88001", "NM"),
        ("90210", "CA"),
        ("96801", "HI"),
        ("99501", "AK"),
        ("99401", "WA"),
    ],
)
def test_the_zip_code_tells_the_state(postcode, state):
    assert us_table().area("US", "", postcode).region == state


def test_the_table_knows_every_state_and_says_of_five_that_it_says_nothing():
    states = {territory.region: territory.law for territory in us_table().territories}
    assert len(states) == 51
    assert {state for state, law in states.items() if law == "outside"} == {"AL", "DC", "MS", "VT", "WV"}


def test_a_state_that_does_not_tax_streaming_gets_nothing_and_the_answer_says_so():
    for region in ("NY", "CA"):
        answer = ask(region=region)
        assert (answer.reason, answer.lines[0].tax.minor) == (TaxReason.EXEMPT, 0)
        assert answer.facts["rate_source"]


def test_a_download_may_be_taxed_where_a_stream_is_not():
    assert ask(region="GA").reason is TaxReason.EXEMPT
    assert str(ask(region="GA", product="download").lines[0].parts[0].rate) == "4"


def test_a_state_without_nexus_gets_nothing():
    answer = ask(region="OH")
    assert (answer.reason, answer.facts["state"]) == (TaxReason.NOT_REGISTERED, "OH")
    assert ask(region="WA", settings={"nexus": ""}).reason is TaxReason.NOT_REGISTERED


def test_without_a_state_nothing_is_sold_and_the_postcode_is_asked_for():
    answer = ask()
    assert (answer.settled, answer.location.standing, answer.location.ask) == (False, Standing.UNKNOWN, ("postcode",))
    assert list(rule().required_fields(Party("US"), Party("US"))) == ["postcode"]
    assert ask(settings={"nexus": ""}).settled
    assert list(rule(nexus="").required_fields(Party("US"), Party("US"))) == []


def test_buyers_elsewhere_are_left_to_the_next_rule():
    assert ask(country="CA") is None
    assert ask(country="") is None


def test_evidence_may_have_to_agree_here_too():
    assert ask(region="WA", ip="US").settled
    answer = ask(region="WA", ip="DE", settings={"evidence": "2"})
    assert (answer.settled, answer.location.ask) == (False, ("card",))


def test_an_address_that_other_evidence_contradicts_is_never_a_settled_zero():
    for region in ("OR", "TX"):
        answer = ask(region=region, ip="DE")
        assert (answer.settled, answer.location.ask) == (False, ("card",))
        assert not ask(region=region, ip="DE", card="FR").settled
        assert ask(region=region, ip="DE", card="DE") is None, "the next rule's"
        assert ask(region=region, ip="DE", card="US").settled


@pytest.mark.parametrize(("day", "rate"), [("2023-06-30", "4.5"), ("2023-07-01", "4.2")])
def test_the_rate_is_the_one_of_the_day(day, rate):
    assert str(ask(region="SD", on=dt.date.fromisoformat(day)).lines[0].parts[0].rate) == rate


@pytest.mark.parametrize("wrong", [{"nexus": "XX"}, {"nexus": "AL"}, {"nexus": "Texas"}, {"evidence": "0"}])
def test_a_setting_that_makes_no_sense_is_a_fault(wrong):
    with pytest.raises(pydantic.ValidationError):
        rule(**wrong)
