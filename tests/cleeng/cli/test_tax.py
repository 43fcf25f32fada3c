import json
from pathlib import Path

import pytest

from cleeng.testing.vies import vies

DEMO = ("--publisher", "100000001")
EU = Path(__file__).resolve().parents[3] / "plugins" / "tax_eu_vat" / "data"


@pytest.fixture
def eu(place):
    """The demo publisher taxes by the EU's rules; give the register that it asks."""
    with vies() as register:
        place.publisher("[tax]\nuse = eu_vat", f"[plugin:tax_eu_vat]\nvies = {register.url}\n\n[tax]\nuse = eu_vat")
        place.done("publishers", "sync")
        yield register


def test_rates_lists_what_a_publisher_s_rules_have_on_a_day(place, eu):
    listed = json.loads(place.done("tax", "rates", *DEMO, "--date", "2020-08-01", "--json"))
    assert {"rule": "eu_vat", "jurisdiction": "DE", "name": "VAT", "rate": "16"} in listed
    assert {"rule": "eu_vat", "jurisdiction": "PT-30", "name": "VAT", "rate": "22"} in listed
    assert "eu_vat       HU            27 %  VAT\n" in place.done("tax", "rates", *DEMO)


def test_check_table_says_that_ours_is_sound(place):
    assert place.done("tax", "check-table", str(EU), "--days", "36500").endswith("territories: sound\n")


def test_check_table_names_every_fault_and_old_rows(place, tmp_path):
    table = tmp_path / "rates.csv"
    header = "country,region,product,kind,rate,name,valid_from,source,checked\n"
    table.write_text(f"{header}NO,,,standard,25,VAT,2005-01-01,law,2001-01-01\n")
    assert place.done("tax", "check-table", str(tmp_path)) == "NO standard 25 %: last compared on 2001-01-01\n"
    table.write_text(f"{header}NO,,,standard,much,VAT,2005-01-01,,2001-01-01\n")
    result = place.cleeng("tax", "check-table", str(tmp_path))
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "rates.csv line 2: rate: 'much' is no rate in percent",
        "rates.csv line 2: source: is empty",
    ]


def test_number_checks_a_number_and_keeps_it(place, eu):
    eu.enter("ATU13585627", "Beispiel GmbH")
    told = place.done("tax", "number", *DEMO, "at", "U 13585627")
    assert told == "status        valid\nnumber        ATU13585627\nname          Beispiel GmbH\n"
    eu.mood = "MS_UNAVAILABLE"
    assert json.loads(place.done("tax", "number", *DEMO, "AT", "U13585627", "--json"))["status"] == "valid"
    assert place.cleeng("tax", "number", *DEMO, "US", "12-3456789").exit_code == 1


def test_verify_prints_a_head_and_refuses_one_that_is_gone(place):
    place.done("publishers", "sync")
    head = f"0:{'0' * 64}"
    assert place.done("tax", "verify", *DEMO) == f"0 records, head {head}\n"
    assert json.loads(place.done("tax", "verify", *DEMO, "--json")) == {"records": 0, "head": head, "breaks": []}
    result = place.cleeng("tax", "verify", *DEMO, "--seen", f"3:{'a' * 64}")
    assert result.exit_code == 1
    assert "record 3, which was noted, is gone" in result.stdout
    assert place.cleeng("tax", "verify", *DEMO, "--seen", "three").exit_code == 2
