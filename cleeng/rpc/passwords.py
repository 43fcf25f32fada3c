"""Forgotten passwords, for publishers with pages of their own (JSON-RPC reference, 2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.publishers.origins import may_return_to
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.shared import ByEmail
from cleeng.rpc.wire import Secret, Success, Text

if TYPE_CHECKING:
    from cleeng.rpc.call import Call


class RequestPasswordReset(ByEmail):
    """Who forgot the password, and the publisher's page that takes the new one; none: ours."""

    reset_url: Text = ""


class UpdateCustomerPassword(ByEmail):
    """Whose password, what the mail's link brought, and the new password."""

    reset_password_token: Text
    new_password: Secret


@rpc_method(
    "requestPasswordReset",
    params=RequestPasswordReset,
    result=Success,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.EMAIL, Code.INACTIVE, Code.CREDENTIALS, Code.OTHER_ARGUMENTS),
)
def request_password_reset(call: Call, params: RequestPasswordReset) -> Success:
    """Mail a customer a link to set a new password; it brings `email` and `resetPasswordToken` to the page."""
    if params.reset_url and not may_return_to(call.publisher, params.reset_url, call.base_url):
        raise Refused(Code.OTHER_ARGUMENTS, "resetUrl: is neither at this server nor at an origin of the publisher")
    customer = call.services.customers.by_email(params.customer_email)
    call.services.sign_in.request_reset(customer.email, params.reset_url)
    return Success()


@rpc_method(
    "updateCustomerPassword",
    params=UpdateCustomerPassword,
    result=Success,
    caller=Caller.PUBLISHER,
    writes=True,
    leaves=True,
    raises=(Code.EMAIL, Code.INACTIVE, Code.OTHER_ARGUMENTS),
)
def update_customer_password(call: Call, params: UpdateCustomerPassword) -> Success:
    """Set the password that a mailed link allows, once; all devices are signed out."""
    customer = call.services.customers.by_email(params.customer_email)
    call.services.sign_in.reset_password(params.reset_password_token, params.new_password, customer.id)
    return Success()
