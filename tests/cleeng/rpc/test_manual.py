import re
from pathlib import Path

from cleeng.rpc import all_methods
from cleeng.rpc.errors import Code
from cleeng.rpc.manual import methods_table, with_table

PAGE = Path(__file__).parents[3] / "docs" / "wire" / "json-rpc.md"


def test_the_manual_lists_every_method_as_the_registry_has_it():
    page = PAGE.read_text()
    assert with_table(page, all_methods()) == page, "run: python -m cleeng.rpc.manual docs/wire/json-rpc.md"
    for method in all_methods():
        assert f"| `{method.name}` | {method.summary} |" in page


def test_the_manual_explains_every_code():
    assert re.findall(r"^\| (-?\d+) \|", PAGE.read_text(), re.MULTILINE) == [str(int(code)) for code in Code]


def test_what_a_call_may_leave_out_has_a_question_mark():
    rows = {row.split("`")[1]: row for row in methods_table(all_methods()).splitlines()[2:]}
    assert "| `publisherToken`, `offset`?, `limit`?, `criteria`? | JSON-RPC | 3, 5, 11 |" in rows["listPassOffers"]
    assert "JSON-RPC, JSONP" in rows["getCustomer"]
