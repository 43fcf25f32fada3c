"""Why a coupon does not count, or a campaign cannot be."""

from cleeng.api import CleengError


class CampaignNotFound(CleengError):
    """This publisher has no such campaign."""

    code = "campaign_not_found"


class InvalidCampaign(CleengError):
    """The data make no campaign; the argument names the field and the rule."""

    code = "invalid_campaign"


class InvalidCodes(CleengError):
    """Codes that cannot be stored, so that none was; the argument names some of them and says why."""

    code = "invalid_codes"


class CouponRefused(CleengError):
    """Base of the reasons why a code does not count here; the first argument is the code as it was understood."""

    code = "coupon_refused"


class CouponUnknown(CouponRefused):
    """No campaign of this publisher has the code: mistyped, or guessed."""

    code = "coupon_unknown"


class CouponEnded(CouponRefused):
    """Its campaign is over; the second argument is since when, None if somebody switched it off."""

    code = "coupon_ended"


class CouponUsedUp(CouponRefused):
    """It was used as often as it may be, by everybody together."""

    code = "coupon_used_up"


class CouponUsedBefore(CouponRefused):
    """This customer used it as often as one may."""

    code = "coupon_used_before"


class CouponNotForOffer(CouponRefused):
    """It belongs to other offers, or there is nothing to take off."""

    code = "coupon_not_for_offer"


class CouponTooLate(CouponRefused):
    """The order is paid, or a payment of it is under way: its price stays."""

    code = "coupon_too_late"


class TooManyGuesses(CouponRefused):
    """Someone tries codes; the second argument is how many seconds to wait."""

    code = "too_many_guesses"
