"""Make, read, list, change and deactivate offers: the same five methods for each type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pydantic

from cleeng.catalog.errors import OfferNotFound
from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import OfferId
from cleeng.catalog.rules import OfferData
from cleeng.customers import addresses
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.offers.convert import changed, new_offer, reply
from cleeng.rpc.offers.fields import (
    EventFields,
    OfferFields,
    PassFields,
    RentalFields,
    SingleFields,
    SubscriptionFields,
)
from cleeng.rpc.offers.replies import EventReply, OfferReply, PassReply, RentalReply, SingleReply, SubscriptionReply
from cleeng.rpc.paging import Page, Paged
from cleeng.rpc.registry import Caller, Method, rpc_method
from cleeng.rpc.wire import Params, Short, Text

if TYPE_CHECKING:
    from cleeng.catalog.offer import LocalOffer
    from cleeng.rpc.call import Call


class Criteria(Params):
    """Which offers to list."""

    active: bool = True
    associate_email: Short = ""


class GetOffer(Params):
    """Which offer."""

    offer_id: Short


class ListOffers(Paged):
    """Which page of which offers."""

    publisher_token: Text
    criteria: Criteria = Criteria()


class DeactivateOffer(Params):
    """Which offer of the publisher's."""

    publisher_token: Text
    offer_id: Short


class CreateOffer(Params):
    """What the new offer is."""

    publisher_token: Text
    offer_data: OfferFields


class UpdateOffer(Params):
    """What changes of which offer."""

    publisher_token: Text
    offer_id: Short
    offer_data: OfferFields


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of offer: its name in methods, what is said and told of it, and what its end is called."""

    offer_type: OfferType
    name: str
    fields: type[OfferFields]
    reply: type[OfferReply]
    endings: tuple[str, ...]


KINDS = (
    Kind(OfferType.SINGLE, "Single", SingleFields, SingleReply, ("deactivateSingleOffer",)),
    Kind(OfferType.RENTAL, "Rental", RentalFields, RentalReply, ("deactivateRentalOffer",)),
    Kind(OfferType.EVENT, "Event", EventFields, EventReply, ("cancelEventOffer", "deactivateEventOffer")),
    Kind(OfferType.PASS, "Pass", PassFields, PassReply, ("deactivatePassOffer",)),
    Kind(
        OfferType.SUBSCRIPTION, "Subscription", SubscriptionFields, SubscriptionReply, ("deactivateSubscriptionOffer",)
    ),
)


def _readers(kind: Kind) -> tuple[Method[Any], ...]:
    items: Any = (list[kind.reply], ...)  # type: ignore[name-defined]
    page = pydantic.create_model(
        f"{kind.name}OfferPage", __base__=Page, __doc__="A page of offers, newest first.", items=items
    )

    @rpc_method(f"get{kind.name}Offer", params=GetOffer, result=kind.reply, caller=Caller.ANYONE, raises=(Code.OFFER,))
    def get(call: Call, params: GetOffer) -> OfferReply:
        """Return an offer, an inactive one too."""
        call.at_offer(params.offer_id)
        return reply(call, _find(call, kind, params.offer_id))

    @rpc_method(
        f"list{kind.name}Offers", params=ListOffers, result=page, caller=Caller.PUBLISHER, raises=(Code.DENIED,)
    )
    def list_(call: Call, params: ListOffers) -> Page:
        """Return a page of the publisher's offers, newest first."""
        _check_associate(call, params.criteria.associate_email)
        found, total = call.services.catalog.list_offers(
            kind.offer_type, active=params.criteria.active, offset=params.offset, limit=params.size
        )
        return page(items=[reply(call, offer) for offer in found], total_item_count=total)

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
        result=kind.reply,
        caller=Caller.PUBLISHER,
        writes=True,
        invalid=Code.OFFER_DATA,
        raises=(Code.DENIED,),
    )
    def create(call: Call, params: CreateOffer) -> OfferReply:
        """Put an offer on sale."""
        _check_associate(call, params.offer_data.associate_email)
        data = new_offer(kind.offer_type, params.offer_data, call.publisher)
        return reply(call, call.services.catalog.create(data))

    @rpc_method(
        f"update{kind.name}Offer",
        params=update_params,
        result=kind.reply,
        caller=Caller.PUBLISHER,
        writes=True,
        invalid=Code.OFFER_DATA,
        raises=(Code.OFFER, Code.DENIED),
    )
    def update(call: Call, params: UpdateOffer) -> OfferReply:
        """Change what the data name of an offer, and nothing else."""
        _check_associate(call, params.offer_data.associate_email)
        catalog = call.services.catalog
        catalog.hold(OfferId.parse(params.offer_id).number)
        current = _find(call, kind, params.offer_id)
        return reply(call, catalog.update(current, changed(OfferData.of(current), params.offer_data)))

    return create, update


def _endings(kind: Kind) -> tuple[Method[Any], ...]:
    def deactivate(call: Call, params: DeactivateOffer) -> OfferReply:
        """Take an offer off sale for good; what people bought of it they keep."""
        return reply(call, call.services.catalog.deactivate(_find(call, kind, params.offer_id)))

    return tuple(
        rpc_method(
            name,
            params=DeactivateOffer,
            result=kind.reply,
            caller=Caller.PUBLISHER,
            writes=True,
            raises=(Code.OFFER,),
        )(deactivate)
        for name in kind.endings
    )


def _find(call: Call, kind: Kind, offer_id: str) -> LocalOffer:
    offer = call.services.catalog.offer(offer_id)
    if offer.type is not kind.offer_type:
        raise OfferNotFound(offer_id)
    return offer


def _check_associate(call: Call, email: str) -> None:
    """Refuse to act for somebody else: this publisher has no associates."""
    if email and addresses.key(email) != addresses.key(call.publisher.info.email):
        raise Refused(Code.DENIED, "associateEmail: is no associate of this publisher")


METHODS = tuple(method for kind in KINDS for make in (_readers, _writers, _endings) for method in make(kind))
