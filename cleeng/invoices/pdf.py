"""A PDF/A-3 of an invoice with its XML within (Factur-X, ZUGFeRD): people and programs read one file.

A document that the standard of the XML has no words for is set without it: better none than a wrong one.

The libraries are the extra `pdf`.  They are large and few need them, so nothing of them is imported before the first
PDF is asked for.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING

from cleeng import texts
from cleeng.api import CleengError

if TYPE_CHECKING:
    from typing import Self

log = logging.getLogger(__name__)

#: One at a time: it takes some of the processor, and the libraries below WeasyPrint were not made for threads.
_one_at_a_time = threading.Lock()
#: Seconds that a PDF waits for those before it; who would wait for longer is told to come again.
PATIENCE = 5.0


class Busy(CleengError):
    """Others are being written; try again in `PATIENCE` seconds."""

    code = "pdf_busy"


@cache
def available() -> bool:
    """Say whether PDFs can be written here; what is missing is logged once."""
    try:
        import drafthorse  # noqa: F401, PLC0415
        import facturx  # noqa: F401, PLC0415
        import weasyprint  # noqa: F401, PLC0415
    except ImportError:
        return False
    except OSError as error:  # WeasyPrint looks for its libraries when it is imported
        log.warning("no PDFs of invoices: libpango is missing", extra={"reason": str(error)})
        return False
    return True


@dataclass(frozen=True, slots=True)
class Paper:
    """A page to set: it may fetch nothing but `data:`.  `lang` is a language tag such as "de-DE"."""

    html: str
    css: str
    title: str
    author: str
    lang: str

    def writable(self) -> Self:
        """Return it without what neither HTML nor the XML about a PDF can hold."""
        return type(self)(*(texts.lines(getattr(self, field.name)) for field in fields(self)))


def write(paper: Paper, xml: bytes | None) -> bytes:
    """Set a page and put into it what programs read (`e_invoice.write`), once that fits the schema of EN 16931.

    Without `xml` the PDF is for people alone.  It takes a second, and may wait for others: call it with no
    transaction open.

    :raises Busy: others are being written for too long.
    :raises ImportError: the extra is not installed; ask `available` before.
    """
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise Busy
    try:
        return _write(paper.writable(), xml)
    finally:
        _one_at_a_time.release()


def _write(paper: Paper, xml: bytes | None) -> bytes:
    import facturx  # noqa: PLC0415
    import weasyprint  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    about = {"title": paper.title, "subject": paper.title, "author": paper.author, "keywords": "Factur-X, EN 16931"}
    page = weasyprint.HTML(string=paper.html, url_fetcher=URLFetcher(allowed_protocols=("data",)))
    pdf: bytes = page.write_pdf(stylesheets=[weasyprint.CSS(string=paper.css)], pdf_variant="pdf/a-3a")
    if xml is None:
        return pdf
    made: bytes = facturx.generate_from_binary(
        pdf, xml, flavor="factur-x", level="en16931", check_xsd=True, pdf_metadata=about, lang=paper.lang
    )
    return made
