"""What keeps nobody out: axe finds nothing to mend, nothing scrolls sideways."""

from pathlib import Path

AXE = Path(__file__).parents[2] / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROWEST = 320  # CSS pixels: 1280 at 400 % zoom (WCAG 2.2, 1.4.10)


def no_barrier(place):
    """Hold that axe finds nothing in a page or frame (WCAG 2.2 AA)."""
    place.evaluate(AXE.read_text())
    found = place.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
    barriers = [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]]
    assert not barriers, barriers


def fits(page):
    """Hold that nothing scrolls sideways, at this width and at the narrowest."""
    size = page.viewport_size
    for width in (size["width"], NARROWEST):
        page.set_viewport_size({**size, "width": width})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} wide at {width}"
    page.set_viewport_size(size)
