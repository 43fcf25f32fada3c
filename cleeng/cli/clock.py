"""`cleeng clock`: a sandbox publisher's own time."""

from __future__ import annotations

import datetime as dt
import json

import click

from cleeng.cli.installation import Installation, json_option, pass_installation, publisher_option
from cleeng.publishers.service import PublisherService


@click.group("clock")
def group() -> None:
    """See and move a sandbox publisher's time."""


@group.command()
@publisher_option
@json_option
@pass_installation
def show(installation: Installation, publisher_id: int, as_json: bool) -> None:
    """Print the time that a publisher's business goes by."""
    _print(installation, publisher_id, as_json=as_json)


@group.command()
@publisher_option
@click.option("--days", type=click.IntRange(0, 3660), default=0)
@click.option("--hours", type=click.IntRange(0, 87840), default=0)
@json_option
@pass_installation
def advance(installation: Installation, publisher_id: int, days: int, hours: int, as_json: bool) -> None:
    """Move a sandbox publisher's time on; what comes due is done by the worker."""
    by = dt.timedelta(days=days, hours=hours)
    if not by:
        raise click.UsageError("say how far: --days N, --hours N or both")
    publisher = installation.publisher(publisher_id)
    with installation.database.unit() as unit:
        PublisherService(unit.db, installation.application.clocks.base).advance(publisher.id, by)
    _print(installation, publisher_id, as_json=as_json)


@group.command()
@publisher_option
@json_option
@pass_installation
def reset(installation: Installation, publisher_id: int, as_json: bool) -> None:
    """Let a sandbox publisher's time be real time again."""
    publisher = installation.publisher(publisher_id)
    with installation.database.unit() as unit:
        PublisherService(unit.db, installation.application.clocks.base).reset_clock(publisher.id)
    _print(installation, publisher_id, as_json=as_json)


def _print(installation: Installation, publisher_id: int, *, as_json: bool) -> None:
    publisher = installation.publisher(publisher_id)
    installation.database  # noqa: B018 - reached and up to date, or an error
    clocks = installation.application.clocks
    clocks.forget()
    now, offset = publisher.clock.now().isoformat(timespec="seconds"), clocks.offset(publisher_id)
    if as_json:
        value = {"publisher": publisher_id, "now": now, "aheadSeconds": int(offset.total_seconds())}
        click.echo(json.dumps(value))
        return
    click.echo(f"{now}  {f'{offset} ahead of real time' if offset else 'real time'}")
