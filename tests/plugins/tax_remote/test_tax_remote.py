import datetime as dt
from dataclasses import replace

import pydantic
import pytest

from cleeng.api import Money, NoAnswer, Party, TaxableLine, TaxQuery, TaxReason, TaxUnknown
from cleeng.testing.context import PUBLISHER, FrozenClock, make_context
from cleeng.testing.tax_service import API_KEY, tax_service
from cleeng.testing.taxes import TaxRuleContract
from cleeng_plugins.tax_remote import RemoteTax

TODAY = dt.date(2026, 11, 23)
NOWHERE = {"url": "http://127.0.0.1:1", "api_key": API_KEY}


@pytest.fixture
def service():
    with tax_service() as fake:
        fake.sales_tax("75201", ("Texas sales tax", "6.25"), ("Dallas", "2"))
        yield fake


@pytest.fixture
def rule(service):
    return lambda **settings: RemoteTax(
        RemoteTax.Settings.model_validate({"url": service.url, "api_key": API_KEY, **settings})
    )


def query(*, country="US", postcode="75201", amount=1499, product="streaming"):
    line = TaxableLine("film", Money(amount, "USD"), product)
    return TaxQuery([line], Party("DE", tax_id="DE136695976"), Party(country, "", postcode), TODAY)


def priced(rule, asked):
    """Prepare and quote, as the core does."""
    prepared = rule.prepare(make_context(), asked)
    return rule.quote(make_context(), replace(asked, prepared=prepared.answer))


class TestContract(TaxRuleContract):
    def provider(self):
        return RemoteTax(RemoteTax.Settings.model_validate({**NOWHERE, "fallback": "next"}))


def test_the_service_s_rates_make_the_tax_and_each_jurisdiction_has_its_part(rule):
    answer = priced(rule(), query())
    (line,) = answer.lines
    assert (line.net.minor, line.tax.minor, line.gross.minor) == (1499, 124, 1623)
    assert [(part.name, part.amount.minor) for part in line.parts] == [("Texas sales tax", 94), ("Dallas", 30)]
    assert answer.reason is TaxReason.STANDARD
    assert answer.facts["reference"] == "q-75201"


def test_the_service_is_told_all_that_an_answer_may_depend_on(rule, service):
    priced(rule(), query())
    assert service.asked == [
        {
            "date": "2026-11-23",
            "seller": {"country": "DE", "taxId": "DE136695976"},
            "buyer": {"country": "US", "region": "", "postcode": "75201", "taxId": "", "taxIdStatus": ""},
            "evidence": [],
            "products": ["streaming"],
        }
    ]


def test_a_quote_asks_nobody(rule, service):
    prepared = rule().prepare(make_context(), query())
    for amount in (100, 1499, 10**9):
        assert rule().quote(make_context(), replace(query(amount=amount), prepared=prepared.answer)).lines[0].tax
    assert len(service.asked) == 1


def test_an_answer_is_good_for_as_long_as_the_service_says(rule):
    clock = FrozenClock()
    prepared = rule().prepare(make_context(clock), query())
    assert prepared.fresh_until == clock.now() + dt.timedelta(hours=1)


def test_who_is_not_the_service_s_is_left_to_the_next_rule(rule):
    assert priced(rule(), query(postcode="99999")) is None


def test_what_the_service_does_not_tax_has_its_reason_and_its_text(rule, service):
    service.answers["75201"] = {"reason": "reverse_charge", "invoiceText": "Reverse charge"}
    answer = priced(rule(), query())
    assert (answer.reason, answer.invoice_text, answer.lines[0].gross.minor) == (
        "reverse_charge",
        "Reverse charge",
        1499,
    )


def test_before_the_service_was_asked_nobody_knows(rule):
    with pytest.raises(TaxUnknown):
        rule().quote(make_context(), query())


def test_the_next_rule_may_answer_meanwhile(rule):
    assert rule(fallback="next").quote(make_context(), query()) is None


@pytest.mark.parametrize(
    "nonsense",
    [
        [],
        {"rates": {"": [{"jurisdiction": "US", "name": "Tax", "rate": 6.25}]}},
        {"rates": {"": [{"jurisdiction": "US", "name": "Tax", "rate": "-1"}]}},
        {"rates": {"": [{"jurisdiction": "Texas", "name": "Tax", "rate": "6.25"}]}},
        {"reason": "because"},
        {"freshFor": 0},
    ],
)
def test_an_answer_that_makes_no_sense_is_no_answer(rule, service, nonsense):
    service.answers["75201"] = nonsense
    with pytest.raises(TaxUnknown, match="cannot be used"):
        rule().prepare(make_context(), query())


def test_a_service_that_is_down_away_or_refuses_the_key_is_no_answer(rule, service):
    with pytest.raises(TaxUnknown, match="not reached"):
        RemoteTax(RemoteTax.Settings.model_validate(NOWHERE)).prepare(make_context(), query())
    with pytest.raises(TaxUnknown, match="401"):
        rule(api_key="wrong").prepare(make_context(), query())
    service.status = 503
    with pytest.raises(TaxUnknown, match="503"):
        rule().prepare(make_context(), query())


def test_documents_are_told_once_by_their_number(rule, service):
    for _ in range(2):
        rule().commit(make_context(), {"number": "2026-1", "total": "16.23"})
        rule().refund(make_context(), {"number": "C2026-1", "total": "16.23"})
    assert service.documents.keys() == {f"{PUBLISHER.id}-2026-1", f"{PUBLISHER.id}-C2026-1"}


def test_two_publishers_with_the_same_series_do_not_silence_each_other(rule, service):
    for number in (1, 2):
        context = make_context(publisher=replace(PUBLISHER, id=number))
        rule().commit(context, {"number": "2026-1", "seller": number})
    assert [said["seller"] for said in service.documents.values()] == [1, 2]


def test_a_document_that_could_not_be_told_is_an_error_so_that_the_core_tells_it_again(rule, service):
    service.status = 500
    with pytest.raises(NoAnswer):
        rule().commit(make_context(), {"number": "2026-1"})


def test_the_postcode_is_asked_for_where_the_settings_say(rule):
    assert list(rule().required_fields(Party("DE"), Party("US"))) == ["postcode"]
    assert list(rule(ask_postcode="BR").required_fields(Party("DE"), Party("US"))) == []


@pytest.mark.parametrize(
    "wrong", [{"url": "ftp://x"}, {"fallback": "guess"}, {"timeout": "60"}, {"ask_postcode": "usa"}]
)
def test_a_setting_that_makes_no_sense_is_a_fault(wrong):
    with pytest.raises(pydantic.ValidationError):
        RemoteTax.Settings.model_validate({**NOWHERE, **wrong})
