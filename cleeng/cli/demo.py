"""`cleeng demo`."""

from __future__ import annotations

import json

import click

from cleeng.cli.installation import Installation, json_option, pass_installation
from cleeng.demo import CARDS, EMAIL, load_demo


@click.command("demo")
@json_option
@pass_installation
def command(installation: Installation, as_json: bool) -> None:
    """Load the demo publisher, again harmlessly, and print what to try."""
    installation.database  # noqa: B018 - reached and up to date, or an error
    demo = load_demo(installation.application)
    if as_json:
        click.echo(json.dumps(demo.to_json(), indent=1))
        return
    click.echo(f"The demo shop      {demo.base_url}/demo/")
    for name, ids in demo.offers.items():
        for offer_id in [ids] if isinstance(ids, str) else ids:
            click.echo(f"  {name:16} {demo.base_url}/o/{offer_id}")
    click.echo(f"My account         {demo.base_url}/my-account?publisherId={demo.to_json()['publisherId']}")
    click.echo(f"A viewer           {EMAIL}, password {demo.password}")
    for name, number in CARDS.items():
        click.echo(f"  card, {name:10} {number}")
