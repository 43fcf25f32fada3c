"""What can go wrong with webhooks."""

from cleeng.api import CleengError


class InvalidEndpoint(CleengError):
    """A topic that does not exist, or an address that may not be sent to; the argument says which."""

    code = "invalid_endpoint"


class NotDelivered(CleengError):
    """An endpoint did not take what it was sent; it is sent again later."""

    code = "not_delivered"
