"""Make, read, list, change and deactivate offers: the same five methods for each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import pydantic

from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import OfferId
from cleeng.catalog.rules import OfferData
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.offers.fields import OfferFields
from cleeng.rpc.offers.finding import find, find_video
from cleeng.rpc.offers.incoming import changed, given, new_offer
from cleeng.rpc.offers.kinds import KINDS, Kind
from cleeng.rpc.offers.outgoing import reply
from cleeng.rpc.paging import Page, Paged
from cleeng.rpc.registry import Caller, Method, rpc_method
from cleeng.rpc.wire import Params, Result, Short, Text

if TYPE_CHECKING:
    from cleeng.catalog.offer import LocalOffer
    from cleeng.rpc.call import Call

#: The clients' methods for videos on demand call it `offerIdString`.
_Id = Annotated[Short, pydantic.Field(validation_alias=pydantic.AliasChoices("offerId", "offerIdString"))]


class Criteria(Params):
    """Which offers to list."""

    active: bool = True
    associate_email: Short = ""


class GetOffer(Params):
    """Which offer."""

    offer_id: _Id


class GetOfferOrVideo(GetOffer):
    """Which offer; or the publisher's newest one of which video."""

    offer_id: _Id = ""
    video_id: Short = ""
    publisher_token: Text = ""


class ListOffers(Paged):
    """Which page of which offers."""

    publisher_token: Text
    criteria: Criteria = Criteria()


class ListOffersOfVideo(ListOffers):
    """Which page of which offers; with `videoId`, of that video."""

    video_id: Short = ""


class DeactivateOffer(Params):
    """Which offer of the publisher's."""

    publisher_token: Text
    offer_id: _Id


class DeactivateOfferOrVideo(DeactivateOffer):
    """Which offer of the publisher's; or the newest one of which video."""

    offer_id: _Id = ""
    video_id: Short = ""


class CreateOffer(Params):
    """What the new offer is."""

    publisher_token: Text
    offer_data: OfferFields


class UpdateOffer(Params):
    """What changes of which offer; in which country's version, by the id's end, else in the publisher's own."""

    publisher_token: Text
    offer_id: _Id
    offer_data: OfferFields


def _readers(kind: Kind) -> tuple[Method[Any], ...]:
    items: Any = (list[kind.reply], ...)  # type: ignore[name-defined]
    page = pydantic.create_model(
        f"{kind.name}OfferPage", __base__=Page, __doc__="A page of offers, newest first.", items=items
    )

    get_params: type[GetOffer] = GetOfferOrVideo if kind.by_video else GetOffer
    list_params: type[ListOffers] = ListOffersOfVideo if kind.by_video else ListOffers

    @rpc_method(
        f"get{kind.name}Offer",
        params=get_params,
        result=kind.answer,
        caller=kind.getter,
        raises=(Code.OFFER, Code.PUBLISHER_TOKEN) if kind.by_video else (Code.OFFER,),
    )
    def get(call: Call, params: GetOffer) -> Result:
        """Return an offer, an inactive one too."""
        if isinstance(params, GetOfferOrVideo) and params.video_id and not params.offer_id:
            call.identity = call.credentials.publisher(params.publisher_token)
            return _told(call, kind, find_video(call, kind, params.video_id))
        if not params.offer_id:
            raise Refused(Code.ARGUMENTS, "offerId: is missing, and so is videoId")
        if kind.getter is Caller.ANYONE:
            call.at_offer(params.offer_id)
        else:
            call.act_for(offer_id=params.offer_id)
        # One client takes every video for one on demand.
        also = (OfferType.SINGLE, OfferType.RENTAL) if kind.offer_type is OfferType.VOD else ()
        return _told(call, kind, find(call, kind, params.offer_id, also))

    @rpc_method(
        f"list{kind.name}Offers",
        params=list_params,
        result=page,
        caller=Caller.PUBLISHER,
        raises=(Code.DENIED,),
    )
    def list_(call: Call, params: ListOffers) -> Page:
        """Return a page of the publisher's offers, newest first."""
        call.act_for(params.criteria.associate_email)
        found, total = call.services.catalog.list_offers(
            kind.offer_type,
            active=params.criteria.active,
            offset=params.offset,
            limit=params.size,
            video_id=params.video_id if isinstance(params, ListOffersOfVideo) else "",
        )
        return page(items=[reply(call, offer, kind.reply) for offer in found], total_item_count=total)

    return get, list_


def _writers(kind: Kind) -> tuple[Method[Any], ...]:
    create_params = pydantic.create_model(
        f"Create{kind.name}Offer", __base__=CreateOffer, __doc__=CreateOffer.__doc__, offer_data=(kind.fields, ...)
    )
    update_params = pydantic.create_model(
        f"Update{kind.name}Offer", __base__=UpdateOffer, __doc__=UpdateOffer.__doc__, offer_data=(kind.fields, ...)
    )

    @rpc_method(
        f"create{kind.name}Offer",
        params=create_params,
        result=kind.answer,
        caller=Caller.PUBLISHER,
        writes=True,
        invalid=Code.OFFER_DATA,
        raises=(Code.DENIED,),
    )
    def create(call: Call, params: CreateOffer) -> Result:
        """Put an offer on sale."""
        call.act_for(params.offer_data.associate_email)
        data = new_offer(kind.offer_type, params.offer_data, call.publisher)
        return _told(call, kind, call.services.catalog.create(data))

    @rpc_method(
        f"update{kind.name}Offer",
        params=update_params,
        result=kind.answer,
        caller=Caller.PUBLISHER,
        writes=True,
        invalid=Code.OFFER_DATA,
        raises=(Code.OFFER, Code.DENIED),
    )
    def update(call: Call, params: UpdateOffer) -> Result:
        """Change what the data name of an offer, and nothing else."""
        call.act_for(params.offer_data.associate_email, params.offer_id)
        catalog = call.services.catalog
        catalog.hold(OfferId.parse(params.offer_id).number)
        current = find(call, kind, params.offer_id)
        data = changed(OfferData.of(current), given(params.offer_data), params.offer_data.DETAILS)
        return _told(call, kind, catalog.update(current, data))

    return create, update


def _endings(kind: Kind) -> tuple[Method[Any], ...]:
    params_model: type[DeactivateOffer] = DeactivateOfferOrVideo if kind.by_video else DeactivateOffer

    def deactivate(call: Call, params: DeactivateOffer) -> Result:
        """Take an offer off sale for good, in every country; what people bought of it they keep."""
        if isinstance(params, DeactivateOfferOrVideo) and not params.offer_id:
            offer = find_video(call, kind, params.video_id)
        else:
            call.act_for(offer_id=params.offer_id)
            offer = find(call, kind, params.offer_id)
        return _told(call, kind, call.services.catalog.deactivate(offer))

    return tuple(
        rpc_method(
            name,
            params=params_model,
            result=kind.answer,
            caller=Caller.PUBLISHER,
            writes=True,
            raises=(Code.OFFER,),
        )(deactivate)
        for name in kind.endings
    )


def _told(call: Call, kind: Kind, offer: LocalOffer) -> Result:
    return kind.wrap(reply(call, offer, kind.reply))


METHODS = tuple(method for kind in KINDS for make in (_readers, _writers, _endings) for method in make(kind))
