"""`cleeng tax`."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleeng.api import BadTaxTable, read_tax_table
from cleeng.cli.installation import Installation, json_option, pass_installation, publisher_option
from cleeng.cli.output import show
from cleeng.invoices.numbers import day_of

if TYPE_CHECKING:
    from cleeng.api import PartRate, Rate

_SEEN = re.compile(r"([1-9]\d*):([0-9a-f]{64})\Z")


def _seen(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[int, str] | None:
    """Read a head as `verify` prints it."""
    found = _SEEN.match(value) if value else None
    if value and found is None:
        raise click.BadParameter(f"{value!r} is no head: write it as it was printed, NUMBER:DIGEST")
    return (int(found[1]), found[2]) if found else None


@click.group("tax")
def group() -> None:
    """Rates, tax numbers and the evidence of sales."""


@group.command()
@publisher_option
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The day; today by default.")
@json_option
@pass_installation
def rates(installation: Installation, publisher_id: int, date: dt.datetime | None, as_json: bool) -> None:
    """List the rates that a publisher's rules have on a day for its usual goods."""
    publisher = installation.publisher(publisher_id)
    day = date.date() if date else day_of(publisher, publisher.clock.now())
    listed = [(name, part) for name, rule in publisher.providers["tax"].items() for part in rule.rates(day)]
    items = [
        {"rule": name, "jurisdiction": _place(part), "name": part.name, "rate": str(part.rate)} for name, part in listed
    ]
    lines = (f"{name:12} {_place(part):8} {part.rate:>7} %  {part.name}" for name, part in listed)
    show(items, lines, as_json=as_json, nothing="no rule of [tax] lists its rates")


@group.command("check-table")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--days", type=click.IntRange(1), default=400, show_default=True, help="Rows older than this are named.")
@json_option
@pass_installation
def check_table(installation: Installation, folder: Path, days: int, as_json: bool) -> None:
    """Check the tax table in FOLDER: every fault with its line, and rows that nobody compared for long."""
    try:
        table = read_tax_table(folder)
    except BadTaxTable as error:
        show(error.faults, error.faults, as_json=as_json)
        raise click.ClickException("the table cannot be used") from error
    today = installation.application.clocks.base.now().date()
    stale = [_stale(rate) for rate in table.stale(today, dt.timedelta(days=days))]
    show(
        stale, stale, as_json=as_json, nothing=f"{len(table.rates)} rates, {len(table.territories)} territories: sound"
    )


@group.command()
@publisher_option
@click.argument("country")
@click.argument("number")
@json_option
@pass_installation
def number(installation: Installation, publisher_id: int, country: str, number: str, as_json: bool) -> None:
    """Check the tax number of a business in COUNTRY, unless it is known to be valid."""
    publisher = installation.publisher(publisher_id)
    with installation.database.unit() as unit:
        found = installation.application.services(publisher, unit).tax_numbers.check(country.upper(), number)
    if found is None:
        raise click.ClickException(f"no rule of [tax] knows the numbers of {country}")
    names = ("status", "number", "name", "address", "consultation", "detail")
    facts = {name: str(getattr(found, name)) for name in names}
    if as_json:
        click.echo(json.dumps(facts))
        return
    for name, fact in facts.items():
        if fact:
            click.echo(f"{name:13} {fact}")


@group.command()
@publisher_option
@click.option("--seen", callback=_seen, metavar="NUMBER:DIGEST", help="A head that was noted: is it still there?")
@json_option
@pass_installation
def verify(installation: Installation, publisher_id: int, seen: tuple[int, str] | None, as_json: bool) -> None:
    """Go through the evidence of a publisher's sales, and print its head: note it elsewhere for the next time."""
    publisher = installation.publisher(publisher_id)
    with installation.database.unit(writes=False) as unit:
        found = installation.application.services(publisher, unit).tax_evidence.verify(seen)
    if as_json:
        value = {"records": found.records, "head": f"{found.records}:{found.head}", "breaks": list(found.breaks)}
        click.echo(json.dumps(value))
    else:
        for text in found.breaks:
            click.echo(text)
        click.echo(f"{found.records} records, head {found.records}:{found.head}")
    if found.breaks:
        raise click.ClickException("the evidence is not as it was recorded")


def _place(part: PartRate) -> str:
    return f"{part.jurisdiction}-{part.region}" if part.region else part.jurisdiction


def _stale(rate: Rate) -> str:
    place = "-".join(filter(None, (rate.country, rate.region)))
    return f"{place} {rate.product or rate.charge.value} {rate.rate} %: last compared on {rate.checked}"
