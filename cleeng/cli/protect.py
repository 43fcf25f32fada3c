"""`cleeng protect`."""

from __future__ import annotations

import json
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleeng.cli.installation import Installation, json_option, pass_installation, publisher_option
from cleeng.protection import feeds
from cleeng.protection.report import Outcome, Report
from cleeng.protection.rules import Rule, configured
from cleeng.settings.protection import FORMATS, Feed, format_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleeng.protection.report import Line
    from cleeng.publishers.publisher import Publisher

#: Videos of one transaction.
_CHUNK = 200
_QUIET = {Outcome.UNCHANGED}


@click.command("protect")
@publisher_option
@click.option("--feed", "names", multiple=True, metavar="NAME", help="Only this feed of the publisher's ini.")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="How FILE is to be read.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@json_option
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_installation
def command(
    installation: Installation,
    publisher_id: int,
    names: tuple[str, ...],
    format_: str | None,
    dry_run: bool,
    as_json: bool,
    file: Path | None,
) -> None:
    """Make offers of the videos of FILE, or of the feeds of the publisher's ini, as its [protect:...] rules say."""
    publisher = installation.publisher(publisher_id)
    rules = configured(publisher.settings.protection)
    if not rules:
        raise click.UsageError(f"{publisher.settings.path.name} has no [protect:NAME]")
    total = Report()
    for name, feed in _feeds(publisher, names, file, format_).items():
        wanted = [rule for rule in rules if not name or name in (rule.feeds or (name,))]
        for report in _run(installation, publisher, feed, wanted, dry_run=dry_run):
            total.lines += report.lines
            total.unmatched += report.unmatched
            if not as_json:
                _show(report.lines)
    if as_json:
        click.echo(json.dumps({**total.counts(), "items": [line.to_json() for line in total.lines]}))
    else:
        counts = ", ".join(f"{count} {word}" for word, count in total.counts().items() if count) or "no video"
        click.echo(f"would be: {counts}" if dry_run else counts)
    if any(line.outcome is Outcome.REFUSED for line in total.lines):
        raise click.ClickException("not every video could be protected")


def _feeds(publisher: Publisher, names: tuple[str, ...], file: Path | None, format_: str | None) -> dict[str, Feed]:
    """Return what to read, by name; a file named by hand has none."""
    known = publisher.settings.protection.feeds
    if file is not None:
        read_as = format_ or format_of(file.name)
        if not read_as:
            raise click.BadParameter("the file's ending does not say it", param_hint="--format")
        return {"": Feed.model_validate({"source": str(file.resolve()), "format": read_as})}
    for name in names:
        if name not in known:
            raise click.BadParameter(
                f"there is no [feed:{name}] (known: {', '.join(known) or 'none'})", param_hint="--feed"
            )
    chosen = {name: feed for name, feed in known.items() if not names or name in names}
    if not chosen:
        raise click.UsageError(f"name a FILE: {publisher.settings.path.name} has no [feed:NAME]")
    return chosen


def _run(
    installation: Installation, publisher: Publisher, feed: Feed, rules: list[Rule], *, dry_run: bool
) -> Iterator[Report]:
    """Protect the videos of a feed, a transaction for some hundred; yield a report of each."""
    seen: set[str] = set()
    with closing(feeds.read(feed.source, feed.read_as, publisher.settings.path.parent)) as videos:
        while chunk := list(islice(videos, _CHUNK)):
            with installation.database.unit(writes=not dry_run) as unit:
                services = installation.application.services(publisher, unit)
                report = services.protection.protect(chunk, rules, dry_run=dry_run, seen=seen)
            yield report


def _show(lines: list[Line]) -> None:
    for line in lines:
        if line.outcome not in _QUIET:
            click.echo(str(line))
