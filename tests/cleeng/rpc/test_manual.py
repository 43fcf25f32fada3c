"""What is made from the registry is committed as it would be made now."""

from pathlib import Path

import pytest

from cleeng.rpc import all_methods
from cleeng.rpc.manual import made, stale, write
from cleeng.rpc.manual.tables import codes_table, methods_table

PAGE = Path(__file__).parents[3] / "docs" / "wire" / "json-rpc.md"


def test_pages_and_client_are_in_step_with_the_registry():
    assert stale(PAGE, all_methods()) == [], "run: python -m cleeng.rpc.manual docs/wire/json-rpc.md"


def test_every_method_has_a_page_and_a_row_that_leads_to_it():
    files, page = made(PAGE, all_methods()), PAGE.read_text()
    for method in all_methods():
        assert f"| [`{method.name}`](methods/{method.name}.md) | {method.summary} |" in page
        text = files[PAGE.parent / "methods" / f"{method.name}.md"]
        assert text.startswith(f"# {method.name}\n\n{method.summary}\n")
        assert all(f"\n| {int(code)} | " in text for code in method.errors)


def test_what_a_call_may_leave_out_has_a_question_mark():
    rows = {row.split("`")[1]: row for row in methods_table(all_methods()).splitlines()[2:]}
    assert "`publisherToken`, `offset`?, `limit`?, `criteria`?" in rows["listPassOffers"]
    assert "JSON-RPC, JSONP" in rows["getCustomer"]


def test_the_codes_table_says_what_each_means():
    assert "| 4 | there is no such offer" in codes_table()


@pytest.fixture
def overview(tmp_path, monkeypatch):
    """A page without tables, and a client's folder, somewhere else."""
    monkeypatch.setattr("cleeng.rpc.manual.CLIENT", tmp_path)
    page = tmp_path / "wire" / "json-rpc.md"
    page.parent.mkdir()
    page.write_text("<!-- methods -->\n<!-- end -->\n")
    return page


def test_one_command_makes_everything_and_removes_what_is_gone(overview):
    gone = overview.parent / "methods" / "getNothing.md"
    gone.parent.mkdir()
    gone.write_text("# getNothing\n")
    assert gone in stale(overview, all_methods())
    write(overview, all_methods())
    assert not gone.exists()
    assert stale(overview, all_methods()) == []
