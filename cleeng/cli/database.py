"""`cleeng db`."""

from __future__ import annotations

import click

from cleeng import schema
from cleeng.cli.installation import Installation, pass_installation
from cleeng.db import Database
from cleeng.home import prepare
from cleeng.settings import Faults, Settings


@click.group("db")
def group() -> None:
    """Look after the database."""


@group.command()
@pass_installation
def upgrade(installation: Installation) -> None:
    """Make the home folder and the secret if there are none, and bring the tables up to date.

    Needs neither plugins nor publishers, and does nothing if there is nothing to do.
    """
    faults = Faults()
    settings = Settings.load(installation.ini, faults)
    faults.check(only=settings.path)
    prepare(settings)
    database = Database(settings.database_url, settings.home)
    try:
        before, after = schema.upgrade(database)
    finally:
        database.dispose()
    if before != after:
        click.echo(f"database upgraded from {before or 'nothing'} to revision {after}")
