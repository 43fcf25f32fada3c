"""What can go wrong with offers."""

from cleeng.api import CleengError


class OfferNotFound(CleengError):
    """This publisher has no such offer, or not in that country."""

    code = "offer_not_found"


class InvalidOffer(CleengError):
    """The data make no offer; the argument says why."""

    code = "invalid_offer"
