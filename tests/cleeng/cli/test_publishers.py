import json

import pytest

from cleeng.application import Application
from cleeng.publishers.associates import Account

pytestmark = pytest.mark.db

DEMO = ("--publisher", "100000001")


def test_sync_prints_what_changed_and_nothing_the_second_time(place):
    assert place.done("publishers", "sync") == "publisher 100000001 Demo Sports: added\n"
    assert place.done("publishers", "sync") == ""
    place.publisher("currency = USD", "currency = EUR")
    assert place.done("publishers", "sync") == "publisher 100000001 Demo Sports: currency USD → EUR\n"


def test_sync_tells_programs(place):
    added = {"publisher": 100000001, "name": "Demo Sports", "change": "added"}
    assert json.loads(place.done("publishers", "sync", "--json")) == [added]
    assert json.loads(place.done("publishers", "sync", "--json")) == []


def test_list_shows_disabled_publishers_too(place):
    place.done("publishers", "sync")
    place.publisher("id = 100000001", "id = 100000002")
    place.done("publishers", "sync")
    rows = json.loads(place.done("publishers", "list", "--json"))
    assert [(row["id"], row["enabled"], row["sandbox"]) for row in rows] == [
        (100000001, False, True),
        (100000002, True, True),
    ]
    assert place.done("publishers", "list").splitlines() == [
        "100000001  Demo Sports                    US USD  sandbox disabled",
        "100000002  Demo Sports                    US USD  sandbox",
    ]


def test_list_says_whose_an_associate_is_and_its_tokens_are_made_like_others(place, monkeypatch):
    place.done("publishers", "sync")
    for name, value in place.env.items():
        monkeypatch.setenv(name, value)
    application = Application.load(place.ini)
    with application.database.unit() as unit:
        demo = application.services(application.publishers.get(100000001), unit)
        made = demo.associates.create(Account("port@example.com", "FR", "EUR", "fr_FR", "Harbour"))
    application.close()
    (line,) = [line for line in place.done("publishers", "list").splitlines() if line.startswith(str(made.id))]
    assert line.split()[1:] == ["Harbour", "FR", "EUR", "sandbox", "associate", "of", "100000001"]
    assert len(place.done("publishers", "token", "make", "--publisher", str(made.id), "site").strip()) == 48
    assert place.done("publishers", "sync") == ""


def test_tokens_are_made_listed_and_revoked(place):
    place.done("publishers", "sync")
    token = place.done("publishers", "token", "make", *DEMO, "site").strip()
    assert len(token) == 48
    place.done("publishers", "token", "make", *DEMO, "--kind", "distributor", "partner")
    place.done("publishers", "token", "revoke", *DEMO, "site")
    listed = place.done("publishers", "token", "list", *DEMO)
    assert token not in listed
    site, partner = listed.splitlines()
    assert site.split()[:2] == ["site", "publisher"]
    assert "revoked 20" in site
    assert partner.split()[:2] == ["partner", "distributor"]
    assert "revoked" not in partner
    rows = json.loads(place.done("publishers", "token", "list", *DEMO, "--json"))
    assert [(row["name"], row["kind"], row["revoked"] is None) for row in rows] == [
        ("site", "publisher", False),
        ("partner", "distributor", True),
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["make", *DEMO, "site"], "has a token 'site' already"),
        (["revoke", *DEMO, "none"], "has no token 'none' in use"),
    ],
)
def test_what_cannot_be_done_with_a_token_is_said(place, words, message):
    place.done("publishers", "sync")
    place.done("publishers", "token", "make", *DEMO, "site")
    result = place.cleeng("publishers", "token", *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr


def test_a_token_for_a_publisher_that_was_never_synced_names_the_remedy(place):
    result = place.cleeng("publishers", "token", "make", *DEMO, "site")
    assert result.exit_code == 1
    assert "run `cleeng publishers sync`" in result.stderr
