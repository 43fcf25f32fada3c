"""The manual for operators says what the code does: every setting, every limit, every plugin."""

import datetime as dt
import re
from importlib import import_module
from pathlib import Path

import pytest

from cleeng.cli.main import main
from cleeng.settings import application, consents, invoices, pricing, publisher
from cleeng.web.server.options import EmbeddedOptions, GranianOptions

ROOT = Path(__file__).resolve().parents[1]
PLUGINS = sorted(init.parent.name for init in (ROOT / "plugins").glob("*/__init__.py"))

FACTORS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
MODELS = {
    "app:main": [application._App],
    "server:main": [EmbeddedOptions, GranianOptions],
    "publisher": [publisher._Publisher],
    "branding": [publisher.Branding],
    "consent:NAME": [consents.Consent],
    "invoices": [invoices.Invoices],
    "pricing": [pricing.Pricing],
    "route:1": [publisher.Route],
}


def rows(text):
    """Give the cells of every row of every table, without headings."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [cells for cells in lines if cells[0] not in {"key", "section", "what", "command", "---"}]


@pytest.fixture(scope="module")
def configure():
    """Map the name of each section to what the manual says of it."""
    text = (ROOT / "docs/operators/configure.md").read_text()
    _, *parts = re.split(r"^### ", text, flags=re.MULTILINE)
    return {part.partition("\n")[0].partition("`[")[2].partition("]`")[0] or "use": part for part in parts}


@pytest.mark.parametrize("section", MODELS)
def test_every_setting_is_described_and_no_other(configure, section):
    described = {key for cells in rows(configure[section]) for key in re.findall(r"`([^`]+)`", cells[0])}
    fields = {field.alias or name for model in MODELS[section] for name, field in model.model_fields.items()}
    assert described - {"use"} == fields - {"use"}


def test_every_list_of_providers_is_described_and_no_other(configure):
    assert [cells[0] for cells in rows(configure["use"])] == [f"`[{kind}]`" for kind in publisher.KINDS]


def as_text(value):
    """Write a constant of the code as the manual does, but for the unit."""
    if isinstance(value, tuple):
        return [as_text(item) for item in value]
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    return float(value) if isinstance(value, int | float) else str(value)


def as_value(text):
    """Read what the manual says: a quantity in its smallest unit, a list of them, or a rate."""
    if " per " in text:
        return text.removesuffix("s")
    if ", " in text:
        return [as_value(part) for part in text.split(", ")]
    number, _, unit = text.partition(" ")
    return float(number.replace(",", "")) * FACTORS.get(unit.rstrip("s"), 1)


LIMITS = rows((ROOT / "docs/operators/limits.md").read_text())


@pytest.mark.parametrize(("value", "where"), [cells[1:] for cells in LIMITS], ids=[cells[2] for cells in LIMITS])
def test_a_limit_is_what_the_code_says(value, where):
    module, _, name = where.strip("`").rpartition(".")
    assert as_text(getattr(import_module(module), name)) == as_value(value)


def test_every_built_in_plugin_has_its_page():
    page = (ROOT / "docs/plugins/builtin.md").read_text()
    assert re.findall(r"plugins/(\w+)/README\.md", page) == PLUGINS


def test_every_page_of_the_manual_that_is_named_exists():
    sources = [ROOT / name for name in ("development.ini", "setup.py")]
    for folder in ("cleeng", "plugins", "config", "static", "templates"):
        sources += [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".ini", ".md", ".pt"}]
    named = {name for path in sources for name in re.findall(r"docs/[\w./-]+\.(?:md|rst|png)", path.read_text())}
    assert not [name for name in named if not (ROOT / name).exists()]


def commands(group, before=()):
    """Give every command of `cleeng`, and every group."""
    for name, command in group.commands.items():
        yield (*before, name)
        yield from commands(command, (*before, name)) if hasattr(command, "commands") else ()


def test_every_command_that_the_manual_names_exists_and_every_one_is_named():
    known = set(commands(main))
    text = "\n".join(page.read_text() for page in (ROOT / "docs").rglob("*.md"))
    said = {
        tuple(words.split())
        for words in re.findall(r"(?:^|`|&& )cleeng (?:-c \S+ )?([a-z-]+(?: [a-z-]+){0,2})", text, re.MULTILINE)
    }
    named = {next((words[:n] for n in (3, 2, 1) if words[:n] in known), words) for words in said}
    assert not [words for words in named if words not in known]
    assert {words[0] for words in known} == {words[0] for words in named}
