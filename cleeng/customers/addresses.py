"""E-mail addresses: what is one, and when two are the same."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from cleeng.customers.errors import InvalidEmail

#: Characters of an address (RFC 5321) and of what it is compared by: one letter can fold into three.
LONGEST = 254


def normalise(text: str) -> str:
    """Return the address as it is stored and written to.

    Syntax only (RFC 5321, 6531): nobody is asked whether the domain exists.

    :raises InvalidEmail: it is none.
    """
    try:
        address = validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise InvalidEmail(str(error)) from error
    if len(key(address)) > LONGEST:
        msg = "The address is too long."
        raise InvalidEmail(msg)
    return address


def key(address: str) -> str:
    """Return the form in which addresses are compared: nobody has two accounts by capitals."""
    return address.strip().casefold()
