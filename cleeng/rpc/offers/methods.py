"""Make, read, list, change and deactivate offers: the same five methods for each kind."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, TypeVar

import pydantic

from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import OfferId
from cleeng.catalog.rules import OfferData
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.offers.finding import find, find_video
from cleeng.rpc.offers.incoming import changed, given, new_offer
from cleeng.rpc.offers.kinds import KINDS, Kind
from cleeng.rpc.offers.outgoing import reply
from cleeng.rpc.offers.params import (
    CreateOffer,
    DeactivateOffer,
    DeactivateOfferOrVideo,
    GetOffer,
    GetOfferOrVideo,
    ListOffers,
    ListOffersOfVideo,
    UpdateOffer,
)
from cleeng.rpc.paging import Page
from cleeng.rpc.registry import Caller, Method, rpc_method

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleeng.catalog.offer import LocalOffer
    from cleeng.rpc.call import Call
    from cleeng.rpc.wire import Result

F = TypeVar("F", bound="Callable[..., Any]")


def noted(kind: Kind) -> Callable[[F], F]:
    """Add what is to be said of a kind to what a method's documentation says."""

    def add(function: F) -> F:
        function.__doc__ = f"{inspect.cleandoc(function.__doc__ or '')}\n\n{kind.notes}"
        return function

    return add


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
    @noted(kind)
    def get(call: Call, params: GetOffer) -> Result:
        """Return an offer, an inactive one too.

        Without a country in the id it is the version of the publisher's own country, else any.
        """
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
    @noted(kind)
    def list_(call: Call, params: ListOffers) -> Page:
        """Return a page of the publisher's offers, newest first.

        An offer that is sold in several countries is listed once for each of them.
        """
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
    @noted(kind)
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
    @noted(kind)
    def update(call: Call, params: UpdateOffer) -> Result:
        """Change what the data name of an offer, and nothing else.

        Without a country in the id it is the version of the publisher's own country, else any, that changes.
        """
        call.act_for(params.offer_data.associate_email, params.offer_id)
        catalog = call.services.catalog
        catalog.hold(OfferId.parse(params.offer_id).number)
        current = find(call, kind, params.offer_id)
        data = changed(OfferData.of(current), given(params.offer_data), params.offer_data.DETAILS)
        return _told(call, kind, catalog.update(current, data))

    return create, update


def _endings(kind: Kind) -> tuple[Method[Any], ...]:
    params_model: type[DeactivateOffer] = DeactivateOfferOrVideo if kind.by_video else DeactivateOffer

    @noted(kind)
    def deactivate(call: Call, params: DeactivateOffer) -> Result:
        """Take an offer off sale for good, in every country; what people bought of it they keep.

        Whichever version the id names, the whole offer is taken off sale.
        """
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
