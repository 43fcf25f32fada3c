"""`cleeng`: the one command-line program.

Exit status 0: done; 1: failed, with a message on standard error; 2: wrong usage.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from cleeng.api import CleengError
from cleeng.cli import (
    clock,
    database,
    demo,
    explain,
    init_config,
    invoices,
    places,
    plugins,
    protect,
    publishers,
    rates,
    refunds,
    returns,
    tax,
    work,
)
from cleeng.cli.installation import Installation


class Program(click.Group):
    """Turns what an operator has to put right into one message; anything else is a bug and shows its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except CleengError as error:
            raise click.ClickException(str(error)) from error
        except sa.exc.OperationalError as error:
            raise click.ClickException(f"The database cannot be used: {error.orig}") from error
        except BrokenPipeError:  # the reader has seen enough: click ends quietly
            raise
        except OSError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-c",
    "--config",
    "ini",
    envvar="CLEENG_INI",
    default="development.ini",
    show_default=True,
    show_envvar=True,
    type=click.Path(path_type=Path),
    help="The ini file.",
)
@click.version_option(version("cleeng-platform"), prog_name="cleeng")
@click.pass_context
def main(ctx: click.Context, ini: Path) -> None:
    """Run and steer a Cleeng installation."""
    ctx.obj = Installation(ini)
    ctx.call_on_close(ctx.obj.close)


for command in (
    database.group,
    publishers.group,
    protect.command,
    clock.group,
    work.worker,
    work.reconcile,
    refunds.command,
    explain.group,
    invoices.group,
    work.dead,
    rates.group,
    places.command,
    tax.group,
    plugins.command,
    demo.command,
    init_config.command,
):
    main.add_command(command)
tax.group.add_command(returns.command)
