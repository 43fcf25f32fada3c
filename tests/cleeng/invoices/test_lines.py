"""Credit notes reckoned as values: whatever goes back, and in whatever steps, nothing is lost and nothing invented."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Money, TaxReason
from cleeng.invoices.errors import TooMuchCredited
from cleeng.invoices.lines import Line, TaxShare, credited, lines_of
from cleeng.invoices.models import LineKind
from cleeng.invoices.shares import split
from cleeng.pricing.parts import Charge, Fee, Tax
from cleeng.pricing.quote import Quote

CURRENCIES = ("EUR", "JPY", "KWD")
EUR_10 = Money(1000, "EUR")
amounts = st.integers(0, 10**9)


def line(position, net, taxes, currency="EUR"):
    nothing = Money(0, currency)
    shares = [
        TaxShare(number, "US", "", "Sales tax", TaxReason.STANDARD, Decimal("8.875"), Money(tax, currency))
        for number, tax in enumerate(taxes, 1)
    ]
    return Line(position, LineKind.OFFER, "A film", nothing, nothing, Money(net, currency), shares)


@st.composite
def invoices(draw):
    currency = draw(st.sampled_from(CURRENCIES))
    parts = draw(st.lists(st.tuples(amounts, st.lists(amounts, max_size=3)), min_size=1, max_size=4))
    found = [line(number, net, taxes, currency) for number, (net, taxes) in enumerate(parts, 1)]
    return found if total(found) else [line(1, 1, [], currency)]


def total(lines):
    return sum(one.total.minor for one in lines)


def by_part(lines):
    parts = {(one.position, 0): one.net.minor for one in lines}
    return parts | {(one.position, share.position): share.amount.minor for one in lines for share in one.taxes}


@given(invoices(), st.data())
def test_credits_of_everything_take_back_each_part_exactly(billed, data):
    notes, left = [], total(billed)
    while left:
        step = data.draw(st.integers(1, left)) if len(notes) < 5 else left
        notes.append(credited(billed, notes, Money(step, billed[0].net.currency)))
        assert total(notes[-1]) == step
        assert min(by_part(notes[-1]).values()) >= 0
        left -= step
    back = [by_part(note) for note in notes]
    assert {key: sum(note.get(key, 0) for note in back) for key in by_part(billed)} == by_part(billed)


@given(invoices(), st.data())
def test_a_part_is_within_one_minor_unit_of_its_proportion(billed, data):
    amount = data.draw(st.integers(1, total(billed)))
    back = by_part(credited(billed, [], Money(amount, billed[0].net.currency)))
    for key, minor in by_part(billed).items():
        assert abs(back.get(key, 0) * total(billed) - amount * minor) < total(billed)


@given(invoices())
def test_more_than_was_billed_is_never_credited(billed):
    with pytest.raises(TooMuchCredited):
        credited(billed, [], Money(total(billed) + 1, billed[0].net.currency))


def test_the_largest_fractions_get_the_units_that_are_left_over():
    assert split(250, [419, 80]) == [210, 40]
    assert split(2, [1, 1, 1]) == [1, 1, 0]
    assert split(0, [5, 0]) == [0, 0]
    assert split(0, []) == []


@pytest.mark.parametrize("amount", [-1, 6])
def test_what_is_not_there_cannot_be_split(amount):
    with pytest.raises(ValueError, match="not between nothing and 5"):
        split(amount, [5, 0])


@pytest.mark.parametrize(
    ("reason", "kind"), [("standard", "zero"), ("reduced", "zero"), ("exempt", "exempt"), ("not_registered",) * 2]
)
def test_what_is_not_taxed_beside_what_is_has_the_rate_zero(reason, kind):
    taxed = Charge("A1", EUR_10, (Tax("DE", "VAT", Decimal(19), Money(190, "EUR")),))
    charges = (taxed, Charge("service fee", EUR_10, ()))
    fees = (Fee("service", Decimal(3), EUR_10),)
    rest = {"taxes": taxed.taxes, "prices_include_tax": False, "explain": tuple, "charges": charges, "fees": fees}
    quote = Quote("A film", EUR_10, net=Money(2000, "EUR"), total=Money(2190, "EUR"), reason=reason, **rest)
    assert [share.kind for line in lines_of(quote, "DE") for share in line.taxes] == ["standard", kind]
