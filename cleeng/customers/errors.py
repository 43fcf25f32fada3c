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


class NoConsents(CleengError):
    """The publisher asks for no consent at all."""

    code = "no_consents"


class ConsentNotUsed(CleengError):
    """A consent of the API's own list that the publisher does not ask for."""

    code = "consent_not_used"


class ConsentOutdated(CleengError):
    """The answer is to another version than the present one."""

    code = "consent_outdated"


class UnknownConsent(CleengError):
    """There is no such consent."""

    code = "unknown_consent"


class UnknownQuestion(CleengError):
    """Questions or answers that do not fit; the argument says how, in words for callers."""

    code = "unknown_question"
