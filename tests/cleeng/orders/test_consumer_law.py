"""The data of consumer law: whole, of one shape, and fit to be filled in."""

import datetime as dt
import re
import tomllib
from importlib.resources import files
from typing import Annotated, Literal

import pydantic
import pytest
from babel import Locale

from cleeng.orders.consumer_law import group_of, wording

KINDS = ("once", "recurring", "trial", "free")
MEMBERS = {
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
}
NAMES = {"amount", "period", "date"}

Sentence = Annotated[str, pydantic.Field(min_length=5)]
Kind = Literal["once", "recurring", "trial", "free"]


class Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True)


class Consent(Model):
    name: Annotated[str, pydantic.Field(pattern=r"^[a-z_]+$")]
    version: Annotated[str, pydantic.Field(pattern=r"^[a-z]+-\d{4}-\d{2}$")]
    required: bool
    applies: Annotated[list[Kind], pydantic.Field(min_length=1)]
    text: Sentence


class Group(Model):
    countries: list[Annotated[str, pydantic.Field(pattern=r"^[A-Z]{2}$")]]
    sources: Annotated[list[Sentence], pydantic.Field(min_length=1)]
    checked: dt.date
    keep_ticked: bool
    button: dict[Kind, Sentence]
    renewal: dict[Literal["recurring", "trial"], Sentence]
    consent: list[Consent] = []


GROUPS = {
    name: Group.model_validate(group)
    for name, group in tomllib.loads(files("cleeng").joinpath("data/consumer_law.toml").read_text())["group"].items()
}


def placeholders(text):
    return set(re.findall(r"\{(\w*)\}", text))


def test_every_member_of_the_european_union_is_in_its_group():
    assert {group_of(country) for country in MEMBERS} == {"eu"}


def test_every_country_is_a_country_and_in_one_group_only():
    countries = [country for group in GROUPS.values() for country in group.countries]
    assert len(countries) == len(set(countries))
    assert set(countries) <= set(Locale("en").territories)


def test_a_country_that_no_group_names_has_the_default():
    assert group_of("BR") == group_of("") == "default"


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_words_every_kind_of_purchase(name):
    group = GROUPS[name]
    assert set(group.button) == set(KINDS)
    assert set(group.renewal) == {"recurring", "trial"}
    for kind in ("once", "recurring"):
        assert "amount" in placeholders(group.button[kind]), "the button says what it costs"
    for text in (*group.button.values(), *group.renewal.values(), *(c.text for c in group.consent)):
        assert placeholders(text) <= NAMES
    assert {"amount", "period"} <= placeholders(group.renewal["recurring"])
    assert {"amount", "period", "date"} <= placeholders(group.renewal["trial"])


@pytest.mark.parametrize("name", GROUPS)
def test_a_consent_has_one_text_per_version(name):
    versions = [(consent.name, consent.version) for consent in GROUPS[name].consent]
    assert len(versions) == len(set(versions))
    assert not any(placeholders(consent.text) for consent in GROUPS[name].consent), "it is stored as it was shown"


@pytest.mark.parametrize("country", ["DE", "GB", "US", "BR"])
@pytest.mark.parametrize(
    ("recurring", "trial", "free"),
    [(False, False, False), (True, False, False), (True, True, True), (False, False, True)],
)
def test_the_texts_fill_in(country, recurring, trial, free):
    law = wording(country, recurring=recurring, trial=trial, free=free)
    values = {"amount": "4.99 EUR", "period": "a month", "date": "12 Dec 2028"}
    for text in (law.button, law.renewal):
        assert not placeholders(text.format(**values))
    assert bool(law.renewal) == recurring


def test_europe_asks_for_consent_to_start_at_once_and_ticks_no_box_in_advance():
    law = wording("DE", recurring=False, trial=False, free=False)
    assert [(consent.name, consent.required) for consent in law.consents] == [("immediate_start", True)]
    assert not law.keep_ticked


def test_what_is_free_asks_for_no_consent():
    assert wording("DE", recurring=False, trial=False, free=True).consents == ()
