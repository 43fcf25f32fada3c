"""Arguments and results that several methods share."""

from __future__ import annotations

from cleeng.rpc.wire import Params, Result, Short, Text


class ByCustomerToken(Params):
    """Whose token it is."""

    customer_token: Text


class ByBothTokens(Params):
    """Who asks, and whose token it is."""

    publisher_token: Text
    customer_token: Text


class ByPublisher(Params):
    """Who asks."""

    publisher_token: Text


class ByEmail(Params):
    """Which customer of the publisher's."""

    publisher_token: Text
    customer_email: Short


class Token(Result):
    """A customer token of 48 characters."""

    token: str
