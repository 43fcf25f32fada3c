from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Money, PartRate, TaxableLine, reverse_charged_line, tax_line
from cleeng.testing.taxes import AMOUNTS

RATES = st.lists(st.decimals(0, 30, places=3), min_size=1, max_size=4)


def rates(*percent):
    return [PartRate("US", f"tax {n}", Decimal(rate)) for n, rate in enumerate(percent)]


def test_several_taxes_are_rounded_together_and_shared_to_the_last_cent():
    taxed = tax_line(TaxableLine("film", Money(999, "USD")), rates("4", "4.5", "0.375"), gross=False)
    assert (taxed.net.minor, taxed.tax.minor, taxed.gross.minor) == (999, 89, 1088)
    assert [part.amount.minor for part in taxed.parts] == [40, 45, 4]


@given(amount=AMOUNTS, percent=RATES)
def test_parts_make_the_tax_and_each_is_its_share_to_within_one_unit(amount, percent):
    for gross in (True, False):
        taxed = tax_line(TaxableLine("film", amount), rates(*percent), gross=gross)
        assert taxed.net + taxed.tax == taxed.gross
        assert Money.sum((part.amount for part in taxed.parts), amount.currency) == taxed.tax
        whole = sum(percent)
        for part, rate in zip(taxed.parts, percent, strict=True):
            assert abs(part.amount.minor - (taxed.tax.minor * rate / whole if whole else 0)) < 1


@given(amount=AMOUNTS, rate=st.decimals(0, 30, places=2))
def test_a_business_pays_under_reverse_charge_what_the_seller_keeps_of_a_consumer(amount, rate):
    line = TaxableLine("film", amount)
    for gross in (True, False):
        charged = reverse_charged_line(line, rate, gross=gross)
        assert charged.net == charged.gross == tax_line(line, rates(rate), gross=gross).net
        assert not charged.tax
