"""`cleeng rates`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleeng.api import CleengError
from cleeng.cli.installation import Installation, json_option, pass_installation
from cleeng.cli.output import show as show_items
from cleeng.rates.feeds import Feed, feeds
from cleeng.rates.models import RateFeed
from cleeng.rates.service import RateService
from cleeng.rates.update import RateUpdater, is_old

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from cleeng.rates.rate import RateTable
    from cleeng.rates.service import Update


@click.group("rates")
def group() -> None:
    """See to exchange rates."""


_source_option = click.option("--source", default="", help="Only this source, as `cleeng rates show` names it.")


@group.command()
@click.argument("address", default="")
@click.option("--accept", multiple=True, metavar="CURRENCY", help="Believe how far this one moved; may be repeated.")
@_source_option
@json_option
@pass_installation
def update(installation: Installation, address: str, accept: Sequence[str], source: str, as_json: bool) -> None:
    """Ask every source in use for new rates, or read those at ADDRESS: a file, or an http(s) address.

    What is absurd is refused, and what moved too far is held back: the rates that are known stay in use.
    """
    chosen = _chosen(installation, source)
    if address and len(chosen) > 1:
        raise click.UsageError("Publishers use several sources: name one with --source.")
    updater = RateUpdater(installation.do_business())
    items, failed = [], []
    for feed in chosen:
        try:
            items.append(_item(feed, _update(updater, feed, address, [code.upper() for code in accept])))
        except CleengError as error:
            failed.append(f"{feed.source}: {error}")
    show_items(items, map(_update_line, items), as_json=as_json)
    if failed or any(item["held"] for item in items):
        raise click.ClickException("; ".join(failed) or "some rates moved too far: look at them, then --accept them")


@group.command("show")
@click.argument("currencies", nargs=-1)
@_source_option
@json_option
@pass_installation
def show_rates(installation: Installation, currencies: Sequence[str], source: str, as_json: bool) -> None:
    """Print the rates in use, of CURRENCIES or of all.  Exit status 1 if something needs a person."""
    wanted = {code.upper() for code in currencies}
    states = [_state(installation, feed) for feed in _chosen(installation, source)]
    items = [state.to_json(wanted) for state in states]
    lines = (line for state in states for line in state.lines(wanted))
    show_items(items, lines, as_json=as_json, nothing="no publisher uses exchange rates")
    if any(state.trouble for state in states):
        raise click.ClickException("; ".join(state.trouble for state in states if state.trouble))


@dataclass(frozen=True, slots=True)
class _State:
    """What a source is known to say, and what an operator should know of it."""

    table: RateTable
    fetched: str | None
    due: str | None
    trouble: str

    def to_json(self, wanted: set[str]) -> dict[str, Any]:
        return {
            "source": self.table.source,
            "base": self.table.base,
            "newest": str(self.table.newest) if self.table.newest else None,
            "fetched": self.fetched,
            "due": self.due,
            "trouble": self.trouble,
            "rates": {
                currency: {"rate": str(quotation.rate), "day": str(quotation.day)}
                for currency, quotation in sorted(self.table.quotations.items())
                if not wanted or currency in wanted
            },
        }

    def lines(self, wanted: set[str]) -> list[str]:
        shown = self.to_json(wanted)
        how = f"fetched {self.fetched}" if self.fetched else "as packaged: never fetched"
        heading = f"{shown['source']}: 1 {shown['base']} on {shown['newest'] or 'no day'} ({how})"
        return [heading, *(f"  {c} {item['rate']:>12}  {item['day']}" for c, item in shown["rates"].items())]


def _chosen(installation: Installation, source: str) -> list[Feed]:
    known = feeds(installation.application.publishers)
    if source and source not in known:
        names = ", ".join(known) or "none"
        raise click.BadParameter(f"no publisher uses {source} (in use: {names})", param_hint="--source")
    return [feed for name, feed in known.items() if source in ("", name)]


def _update(updater: RateUpdater, feed: Feed, address: str, accept: Sequence[str]) -> Update:
    if address and not address.startswith(("http://", "https://")):
        return updater.read(feed, Path(address).read_bytes(), accept)
    return updater.fetch(feed, address, accept)


def _item(feed: Feed, done: Update) -> dict[str, Any]:
    held = [str(held) for held in done.verdict.held]
    newest = str(done.newest) if done.newest else None
    return {"source": feed.source, "days": done.days, "newest": newest, "held": held}


def _update_line(item: dict[str, Any]) -> str:
    new = f"{item['days']} new {'day' if item['days'] == 1 else 'days'}" if item["days"] else "nothing new"
    held = "".join(f"\n  held back: {text}" for text in item["held"])
    return f"{item['source']}: {new}, newest {item['newest'] or 'none'}{held}"


def _state(installation: Installation, feed: Feed) -> _State:
    clock = installation.application.clocks.base
    with installation.database.unit(writes=False) as unit:
        table = RateService(unit.db, clock, feed.provider).table()
        row = unit.db.get(RateFeed, feed.source)
        trouble = row.trouble if row else ""
        if not trouble and is_old(table.newest, clock.now().date(), feed.provider.max_age):
            trouble = f"the newest rates of {feed.source} are of {table.newest or 'no day'}: run `cleeng rates update`"
        fetched, due = (row.fetched_at, row.due_at) if row else (None, None)
    return _State(table, _written(fetched), _written(due), trouble)


def _written(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
