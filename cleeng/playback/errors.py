"""Why nothing plays."""

from cleeng.api import CleengError


class CannotPlay(CleengError):
    """Base of the reasons why this customer cannot watch this offer here and now."""

    code = "cannot_play"


class NoAccess(CannotPlay):
    """The customer has not bought it, or what he bought is over."""

    code = "no_access"


class AccountClosed(CannotPlay):
    """The customer's account is not active, whatever was bought with it."""

    code = "account_closed"


class BlockedHere(CannotPlay):
    """The publisher may not show it where the viewer is; the argument is the country, "" if unknown."""

    code = "country_blocked"


class NotStarted(CannotPlay):
    """The event begins later; the argument is when."""

    code = "not_started"


class NothingToPlay(CannotPlay):
    """The offer has no film of its own, as a pass; or the publisher's ini names no playback tokens."""

    code = "nothing_to_play"
