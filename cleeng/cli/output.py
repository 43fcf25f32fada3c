"""How commands print lists: lines for people, one JSON value for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def show(items: Collection[Any], lines: Iterable[str], *, as_json: bool, nothing: str = "") -> None:
    """Print `items` as JSON, or a line for each; where there are none, say `nothing`.

    What changes things is silent where there is nothing to do, for the sake of those who run it every hour.
    """
    if as_json:
        click.echo(json.dumps(items))
        return
    for line in lines:
        click.echo(line)
    if nothing and not items:
        click.echo(nothing)
