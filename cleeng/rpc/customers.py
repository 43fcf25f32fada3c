"""Customers: who they are (JSON-RPC reference, 2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.api import Identity
from cleeng.customers.errors import EmailTaken
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.registry import EVERYWHERE, Caller, rpc_method
from cleeng.rpc.shared import ByBothTokens, ByCustomerToken, ByEmail, Token
from cleeng.rpc.wire import Country, Currency, Email, Locale, Params, Result, Secret, Short, Success, Text

if TYPE_CHECKING:
    from cleeng.rpc.call import Call


class CustomerData(Params):
    """Who is to be registered."""

    email: Email
    locale: Locale
    country: Country
    currency: Currency
    password: Secret = ""
    facebook_id: Short = ""
    external_id: Short = ""


class RegisterCustomer(Params):
    """A password is needed unless the customer signs in with Facebook."""

    publisher_token: Text
    customer_data: CustomerData


class UpdateCustomerEmail(ByEmail):
    """Which customer of the publisher's, and the address from now on."""

    new_email: Email


class EmailAddress(Result):
    """A customer's e-mail address."""

    email: str


class Customer(Result):
    """A customer (JSON-RPC reference, 2.1.1)."""

    id: str
    email: str
    display_name: str
    first_name: str
    last_name: str
    currency: str
    locale: str
    country: str
    external_id: str


@rpc_method(
    "registerCustomer",
    params=RegisterCustomer,
    result=Token,
    caller=Caller.PUBLISHER,
    writes=True,
    leaves=True,
    raises=(Code.EXISTS,),
)
def register_customer(call: Call, params: RegisterCustomer) -> Token:
    """Make a customer and return a token that speaks for him.

    The password may be left out where there is a `facebookId`; the documentation is of two minds about that.  The token
    lives two weeks, as every one does: `extendTokenExpiration` makes it 60 days for those who count on that.
    """
    data, services = params.customer_data, call.services
    if data.password:
        customer_id = services.sign_in.register(
            data.email,
            data.password,
            locale=data.locale,
            country=data.country,
            currency=data.currency,
            external_id=data.external_id,
        )
    elif data.facebook_id:
        customer_id = _register_with_facebook(call, data)
    else:
        raise Refused(Code.ARGUMENTS, "customerData.password: is missing")
    return Token(token=services.tokens.issue(customer_id))


def _register_with_facebook(call: Call, data: CustomerData) -> int:
    customers = call.services.customers
    if customers.identified("facebook", data.facebook_id) is not None:
        raise EmailTaken
    customer = customers.register(
        data.email, locale=data.locale, country=data.country, currency=data.currency, external_id=data.external_id
    )
    customers.link(customer, Identity("facebook", data.facebook_id, email=data.email))
    return customer.id


@rpc_method("getCustomer", params=ByCustomerToken, result=Customer, caller=Caller.CUSTOMER, surfaces=EVERYWHERE)
def get_customer(call: Call, _: ByCustomerToken) -> Customer:
    """Return the customer whose token it is."""
    customer = call.services.customers.get(call.customer_id)
    return Customer(
        id=str(customer.id),
        email=customer.email,
        display_name=customer.display_name,
        first_name=customer.first_name,
        last_name=customer.last_name,
        currency=customer.currency,
        locale=customer.locale,
        country=customer.country,
        external_id=customer.external_id or "",
    )


@rpc_method(
    "getCustomerEmail",
    params=ByBothTokens,
    result=EmailAddress,
    caller=Caller.PUBLISHER,
    raises=(Code.CUSTOMER_TOKEN,),
)
def get_customer_email(call: Call, params: ByBothTokens) -> EmailAddress:
    """Return the e-mail address of one of the publisher's customers."""
    customer_id = call.services.tokens.customer_of(params.customer_token)
    return EmailAddress(email=call.services.customers.get(customer_id).email)


@rpc_method(
    "updateCustomerEmail",
    params=UpdateCustomerEmail,
    result=Success,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.EMAIL, Code.INACTIVE, Code.EXISTS),
)
def update_customer_email(call: Call, params: UpdateCustomerEmail) -> Success:
    """Give a customer another e-mail address."""
    customers = call.services.customers
    customers.change_email(customers.by_email(params.customer_email), params.new_email)
    return Success()
