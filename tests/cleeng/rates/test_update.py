"""Rates that are fetched, checked and kept; what goes wrong leaves the good ones in use."""

import datetime as dt
import logging
import threading
from decimal import Decimal

import pytest
import sqlalchemy as sa

from cleeng.api import DayRates, RatesUnavailable
from cleeng.dead import dead_rows, revive
from cleeng.rates.errors import NoRate, RatesRefused
from cleeng.rates.feeds import feeds
from cleeng.rates.models import ExchangeRates, RateFeed
from cleeng.rates.service import RateService
from cleeng.rates.update import RateUpdater, RateUpdates, arm
from cleeng.testing.context import MOMENT
from cleeng.web.server.start import get_ready
from cleeng.work import Worker
from cleeng_plugins.rates_ecb import provider as packaged
from harness.rates import HISTORY, with_rate

pytestmark = pytest.mark.db

TODAY = MOMENT.date()


@pytest.fixture
def application(with_rates):
    return with_rates.application


@pytest.fixture
def feed(application):
    (feed,) = feeds(application.publishers).values()
    return feed


@pytest.fixture
def updater(application):
    return RateUpdater(application)


@pytest.fixture
def row(application, feed):
    """Give the feed's row as it is now."""

    def row():
        with application.database.unit(writes=False) as unit:
            found = unit.db.get_one(RateFeed, feed.source)
            unit.db.expunge(found)
            return found

    return row


@pytest.fixture
def rate(application, feed):
    """Give what a euro is worth now, to who prices with it."""
    return lambda currency: application.rates.table(feed.provider).rate("EUR", currency).rate


def test_before_anything_was_fetched_the_packaged_rates_hold(application, feed):
    rate = application.rates.table(feed.provider).rate("EUR", "USD")
    assert rate.day >= dt.date(2026, 10, 30)
    assert 0 < rate.rate < 3


def test_what_is_fetched_holds_at_once(updater, feed, rate):
    update = updater.fetch(feed, accepted=["USD", "GBP", "CHF", "JPY", "NOK"])
    assert (update.days, update.newest, update.verdict.held) == (2, TODAY, ())
    assert rate("USD") == Decimal("1.1000")
    assert rate("BHD") == Decimal("0.41470")  # the packaged history does not know it


def test_the_second_time_there_is_nothing_new(updater, feed):
    updater.fetch(feed, accepted=["USD", "GBP", "CHF", "JPY", "NOK"])
    assert updater.fetch(feed).days == 0


def test_every_process_sees_it_within_a_minute(with_rates, application, updater, feed, rate, clock):
    packaged = rate("USD")
    with application.database.unit() as unit:  # as another process would
        RateService(unit.db, clock, feed.provider).take(feed.provider.read(HISTORY.encode()), ["USD"])
    assert rate("USD") == packaged
    clock.advance(dt.timedelta(minutes=1))
    assert rate("USD") == Decimal("1.1000")


def test_a_clock_that_is_put_back_keeps_nobody_from_seeing_it(with_rates, application, updater, feed, rate, clock):
    clock.advance(dt.timedelta(days=365))
    rate("USD")
    clock.advance(dt.timedelta(days=-365))
    with application.database.unit() as unit:  # as another process would
        RateService(unit.db, clock, feed.provider).take(feed.provider.read(HISTORY.encode()), ["USD"])
    assert rate("USD") == Decimal("1.1000")


@pytest.fixture
def good(updater, feed):
    """The bank's rates of today are known."""
    updater.fetch(feed, accepted=["USD", "GBP", "CHF", "JPY", "NOK"])


@pytest.fixture
def tomorrow(good, clock):
    clock.advance(dt.timedelta(days=1))
    return str(clock.now().date())


def test_who_is_out_of_reach_leaves_the_last_good_rates_in_use(good, bank, updater, feed, rate, row, caplog):
    bank.status = 503
    with pytest.raises(RatesUnavailable, match="503"):
        updater.fetch(feed)
    assert rate("USD") == Decimal("1.1000")
    assert "503" in row().trouble
    (record,) = [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert record.getMessage() == "exchange rates could not be updated; the last good ones stay in use"
    assert record.levelno == logging.WARNING


def test_it_is_an_error_once_the_last_good_rates_are_old(good, bank, updater, feed, clock, caplog):
    bank.status = 503
    for days, level in ((5, logging.WARNING), (1, logging.ERROR)):
        clock.advance(dt.timedelta(days=days))
        caplog.clear()
        with pytest.raises(RatesUnavailable):
            updater.fetch(feed)
        assert [r.levelno for r in caplog.records if r.levelno >= logging.WARNING] == [level]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Service unavailable</html>",
        b"Date,USD\n2028-03-01,-1\n",
        b"Date,USD\n2028-03-01,NaN\n",
        b"PK\x03\x04",
    ],
)
def test_a_file_that_is_none_leaves_the_last_good_rates_in_use(tomorrow, bank, updater, feed, rate, row, content):
    bank.content = content
    with pytest.raises(RatesUnavailable):
        updater.fetch(feed)
    assert rate("USD") == Decimal("1.1000")
    assert row().trouble
    assert row().fetched_at == MOMENT


def test_rates_of_the_future_leave_the_last_good_ones_in_use(good, bank, updater, feed, rate, row):
    bank.content = HISTORY.replace("2028-02-29", "2028-12-24").encode()
    with pytest.raises(RatesRefused, match="2028-12-24, but today is 2028-02-29"):
        updater.fetch(feed)
    assert rate("USD") == Decimal("1.1000")
    assert "2028-12-24" in row().trouble


def test_a_rate_that_jumps_stays_as_it_was_until_a_person_accepts_it(tomorrow, bank, updater, feed, rate, row, caplog):
    bank.content = with_rate("CHF", "0.0950", with_rate("USD", "1.1050")).replace("2028-02-29", tomorrow).encode()
    update = updater.fetch(feed)
    assert [held.currency for held in update.verdict.held] == ["CHF"]
    assert (rate("CHF"), rate("USD")) == (Decimal("0.9500"), Decimal("1.1050"))
    assert row().held == {"CHF": {"rate": "0.0950", "day": tomorrow, "before": "0.9500"}}
    assert "CHF moved -90.0 %" in row().trouble
    assert "exchange rates need a person; the last good ones stay in use" in caplog.messages
    updater.fetch(feed, accepted=["CHF"])
    assert rate("CHF") == Decimal("0.0950")
    assert (row().trouble, row().held) == ("", {})


def test_a_source_that_stands_still_is_told(good, updater, feed, clock, row):
    clock.advance(dt.timedelta(days=5))
    updater.fetch(feed)
    assert row().trouble == ""  # the longest holidays: from Thursday before Easter to Tuesday
    clock.advance(dt.timedelta(days=1))
    updater.fetch(feed)
    assert "the newest rates are of 2028-02-29" in row().trouble


def test_a_rate_that_is_kept_never_changes(good, bank, updater, feed, rate):
    bank.content = with_rate("USD", "1.1999").encode()
    assert updater.fetch(feed).days == 0
    assert rate("USD") == Decimal("1.1000")


def test_packaged_rates_that_cannot_be_read_leave_the_fetched_ones(good, with_rates, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(packaged, "CURRENCY_FILE", str(tmp_path / "nowhere.zip"))
    with_rates.stop()
    application = with_rates.application
    (feed,) = feeds(application.publishers).values()
    assert application.rates.table(feed.provider).rate("EUR", "USD").rate == Decimal("1.1000")
    assert application.rates.table(feed.provider).rate("EUR", "SEK") is None
    assert caplog.messages.count("the packaged exchange rates cannot be read") == 1


@pytest.mark.parametrize("worth", [Decimal(0), Decimal(-1), Decimal("NaN"), 1.1])
def test_packaged_rates_that_no_money_has_are_not_priced_with(
    with_rates, application, feed, monkeypatch, caplog, worth
):
    days = [DayRates(TODAY, {"USD": worth, "GBP": Decimal("0.85")})]
    monkeypatch.setattr(feed.provider, "bundled", lambda: days)
    assert application.rates.table(feed.provider).rate("EUR", "USD") is None
    (told,) = [record for record in caplog.records if "packaged exchange rates" in record.getMessage()]
    assert told.source == feed.source


def test_a_worker_and_a_person_who_update_at_once_both_succeed(application, updater, feed, rate):
    start, updates = threading.Barrier(4), []

    def update():
        start.wait()
        updates.append(updater.fetch(feed, accepted=["USD", "GBP", "CHF", "JPY", "NOK"]))

    threads = [threading.Thread(target=update) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(update.days for update in updates) == [0, 0, 0, 2]
    assert rate("USD") == Decimal("1.1000")


# The worker


def test_every_start_sees_that_the_sources_in_use_are_asked(application, row):
    get_ready(application)
    assert (row().due_at, row().asked_at) == (MOMENT, None)


def test_work_of_the_installation_that_was_given_up_waits_for_a_person_like_any_other(application, feed, clock, row):
    with application.database.unit() as unit:
        arm(unit.db, clock, [feed.source])
        unit.db.get_one(RateFeed, feed.source).dead_at = MOMENT
    with application.database.unit() as unit:
        (dead,) = dead_rows(unit.db)
        assert (dead.publisher_id, dead.to_json()["id"]) == (None, feed.source)
        revive(unit.db, [dead], application.clocks)
    assert (row().dead_at, row().due_at) == (None, MOMENT)


def test_the_worker_asks_every_day_after_the_bank_published(application, feed, bank, clock, row):
    with application.database.unit() as unit:
        arm(unit.db, clock, [feed.source])
    worker = Worker(application.database, application.clocks, [RateUpdates(application)], [])
    assert worker.drain() == 1
    assert row().due_at == dt.datetime(2028, 3, 1, 15, 15, tzinfo=dt.UTC)
    assert worker.drain() == 0
    clock.advance(dt.timedelta(days=1))
    assert worker.drain() == 1
    assert len(bank.asked) == 2


def test_the_worker_goes_on_asking_who_is_out_of_reach(application, feed, bank, clock, row):
    bank.status = 503
    with application.database.unit() as unit:
        arm(unit.db, clock, [feed.source])
    worker = Worker(application.database, application.clocks, [RateUpdates(application)], [])
    for tries in range(1, 30):  # more than due work of publishers gets
        assert worker.drain() == 1
        assert len(bank.asked) == tries
        clock.advance(dt.timedelta(hours=4))
    assert row().dead_at is None


@pytest.mark.parametrize(
    ("said", "after"),
    [
        (dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.timedelta(minutes=1)),
        (dt.datetime(9999, 1, 1, tzinfo=dt.UTC), dt.timedelta(days=7)),
        (dt.datetime(2028, 3, 1), dt.timedelta(hours=6)),  # noqa: DTZ001 - a plugin's mistake
        (None, dt.timedelta(hours=6)),
    ],
)
def test_a_source_that_talks_nonsense_of_when_is_asked_again_all_the_same(
    updater, feed, clock, row, monkeypatch, said, after
):
    monkeypatch.setattr(feed.provider, "next_fetch", lambda now, newest: said)
    updater.fetch(feed, accepted=["USD", "GBP", "CHF", "JPY", "NOK"])
    assert row().due_at == clock.now() + after


def test_a_sandboxs_clock_does_not_move_the_world(application, feed, clock, row):
    """Rates are fetched by real time, however far ahead a publisher's tests are."""
    with application.database.unit() as unit:
        arm(unit.db, clock, [feed.source])
        unit.db.execute(sa.text("UPDATE publisher SET clock_offset = 86400 * 400"))
    application.clocks.forget()
    worker = Worker(application.database, application.clocks, [RateUpdates(application)], [])
    assert (worker.drain(), worker.drain()) == (1, 0)


def test_a_source_that_nobody_uses_any_more_is_left_alone_until_somebody_does(application, clock):
    with application.database.unit() as unit:
        arm(unit.db, clock, ["gone"])
    worker = Worker(application.database, application.clocks, [RateUpdates(application)], [])
    assert (worker.drain(), worker.drain()) == (1, 0)
    with application.database.unit() as unit:
        arm(unit.db, clock, ["gone"])
        assert unit.db.get_one(RateFeed, "gone").due_at == MOMENT


# Days of the past


@pytest.fixture
def on(application, feed, clock):
    def on(day, base="EUR", currency="USD"):
        with application.database.unit(writes=False) as unit:
            return RateService(unit.db, clock, feed.provider).on(dt.date.fromisoformat(day), base, currency)

    return on


def test_a_rate_of_the_past_is_that_of_its_day(on):
    assert on("2014-03-28").rate == Decimal("1.3759")


def test_where_a_day_has_none_the_next_publication_counts(on):
    """31 March 2024 was Easter Sunday: the bank published on Tuesday, 2 April."""
    rate = on("2024-03-31")
    assert (rate.day, rate.rate) == (dt.date(2024, 4, 2), Decimal("1.0749"))


def test_what_was_fetched_counts_as_what_was_packaged(good, on):
    assert on("2028-02-27").rate == Decimal("1.0950")
    assert on("2028-02-28", "USD", "GBP").day == dt.date(2028, 2, 28)


def test_a_day_whose_rates_are_not_out_yet_has_none(good, on):
    with pytest.raises(NoRate, match="EUR to USD of 2028-03-01"):
        on("2028-03-01")
    with pytest.raises(NoRate, match="EUR to XXX"):
        on("2014-03-28", "EUR", "XXX")


def test_days_that_were_fetched_are_stored_once(good, application, feed):
    with application.database.unit(writes=False) as unit:
        days = unit.db.scalars(sa.select(ExchangeRates.day).where(ExchangeRates.source == feed.source)).all()
    assert sorted(days) == [TODAY - dt.timedelta(days=1), TODAY]
