"""Pitfall 9: numbers re-checked at renewal, the service down, and the reverse charge was lost."""

import datetime as dt

import pytest
import sqlalchemy as sa

from cleeng.api import Evidence, Money, Party, TaxableLine, TaxIdStatus
from cleeng.orders.buyer import Buyer
from cleeng.outbox import OutboxItem
from cleeng.taxes.models import TaxNumber
from cleeng.taxes.numbers import UNQUESTIONED
from cleeng.worker import build_worker

pytestmark = pytest.mark.db

NUMBER = "ATU13585627"


@pytest.fixture
def check(services):
    def check(number=NUMBER, country="AT"):
        with services() as s:
            return s.tax_numbers.check(country, number)

    return check


@pytest.fixture
def work(application):
    """Do what is due."""
    return lambda: build_worker(application).drain()


@pytest.fixture
def kept(services):
    """Give what is stored of the number."""

    def kept(number=NUMBER):
        with services() as s:
            row = s.tax_numbers.known("AT", number)
            s.unit.db.expunge(row)
            return row

    return kept


@pytest.fixture
def reason(services):
    """Say why a business in Austria pays as much as it does."""

    def reason(number=NUMBER):
        with services() as s:
            line = TaxableLine("film", Money(1200, "EUR"))
            return s.taxes.ask([line], Party("AT", tax_id=number), [Evidence("ip", "AT")]).reason.value

    return reason


@pytest.fixture
def sold(shop, services):
    """Sell to a business in Austria; give the invoice's number of it, and the evidence."""

    def sold(number=NUMBER):
        offer, customer = shop.sell(), shop.register()
        with services() as s:
            order = s.orders.start(offer, Buyer("AT", "AT", customer, tax_id=number))
            s.orders.complete(order)
            return s.invoices.of_order(order.id).buyer["tax_id"], s.tax_evidence.of_order(order.id)

    return sold


def test_a_number_is_asked_about_once_and_its_good_check_stands(check, register, reason):
    register.enter(NUMBER)
    assert check().status is TaxIdStatus.VALID
    register.mood = "MS_UNAVAILABLE"
    assert check("atu 135.856-27").status is TaxIdStatus.VALID
    assert len(register.asked) == 1
    assert reason() == "reverse_charge"


def test_no_quote_asks_anybody(register, reason):
    register.enter(NUMBER)
    assert reason() == "standard"
    assert not register.asked


def test_while_nobody_can_be_asked_a_business_is_charged(check, register, reason, kept):
    register.mood = "MS_UNAVAILABLE"
    assert check().status is TaxIdStatus.UNAVAILABLE
    assert reason() == "standard"
    assert kept().checked_at is None


def test_the_worker_asks_again_until_somebody_answers(check, register, reason, work, clock, kept, sold):
    register.enter(NUMBER)
    register.mood = "SERVICE_UNAVAILABLE"
    check()
    sold()
    for minutes, asked in ((4, 1), (2, 2), (14, 2), (2, 3)):
        clock.advance(dt.timedelta(minutes=minutes))
        work()
        assert len(register.asked) == asked
    register.mood = ""
    clock.advance(dt.timedelta(hours=1))
    work()
    assert reason() == "reverse_charge"
    assert kept().checked_at == clock.now()


def test_a_good_check_stands_while_the_register_is_down_for_its_next_one(
    check, register, reason, work, clock, kept, sold
):
    register.enter(NUMBER)
    check()
    sold()
    register.mood = "MS_UNAVAILABLE"
    clock.advance(UNQUESTIONED)
    work()
    assert len(register.asked) == 2
    assert reason() == "reverse_charge"
    assert kept().due_at == clock.now() + dt.timedelta(minutes=5)


def test_a_number_that_was_given_up_loses_its_standing_when_the_register_says_so(
    check, register, reason, work, clock, sold
):
    register.enter(NUMBER)
    check()
    sold()
    register.holders.clear()
    clock.advance(UNQUESTIONED)
    work()
    assert reason() == "standard"


def test_an_invalid_number_is_asked_about_only_when_it_is_given_again(check, register, work, clock):
    assert check().status is TaxIdStatus.INVALID
    assert check().status is TaxIdStatus.INVALID
    assert len(register.asked) == 1, "twice within a minute is the same question"
    clock.advance(dt.timedelta(days=365))
    work()
    assert len(register.asked) == 1
    register.enter(NUMBER)
    assert check().status is TaxIdStatus.VALID


def test_a_number_of_which_nobody_says_anything_is_let_rest(check, register, work, clock, kept, sold):
    register.mood = "MS_UNAVAILABLE"
    check()
    sold()
    assert kept().due_at is not None
    for _ in range(40):
        clock.advance(dt.timedelta(days=1))
        work()
    assert kept().due_at is None
    assert kept().dead_at is None


def test_a_number_that_no_rule_knows_is_not_kept(check, services):
    assert check("123456789", "US") is None
    with services() as s:
        assert s.unit.db.scalar(sa.select(sa.func.count()).select_from(TaxNumber)) == 0


def test_observers_hear_what_became_of_a_number(installation, check, register, services):
    register.enter(NUMBER)
    check()
    with services() as s:
        (item,) = s.unit.db.scalars(sa.select(OutboxItem).where(OutboxItem.name == "tax_number.checked"))
        assert (item.subject, item.data) == (NUMBER, {"country": "AT", "status": "valid"})


def test_what_a_register_says_of_the_holder_is_kept_with_the_number(check, register, kept):
    register.enter(NUMBER, "Beispiel GmbH", "Wien " * 200)
    check()
    assert kept().name == "Beispiel GmbH"
    assert len(kept().address) == 500


def test_one_publisher_s_numbers_are_not_another_s(installation, services, register):
    register.enter(NUMBER)
    installation.add_publisher(200000002, "Other")
    with services() as s:
        s.tax_numbers.check("AT", NUMBER)
    with services(200000002) as s:
        assert s.tax_numbers.known("AT", NUMBER) is None


def test_invoices_and_evidence_bear_the_number_in_full(check, register, sold):
    register.enter(NUMBER)
    check("u13585627")
    number, evidence = sold("u13585627")
    assert number == NUMBER
    assert (evidence["tax_id"], evidence["tax_id_status"]) == (NUMBER, "valid")


def test_a_number_that_is_not_proven_stands_on_no_invoice(check, register, sold):
    register.mood = "MS_UNAVAILABLE"
    check("u13585627")
    number, evidence = sold("u13585627")
    assert number == ""
    assert (evidence["tax_id"], evidence["tax_id_status"]) == (NUMBER, "unavailable")


def test_the_rate_is_that_of_the_publisher_s_day(services, clock):
    """At half past ten in the evening in UTC it is tomorrow in Berlin, and the rate fell on 1 July 2020."""
    rates = []
    for moment in (dt.datetime(2020, 6, 30, 21, 30, tzinfo=dt.UTC), dt.datetime(2020, 6, 30, 22, 30, tzinfo=dt.UTC)):
        clock.advance(moment - clock.now())
        with services() as s:
            answer = s.taxes.ask([TaxableLine("film", Money(1200, "EUR"))], Party("DE"), [Evidence("ip", "DE")])
            rates.append(str(answer.lines[0].parts[0].rate))
    assert rates == ["19", "16"]


@pytest.mark.parametrize("mood", ["", "MS_UNAVAILABLE"])
def test_a_number_that_no_sale_stands_on_is_not_asked_about_again(check, register, work, clock, mood):
    register.enter(NUMBER)
    register.mood = mood
    check()
    for _ in range(4):
        clock.advance(UNQUESTIONED)
        work()
    assert len(register.asked) == 1
