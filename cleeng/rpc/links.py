"""Links to hosted pages that sign a customer in, once (JSON-RPC reference, 2.1 and 3.5)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from cleeng.catalog.errors import OfferNotFound
from cleeng.customers.models import LinkPurpose
from cleeng.customers.tokens import LINK_LIFE
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.wire import Country, Currency, Email, Locale, Names, Params, Result, Short, Text

if TYPE_CHECKING:
    from cleeng.rpc.call import Call

MODULES = ("profile", "payment", "subscriptions", "transactions", "affiliate-tracking", "consents-list")


class Flow(Params):
    """What to buy and where to return to; `url` is what the Java, Node and .NET clients call `redirectUri`."""

    offer_id: Short = ""
    offer_ids: Names = ()
    redirect_uri: Text = ""
    url: Text = ""

    @property
    def offers(self) -> str:
        """The offers, separated by commas."""
        return ",".join(self.offer_ids) or self.offer_id

    @property
    def back(self) -> str:
        """Where to return to, "" for our own page."""
        return self.redirect_uri or self.url


class RemoteCustomer(Params):
    """A customer of the publisher's own accounts."""

    email: Email
    locale: Locale
    currency: Currency
    country: Country
    email_verified: bool = False


class PrepareRemoteAuth(Params):
    """Who is to buy what."""

    publisher_token: Text
    customer_data: RemoteCustomer
    flow_description: Flow


class GenerateCheckoutUrl(Params):
    """Which customer is to buy what."""

    publisher_token: Text
    customer_email: Short
    flow_description: Flow = Flow()


class GenerateMyAccountUrl(Params):
    """Which customer is to see which parts of my account; none named: all."""

    publisher_token: Text
    customer_email: Short
    modules: Names = ()


class Url(Result):
    """An address for the customer's browser, good once, for 30 days."""

    url: str


@rpc_method(
    "prepareRemoteAuth",
    params=PrepareRemoteAuth,
    result=Url,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.INACTIVE,),
)
def prepare_remote_auth(call: Call, params: PrepareRemoteAuth) -> Url:
    """Register a customer whom the publisher has signed in, or bring him up to date, and return a checkout link.

    Some clients say `url` where the documentation says `redirectUri`; both are understood.
    """
    _act_for_seller(call, params.flow_description)
    back = call.check_return(params.flow_description.back)
    data = params.customer_data
    customer = call.services.customers.remember(
        data.email, locale=data.locale, country=data.country, currency=data.currency, verified=data.email_verified
    )
    return _checkout(call, customer.id, params.flow_description.offers, back)


@rpc_method(
    "generateCheckoutUrl",
    params=GenerateCheckoutUrl,
    result=Url,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.OFFER, Code.EMAIL, Code.INACTIVE),
)
def generate_checkout_url(call: Call, params: GenerateCheckoutUrl) -> Url:
    """Return a link that signs a known customer in at the checkout.

    Some clients say `url` where the documentation says `redirectUri`; both are understood.
    """
    _act_for_seller(call, params.flow_description)
    back = call.check_return(params.flow_description.back)
    customer = call.services.customers.by_email(params.customer_email)
    offers = params.flow_description.offers
    for offer_id in filter(None, offers.split(",")):
        call.services.catalog.offer(offer_id)
    return _checkout(call, customer.id, offers, back)


@rpc_method(
    "generateMyAccountUrl",
    params=GenerateMyAccountUrl,
    result=Url,
    caller=Caller.PUBLISHER,
    writes=True,
    invalid=Code.OTHER_ARGUMENTS,
    raises=(Code.EMAIL, Code.INACTIVE),
)
def generate_my_account_url(call: Call, params: GenerateMyAccountUrl) -> Url:
    """Return a link that signs a known customer in at my account."""
    if not set(params.modules) <= set(MODULES):
        raise Refused(Code.OTHER_ARGUMENTS, f"modules: are some of {', '.join(MODULES)}")
    customer = call.services.customers.by_email(params.customer_email)
    modules = params.modules or MODULES
    secret = call.services.tokens.make_link(customer.id, LinkPurpose.MY_ACCOUNT, {"modules": list(modules)}, LINK_LIFE)
    return _url(call, "/my-account", {"publisherId": str(call.publisher.id), "order": ",".join(modules)}, secret)


def _act_for_seller(call: Call, flow: Flow) -> None:
    """Work for the associate whose offer comes first; what is no offer is left to whoever looks offers up."""
    with suppress(OfferNotFound):
        call.act_for(offer_id=flow.offers.partition(",")[0])


def _checkout(call: Call, customer_id: int, offers: str, back: str) -> Url:
    data = {"offerId": offers, "redirectUri": back}
    secret = call.services.tokens.make_link(customer_id, LinkPurpose.CHECKOUT, data, LINK_LIFE)
    return _url(call, "/auth/2/purchase", {"v": "3", "publisherId": str(call.publisher.id), **data}, secret)


def _url(call: Call, path: str, query: dict[str, str], secret: str) -> Url:
    given = {name: value for name, value in query.items() if value}
    return Url(url=f"{call.base_url}{path}?{urlencode(given, safe=',')}&remote_token={secret}")
