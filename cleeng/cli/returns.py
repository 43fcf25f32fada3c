"""`cleeng tax return`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from cleeng.cli.installation import Installation, json_option, pass_installation, publisher_option
from cleeng.invoices.numbers import day_of
from cleeng.rates.errors import NoRate
from cleeng.rates.service import RateService
from cleeng.returns.errors import PeriodInvalid
from cleeng.returns.period import Period
from cleeng.returns.service import ReturnService, Scheme
from cleeng.settings.publisher import known_country, known_currency

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleeng.api import ExchangeRateProvider
    from cleeng.publishers.publisher import Publisher
    from cleeng.returns.rows import TaxReturn


def _period(_ctx: click.Context, _param: click.Parameter, value: str) -> Period:
    try:
        return Period.parse(value)
    except PeriodInvalid as error:
        raise click.BadParameter(str(error)) from error


def _code(check: Callable[[str], str]) -> Callable[[click.Context, click.Parameter, str], str]:
    def read(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
        try:
            return check(value.upper()) if value else ""
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    return read


@click.command("return")
@publisher_option
@click.option(
    "--scheme",
    type=click.Choice([scheme.value for scheme in Scheme]),
    required=True,
    help="For the One Stop Shop, or at home.",
)
@click.option("--period", callback=_period, required=True, metavar="2026Q3", help="Or 2026-07, or 2026: domestic only.")
@click.option(
    "--country", callback=_code(known_country), default="", help="Where it is filed; the publisher's country."
)
@click.option("--currency", callback=_code(known_currency), default="EUR", show_default=True, help="Of the OSS return.")
@json_option
@pass_installation
def command(
    installation: Installation,
    publisher_id: int,
    scheme: str,
    period: Period,
    country: str,
    currency: str,
    as_json: bool,
) -> None:
    """Print what a return for a period is made of, as CSV: what was issued in it, by the publisher's calendar.

    What else a person has to know stands on standard error: that it is a nil return, or not final yet.
    """
    publisher = installation.publisher(publisher_id)
    with installation.database.unit(writes=False) as unit:
        provider: ExchangeRateProvider | None = publisher.first("rates")
        clock = installation.application.clocks.base
        rates = RateService(unit.db, clock, provider) if provider else None
        try:
            made = ReturnService(unit.db, publisher, rates).make(
                Scheme(scheme), period, country=country, currency=currency
            )
        except NoRate as error:
            raise click.ClickException(f"{error}: run `cleeng rates update`, and again") from error
    final = period.last < day_of(publisher, publisher.clock.now())
    if as_json:
        click.echo(json.dumps({"publisher": publisher.id, "final": final, **made.to_json()}))
    else:
        click.echo(made.to_csv(), nl=False)
    for line in _remarks(publisher, made, final=final):
        click.echo(line, err=True)


def _remarks(publisher: Publisher, made: TaxReturn, *, final: bool) -> list[str]:
    """Return what a person has to know of a return."""
    remarks = []
    if not final:
        remarks.append(f"not final: the period lasts until {made.last}")
    if made.nil:
        filed = f": it is filed all the same, until {made.due}" if made.due else ""
        remarks.append(f"a nil return{filed}")
    if any(row.section == "too_late" for row in made.rows):
        remarks.append("some corrections are too late for a return: ask those member states for the tax")
    if made.unconverted and made.payable is not None:
        rows = "1 row is" if made.unconverted == 1 else f"{made.unconverted} rows are"
        missing = f"{rows} not in {made.payable.currency}, since the invoices name no rate"
        remarks.append(f"{missing}: convert what belongs into the return")
    if publisher.info.sandbox:
        remarks.append("sales of a sandbox: nobody paid this")
    return remarks
