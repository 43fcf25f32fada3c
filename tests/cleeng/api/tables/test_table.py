import datetime as dt
from decimal import Decimal

import pytest

from cleeng.api import BadTaxTable, Charge, read_tax_table

RATES = "country,region,product,kind,rate,name,valid_from,source,checked\n"
TERRITORIES = "country,region,name,law,codes,regions,postcodes,ask,source,checked\n"
NORWAY = "NO,,,standard,25,VAT,2005-01-01,Mval. § 5-1,2026-11-01\n"


@pytest.fixture
def folder(tmp_path):
    def write(rates, territories=""):
        (tmp_path / "rates.csv").write_text(RATES + rates, "utf-8")
        if territories:
            (tmp_path / "territories.csv").write_text(TERRITORIES + territories, "utf-8")
        return tmp_path

    return write


def faults(folder):
    with pytest.raises(BadTaxTable) as caught:
        read_tax_table(folder)
    return list(caught.value.faults)


def test_a_rate_holds_until_the_next_one(folder):
    older = "NO,,,standard,24,VAT,2001-01-01,Stortingsvedtak,2026-11-01\n"
    table = read_tax_table(folder(NORWAY + older))
    assert table.find("NO", dt.date(2004, 12, 31)).rate == Decimal(24)
    assert table.find("NO", dt.date(2005, 1, 1)).rate == Decimal(25)
    assert table.find("NO", dt.date(2000, 12, 31)) is None
    assert table.find("SE", dt.date(2026, 1, 1)) is None


def test_the_region_comes_before_the_country_and_the_product_before_the_rest(folder):
    rates = (
        NORWAY
        + "NO,,ebook,zero,0,VAT,2019-07-01,Mval. § 6-4,2026-11-01\n"
        + "NO,21,,exempt,0,VAT,1970-01-01,Mval. § 1-2,2026-11-01\n"
    )
    table = read_tax_table(folder(rates, "NO,21,Svalbard,own,SJ,,917,no,Mval. § 1-2,2026-11-01\n"))
    today = dt.date(2026, 11, 1)
    assert table.find("NO", today, product="ebook").charge is Charge.ZERO
    assert table.find("NO", today, product="streaming").rate == Decimal(25)
    assert table.find("NO", today, "21", "streaming").charge is Charge.EXEMPT
    assert table.find("NO", today, "21", "ebook").charge is Charge.EXEMPT


@pytest.mark.parametrize("address", [("SJ", "", ""), ("NO", "21", ""), ("NO", "", "9170"), ("NO", "", "91 71")])
def test_a_territory_is_known_by_code_region_and_postcode(folder, address):
    table = read_tax_table(folder(NORWAY, "NO,21,Svalbard,outside,SJ,,917,yes,Mval. § 1-2,2026-11-01\n"))
    area = table.area(*address)
    assert (area.country, area.region, area.outside) == ("NO", "21", True)
    assert table.asks_postcode("NO")


@pytest.mark.parametrize(("postcode", "inside"), [("6990", False), ("6991", True), ("6993", True), ("69", False)])
def test_a_range_of_postcodes_has_both_ends(folder, postcode, inside):
    rates = NORWAY + "NO,X,,standard,15,VAT,2005-01-01,law,2026-11-01\n"
    table = read_tax_table(folder(rates, "NO,X,Somewhere,own,,,6991-6993,no,law,2026-11-01\n"))
    assert (table.area("NO", "", postcode).region == "X") is inside


def test_a_territory_may_belong_to_the_tax_of_another_country(folder):
    table = read_tax_table(folder(NORWAY, "FR,MC,Monaco,NO,MC,,980,no,law,2026-11-01\n"))
    assert table.area("MC").country == table.area("FR", "", "98000").country == "NO"
    assert table.area("FR", "", "75001").territory is None


def test_rows_that_nobody_looked_at_for_long_are_stale(folder):
    table = read_tax_table(folder(NORWAY))
    year = dt.timedelta(days=365)
    assert not table.stale(dt.date(2027, 11, 1), year)
    assert [rate.country for rate in table.stale(dt.date(2027, 11, 2), year)] == ["NO"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("NOR,,,standard,25,VAT,2005-01-01,law,2026-11-01", "country: 'NOR' is no country code"),
        ("NO,,,usual,25,VAT,2005-01-01,law,2026-11-01", "kind: 'usual' is none of standard, reduced, zero, exempt"),
        ("NO,,,standard,101,VAT,2005-01-01,law,2026-11-01", "rate: '101' is no rate in percent"),
        ("NO,,,standard,NaN,VAT,2005-01-01,law,2026-11-01", "rate: 'NaN' is no rate in percent"),
        ("NO,,,standard,2.12345,VAT,2005-01-01,law,2026-11-01", "rate: '2.12345' is no rate in percent"),
        ("NO,,,standard,,VAT,2005-01-01,law,2026-11-01", "rate: '' is no rate in percent"),
        ("NO,,,exempt,5,VAT,2005-01-01,law,2026-11-01", "rate: what is exempt has the rate 0"),
        ("NO,,,standard,25,VAT,1.1.2005,law,2026-11-01", "valid_from: '1.1.2005' is no day such as 2026-01-31"),
        ("NO,,,standard,25,VAT,2005-01-01,,2026-11-01", "source: is empty"),
        ("NO,,,standard,25,VAT,2005-01-01,law", "has 8 cells, not 9"),
    ],
)
def test_a_bad_row_is_told_with_its_line(folder, row, fault):
    told = f"rates.csv line 3: {fault}"
    assert faults(folder(f"{NORWAY}{row}\n")) == [told]


def test_all_faults_are_told_at_once(folder):
    told = faults(folder("xx,,,standard,25,VAT,2005-01-01,,2026-11-01\n", "NO,21,Svalbard,never,,,9-8,maybe,law,x\n"))
    assert [text.partition(":")[0] for text in told] == ["rates.csv line 2"] * 2 + ["territories.csv line 2"] * 4


def test_rows_that_contradict_each_other_or_lead_nowhere_are_faults(folder):
    rates = NORWAY * 2 + "NO,Q,,standard,15,VAT,2005-01-01,law,2026-11-01\n"
    territories = (
        "NO,21,Svalbard,own,SJ,,917,no,law,2026-11-01\n"
        "NO,22,Jan Mayen,outside,,,9170-9175,no,law,2026-11-01\n"
        "NO,23,Elsewhere,DK,,,1,no,law,2026-11-01\n"
    )
    assert faults(folder(rates, territories)) == [
        "rates.csv: NO has two rates from 2005-01-01",
        "rates.csv: NO-Q is no territory with rates of its own",
        "territories.csv: NO-21 has no rates",
        "territories.csv: NO-23 belongs to the tax of DK, which has no rates",
        "territories.csv: NO-21 and 22 share postcodes",
    ]


def test_a_file_that_is_missing_or_no_such_table_is_a_fault(tmp_path):
    assert faults(tmp_path)[0].startswith("rates.csv: cannot be read")
    (tmp_path / "rates.csv").write_text("a;b\n")
    assert faults(tmp_path) == [f"rates.csv line 1: the columns are {RATES.strip()}"]
    (tmp_path / "rates.csv").write_bytes(b"\xff\xfe\x00")
    assert faults(tmp_path)[0].startswith("rates.csv: cannot be read")
    (tmp_path / "rates.csv").write_text(RATES + 'NO,,,standard,25,"VAT\n')
    assert faults(tmp_path)[0].startswith("rates.csv line 2")
