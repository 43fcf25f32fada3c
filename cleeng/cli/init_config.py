"""`cleeng init-config`."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import click

#: What of the sample configuration is copied; the rest is for tests.
PATTERNS = ("development.ini", "production.ini", "publishers/**/*.*")


@click.command("init-config")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Copy the sample configuration into FOLDER: an installation to run, and one to make your own."""
    with as_file(files("cleeng_config")) as samples:
        found = sorted({path.relative_to(samples) for pattern in PATTERNS for path in samples.glob(pattern)})
        taken = [str(folder / path) for path in found if (folder / path).exists()]
        if taken:
            raise click.ClickException(f"nothing was copied, these are there already: {', '.join(taken)}")
        for path in found:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes((samples / path).read_bytes())
            click.echo(folder / path)
    click.echo(f"Now: cd {folder} && cleeng db upgrade && cleeng demo && pserve development.ini")
