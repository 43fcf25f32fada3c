"""Baskets at random, priced twice: by the program, and by an oracle on fractions that shares none of its code."""

import datetime as dt
import random
from decimal import Decimal

import pytest

from cleeng.api import Money, TaxedLine, TaxPart, TaxQuote, TaxReason
from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import LocalOffer
from cleeng.coupons.coupon import Coupon
from cleeng.coupons.models import CampaignKind
from cleeng.invoices.lines import credited, lines_of
from cleeng.pricing.calculation import quote
from cleeng.pricing.conversion import convert
from cleeng.pricing.terms import Terms
from harness import campaign, oracle

BASKETS = campaign.size(small=5_000, full=100_000)
#: Tests of a run, so that they share the work.
PARTS = 4
PART = [pytest.param(range(n, BASKETS, PARTS), id=str(n)) for n in range(PARTS)]


def rule(basket):
    """Tax each line at each of the basket's rates."""

    def line_of(line):
        rates = [Decimal(rate) for rate in basket.rates]
        tax = line.amount.tax_included if basket.inclusive else line.amount.percent
        parts = [TaxPart("XX", f"tax {n}", rate, tax(rate)) for n, rate in enumerate(rates)]
        taxes = Money.sum((part.amount for part in parts), line.amount.currency)
        net = line.amount - taxes if basket.inclusive else line.amount
        return TaxedLine(line.id, net, taxes, net + taxes, parts)

    return lambda lines: TaxQuote([line_of(line) for line in lines], TaxReason.STANDARD)


def priced(basket):
    """Let the program price a basket."""
    base = Money(basket.minor, basket.currency)
    conversion = None
    if basket.rate is not None:
        conversion = convert(base, basket.target, Decimal(basket.rate), date=basket.date, source="test")
    type_ = OfferType.SUBSCRIPTION if basket.subscription else OfferType.SINGLE
    period = "month" if basket.subscription else ""
    offer = LocalOffer(100000001, 1, type_, "DE", True, "A film", "", "", base, period, free_days=7)
    kind = CampaignKind.SUBSCRIPTION if basket.subscription else CampaignKind.COUPON
    coupon = basket.coupon and Coupon(
        "C", 1, kind, Decimal(basket.coupon), first_period=basket.first_period, periods=basket.periods
    )
    terms = Terms(basket.trial, coupon or None, conversion=conversion, service_fee=Decimal(basket.fee))
    return quote(offer, rule(basket), terms)


def minor(amount):
    return None if amount is None else amount.minor


@pytest.mark.parametrize("seeds", PART)
def test_the_program_and_the_oracle_agree_on_every_number(seeds):
    for seed in seeds:
        basket = oracle.draw(seed)
        said = priced(basket)
        discount = said.discount
        answer = oracle.Answer(
            price=said.price.minor,
            off=discount.amount.minor if discount else 0,
            fee=sum(fee.amount.minor for fee in said.fees),
            net=said.net.minor,
            tax=said.tax.minor,
            total=said.total.minor,
            recurring=minor(said.recurring),
            reduced=minor(discount.reduced) if discount else None,
        )
        assert answer == oracle.price(basket), (seed, basket)


@pytest.mark.parametrize("seeds", PART)
def test_the_lines_add_up_and_none_is_below_zero(seeds):
    for seed in seeds:
        said = priced(oracle.draw(seed))
        lines = said.price - (said.discount.amount if said.discount else Money(0, said.price.currency))
        lines += Money.sum((fee.amount for fee in said.fees), said.price.currency)
        assert lines == (said.net + said.tax if said.prices_include_tax else said.net), seed
        if not said.in_trial:
            assert said.total == said.net + said.tax, seed
        amounts = [said.price, said.net, said.total, said.tax, *(tax.amount for tax in said.taxes)]
        assert min(amount.minor for amount in amounts) >= 0, seed
        shown = Money.sum((step.amount for step in said.why if step.kind == "tax" and step.amount), said.net.currency)
        assert shown == said.tax, seed


@pytest.mark.parametrize("seeds", PART)
def test_a_tax_on_top_is_the_same_as_the_tax_within_what_it_came_to(seeds):
    for seed in seeds:
        r = random.Random(seed)
        net = Money(r.randrange(10 ** r.randrange(1, 12)), r.choice(list(oracle.DIGITS)))
        rate = Decimal(r.randrange(5001)) / 100
        on_top = net.percent(rate)
        assert (net + on_top).tax_included(rate) == on_top, seed


@pytest.mark.parametrize("seeds", PART)
def test_credit_notes_in_any_parts_take_back_exactly_what_was_billed(seeds):
    for seed in seeds:
        said = priced(oracle.draw(seed))
        if said.in_trial or not said.total:
            continue
        billed, notes, r, left = lines_of(said, "DE"), [], random.Random(seed), said.total.minor
        while left:
            part = r.randint(1, left) if len(notes) < 4 else left
            notes.append(credited(billed, notes, Money(part, said.total.currency)))
            assert sum(line.total.minor for line in notes[-1]) == part, seed
            left -= part
        net = sum(line.net.minor for note in notes for line in note)
        taxes = {}
        for share in (share for note in notes for line in note for share in line.taxes):
            taxes[share.position] = taxes.get(share.position, 0) + share.amount.minor
        assert net == said.net.minor, seed
        assert [taxes.get(n, 0) for n in range(1, len(said.taxes) + 1)] == [t.amount.minor for t in said.taxes], seed


def test_the_oracle_draws_what_matters():
    drawn = [oracle.draw(seed) for seed in range(BASKETS)]
    assert {b.currency for b in drawn} == set(oracle.DIGITS)
    assert {(b.subscription, b.inclusive, b.coupon is None, b.trial) for b in drawn} == {
        (s, i, c, t) for s in (True, False) for i in (True, False) for c in (True, False) for t in (True, False)
    }
    assert any(len(b.rates) > 1 for b in drawn)
    assert all(isinstance(b.date, dt.date) for b in drawn)
