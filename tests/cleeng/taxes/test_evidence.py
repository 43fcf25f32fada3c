import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from cleeng.catalog.models import OfferType
from cleeng.orders.buyer import Buyer
from cleeng.taxes.models import EvidenceHead, TaxEvidence
from harness.database import allow_changes

pytestmark = pytest.mark.db

#: Tables, and the changes that the database refuses of each.
EVIDENCE = {"tax_evidence": ("update", "delete"), "tax_evidence_head": ("delete",)}


@pytest.fixture
def sold(shop, services):
    """Sell films to one customer each; give the ids of the orders."""

    def sold(number=1, country="FR", **buyer):
        orders = []
        for _ in range(number):
            offer = shop.sell()
            with services() as s:
                if not getattr(sold, "customer", None):
                    sold.customer = s.sign_in.register("viewer@example.com", "sunny-afternoon-42")
                order = s.orders.start(offer, Buyer(country, "FR", sold.customer, **buyer))
                s.orders.complete(order)
                orders.append(order.id)
        return orders

    return sold


@pytest.fixture
def verdict(services):
    def verdict(seen=None):
        with services() as s:
            return s.tax_evidence.verify(seen)

    return verdict


@pytest.fixture
def tamper(services):
    """Change rows past the program and past the database's own refusal."""

    def tamper(statement):
        with services() as s:
            allow_changes(s.unit.db.connection(), EVIDENCE)
            s.unit.db.execute(statement)

    return tamper


def test_a_sale_leaves_its_evidence(sold, services, clock):
    (order_id,) = sold(tax_id="FR40303265045", postcode="75001", card_country="FR")
    with services() as s:
        record = s.tax_evidence.of_order(order_id)
    assert record["evidence"] == [["ip", "FR", ""], ["billing", "FR", ""], ["card", "FR", ""]]
    assert record["buyer"] == {"country": "FR", "region": "", "postcode": "75001"}
    assert record["tax_id"] == "FR40303265045"
    assert record["sold_at"] == clock.now().isoformat()
    (tax,) = record["taxes"]
    assert (tax["jurisdiction"], tax["rate"], tax["amount"]) == ("FR", "20", 83)
    place, step = record["steps"]
    assert place["facts"]["standing"] == "agreed"
    assert step["facts"]["rate_source"] == "CGI, article 278"


def test_the_year_of_a_sale_is_one_of_the_publishers_calendar(sold, services, clock):
    clock.advance(dt.datetime(2028, 12, 31, 23, 30, tzinfo=dt.UTC) - clock.now())  # in Berlin it is 2029
    sold()
    with services() as s:
        assert s.unit.db.scalars(sa.select(TaxEvidence)).one().keep_until == dt.date(2039, 12, 31)


def test_it_is_kept_for_ten_years_after_the_year_of_the_sale(sold, services):
    sold()
    with services() as s:
        assert s.unit.db.scalars(sa.select(TaxEvidence)).one().keep_until == dt.date(2038, 12, 31)


def test_what_costs_nothing_needs_none(shop, services, verdict):
    offer = shop.sell(price="0")
    customer = shop.register()
    with services() as s:
        s.orders.complete(s.orders.start(offer, Buyer("FR", "FR", customer)))
    assert verdict().records == 0


def test_a_trial_has_some_because_it_will_cost_something(shop, services, verdict):
    offer = shop.sell(OfferType.SUBSCRIPTION, free_days=7)
    customer = shop.register()
    with services() as s:
        s.orders.complete(s.orders.start(offer, Buyer("FR", "FR", customer)))
    assert verdict().records == 1


def test_an_order_that_is_completed_twice_is_recorded_once(sold, services, verdict):
    (order_id,) = sold()
    with services() as s:
        s.orders.complete(s.orders.lock(order_id))
    assert verdict().records == 1


def test_an_untouched_chain_is_whole_and_empty_ones_are_too(sold, verdict):
    assert verdict().breaks == ()
    sold(3)
    found = verdict()
    assert (found.records, found.breaks) == (3, ())
    assert len(found.head) == 64


@pytest.mark.parametrize(
    "change",
    [
        sa.update(TaxEvidence).values(record="{}"),
        sa.update(TaxEvidence).values(keep_until=dt.date(2001, 12, 31)),
        sa.delete(TaxEvidence),
        sa.delete(EvidenceHead),
    ],
)
def test_the_database_refuses_to_change_evidence_or_to_delete_it(sold, services, verdict, change):
    sold(2)
    with pytest.raises(sa.exc.DBAPIError, match="what was issued is final: tax_evidence"), services() as s:
        s.unit.db.execute(change)
    assert (verdict().records, verdict().breaks) == (2, ())


def test_evidence_whose_time_is_over_may_be_deleted(services, clock):
    over = {
        "publisher_id": 1,
        "order_id": 1,
        "record": "{}",
        "digest": "0" * 64,
        "recorded_at": clock.now(),
    }
    with services() as s:
        for number, year in enumerate((2024, 9999), 1):
            values = {**over, "number": number, "order_id": number, "keep_until": dt.date(year, 12, 31)}
            s.unit.db.execute(sa.insert(TaxEvidence).values(**values))
    theirs = sa.delete(TaxEvidence).where(TaxEvidence.publisher_id == 1)
    with services() as s:
        assert s.unit.db.execute(theirs.where(TaxEvidence.number == 1)).rowcount == 1
    with pytest.raises(sa.exc.DBAPIError, match="refuses DELETE"), services() as s:
        s.unit.db.execute(theirs)


def test_a_changed_record_shows(sold, verdict, tamper):
    sold(3)
    changed = sa.func.replace(TaxEvidence.record, '"total":499', '"total":1')
    tamper(sa.update(TaxEvidence).where(TaxEvidence.number == 2).values(record=changed))
    assert verdict().breaks == ("record 2 was changed, or one before it",)


def test_a_removed_record_shows(sold, verdict, tamper):
    sold(3)
    tamper(sa.delete(TaxEvidence).where(TaxEvidence.number == 2))
    assert verdict().breaks == ("record 2 is missing",)


def test_a_removed_end_shows(sold, verdict, tamper):
    sold(3)
    tamper(sa.delete(TaxEvidence).where(TaxEvidence.number == 3))
    assert verdict().breaks == ("the chain ends at record 2, not where its head says",)
    tamper(sa.delete(TaxEvidence))
    tamper(sa.delete(EvidenceHead))
    assert verdict((3, "0" * 64)).breaks == ("record 3, which was noted, is gone",)


def test_a_head_that_was_put_back_shows(sold, verdict, tamper):
    sold(2)
    tamper(sa.update(EvidenceHead).values(number=1, digest=verdict().head))
    assert verdict().breaks == ("the chain ends at record 2, not where its head says",)


def test_a_chain_that_was_made_anew_does_not_have_the_head_that_was_noted(sold, verdict):
    sold(2)
    assert verdict((2, verdict().head)).breaks == ()
    assert verdict((1, "f" * 64)).breaks == ("record 1 is not the one that was noted",)


def test_one_publisher_s_chain_is_its_own(installation, sold, services):
    installation.add_publisher(200000002, "Other")
    (order_id,) = sold()
    with services(200000002) as s:
        assert s.tax_evidence.of_order(order_id) is None
        assert s.tax_evidence.verify().records == 0


def test_sales_at_one_moment_make_one_chain(shop, services, verdict):
    offers = [shop.sell() for _ in range(8)]
    customer = shop.register()

    def buy(offer):
        with services() as s:
            s.orders.complete(s.orders.start(offer, Buyer("FR", "FR", customer)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(buy, offers))
    assert (verdict().records, verdict().breaks) == (8, ())


def test_sales_while_a_chain_is_verified_break_nothing(sold, application, services):
    sold(2)
    with services() as s:
        publisher = s.publisher
    with application.database.unit(writes=False) as unit:
        sa.event.listen(unit.db, "do_orm_execute", lambda _: sold() and None)
        assert application.services(publisher, unit).tax_evidence.verify().breaks == ()
