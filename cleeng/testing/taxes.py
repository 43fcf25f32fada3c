"""What holds for tax rules."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleeng.api import Evidence, Money, Party, TaxableLine, TaxIdStatus, TaxQuery, TaxReason
from cleeng.taxes.answers import WrongTax, check, noted
from cleeng.testing.providers import ProviderContract

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.api import TaxedLine, TaxQuote, TaxRule

#: The least a line can cost up to more than any does, in minor units of currencies with 0, 2 and 3 digits.
AMOUNTS = st.builds(Money, st.integers(0, 10**12), st.sampled_from(["EUR", "JPY", "KWD"]))
COUNTRIES = ("DE", "US", "CA", "NO", "JP", "")


@st.composite
def queries(draw: st.DrawFn, countries: Sequence[str] = COUNTRIES) -> TaxQuery:
    """Draw a question as checkout asks it; a buyer's country may not be known yet, and is then "".

    Evidence may contradict it, and a business may have shown a number that is valid, or not.
    """
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD"]))
    amounts = draw(st.lists(st.integers(0, 10**12), min_size=1, max_size=5))
    inclusion = st.sampled_from([None, True, False])
    lines = [
        TaxableLine(str(n), Money(minor, currency), "streaming", draw(inclusion)) for n, minor in enumerate(amounts)
    ]
    country = st.sampled_from(countries)
    home = draw(country.filter(bool))
    seller = Party(home, tax_id=draw(st.sampled_from(["", f"{home}123456789"])))
    where = draw(country)
    status = draw(st.sampled_from(["", *TaxIdStatus])) if where else ""
    buyer = Party(where, tax_id=f"{where}123456789" if status else "", tax_id_status=status)
    evidence = draw(st.lists(st.builds(Evidence, st.sampled_from(["ip", "card", "declaration"]), country), max_size=3))
    return TaxQuery(lines, seller, buyer, dt.date(2026, 12, 12), evidence)


class TaxRuleContract(ProviderContract):
    """For every tax rule.  `countries` are worth asking it about."""

    countries: Sequence[str] = COUNTRIES

    @abstractmethod
    def provider(self) -> TaxRule:
        """Build the rule under test."""

    # The same test runs in many subclasses, each with a rule of its own.
    @settings(suppress_health_check=[HealthCheck.differing_executors], deadline=None, report_multiple_bugs=False)
    @given(data=st.data())
    def test_answers_add_up(self, data: st.DataObject) -> None:
        query = data.draw(queries(self.countries))
        quote = self.provider().quote(self.context(), query)
        if quote is None:
            return
        assert not _fault(query.lines, quote)
        for asked, taxed in zip(query.lines, quote.lines, strict=True):
            _adds_up(asked, taxed, quote.reason)
            assert _is_explained(quote, taxed)

    @settings(suppress_health_check=[HealthCheck.differing_executors], deadline=None, report_multiple_bugs=False)
    @given(data=st.data())
    def test_only_a_number_that_is_valid_saves_the_tax(self, data: st.DataObject) -> None:
        query = data.draw(queries(self.countries))
        quote = self.provider().quote(self.context(), query)
        if quote is not None and quote.reason is TaxReason.REVERSE_CHARGE:
            assert query.buyer.tax_id_status == TaxIdStatus.VALID
            assert quote.invoice_text, "the invoice has to say so"

    @settings(suppress_health_check=[HealthCheck.differing_executors], deadline=None, report_multiple_bugs=False)
    @given(data=st.data())
    def test_the_same_question_has_the_same_answer(self, data: st.DataObject) -> None:
        query = data.draw(queries(self.countries))
        assert self.provider().quote(self.context(), query) == self.provider().quote(self.context(), query)

    def test_asks_for_fields_that_checkout_knows(self) -> None:
        for country in filter(None, self.countries):
            fields = self.provider().required_fields(Party(country), Party(country))
            assert set(fields) <= {"postcode", "vat_number"}


def _fault(lines: Sequence[TaxableLine], quote: TaxQuote) -> str:
    """Return why the core would sell nothing on an answer, "" if it would."""
    try:
        check(noted(lines), quote)
    except WrongTax as error:
        return str(error)
    return ""


def _adds_up(asked: TaxableLine, taxed: TaxedLine, reason: TaxReason) -> None:
    assert taxed.net + taxed.tax == taxed.gross
    assert Money(0, asked.amount.currency) <= taxed.tax
    if reason is TaxReason.REVERSE_CHARGE:
        assert taxed.gross <= asked.amount
        return
    given_as = {True: [taxed.gross], False: [taxed.net], None: [taxed.net, taxed.gross]}
    assert asked.amount in given_as[asked.includes_tax]


def _is_explained(quote: TaxQuote, taxed: TaxedLine) -> bool:
    """Whoever pays tax is told whose, and only a taxing reason takes any."""
    if not taxed.tax:
        return True
    parts = Money.sum((part.amount for part in taxed.parts), taxed.tax.currency)
    return parts == taxed.tax and quote.reason in {TaxReason.STANDARD, TaxReason.REDUCED}
