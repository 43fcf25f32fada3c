"""Who may watch, and what is seen (JSON-RPC reference, 2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.catalog.impressions import count_impression
from cleeng.catalog.offer import OfferId
from cleeng.rpc.errors import Code
from cleeng.rpc.registry import EVERYWHERE, Caller, rpc_method
from cleeng.rpc.shared import ByBothTokens, ByCustomerToken
from cleeng.rpc.wire import Email, Params, Result, Short, Success, Text, timestamp

if TYPE_CHECKING:
    from cleeng.entitlements.ways import Access
    from cleeng.rpc.call import Call


class GetAccessStatus(Params):
    """Whose access to what; `ipAddress` is the viewer's, for offers that some countries may not see."""

    customer_token: Short = ""
    offer_id: Short
    ip_address: Short = ""


class GetAccessStatusForDevice(ByCustomerToken):
    """Whose access to what, on which device: `deviceId` as the app knows it, `deviceType` such as `roku`."""

    offer_id: Short
    device_id: Short
    device_type: Short


class AccessStatus(Result):
    """The answer; `expiresAt` is null where access does not end."""

    access_granted: bool
    grant_type: str | None = None
    expires_at: int | None = None
    purchased_directly: bool = False
    social_commission_url: str | None = None


class TrackOfferImpression(Params):
    """Which offer was seen."""

    offer_id: Short
    customer_token: Short = ""
    ip_address: Short = ""


class IsTrialAllowed(Params):
    """Who wants to try which subscription."""

    publisher_token: Text
    customer_email: Email
    offer_id: Short


class ByVideo(Params):
    """Which video of the publisher's."""

    publisher_token: Text
    video_id: Short


class Tags(Result):
    """Names of tags."""

    tags: list[str]


class OfferIds(Result):
    """Ids of offers, with their countries."""

    offer_ids: list[str]


_NO = AccessStatus(access_granted=False)


@rpc_method(
    "getAccessStatus",
    params=GetAccessStatus,
    result=AccessStatus,
    caller=Caller.ANYONE,
    invalid=Code.OTHER_ARGUMENTS,
    raises=(Code.CUSTOMER_TOKEN, Code.OFFER, Code.INACTIVE),
    surfaces=EVERYWHERE,
)
def get_access_status(call: Call, params: GetAccessStatus) -> AccessStatus:
    """Say whether a customer may watch an offer now; a viewer without a token may not, and that is no error.

    With a country in the id that version's tags and geo restriction count, without one those of any version.  Who
    bought an offer in one country may watch all its versions.

    Pages ask for visitors whom nobody knows, with an empty token, and clients throw at errors: hence no error 1 for
    those.  Arguments that do not fit are error 16 here, not 11.
    """
    offer = OfferId.parse(params.offer_id)
    if not params.customer_token:
        return _NO
    ip = call.origin.ip or params.ip_address
    return _status(call.application.access_check.access(params.customer_token, offer, ip))


@rpc_method(
    "getAccessStatusForDevice",
    params=GetAccessStatusForDevice,
    result=AccessStatus,
    caller=Caller.CUSTOMER,
    writes=True,
    raises=(Code.OFFER, Code.LIMIT),
)
def get_access_status_for_device(call: Call, params: GetAccessStatusForDevice) -> AccessStatus:
    """Say whether a customer may watch an offer on a device now.

    He may on three devices; each counts until three hours after it was last let in.
    """
    access = call.application.access_check.access(params.customer_token, OfferId.parse(params.offer_id), call.origin.ip)
    if access is not None:
        call.services.devices.seen(call.customer_id, params.device_id, params.device_type)
    return _status(access)


def _status(access: Access | None) -> AccessStatus:
    if access is None:
        return _NO
    return AccessStatus(
        access_granted=True,
        grant_type=access.grant_type,
        expires_at=timestamp(access.expires_at),
        purchased_directly=access.directly,
    )


@rpc_method(
    "trackOfferImpression",
    params=TrackOfferImpression,
    result=Success,
    caller=Caller.ANYONE,
    writes=True,
    raises=(Code.OFFER,),
    surfaces=EVERYWHERE,
)
def track_offer_impression(call: Call, params: TrackOfferImpression) -> Success:
    """Count one look at an offer, for conversion rates."""
    call.at_offer(params.offer_id)
    offer = call.services.catalog.offer(params.offer_id)
    count_impression(call.unit.db, call.publisher, offer.number)
    return Success()


@rpc_method(
    "getAccessibleTags",
    params=ByBothTokens,
    result=Tags,
    caller=Caller.PUBLISHER,
    raises=(Code.CUSTOMER_TOKEN,),
)
def get_accessible_tags(call: Call, params: ByBothTokens) -> Tags:
    """Return the tags that a customer's running passes and subscriptions open; "(all)" stands for every offer."""
    customer_id = call.services.tokens.customer_of(params.customer_token)
    return Tags(tags=call.services.entitlements.tags(customer_id))


@rpc_method(
    "isTrialAllowed",
    params=IsTrialAllowed,
    result=Success,
    caller=Caller.PUBLISHER,
    raises=(Code.OFFER,),
)
def is_trial_allowed(call: Call, params: IsTrialAllowed) -> Success:
    """Say whether a customer would still get the free trial of a subscription; an address unknown so far would."""
    call.act_for(offer_id=params.offer_id)
    offer = call.services.catalog.offer(params.offer_id)
    customer = call.services.customers.find(params.customer_email)
    had = customer is not None and call.services.subscriptions.had(customer.id, offer.number)
    return Success(success=offer.has_trial and not had)


@rpc_method("listOfferIdsByVideoId", params=ByVideo, result=OfferIds, caller=Caller.PUBLISHER)
def list_offer_ids_by_video_id(call: Call, params: ByVideo) -> OfferIds:
    """Return the ids of all offers on sale that sell a video, newest first."""
    return OfferIds(offer_ids=call.services.catalog.ids_of_video(params.video_id))
