"""Why an offer cannot be bought, or an order not be found."""

from cleeng.api import CleengError


class OrderNotFound(CleengError):
    """This publisher has no such order, or it is another customer's."""

    code = "order_not_found"


class CannotBuy(CleengError):
    """Base of the reasons why this viewer cannot buy this offer now."""

    code = "cannot_buy"


class OfferInactive(CannotBuy):
    """The offer is no longer sold, or what it is about is over."""

    code = "offer_inactive"


class CountryBlocked(CannotBuy):
    """The publisher may not sell it where the viewer is; the argument is the country."""

    code = "country_blocked"


class MembersOnly(CannotBuy):
    """The publisher sells it with a pass or subscription only; the argument is its id."""

    code = "members_only"


class HasAccess(CannotBuy):
    """There is nothing to pay: the viewer may watch already; the argument is the number of the offer that opens it."""

    code = "has_access"


class ConsentMissing(CleengError):
    """The law of the buyer's country wants a consent that was not given; the argument names it."""

    code = "consent_missing"
