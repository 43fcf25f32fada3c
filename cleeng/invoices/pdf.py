"""A PDF/A-3 of an invoice with its XML within (Factur-X, ZUGFeRD): people and programs read one file.

The libraries are the extra `pdf`.  They are large and few need them, so nothing of them is imported before the first
PDF is asked for.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.invoices.lines import Line
    from cleeng.invoices.models import Invoice

log = logging.getLogger(__name__)

#: One at a time: it takes some of the processor, and the libraries below WeasyPrint were not made for threads.
_one_at_a_time = threading.Lock()


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


def write(paper: Paper, document: Invoice, lines: Sequence[Line], original: Invoice | None = None) -> bytes:
    """Set a page and put into it what programs read, once that fits the schema of EN 16931.

    :raises ImportError: the extra is not installed; ask `available` before.
    """
    import facturx  # noqa: PLC0415
    import weasyprint  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    from cleeng.invoices import e_invoice  # noqa: PLC0415

    xml = e_invoice.write(document, lines, original)
    about = {"title": paper.title, "subject": paper.title, "author": paper.author, "keywords": "Factur-X, EN 16931"}
    with _one_at_a_time:
        page = weasyprint.HTML(string=paper.html, url_fetcher=URLFetcher(allowed_protocols=("data",)))
        pdf = page.write_pdf(stylesheets=[weasyprint.CSS(string=paper.css)], pdf_variant="pdf/a-3a")
        made: bytes = facturx.generate_from_binary(
            pdf, xml, flavor="factur-x", level="en16931", check_xsd=True, pdf_metadata=about, lang=paper.lang
        )
    return made
