"""Webhooks (JSON-RPC reference, 2.10 and 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pydantic

from cleeng.rpc.errors import Code
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.shared import ByPublisher
from cleeng.rpc.wire import Short, Success

if TYPE_CHECKING:
    from cleeng.rpc.call import Call


class SubscribeToWebhookEvent(ByPublisher):
    """Which address is told of what; with `active` false it is told no more."""

    topic: Short
    url: Annotated[str, pydantic.Field(min_length=1, max_length=500, description="the server's address that is told")]
    active: Annotated[bool, pydantic.Field(description="whether it is to be told, or no more")] = True


class Subscribed(Success):
    """That it was done; `sharedSecret` checks the signatures of what is sent, "" after an end."""

    shared_secret: str


@rpc_method(
    "subscribeToWebhookEvent",
    params=SubscribeToWebhookEvent,
    result=Subscribed,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.ARGUMENTS,),
)
def subscribe_to_webhook_event(call: Call, params: SubscribeToWebhookEvent) -> Subscribed:
    """Have an address told whenever something of a topic happens.

    Topics are `transactionCreated`, `customerRegistered`, `customerConsentUpdated`, `offerCreated`, `offerUpdated` and
    `offerDeactivated`.

    The published clients have no such call and its parameters are not documented: `topic` and `url` are named as
    in the REST call that took its place, `active` and `sharedSecret` are ours.
    """
    endpoints = call.services.webhook_endpoints
    if not params.active:
        endpoints.remove(params.topic, params.url)
        return Subscribed(shared_secret="")
    return Subscribed(shared_secret=endpoints.secret(endpoints.add(params.topic, params.url)))
