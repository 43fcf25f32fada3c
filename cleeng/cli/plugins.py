"""`cleeng plugins`."""

from __future__ import annotations

import json

import click

from cleeng.cli.installation import Installation, json_option, pass_installation


@click.command("plugins")
@json_option
@pass_installation
def command(installation: Installation, as_json: bool) -> None:
    """List the plugins that are loaded and what each provides."""
    application = installation.application
    provided: dict[str, list[str]] = {name: [] for name in application.settings.plugins}
    for kind, providers in application.plugins.kinds.items():
        for name, registered in providers.items():
            provided[registered.plugin].append(f"{kind}: {name}")
    if as_json:
        click.echo(json.dumps(provided))
        return
    for plugin, names in provided.items():
        click.echo(f"{plugin:24} {', '.join(names)}".rstrip())
