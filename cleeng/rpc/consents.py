"""Consents: what customers are asked to agree to, and what they answered (JSON-RPC reference, 2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import pydantic

from cleeng.customers import addresses
from cleeng.customers.errors import CustomerInactive, UnknownCustomer
from cleeng.customers.models import ConsentState
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.shared import ByEmail, ByPublisher
from cleeng.rpc.wire import Result, ResultMap, Short, Success

if TYPE_CHECKING:
    from cleeng.customers.models import Customer
    from cleeng.rpc.call import Call


class SubmitConsent(ByEmail):
    """Who answers what to which version of a consent: `accepted` or `declined`."""

    name: Short
    state: Literal["accepted", "declined"]
    version: Annotated[Short, pydantic.Field(max_length=32)]


class ConsentDefinition(Result):
    """What a publisher asks customers to agree to; `value` is the text or where it stands."""

    broadcaster_id: int
    name: str
    version: str
    value: str
    label: str
    required: bool


class ConsentDefinitions(ResultMap[ConsentDefinition]):
    """Consents by name."""


class ViewerConsent(Result):
    """A customer's last answer; `needsUpdate` if another version is asked for by now."""

    user_id: int
    name: str
    state: str
    version: str
    date: int
    needs_update: bool


class ViewerConsents(ResultMap[ViewerConsent]):
    """Answers by the name of the consent."""


@rpc_method(
    "getConsentDefinitions",
    params=ByPublisher,
    result=ConsentDefinitions,
    caller=Caller.PUBLISHER,
    raises=(Code.NO_CONSENTS,),
)
def get_consent_definitions(call: Call, _: ByPublisher) -> ConsentDefinitions:
    """Return what the publisher asks customers to agree to, by name."""
    asked = call.services.consents.definitions()
    return ConsentDefinitions(
        {
            name: ConsentDefinition(
                broadcaster_id=call.publisher.id,
                name=name,
                version=consent.version,
                value=consent.value,
                label=consent.label,
                required=consent.required,
            )
            for name, consent in asked.items()
        }
    )


@rpc_method(
    "getViewerConsents",
    params=ByEmail,
    result=ViewerConsents,
    caller=Caller.PUBLISHER,
    raises=(Code.EMAIL, Code.USER),
)
def get_viewer_consents(call: Call, params: ByEmail) -> ViewerConsents:
    """Return what a customer answered last to each consent, by its name; what was not answered is not there.

    Error 10 is for what is no e-mail address, error 23 for one that no customer has.
    """
    addresses.normalise(params.customer_email)
    customer = _customer(call, params.customer_email)
    return ViewerConsents(
        {
            given.answer.name: ViewerConsent(
                user_id=customer.id,
                name=given.answer.name,
                state=given.answer.state.value,
                version=given.answer.version,
                date=int(given.answer.answered_at.timestamp()),
                needs_update=given.needs_update,
            )
            for given in call.services.consents.of(customer)
        }
    )


@rpc_method(
    "submitConsent",
    params=SubmitConsent,
    result=Success,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.USER, Code.CONSENT_NOT_USED, Code.CONSENT_OUTDATED, Code.CONSENT),
)
def submit_consent(call: Call, params: SubmitConsent) -> Success:
    """Write down what a customer answered to the present version of a consent; earlier answers are kept."""
    customer = _customer(call, params.customer_email)
    call.services.consents.submit(customer, params.name, params.version, ConsentState(params.state))
    return Success()


def _customer(call: Call, email: str) -> Customer:
    try:
        return call.services.customers.by_email(email)
    except (UnknownCustomer, CustomerInactive) as error:
        raise Refused(Code.USER, "The user does not exist.") from error
