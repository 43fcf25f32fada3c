"""A till whose publisher sells under the EU's VAT rules, and addresses of the world."""

import pytest

from cleeng.testing.vies import vies
from harness.till import GATEWAY, Till, Visitor

GERMAN, FRENCH, SPANISH, AUSTRIAN = "85.214.132.117", "193.252.19.3", "80.58.61.250", "131.130.1.1"
GERMAN_CARD, SPANISH_CARD = "4000 0027 6000 0016", "4000 0072 4000 0007"
FRENCH_CARD, CANADIAN_CARD = "4000 0025 0000 3155", "4000 0012 4000 0000"
AUSTRIAN_NUMBER = "ATU13585627"

MORE = """
[tax]
use = eu_vat

[plugin:tax_eu_vat]
vies = {vies}
vies_timeout = 2
{settings}
"""


@pytest.fixture
def register():
    """A stand-in for the register of VAT numbers."""
    with vies() as fake:
        yield fake


@pytest.fixture
def eu_till(installation, register):
    """Open a till under the EU's rules; takes lines of `[plugin:tax_eu_vat]`."""

    def start(settings=""):
        set_up_eu(installation, register, settings)
        return Till(installation)

    return start


def set_up_eu(installation, register, settings="", **more):
    """Have an installation's publisher sell under the EU's rules."""
    installation.plugins += ["payment_sandbox", "tax_eu_vat"]
    text = GATEWAY + MORE.format(vies=register.url, settings=settings)
    installation.add_publisher(more=text, without=("[tax]", "use = flat"), **more)
    installation.give_vat_number()


def browser_at(till, address):
    """Give a browser without script that comes from an address."""
    return Visitor(till, till.installation.visitor(REMOTE_ADDR=address))


def lines_of(page):
    """Return the receipt's lines, with a minus as typed."""
    return [text_of(line).replace("\N{MINUS SIGN}", "-") for line in page.html.select(".lines > div")]


def alert(page):
    """Return the summary of what went wrong."""
    return text_of(page.html.select_one("[role=alert]"))


def text_of(node):
    """Return a text with single plain spaces."""
    return " ".join(node.get_text(" ", strip=True).split())
