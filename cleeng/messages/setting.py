"""Sets a letter: the HTML part by a template, the text part with the same words in the same order."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cleeng.api import Rendered
from cleeng.orders.receipt import seller

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cleeng.messages.letter import Case, Letter
    from cleeng.rendering import Templates

LAYOUT = "email/layout.pt"
TEMPLATE = "email/letter.pt"
#: What mail programs show; of an SVG they show nothing.
PICTURES = (".png", ".jpg", ".jpeg", ".gif")


def set_letter(case: Case, letter: Letter, action_url: str, templates: Templates) -> Rendered:
    """Return the core's own parts of a message."""
    values: dict[str, Any] = {
        "t": case.words.text,
        "letter": letter,
        "action_url": action_url,
        "sender": sender_of(case),
        "branding": case.publisher.settings.branding,
        "lang": str(case.words.locale).replace("_", "-"),
        "dir": case.words.locale.text_direction,
        "layout": templates.named(LAYOUT),
    }
    html = templates.named(TEMPLATE).render(**values)
    return Rendered(_plain(letter.subject), _plain("\n".join(_text(case, letter, action_url))), html)


def variables(case: Case, letter: Letter, action_url: str) -> Mapping[str, Any]:
    """Return what a notifier that writes its own text may use (docs/publishers/messages.md)."""
    publisher, customer = case.publisher, case.customer
    return {
        "publisher_name": publisher.info.name,
        "publisher_email": publisher.info.email,
        "publisher_logo_url": sender_of(case)["logo"],
        "publisher_primary_colour": publisher.settings.branding.primary_colour,
        "customer_id": str(customer.id),
        "customer_email": customer.email,
        "customer_first_name": customer.first_name,
        "account_url": case.account_url,
        "terms_url": publisher.settings.branding.terms_url,
        "privacy_url": publisher.settings.branding.privacy_url,
        "subject": letter.subject,
        "preheader": letter.preheader,
        "heading": letter.heading,
        "text": letter.text,
        "action_text": letter.button.text,
        "action_url": action_url,
        "lines": [asdict(line) for line in letter.lines],
        "facts": [list(fact) for fact in letter.facts],
        "links": [list(link) for link in letter.links],
        "agreed": list(letter.agreed),
        "notes": list(letter.notes),
        **letter.variables,
    }


def sender_of(case: Case) -> dict[str, Any]:
    """Return who we are: name, logo, address, and links to go on."""
    t, publisher = case.words.text, case.publisher
    branding = publisher.settings.branding
    links = [
        (t("My account"), case.account_url),
        (t("Terms of sale"), branding.terms_url),
        (t("Privacy"), branding.privacy_url),
        (t("Help and contact"), branding.help_url),
    ]
    shown = branding.logo.lower().endswith(PICTURES)
    return {
        "name": publisher.info.name,
        "logo": case.url(f"/branding/{publisher.id}/{branding.logo}") if shown else "",
        "address": t(
            "{seller} Write to {email}.", seller=seller(case.words, publisher.info), email=publisher.info.email
        ),
        "links": [(text, url) for text, url in links if url],
    }


def _text(case: Case, letter: Letter, action_url: str) -> Iterator[str]:
    """Yield the lines of the text part, with full addresses."""
    t, sender = case.words.text, sender_of(case)
    yield from (sender["name"], "", letter.heading, "", letter.text, "", f"{letter.button.text}:", action_url, "")
    if letter.lines:
        yield from (t("Receipt"), "", *(f"{line.name}: {line.amount}" for line in letter.lines), "")
    if letter.facts:
        yield from (*(f"{name}: {value}" for name, value in letter.facts), "")
    if letter.links:
        yield from (*(f"{text}: {url}" for text, url in letter.links), "")
    if letter.agreed:
        yield from (t("What you agreed to"), "", *letter.agreed, "")
    yield from (*(note for note in letter.notes), "", "-- ", sender["address"])
    yield from (f"{text}: {url}" for text, url in sender["links"])
    yield ""


def _plain(text: str) -> str:
    """Return text in which spaces are plain: no mail program breaks lines worse for it, and subjects stay ASCII."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
