import pytest


def invoices(files):
    return files.settings().publishers[100000001].invoices


def test_without_a_section_numbers_begin_anew_each_year(files):
    read = invoices(files)
    assert (read.series, read.credit_series, read.digits) == ("INV-{year}-", "CN-{year}-", 6)


def test_an_address_has_lines(files):
    files.publisher("[invoices]", "address = Trackside AS", "    Arenaveien 8,", "    1771 Halden")
    assert invoices(files).address == ("Trackside AS", "Arenaveien 8", "1771 Halden")


def test_an_associate_is_numbered_alike_but_is_another_company(files):
    said = ("name = Trackside AS", "address = Halden", "registration = Org. 1", "note = Thank you.", "series = A-")
    files.publisher("[invoices]", *said)
    read = invoices(files).for_associate()
    assert (read.name, read.address, read.registration, read.note, read.series) == ("", (), "", "", "A-")


NO_SERIES = "is no series such as INV-{year}-: capitals, digits, - . / and {year}, no digit at its end"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("series = 2026", f"series: 2026 {NO_SERIES}"),
        ("series = inv-", f"series: inv- {NO_SERIES}"),
        ("series = {month}-", f"series: {{month}}- {NO_SERIES}"),
        ("series =", f"series:  {NO_SERIES}"),
        ("credit_series = INV-{year}-", "credit_series: credit notes need a series of their own"),
        ("digits = 0", "digits: Input should be greater than or equal to 1"),
        ("prefix = X", "prefix is not a setting here"),
    ],
)
def test_a_fault_is_named_with_its_line(files, line, fault):
    files.publisher("[invoices]", line)
    assert files.faults_of() == [f"one.ini:9: [invoices] {fault}"]
