from dataclasses import replace

import pytest

from cleeng.api import TaxIdStatus
from cleeng.testing.context import PUBLISHER, make_context

NUMBER = "ATU13585627"


@pytest.fixture
def check(rule, register):
    def check(country, number, own="", **settings):
        context = make_context(publisher=replace(PUBLISHER, vat_number=own))
        return rule(vies=register.url, **settings).validate_tax_id(context, country, number)

    return check


def test_a_number_that_the_register_knows_is_valid(check, register):
    register.enter(NUMBER, "Beispiel GmbH", "Wien")
    found = check("AT", "atu 135 856 27")
    assert (found.status, found.number, found.name, found.address) == (
        TaxIdStatus.VALID,
        NUMBER,
        "Beispiel GmbH",
        "Wien",
    )
    assert register.asked == [{"countryCode": "AT", "vatNumber": "U13585627"}]


def test_the_country_s_letters_may_be_left_out_and_greece_has_its_own(check, register):
    register.enter("EL094259216")
    assert check("GR", "094259216").number == "EL094259216"
    assert check("GR", "GR 094259216").status is TaxIdStatus.VALID


def test_a_number_that_it_does_not_know_is_invalid(check, register):
    assert check("AT", NUMBER).status is TaxIdStatus.INVALID


@pytest.mark.parametrize("number", ["ATU13585626", "ATU1358562", "hello", "", "DE136695976"])
def test_a_wrong_check_digit_is_found_without_asking_anybody(check, register, number):
    assert check("AT", number).status is TaxIdStatus.INVALID
    assert not register.asked


def test_with_the_publisher_s_own_number_there_is_proof_of_the_check(check, register):
    register.enter(NUMBER)
    register.enter("DE136695976")
    found = check("AT", NUMBER, own="DE 136695976")
    assert found.consultation.startswith("WAPI")
    assert (found.name, found.address) == ("", ""), "what is kept secret is no name"
    assert register.asked[0]["requesterMemberStateCode"] == "DE"


def test_a_wrong_number_of_the_publisher_s_own_costs_the_proof_only(check, register):
    register.enter(NUMBER)
    found = check("AT", NUMBER, own="DE136695976")
    assert (found.status, found.consultation) == (TaxIdStatus.VALID, "")
    assert len(register.asked) == 2


@pytest.mark.parametrize("mood", ["MS_UNAVAILABLE", "SERVICE_UNAVAILABLE", "TIMEOUT", "GLOBAL_MAX_CONCURRENT_REQ"])
def test_whoever_cannot_be_asked_is_unavailable_which_is_not_valid(check, register, mood):
    register.enter(NUMBER)
    register.mood = mood
    found = check("AT", NUMBER)
    assert (found.status, found.detail) == (TaxIdStatus.UNAVAILABLE, f"VIES: {mood}")


@pytest.mark.parametrize(
    "strange",
    [
        {"errorWrappers": "MS_UNAVAILABLE", "valid": True},
        {"errorWrappers": {"error": {"code": 1}}, "valid": True},
        {"errorWrappers": ["INVALID_INPUT"], "valid": True},
        {"errorWrappers": 5},
        {"errorWrappers": [None]},
        {"errorWrappers": [{"error": ["INVALID"]}]},
        {"valid": "yes"},
        {"actionSucceed": False},
        {},
        [],
        "yes",
        7,
    ],
)
def test_an_answer_of_another_shape_is_no_answer(check, register, strange):
    register.enter(NUMBER)
    register.strange = strange
    assert check("AT", NUMBER).status is TaxIdStatus.UNAVAILABLE


def test_a_question_that_the_register_calls_malformed_is_invalid(check, register):
    register.mood = "INVALID_INPUT"
    assert check("AT", NUMBER).status is TaxIdStatus.INVALID


def test_a_register_that_says_nothing_is_given_up(check, register):
    register.mood = "silent"
    assert check("AT", NUMBER, vies_timeout="0.2").status is TaxIdStatus.UNAVAILABLE


def test_a_register_that_is_not_there_is_unavailable(rule):
    found = rule(vies="http://127.0.0.1:1/").validate_tax_id(make_context(), "AT", NUMBER)
    assert found.status is TaxIdStatus.UNAVAILABLE


def test_numbers_of_other_countries_are_somebody_else_s(check):
    assert check("US", "12-3456789") is None
