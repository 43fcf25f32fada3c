"""The arguments of the methods for one offer or a page of them."""

from __future__ import annotations

from typing import Annotated

import pydantic

from cleeng.rpc.offers.fields import OfferFields
from cleeng.rpc.paging import Paged
from cleeng.rpc.wire import Params, Short, Text

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
