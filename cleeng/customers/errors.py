"""What can go wrong with customers."""

from cleeng.api import CleengError


class EmailTaken(CleengError):
    """A customer of this publisher has the address already."""

    code = "email_taken"


class UnknownCustomer(CleengError):
    """This publisher has no such customer."""

    code = "unknown_customer"


class InvalidEmail(CleengError):
    """The text is no e-mail address."""

    code = "invalid_email"


class CustomerInactive(CleengError):
    """The account is closed."""

    code = "customer_inactive"


class InvalidToken(CleengError):
    """The token is unknown, expired or another publisher's."""

    code = "invalid_token"


class LinkSpent(CleengError):
    """A link that is good once was used, has expired or never was."""

    code = "link_spent"


class WeakPassword(CleengError):
    """The password breaks the rule; the argument says which, in words for the viewer."""

    code = "weak_password"


class TooManyTries(CleengError):
    """Someone guesses; the argument is how many seconds to wait."""

    code = "too_many_tries"


class TooManyAsked(TooManyTries):
    """Too many accounts or mails for one address; the argument is how many seconds to wait."""

    code = "too_many_asked"
