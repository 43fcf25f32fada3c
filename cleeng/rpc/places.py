"""Where a viewer is (JSON-RPC reference, 2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.places import currency_in, locale_in, locate
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.wire import Address, Params, Result

if TYPE_CHECKING:
    from cleeng.publishers.publisher import Publisher
    from cleeng.rpc.call import Call


class ByIp(Params):
    """An IPv4 or IPv6 address."""

    ip_address: Address


class LocaleData(Result):
    """What a customer from there is usually registered with."""

    country: str
    currency: str
    locale: str


@rpc_method("getLocaleDataFromIp", params=ByIp, result=LocaleData, caller=Caller.ANYONE, invalid=Code.OTHER_ARGUMENTS)
def get_locale_data_from_ip(call: Call, params: ByIp) -> LocaleData:
    """Return country, currency and locale of an address; of an unknown place, those of the publisher."""
    publisher = _home(call)
    place = locate(publisher, params.ip_address)
    info = publisher.info
    if place is None:
        return LocaleData(country=info.country, currency=info.currency, locale=info.locale)
    return LocaleData(
        country=place.country,
        currency=currency_in(place.country) or info.currency,
        locale=locale_in(place.country) or info.locale,
    )


def _home(call: Call) -> Publisher:
    """Return whose place counts, as the call names nobody: any publisher who knows places, the first if none does."""
    publishers = list(call.application.publishers)
    if not publishers:
        raise Refused(Code.DENIED, "There is no publisher here yet.")
    return next((publisher for publisher in publishers if publisher.first("geoip")), publishers[0])
