"""Taxes in the currency of the state that gets them."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from cleeng.api import Money, TaxReason
from cleeng.invoices.lines import Line, TaxShare, credited
from cleeng.invoices.models import LineKind
from cleeng.invoices.named_rate import in_local
from cleeng.invoices.sheet import sheet
from cleeng.orders.buyer import Buyer
from cleeng.testing.context import MOMENT
from cleeng.words import Words, locale_of

IN_KRONOR = {"currency": "SEK", "rate": "11.2345", "date": "2028-02-28", "source": "European Central Bank", "tax": 1123}


@pytest.fixture
def invoice(installation, till):
    """Buy as a German who pays in a currency; give the invoice's id."""

    def invoice(currency):
        offer = till.sell()
        with installation.services() as ours:
            customer_id = ours.sign_in.register("lena@example.com", "hurdles400")
            order = ours.orders.start(offer, Buyer("DE", "DE", customer_id, currency))
            ours.orders.complete(order)
            return ours.invoices.of_order(order.id).id

    return invoice


@pytest.mark.db
def test_the_tax_of_an_invoice_in_another_currency_is_said_in_the_states_too(installation, exchange, invoice):
    exchange()
    id_ = invoice("USD")
    with installation.services() as ours:
        document = ours.invoices.get(id_)
        lines = ours.invoices.lines(document)
        (share,) = lines[0].taxes
        assert share.amount == Money(88, "USD")
        local = {key: share.local[key] for key in ("currency", "tax", "rate", "date")}
        assert local == {"currency": "EUR", "tax": 80, "rate": "0.9090909091", "date": str(MOMENT.date())}
        words = Words(locale_of("en_US", "en"), ZoneInfo("Europe/Berlin"))
        (_, note, *_) = sheet(words, document, lines).notes
        said = (
            "19\N{NO-BREAK SPACE}% VAT (Germany) is 0.80\N{NO-BREAK SPACE}EUR at the rate 0.9090909091 of 29 Feb 2028"
        )
        assert note == f"{said} (European Central Bank)."


def test_in_the_states_own_currency_it_is_said_once(installation, exchange, invoice):
    exchange()
    id_ = invoice("EUR")
    with installation.services() as ours:
        (line,) = ours.invoices.lines(ours.invoices.get(id_))
        assert [share.local for share in line.taxes] == [{}]


def test_credits_of_everything_take_back_exactly_what_was_said():
    share = TaxShare(1, "SE", "", "VAT", TaxReason.STANDARD, Decimal(25), Money(100, "EUR"), IN_KRONOR)
    nothing = Money(0, "EUR")
    billed = [Line(1, LineKind.OFFER, "A film", nothing, nothing, Money(400, "EUR"), (share,))]
    notes = []
    for minor in (33, 167, 1, 299):
        notes.append(credited(billed, notes, Money(minor, "EUR")))
    back = [line.taxes[0].local["tax"] for note in notes for line in note]
    assert sum(back) == in_local(share.amount, IN_KRONOR).minor == IN_KRONOR["tax"]
    assert all(minor >= 0 for minor in back)
