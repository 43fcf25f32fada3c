"""`cleeng locate`."""

from __future__ import annotations

import click

from cleeng.cli.installation import Installation, json_option, pass_installation, publisher_option
from cleeng.cli.output import show
from cleeng.places import currency_in, locale_in, locate


@click.command("locate")
@publisher_option
@click.argument("address")
@json_option
@pass_installation
def command(installation: Installation, publisher_id: int, address: str, as_json: bool) -> None:
    """Say where an IP ADDRESS is, as a publisher's pages would.  Exit status 1 if nobody knows.

    What is wrong with the file that is asked is told on standard error.
    """
    place = locate(installation.publisher(publisher_id), address)
    if place is None:
        raise click.ClickException(f"nobody knows where {address} is: it is private, no address, or not in the file")
    item = {
        "country": place.country,
        "region": place.region,
        "currency": currency_in(place.country),
        "locale": locale_in(place.country),
    }
    where = f"{place.country}-{place.region}" if place.region else place.country
    show([item], [f"{where}, usually {item['currency']} and {item['locale']}"], as_json=as_json)
