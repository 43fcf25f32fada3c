import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.catalog.rules import OfferData
from cleeng.orders.buyer import Buyer
from cleeng.pricing.quote import Quote
from cleeng.publishers.errors import NotASandbox, NotSynced
from cleeng.publishers.models import PublisherRecord
from cleeng.publishers.service import PublisherService
from cleeng.settings import ConfigurationError
from cleeng.testing.context import MOMENT

pytestmark = pytest.mark.db

DEMO, OTHER = 100000001, 100000002


@pytest.fixture
def configured(application):
    """What the inis say; the fixture has brought it into the database already."""
    return dict(application.settings.publishers)


@pytest.fixture
def sync(application):
    def sync(configured):
        with application.database.unit() as unit:
            return [str(change) for change in PublisherService(unit.db, application.clocks.base).sync(configured)]

    return sync


@pytest.fixture
def record(application):
    def record(id_=DEMO):
        with application.database.unit(writes=False) as unit:
            found = unit.db.get_one(PublisherRecord, id_)
            unit.db.expunge(found)
            return found

    return record


@pytest.fixture
def sale(services):
    """Something was sold."""
    with services() as s:
        offer = s.catalog.create(OfferData(OfferType.SINGLE, Money(0, "EUR"), "The Long Straight"))
        customer = s.customers.register("viewer@example.com")
        order = s.orders.start(offer, Buyer("DE", customer_id=customer.id))
        s.payments.complete_free(order.id, Quote.from_json(order.quote).agreed)


def with_info(configured, id_=DEMO, **changes):
    settings = configured[DEMO]
    return {**configured, id_: replace(settings, info=replace(settings.info, id=id_, **changes))}


def test_a_second_sync_changes_nothing(sync, configured, record, clock):
    clock.advance(dt.timedelta(hours=1))
    assert sync(configured) == []
    assert record().updated_at == MOMENT


def test_a_new_publisher_is_added(sync, configured, record):
    changed = with_info(configured, OTHER, name="Ice Hockey")
    assert sync(changed) == ["publisher 100000002 Ice Hockey: added"]
    assert (record(OTHER).name, record(OTHER).enabled, record(OTHER).created_at) == ("Ice Hockey", True, MOMENT)


def test_every_change_is_told(sync, configured, record, clock):
    clock.advance(dt.timedelta(hours=1))
    changed = with_info(configured, currency="USD", name="Demo Sport", sandbox=False)
    assert sync(changed) == [
        "publisher 100000001 Demo Sport: name Demo Sports → Demo Sport",
        "publisher 100000001 Demo Sport: currency EUR → USD",
        "publisher 100000001 Demo Sport: sandbox true → false",
    ]
    assert (record().currency, record().name, record().sandbox) == ("USD", "Demo Sport", False)
    assert record().updated_at == clock.now()


def test_a_publisher_whose_ini_has_gone_is_disabled_and_stays(sync, configured, record):
    assert sync({}) == ["publisher 100000001 Demo Sports: disabled, its ini has gone"]
    assert record().enabled is False
    assert sync({}) == []


def test_a_publisher_whose_ini_is_back_is_enabled_again(sync, configured, record):
    sync({})
    assert sync(configured) == ["publisher 100000001 Demo Sports: enabled again"]
    assert record().enabled is True


def test_the_currency_stays_once_something_was_sold(sync, configured, record, sale):
    with pytest.raises(ConfigurationError) as caught:
        sync(with_info(with_info(configured, OTHER), currency="USD"))
    (fault,) = caught.value.faults
    assert (fault.path, fault.text) == (
        configured[DEMO].path,
        "[publisher] currency: has to stay EUR, something was sold already",
    )
    assert fault.path.read_text().splitlines()[fault.line - 1] == "currency = EUR"
    assert record().currency == "EUR"
    with pytest.raises(sa.exc.NoResultFound):
        record(OTHER)


def test_a_sandbox_stays_one_once_it_has_customers(sync, configured, services, record):
    with services() as s:
        s.customers.register("viewer@example.com")
    with pytest.raises(ConfigurationError, match="sandbox: has to stay true, there are customers already"):
        sync(with_info(configured, sandbox=False))
    assert record().sandbox is True


def test_what_is_not_fixed_changes_after_the_first_sale_too(sync, configured, sale):
    assert sync(with_info(configured, name="Demo Sport")) == [
        "publisher 100000001 Demo Sport: name Demo Sports → Demo Sport"
    ]


def test_a_publisher_that_is_no_sandbox_any_more_lives_in_real_time(sync, configured, application, record):
    with application.database.unit() as unit:
        PublisherService(unit.db, application.clocks.base).advance(DEMO, dt.timedelta(days=1))
    sync(with_info(configured, sandbox=False))
    assert record().clock_offset == 0


def test_a_sandbox_publishers_time_moves_and_nobody_elses(application, publisher, installation):
    clocks = application.clocks
    with application.database.unit() as unit:
        service = PublisherService(unit.db, clocks.base)
        assert service.advance(DEMO, dt.timedelta(days=1)) == dt.timedelta(days=1)
        assert service.advance(DEMO, dt.timedelta(hours=2)) == dt.timedelta(days=1, hours=2)
    clocks.forget()
    assert publisher.clock.now() == MOMENT + dt.timedelta(days=1, hours=2)
    assert clocks.of(OTHER).now() == clocks.base.now() == MOMENT
    with application.database.unit() as unit:
        PublisherService(unit.db, clocks.base).reset_clock(DEMO)
    clocks.forget()
    assert publisher.clock.now() == MOMENT


def test_a_real_publishers_time_cannot_be_moved(sync, configured, application):
    sync(with_info(configured, sandbox=False))
    with application.database.unit() as unit:
        service = PublisherService(unit.db, application.clocks.base)
        with pytest.raises(NotASandbox):
            service.advance(DEMO, dt.timedelta(days=1))
        with pytest.raises(NotSynced, match="run `cleeng publishers sync`"):
            service.reset_clock(OTHER)
