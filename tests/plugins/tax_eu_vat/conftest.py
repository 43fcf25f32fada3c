import datetime as dt

import pytest

from cleeng.api import Evidence, Money, Party, TaxableLine, TaxQuery
from cleeng.testing.context import make_context
from cleeng.testing.vies import vies
from cleeng_plugins.tax_eu_vat import EuVat


@pytest.fixture
def register():
    with vies() as fake:
        yield fake


@pytest.fixture
def rule():
    """Build the rule from the texts of an ini."""
    return lambda **settings: EuVat(EuVat.Settings.model_validate(settings))


@pytest.fixture
def ask(rule):
    """Ask about 12.00 EUR for a buyer, as a checkout does."""

    def ask(
        country,
        *,
        seller="DE",
        number="DE136695976",
        amount=1200,
        on=dt.date(2026, 11, 23),
        settings=None,
        product="streaming",
        **more,
    ):
        seen = {name: more.pop(name) for name in ("ip", "card", "declaration") if name in more}
        evidence = [Evidence(source, where) for source, where in seen.items()]
        line = TaxableLine("film", Money(amount, "EUR"), product, more.pop("includes_tax", None))
        query = TaxQuery([line], Party(seller, tax_id=number), Party(country, **more), on, evidence)
        return rule(**(settings or {})).quote(make_context(), query)

    return ask
