"""Offers in several countries: made and changed in one call (JSON-RPC reference, 2.6.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import pydantic

from cleeng.catalog.errors import InvalidOffer
from cleeng.catalog.offer import OfferId
from cleeng.rpc.errors import Code
from cleeng.rpc.offers.fields import LocalFields, OfferFields, local_fields
from cleeng.rpc.offers.finding import find
from cleeng.rpc.offers.incoming import changed_group, new_group
from cleeng.rpc.offers.kinds import KINDS, Kind
from cleeng.rpc.offers.outgoing import reply
from cleeng.rpc.offers.replies import GroupReply
from cleeng.rpc.registry import Caller, Method, rpc_method
from cleeng.rpc.wire import Params, Short, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleeng.catalog.offer import LocalOffer
    from cleeng.rpc.call import Call

#: More than there are countries.
_MOST = 300


class CreateGroup(Params):
    """What the offer is everywhere, and in each country.

    One client changes offers by this name too: with `multiCurrencyOfferId` that one is changed.
    """

    publisher_token: Text
    offer_data: OfferFields
    localized_data: tuple[LocalFields, ...]
    multi_currency_offer_id: Short = ""


class UpdateGroup(Params):
    """What changes of which offer everywhere, and in each country; countries that are new are added."""

    publisher_token: Text
    multi_currency_offer_id: Short
    offer_data: OfferFields
    localized_data: tuple[LocalFields, ...] = ()


def _models(kind: Kind) -> tuple[type[CreateGroup], type[UpdateGroup], type[GroupReply]]:
    local: Any = tuple[local_fields(kind.fields), ...]  # type: ignore[misc]
    entries: Any = Annotated[local, pydantic.Field(max_length=_MOST)]
    offers: Any = (list[kind.reply], ...)  # type: ignore[name-defined]
    create = pydantic.create_model(
        f"CreateMultiCurrency{kind.name}Offer",
        __base__=CreateGroup,
        __doc__=CreateGroup.__doc__,
        offer_data=(kind.fields, ...),
        localized_data=(entries, ...),
    )
    update = pydantic.create_model(
        f"UpdateMultiCurrency{kind.name}Offer",
        __base__=UpdateGroup,
        __doc__=UpdateGroup.__doc__,
        offer_data=(kind.fields, ...),
        localized_data=(entries, ()),
    )
    answer = pydantic.create_model(
        f"{kind.name}Group", __base__=GroupReply, __doc__="An offer in several countries, by country.", offers=offers
    )
    return create, update, answer


def _change(call: Call, kind: Kind, params: CreateGroup | UpdateGroup) -> Mapping[str, LocalOffer]:
    catalog, offer_id = call.services.catalog, params.multi_currency_offer_id
    number = OfferId.parse(offer_id).number
    catalog.hold(number)
    current = find(call, kind, offer_id)
    changes = changed_group(catalog.group(current.number), params.offer_data, params.localized_data)
    return catalog.update_group(changes, number)


def _methods(kind: Kind) -> tuple[Method[Any], ...]:
    create_params, update_params, answer = _models(kind)
    name = f"MultiCurrency{kind.name}Offer"

    def told(call: Call, group: Mapping[str, LocalOffer]) -> GroupReply:
        offers = [reply(call, offer, kind.reply) for offer in group.values()]
        return answer(multi_currency_offer_id=next(iter(group.values())).group_id, offers=offers)

    @rpc_method(
        f"create{name}",
        params=create_params,
        result=answer,
        caller=Caller.PUBLISHER,
        writes=True,
        invalid=Code.OFFER_DATA,
        raises=(Code.OFFER, Code.DENIED),
    )
    def create(call: Call, params: CreateGroup) -> GroupReply:
        """Put an offer on sale in several countries, each with a price, a currency and words of its own."""
        call.act_for(params.offer_data.associate_email, params.multi_currency_offer_id)
        if params.multi_currency_offer_id:
            return told(call, _change(call, kind, params))
        versions = new_group(kind.offer_type, params.offer_data, params.localized_data, call.publisher)
        if not versions:
            raise InvalidOffer("localizedData names no country")
        return told(call, call.services.catalog.create_group(versions))

    @rpc_method(
        f"update{name}",
        params=update_params,
        result=answer,
        caller=Caller.PUBLISHER,
        writes=True,
        invalid=Code.OFFER_DATA,
        raises=(Code.OFFER, Code.DENIED),
    )
    def update(call: Call, params: UpdateGroup) -> GroupReply:
        """Change an offer in several countries: what `offerData` names in all of them, but the price; no currency."""
        call.act_for(params.offer_data.associate_email, params.multi_currency_offer_id)
        return told(call, _change(call, kind, params))

    return create, update


METHODS = tuple(method for kind in KINDS if kind.localized for method in _methods(kind))
