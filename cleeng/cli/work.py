"""`cleeng worker`, `cleeng reconcile` and `cleeng dead`."""

from __future__ import annotations

import signal

import click

from cleeng.cli.installation import Installation, json_option, pass_installation
from cleeng.cli.output import show
from cleeng.dead import dead_rows, revive
from cleeng.payments.reconcile import reconcile as reconcile_all
from cleeng.web.app import configure
from cleeng.worker import build_worker


@click.command()
@click.option("--once", is_flag=True, help="Do all that is due, and end.")
@pass_installation
def worker(installation: Installation, once: bool) -> None:
    """Do the background work until SIGINT or SIGTERM; the row in hand is finished first."""
    application = installation.do_business()
    configure(application).commit()  # what plugins put in the place of our templates goes for mails as well
    work = build_worker(application)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: work.stop())
    if once:
        click.echo(f"{work.drain()} done")
    else:
        work.run_forever()


@click.command()
@json_option
@pass_installation
def reconcile(installation: Installation, as_json: bool) -> None:
    """Ask the gateways about every unsettled payment and refund now, and print what changed."""
    changes = list(reconcile_all(installation.do_business()))
    items = [change.to_json() for change in changes]
    show(items, map(str, changes), as_json=as_json)
    if any(change.error for change in changes):
        raise click.ClickException("not everything could be asked")


@click.command()
@click.option("--retry", is_flag=True, help="Have them tried again from the start.")
@json_option
@pass_installation
def dead(installation: Installation, retry: bool, as_json: bool) -> None:
    """List the work that failed too often and waits for a person."""
    with installation.database.unit(writes=retry) as unit:
        rows = dead_rows(unit.db)
        if retry:
            revive(unit.db, rows, installation.application.clocks)
        items = [row.to_json() for row in rows]
    lines = (
        f"{item['table']} {item['publisher'] or 'installation'} {item['id']} since {item['since']}: {item['error']}"
        for item in items
    )
    show(items, lines, as_json=as_json, nothing="nothing waits for a person")
