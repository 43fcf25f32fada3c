"""What the commands work on: the installation that the ini describes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import click
import plaster

from cleeng import schema
from cleeng.application import Application

if TYPE_CHECKING:
    from pathlib import Path

    from cleeng.db import Database
    from cleeng.publishers.publisher import Publisher


@dataclass
class Installation:
    """The installation of one ini; everything is read when a command asks for it."""

    ini: Path

    @cached_property
    def application(self) -> Application:
        """The whole of it: settings, plugins, publishers.

        :raises ConfigurationError: naming every fault.
        """
        return Application.load(self.ini)

    @cached_property
    def database(self) -> Database:
        """The database, reached and up to date.

        :raises SchemaOutdated: it is empty or older than the program.
        """
        schema.check(self.application.database)
        return self.application.database

    def publisher(self, publisher_id: int) -> Publisher:
        """Return a configured publisher; any other id is wrong usage."""
        found = self.application.publishers.get(publisher_id)
        if found is None:
            known = ", ".join(str(publisher.id) for publisher in self.application.publishers) or "none"
            raise click.BadParameter(f"there is no publisher {publisher_id} (known: {known})", param_hint="--publisher")
        return found

    def close(self) -> None:
        """Leave the database."""
        if "application" in vars(self):
            self.application.database.dispose()

    def do_business(self) -> Application:
        """Return the installation, its database up to date, with logging as the ini says.

        Other commands leave logging alone: warnings go to standard error.
        """
        application = self.application
        schema.check(application.database)
        plaster.setup_logging(str(self.ini))
        logging.captureWarnings(capture=True)
        return application


pass_installation = click.make_pass_decorator(Installation)
publisher_option = click.option("--publisher", "publisher_id", type=int, required=True, help="The publisher's id.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
