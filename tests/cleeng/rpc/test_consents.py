import datetime as dt

import pytest

from cleeng.customers.models import ConsentState
from cleeng.outbox import OutboxItem

pytestmark = pytest.mark.db

EMAIL = "viewer@example.com"


@pytest.fixture
def viewer(shop):
    return shop.register()


def submit(api, name="terms", state="accepted", version="1"):
    return api.result("submitConsent", customerEmail=EMAIL, name=name, state=state, version=version)


def given(api):
    answers = api.result("getViewerConsents", customerEmail=EMAIL)
    return {name: (answer["state"], answer["version"], answer["needsUpdate"]) for name, answer in answers.items()}


def test_the_last_answer_counts_and_every_one_is_kept(api, viewer, clock, services):
    assert given(api) == {}
    for state in ("accepted", "declined", "accepted", "declined"):
        submit(api, state=state)
        clock.advance(dt.timedelta(days=1))
    assert given(api) == {"terms": ("declined", "1", False)}
    with services() as ours:
        history = ours.consents.history(ours.customers.get(viewer))
        assert [answer.state for answer in history] == [ConsentState.ACCEPTED, ConsentState.DECLINED] * 2
        assert len({answer.answered_at for answer in history}) == 4


def test_answers_of_one_moment_are_kept_in_order(api, viewer):
    for state in ("accepted", "declined"):
        submit(api, state=state)
    assert given(api)["terms"][0] == "declined"


def test_a_new_version_asks_again_and_keeps_the_old_answer(installation, api, viewer):
    submit(api, "broadcaster_marketing", version="3")
    installation.stop()
    ini = installation.folder / "publishers" / "100000001.ini"
    ini.write_text(ini.read_text().replace("version = 3", "version = 4"))
    api.visitor = installation.visitor()
    assert given(api) == {"broadcaster_marketing": ("accepted", "3", True)}
    old = {"name": "broadcaster_marketing", "state": "accepted", "version": "3"}
    assert api.code("submitConsent", customerEmail=EMAIL, **old) == 28
    submit(api, "broadcaster_marketing", version="4")
    assert given(api) == {"broadcaster_marketing": ("accepted", "4", False)}


def test_observers_hear_of_an_answer(api, viewer, services):
    submit(api)
    with services() as ours:
        (told,) = ours.unit.db.query(OutboxItem).filter_by(name="customer.consent_updated")
        assert told.subject == str(viewer)
        assert told.data == {"consent": "terms", "version": "1", "state": "accepted"}


def test_a_refused_answer_is_not_kept(api, viewer, services):
    assert api.code("submitConsent", customerEmail=EMAIL, name="terms", state="accepted", version="9") == 28
    with services() as ours:
        assert not ours.consents.history(ours.customers.get(viewer))
