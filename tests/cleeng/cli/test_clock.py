import datetime as dt
import json

import pytest

DEMO = ("--publisher", "100000001")


@pytest.fixture(autouse=True)
def _synced(place):
    place.done("publishers", "sync")


def show(place):
    return json.loads(place.done("clock", "show", *DEMO, "--json"))


def test_a_sandbox_publisher_lives_in_real_time_until_its_clock_is_moved(place):
    assert show(place)["aheadSeconds"] == 0
    assert place.done("clock", "show", *DEMO).endswith("  real time\n")


def test_advance_moves_the_time_and_reset_brings_it_back(place):
    before = dt.datetime.fromisoformat(show(place)["now"])
    shown = json.loads(place.done("clock", "advance", *DEMO, "--days", "2", "--hours", "3", "--json"))
    assert shown["aheadSeconds"] == 51 * 3600
    assert dt.datetime.fromisoformat(shown["now"]) - before >= dt.timedelta(hours=51)
    place.done("clock", "advance", *DEMO, "--hours", "1")
    assert show(place)["aheadSeconds"] == 52 * 3600
    assert "2 days, 4:00:00 ahead of real time" in place.done("clock", "show", *DEMO)
    place.done("clock", "reset", *DEMO)
    assert show(place)["aheadSeconds"] == 0


@pytest.mark.parametrize("words", [[], ["--days", "-1"], ["--days", "0"], ["--hours", "many"]])
def test_a_move_needs_to_know_how_far(place, words):
    assert place.cleeng("clock", "advance", *DEMO, *words).exit_code == 2


def test_a_real_publishers_time_cannot_be_moved(place):
    text = place.ini.read_text().replace("http://localhost:${PORT:-6543}", "https://shop.example")
    place.ini.write_text("\n".join(line for line in text.splitlines() if not line.startswith("cleeng.demo")))
    place.publisher("sandbox = true", "sandbox = false")
    place.publisher("[gateways]\nuse = sandbox\n", "")
    place.done("publishers", "sync")
    result = place.cleeng("clock", "advance", *DEMO, "--days", "1")
    assert result.exit_code == 1
    assert "publisher 100000001 is no sandbox: its time cannot be moved" in result.stderr
