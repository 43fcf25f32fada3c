"""`cleeng invoices`."""

from __future__ import annotations

from dataclasses import asdict

import click

from cleeng.cli.installation import Installation, json_option, pass_installation
from cleeng.cli.output import show
from cleeng.invoices.audit import Series, audit


@click.group("invoices")
def group() -> None:
    """Invoices and credit notes."""


@group.command()
@json_option
@pass_installation
def check(installation: Installation, as_json: bool) -> None:
    """Look for missing numbers and for documents that do not add up; ends with 1 if there are any.

    What documents do not say of the seller, since the ini did not, stands on standard error.
    """
    with installation.database.unit(writes=False) as unit:
        found = audit(unit.db)
    show([asdict(one) for one in found], map(_line, found), as_json=as_json, nothing="nothing is issued yet")
    for one in found:
        for lack in one.lacks:
            click.echo(f"{one.publisher_id}  {one.series:20} {lack}: complete the publisher's ini", err=True)
    wrong = sum(len(one.faults) for one in found)
    if wrong:
        raise click.ClickException("1 fault" if wrong == 1 else f"{wrong} faults")


def _line(one: Series) -> str:
    state = "; ".join(one.faults) or "no gap, all add up"
    return f"{one.publisher_id}  {one.series:20} {one.issued:>9} issued, the last is {one.last}: {state}"
