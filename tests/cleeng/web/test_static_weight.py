"""What the hosted pages weigh, and that their stylesheets agree on the names that templates and publishers use."""

import gzip
import re
from importlib.resources import files
from pathlib import Path

import pytest

STATIC = files("cleeng_static")
ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted(
    page
    for folder in (ROOT / "templates", ROOT / "plugins")
    for page in folder.rglob("*.pt")
    if "email" not in page.parts  # mail programs want everything inline
)
PAGE_STYLES = ("offer.css", "account.css", "invoice.css", "tool.css")
SPACES = {f"--s{n}" for n in range(1, 9)}
TYPES = {"--t-xs", "--t-s", "--t-m", "--t-l", "--t-xl", "--t-2xl", "--t-3xl"}
SHAPES = {"--r-s", "--r-m", "--r-l", "--page", "--tap", "--lift", "--font"}
SURFACES = {"--ground", "--surface", "--raised", "--input", "--line", "--edge", "--ink", "--ink-2"}
STATES = {f"--{state}{part}" for state in ("good", "warn", "bad", "info") for part in ("", "-bg")}
BRAND = {"--brand", "--on-brand", "--fill", "--fill-edge", "--fill-hover", "--accent", "--tint"}


def css(name):
    """The rules of a stylesheet, without its comments."""
    return re.sub(r"/\*.*?\*/", "", STATIC.joinpath("css", name).read_text("utf-8"), flags=re.DOTALL)


def compressed(path):
    return len(gzip.compress(STATIC.joinpath(path).read_bytes(), 9))


def defined(rules):
    return set(re.findall(r"(--[\w-]+)\s*:", rules))


@pytest.mark.parametrize(
    ("path", "limit"),
    [("css/base.css", 7_500), ("js/pages.js", 2_048)]
    + [(f"css/{name}", 2_000) for name in PAGE_STYLES]
    + [(f"js/{name}", 1_100) for name in ("gateways.js", "copy.js", "countdown.js", "poll.js")],
)
def test_file_stays_within_its_compressed_weight(path, limit):
    assert compressed(path) <= limit


def test_base_stylesheet_defines_every_token_that_publishers_may_use():
    tokens = css("base.css").split("@layer reset {")[0]
    assert defined(tokens) >= SPACES | TYPES | SHAPES | SURFACES | STATES | BRAND


def test_every_colour_has_a_value_without_light_dark_and_one_for_both_schemes():
    plain, schemes = css("base.css").split("@supports", 1)
    assert SURFACES | STATES | {"--fill", "--fill-edge", "--accent"} <= defined(plain) & defined(schemes)


@pytest.mark.parametrize("name", ["base.css", *PAGE_STYLES])
def test_stylesheet_uses_no_undefined_token(name):
    rules = css(name)
    assert set(re.findall(r"var\((--[\w-]+)", rules)) <= defined(css("base.css") + rules)


@pytest.mark.parametrize("name", ["base.css", *PAGE_STYLES])
def test_stylesheet_is_layered_and_fetches_nothing(name):
    rules = css(name)
    assert rules.count("{") == rules.count("}")
    outside = re.sub(r"@layer \w+ \{.*?^\}", "", rules, flags=re.DOTALL | re.MULTILINE)
    assert "{" not in outside  # an unlayered rule would beat the publisher's
    assert "@import" not in rules
    assert "url(" not in rules


@pytest.mark.parametrize("name", PAGE_STYLES)
def test_page_stylesheets_yield_to_display_and_utilities(name):
    order = re.search(r"@layer ([\w, ]+);", css("base.css"))[1].split(", ")
    assert set(re.findall(r"@layer (\w+) \{", css(name))) == {"page"}
    assert order.index("components") < order.index("page") < order.index("display") < order.index("utilities")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_uses_only_classes_that_a_stylesheet_knows_and_no_style_attribute(page):
    known = {name for sheet in ("base.css", *PAGE_STYLES) for name in re.findall(r"\.([a-zA-Z][\w-]*)", css(sheet))}
    text = page.read_text("utf-8")
    fixed = " ".join(re.sub(r"\$\{[^}]*\}", " ", value) for value in re.findall(r'\bclass="([^"]*)"', text))
    assert set(fixed.split()) <= known
    assert not re.findall(r"\sstyle=", text)  # the Content-Security-Policy refuses it
