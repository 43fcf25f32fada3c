"""What can go wrong with subscriptions."""

from cleeng.api import CleengError


class SubscriptionNotFound(CleengError):
    """The customer has no such subscription that runs."""

    code = "subscription_not_found"


class CannotChange(CleengError):
    """The subscription cannot be changed so; the argument says why, in words for the caller."""

    code = "cannot_change"
