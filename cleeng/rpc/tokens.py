"""Customer tokens: made, extended, exchanged and ended (JSON-RPC reference, 2.1)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import pydantic

from cleeng.customers.errors import LinkSpent
from cleeng.customers.models import LinkPurpose
from cleeng.rpc.errors import Code
from cleeng.rpc.registry import Caller, Surface, rpc_method
from cleeng.rpc.shared import ByCustomerToken, ByEmail, Token
from cleeng.rpc.wire import Params, Secret, Short, Success, Text, Whole

if TYPE_CHECKING:
    from cleeng.rpc.call import Call


class ByPassword(ByEmail):
    """Which customer of the publisher's, and the password."""

    password: Secret


class AutologinKey(Params):
    """What the probe autologin.js gave, and the application that it was given to."""

    application_id: Short
    key: Short


class ByFacebookId(Params):
    """Which customer of the publisher's, by the id that Facebook has for him."""

    publisher_token: Text
    facebook_id: Short


class ByExternalId(Params):
    """Which customer of the publisher's, by the publisher's own id for him."""

    publisher_token: Text
    external_id: Short


class ExtendToken(ByCustomerToken):
    """Which token, and by how many seconds it is to live longer."""

    extension_time: Annotated[Whole, pydantic.Field(gt=0)]


class CustomerToken(Success):
    """A customer token of 48 characters, under the name that the browser library reads."""

    customer_token: str


@rpc_method(
    "generateCustomerToken",
    params=ByEmail,
    result=Token,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.EMAIL, Code.INACTIVE),
)
def generate_customer_token(call: Call, params: ByEmail) -> Token:
    """Return a token for a customer whom the publisher has signed in itself."""
    return _token_for(call, call.services.customers.by_email(params.customer_email).id)


@rpc_method(
    "generateCustomerTokenFromPassword",
    params=ByPassword,
    result=Token,
    caller=Caller.PUBLISHER,
    writes=True,
    leaves=True,
    raises=(Code.EMAIL, Code.INACTIVE, Code.CREDENTIALS),
)
def generate_customer_token_from_password(call: Call, params: ByPassword) -> Token:
    """Return a token for a customer who gave the right password."""
    call.services.customers.by_email(params.customer_email)
    return _token_for(call, call.services.sign_in.with_password(params.customer_email, params.password))


@rpc_method(
    "generateCustomerTokenFromFacebook",
    params=ByFacebookId,
    result=Token,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.EMAIL, Code.INACTIVE),
)
def generate_customer_token_from_facebook(call: Call, params: ByFacebookId) -> Token:
    """Return a token for a customer who was registered with this Facebook id."""
    return _token_for(call, call.services.customers.by_identity("facebook", params.facebook_id).id)


@rpc_method(
    "generateCustomerTokenFromExternalId",
    params=ByExternalId,
    result=Token,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.EMAIL, Code.INACTIVE),
)
def generate_customer_token_from_external_id(call: Call, params: ByExternalId) -> Token:
    """Return a token for a customer whom the publisher knows by an id of its own."""
    return _token_for(call, call.services.customers.by_external_id(params.external_id).id)


def _token_for(call: Call, customer_id: int) -> Token:
    return Token(token=call.services.tokens.issue(customer_id))


@rpc_method("extendTokenExpiration", params=ExtendToken, result=Success, caller=Caller.CUSTOMER, writes=True)
def extend_token_expiration(call: Call, params: ExtendToken) -> Success:
    """Let a customer token live longer: at most 60 days from now."""
    call.services.tokens.extend(params.customer_token, dt.timedelta(seconds=params.extension_time))
    return Success()


@rpc_method(
    "autologin",
    params=AutologinKey,
    result=CustomerToken,
    caller=Caller.ANYONE,
    writes=True,
    raises=(Code.INACTIVE, Code.OTHER_ARGUMENTS),
    surfaces=(Surface.JSONP,),
)
def autologin(call: Call, params: AutologinKey) -> CustomerToken:
    """Exchange the key that autologin.js gave for a customer token."""
    call.at_link(params.key)
    spent = call.services.tokens.spend(params.key, LinkPurpose.AUTOLOGIN)
    if spent.data["applicationId"] != params.application_id:
        raise LinkSpent
    customer = call.services.customers.active(spent.customer_id)
    return CustomerToken(customer_token=call.services.tokens.issue(customer.id))


@rpc_method(
    "logout", params=ByCustomerToken, result=Success, caller=Caller.CUSTOMER, writes=True, surfaces=(Surface.JSONP,)
)
def logout(call: Call, params: ByCustomerToken) -> Success:
    """Make a customer token speak for nobody any more."""
    call.services.tokens.revoke(params.customer_token)
    return Success()
