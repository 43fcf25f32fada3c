import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sandbox import Teller

from cleeng.api import Status
from cleeng_plugins.payment_sandbox.books import Books
from cleeng_plugins.payment_sandbox.rows import KeptMethod, Payment

PAY = """
import os, sys
sys.path[:0] = {path!r}
from pathlib import Path
from sandbox import Teller

teller = Teller(Path({folder!r}))
print(teller.pay(key={key!r}).reference, flush=True)
{then}
"""


def other_process(teller, key, then=""):
    """Pay in a process of its own."""
    path = [entry for entry in sys.path if entry]
    program = PAY.format(path=path, folder=str(teller.folder), key=key, then=then)
    return subprocess.Popen([sys.executable, "-W", "ignore", "-c", program], stdout=subprocess.PIPE, text=True)


def paid(teller):
    db = sqlite3.connect(teller.folder / "payment_sandbox/books.sqlite3")
    try:
        return [key for (key,) in db.execute("SELECT key FROM payment WHERE status = 'succeeded' ORDER BY key")]
    finally:
        db.close()


@pytest.mark.slow
def test_processes_with_one_key_move_money_once_though_the_books_are_new(teller):
    processes = [other_process(teller, "pay-1") for _ in range(4)]
    references = {process.communicate()[0] for process in processes}
    assert [process.returncode for process in processes] == [0] * 4
    assert len(references) == 1
    assert paid(teller) == ["pay-1"]


def test_what_the_bank_did_is_known_after_the_process_that_asked_was_ended(teller):
    process = other_process(teller, "pay-1", then="os._exit(9)")
    reference = process.communicate()[0].strip()
    assert process.returncode == 9
    assert (teller.status().status, teller.status().reference) == (Status.SUCCEEDED, reference)


def test_threads_that_meet_new_books_all_find_them_ready(tmp_path):
    tellers = [Teller(tmp_path) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        keys = [f"pay-{number}" for number in range(8)]
        results = list(pool.map(lambda teller, key: teller.pay(key=key), tellers, keys))
    assert {result.status for result in results} == {Status.SUCCEEDED}
    assert paid(tellers[0]) == keys


def test_a_change_that_fails_half_way_leaves_no_trace(tmp_path):
    books = Books(tmp_path / "books.sqlite3")
    row = KeptMethod(
        publisher_id=1, token="t", customer_id=2, card="approved", snapshot="{}", network_reference="n", created_at=0
    )
    with pytest.raises(sqlite3.IntegrityError), books.writing() as entries:
        [entries.put(each) for each in (row, replace(row, token=None))]
    with books.reading() as entries:
        assert entries.one(KeptMethod, token="t") is None
    with books.writing() as entries:
        entries.put(row)
    with books.reading() as entries:
        assert entries.one(KeptMethod, token="t") == row
    books.close()


def test_connections_are_kept_and_closed_with_the_books(tmp_path):
    books = Books(tmp_path / "books.sqlite3")
    with books.reading() as entries:
        first = entries._db
    with books.writing() as entries:
        assert entries._db is first
    books.close()
    with pytest.raises(sqlite3.ProgrammingError):
        first.execute("SELECT 1")
    with books.reading() as entries:
        assert entries.find(Payment, publisher_id=1) == []
    books.close()


def test_the_books_stand_where_the_settings_say(tmp_path):
    Teller(tmp_path / "data", books="elsewhere/bank.db").pay()
    Teller(tmp_path / "data", books=str(tmp_path / "absolute.db")).pay()
    assert (tmp_path / "data/elsewhere/bank.db").is_file()
    assert (tmp_path / "absolute.db").is_file()


def test_the_books_hold_no_card_number_no_code_and_no_mobile_number(teller):
    teller.pay(keep_method=True)
    teller.pay("declined", "pay-2")
    teller.pay(key="pay-3", method="phone")
    db = sqlite3.connect(teller.folder / "payment_sandbox/books.sqlite3")
    dump = "\n".join(db.iterdump())
    db.close()
    for secret in ("4242424242424242", "4000000000000002", "15123456789", "viewer@example.com", "Lena"):
        assert secret not in dump
