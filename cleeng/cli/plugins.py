"""`cleeng plugins`."""

from __future__ import annotations

import click

from cleeng.cli.installation import Installation, json_option, pass_installation
from cleeng.cli.output import show


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
    lines = (f"{plugin:24} {', '.join(names)}".rstrip() for plugin, names in provided.items())
    show(provided, lines, as_json=as_json, nothing="no plugin: see cleeng.plugins in the ini")
