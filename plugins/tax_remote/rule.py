"""The rule: the service says which rates hold for a buyer; the amounts are worked out here, like everybody's."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, HttpUrl, SecretStr

from cleeng.api import (
    NoAnswer,
    Prepared,
    ProviderSettings,
    RateKind,
    TaxQuote,
    TaxReason,
    TaxRule,
    TaxUnknown,
    free_line,
    means_gross,
    post_json,
    tax_line,
)

from .answer import Answer, read_answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleeng.api import Context, Party, TaxableLine, TaxedLine, TaxQuery


class RemoteSettings(ProviderSettings):
    """Where the service is, and what happens while it cannot be asked."""

    url: HttpUrl
    api_key: SecretStr
    timeout: Annotated[float, Field(gt=0, le=30)] = 5
    fallback: Literal["refuse", "next"] = "refuse"
    ask_postcode: Annotated[str, Field(pattern=r"^([A-Z]{2}( [A-Z]{2})*)?$")] = "US CA"
    inclusive: bool | None = None


class RemoteTax(TaxRule):
    """Asks a service for the rates at a buyer's place, and keeps the answer as long as the service says."""

    name = "remote"
    title = "Tax service"
    Settings = RemoteSettings

    def required_fields(self, seller: Party, buyer: Party) -> Sequence[str]:
        """Ask for the postcode in the countries that the settings name."""
        return ["postcode"] if buyer.country in self.settings.ask_postcode.split() else []

    def prepare(self, ctx: Context, query: TaxQuery) -> Prepared | None:
        """Ask the service about this buyer.

        :raises TaxUnknown: it was not reached, or said something that cannot be used.
        """
        if not query.buyer.country:
            return None
        said = self._post(ctx, "rates", _question(query))
        answer = read_answer(said)
        return Prepared(answer.model_dump(mode="json"), ctx.clock.now() + dt.timedelta(seconds=answer.fresh_for))

    def quote(self, ctx: Context, query: TaxQuery) -> TaxQuote | None:
        """Tax the lines at the rates that the service said; before it was asked nobody knows."""
        if not query.buyer.country:
            return None
        if query.prepared is None:
            if self.settings.fallback == "next":
                return None
            raise TaxUnknown("the tax service was not asked about this buyer, or did not answer")
        answer = read_answer(query.prepared)
        if not answer.handled:
            return None
        lines = [self._taxed(line, query.buyer.country, answer) for line in query.lines]
        facts = {"rule": self.name, "reference": answer.reference, "rate_source": str(self.settings.url)}
        return TaxQuote(lines, _reason(lines, answer), answer.invoice_text, facts=facts)

    def commit(self, ctx: Context, invoice: Mapping[str, Any]) -> None:
        """Tell the service of an invoice, under its number.

        :raises NoAnswer: it was not reached; the core tells it again.
        """
        self._tell(ctx, "invoices", invoice)

    def refund(self, ctx: Context, credit_note: Mapping[str, Any]) -> None:
        """Tell the service of a credit note, under its number.

        :raises NoAnswer: it was not reached; the core tells it again.
        """
        self._tell(ctx, "credit-notes", credit_note)

    def _taxed(self, line: TaxableLine, country: str, answer: Answer) -> TaxedLine:
        rates = answer.rates_of(line.product)
        if not rates:
            return free_line(line)
        return tax_line(line, rates, gross=means_gross(line, country, self.settings.inclusive))

    def _post(self, ctx: Context, what: str, body: Mapping[str, Any]) -> Any:
        try:
            return self._exchange(ctx, what, body, {})
        except NoAnswer as error:
            raise TaxUnknown(f"the tax service: {error}") from error

    def _tell(self, ctx: Context, what: str, document: Mapping[str, Any]) -> None:
        # Publishers may have the same series of numbers, and the same account with the service.
        self._exchange(ctx, what, document, {"Idempotency-Key": f"{ctx.publisher.id}-{document['number']}"})

    def _exchange(self, ctx: Context, what: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
        key = {"Authorization": f"Bearer {self.settings.api_key.get_secret_value()}"}
        url = f"{str(self.settings.url).rstrip('/')}/{what}"
        return post_json(url, body, timeout=min(self.settings.timeout, ctx.timeout), headers={**key, **headers})


def _question(query: TaxQuery) -> dict[str, Any]:
    seller, buyer = query.seller, query.buyer
    return {
        "date": query.date.isoformat(),
        "seller": {"country": seller.country, "taxId": seller.tax_id},
        "buyer": {
            "country": buyer.country,
            "region": buyer.region,
            "postcode": buyer.postcode,
            "taxId": buyer.tax_id,
            "taxIdStatus": buyer.tax_id_status,
        },
        "evidence": [{"source": e.source, "country": e.country, "region": e.region} for e in query.evidence],
        "products": sorted({line.product for line in query.lines}),
    }


def _reason(lines: Sequence[TaxedLine], answer: Answer) -> TaxReason:
    """Return why: where something is taxed it is for that; else as the service says."""
    parts = [part for line in lines for part in line.parts]
    if not parts:
        return answer.reason
    return TaxReason.STANDARD if any(part.kind is RateKind.STANDARD for part in parts) else TaxReason.REDUCED
