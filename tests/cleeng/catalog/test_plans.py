"""Reading offers costs the same however many there are: every statement goes by an index, lists in its order."""

import pytest
import sqlalchemy as sa

from cleeng.catalog import reading, relations
from cleeng.catalog.models import OfferType
from harness.plans import by_index, plan

pytestmark = pytest.mark.db

VALUES = {
    "publisher_id": 100000001,
    "type": OfferType.SINGLE,
    "active": True,
    "number": 123456789,
    "numbers": [123456789],
    "country": "DE",
    "video_id": "night-of-miles",
    "tags": ["films"],
    "offset": 0,
    "limit": 20,
}
#: Totals of what a publisher sells are kept: `OfferCount`.  Those of a video are few.
STATEMENTS = {
    f"{module.__name__}.{name}": statement
    for module in (reading, relations)
    for name, statement in vars(module).items()
    if isinstance(statement, sa.Select) and name != "OFFERS"
}


@pytest.fixture
def steps(application, shop):
    """Give the plan of a statement."""
    shop.sell()

    def steps(statement):
        known = statement.compile(application.database.engine).params
        return plan(application.database, statement, {name: VALUES[name] for name in known if name in VALUES})

    return steps


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_statement_reads_a_whole_table(steps, name):
    by_index(steps(STATEMENTS[name]))


@pytest.mark.parametrize("name", ["cleeng.catalog.reading._SORTED", "cleeng.catalog.relations._NEWEST"])
def test_a_page_is_not_sorted_but_read_in_order(steps, name):
    found = "\n".join(steps(STATEMENTS[name]))
    assert "ix_offer_list" in found
    if "SEARCH" in found:  # SQLite
        assert "USE TEMP B-TREE FOR ORDER BY" not in found
    else:
        assert "Incremental Sort" in found
