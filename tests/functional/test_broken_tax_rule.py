"""A tax rule of somebody else that breaks or talks nonsense: nothing is sold on its word, and the log names it."""

import pytest

from harness.eu import lines_of, text_of
from harness.till import GATEWAY, Till, heading

pytestmark = pytest.mark.db

RULE = """
import dataclasses
from decimal import Decimal

from cleeng.api import Money, TaxedLine, TaxPart, TaxQuote, TaxReason, TaxRule, hookimpl


class Broken(TaxRule):
    name = "broken"
    title = "Broken"
    behaves = staticmethod(lambda query: None)

    def quote(self, ctx, query):
        return Broken.behaves(query)

    def required_fields(self, seller, buyer):
        return ["vat_number"]

    def validate_tax_id(self, ctx, country, number):
        raise ValueError("no such country")


def raises(query):
    raise ValueError("no such country")


def cheapens(query):
    query.lines[0] = dataclasses.replace(query.lines[0], amount=Money(1, "EUR"))
    return TaxQuote([TaxedLine(x.id, x.amount, Money(0, "EUR"), x.amount) for x in query.lines], TaxReason.ZERO)


def takes_more_than_all(query):
    amount, tax = query.lines[0].amount, Money(5000, "EUR")
    parts = [TaxPart("NO", "VAT", Decimal(20), tax)]
    return TaxQuote([TaxedLine(query.lines[0].id, amount - tax, tax, amount, parts)], TaxReason.STANDARD)


def gives_away(query):
    nothing = Money(0, "EUR")
    return TaxQuote([TaxedLine(x.id, nothing, nothing, nothing) for x in query.lines], TaxReason.REVERSE_CHARGE)


@hookimpl
def cleeng_tax_rules():
    return [Broken]
"""


@pytest.fixture
def broken_till(installation, install_plugin):
    install_plugin("tax_broken", RULE)
    installation.plugins += ["payment_sandbox", "tax_broken"]
    installation.add_publisher(more=f"{GATEWAY}\n[tax]\nuse = broken\n", without=("[tax]", "use = flat"))
    return Till(installation)


@pytest.fixture
def behave(broken_till, monkeypatch):
    """Have the rule behave like one of its functions."""

    def behave(name):
        broken_till.browser().open(broken_till.sell(title="Loads the plugin"))
        import tax_broken  # noqa: PLC0415 - made by this test's fixture

        monkeypatch.setattr(tax_broken.Broken, "behaves", staticmethod(getattr(tax_broken, name)))

    return behave


@pytest.mark.parametrize("name", ["raises", "cheapens", "takes_more_than_all", "gives_away"])
def test_nothing_is_sold_on_the_word_of_a_broken_rule(broken_till, behave, name, caplog):
    behave(name)
    visitor = broken_till.browser()
    page = visitor.sign_up(broken_till.sell(price=1000))
    assert lines_of(page)[-1] == "The tax is worked out before you pay."
    assert heading(visitor.pay(page, status=503)) == "The tax cannot be worked out just now"
    assert broken_till.bank.charges() == []
    told = [record for record in caplog.records if "is broken" in record.getMessage()]
    assert {record.rule for record in told} == {"broken"}


def test_a_rule_that_breaks_over_a_number_lets_the_buyer_pay_like_a_consumer(broken_till):
    visitor = broken_till.browser()
    form = visitor.filled(visitor.sign_up(broken_till.sell(price=1000)))
    form["vat_number"] = "NO123456785MVA"
    page = form.submit("action", value="pay", status=422)
    assert "could not be checked" in text_of(page.html.select_one("[role=alert]"))
    assert heading(visitor.pay(page)) == "Paid. Enjoy."
    assert [amount for _, amount in broken_till.bank.charges()] == [1000]
