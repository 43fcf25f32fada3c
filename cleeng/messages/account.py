"""Messages about a customer's account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.customers.models import LinkPurpose
from cleeng.customers.tokens import RESET_LIFE
from cleeng.messages.letter import Button, Letter, Secret, with_query

if TYPE_CHECKING:
    from cleeng.messages.letter import Case


def welcome(case: Case) -> Letter:
    """Greet a customer who signed up."""
    t, name = case.words.text, case.publisher.info.name
    return Letter(
        subject=t("Welcome to {name}", name=name),
        preheader=t("Your account is ready. What you buy stands in it, on any device."),
        heading=t("Your account at {name} is ready", name=name),
        text=t("Sign in as {email} on any device. What you buy stands in your account.", email=case.customer.email),
        button=Button(t("Open my account"), case.account_url),
        notes=(t("You did not sign up? Answer this mail and a person reads it."),),
    )


def password_reset(case: Case) -> Letter:
    """Bring the link to set a new password: to our page, or to the page that the API's caller named."""
    t, publisher = case.words.text, case.publisher
    if own := case.event.data["url"]:
        url = with_query(own, {"email": case.customer.email, "publisherId": str(publisher.id)})
        parameter = "resetPasswordToken"
    else:
        url, parameter = case.url(f"/password/{publisher.id}"), "token"
    return Letter(
        subject=t("Set a new password for {name}", name=publisher.info.name),
        preheader=t("The link inside is good once, for one hour."),
        heading=t("Set a new password"),
        text=t("Somebody asked for a new password for {email}.", email=case.customer.email),
        button=Button(t("Set a new password"), url, Secret(LinkPurpose.PASSWORD_RESET, RESET_LIFE, parameter)),
        notes=(
            t("The link is good once, for one hour."),
            t("You did not ask for it? Then do nothing: your password stays as it is."),
        ),
    )


def password_changed(case: Case) -> Letter:
    """Tell that the password is a new one, so that nobody changes it behind the customer's back."""
    t, name = case.words.text, case.publisher.info.name
    moment = case.words.local_moment(case.event.at)
    return Letter(
        subject=t("Your password for {name} was changed", name=name),
        preheader=t("If that was you, there is nothing to do."),
        heading=t("Your password was changed"),
        text=t("{moment}. All other devices were signed out.", moment=moment),
        button=Button(t("Open my account"), case.account_url),
        notes=(t("That was not you? Ask for a link to set a new password where you sign in, and answer this mail."),),
        variables={"changed_at": case.event.at.isoformat()},
    )
