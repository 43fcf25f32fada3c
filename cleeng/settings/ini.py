"""Read an ini file and remember at which line each key stands.

`${NAME}` comes from the environment, `${NAME:-default}` with a default; there is no `%` interpolation.
"""

from __future__ import annotations

import configparser
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cleeng.settings.faults import Faults

_SECTION = re.compile(r"\[([^]]+)\]")
_KEY = re.compile(r"([^\s#;\[=:][^=:]*?)\s*[=:]")
_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Value:
    """A setting's text and the line it stands at."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a file."""

    path: Path
    name: str
    line: int
    values: Mapping[str, Value] = field(default_factory=dict)

    def line_of(self, key: str) -> int:
        """Return where a key stands, or the section if it has none."""
        return self.values[key].line if key in self.values else self.line


def read_ini(path: Path, environ: Mapping[str, str] | None, faults: Faults) -> dict[str, Section]:
    """Return the sections of `path`, variables filled in if there is an environment.

    What cannot be read becomes a fault.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        faults.add(path, 0, f"cannot be read: {error}")
        return {}
    parser = configparser.RawConfigParser(interpolation=None, default_section="")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(text, source=str(path))
    except configparser.MissingSectionHeaderError as error:
        faults.add(path, error.lineno, "stands before the first section")
        return {}
    except configparser.ParsingError as error:
        for line, _ in error.errors:
            faults.add(path, line, "is neither a section nor a setting")
        return {}
    except (configparser.DuplicateSectionError, configparser.DuplicateOptionError) as error:
        named = f"{error.option} in [{error.section}]" if hasattr(error, "option") else f"[{error.section}]"
        faults.add(path, error.lineno or 0, f"{named} is there already")
        return {}
    lines = _lines(text)
    return {
        name: Section(
            path,
            name,
            lines.get((name, ""), 0),
            {
                key: Value(_fill(value, path, lines.get((name, key), 0), environ, faults), lines.get((name, key), 0))
                for key, value in parser.items(name)
            },
        )
        for name in parser.sections()
    }


def given_section(
    path: Path, name: str, given: Mapping[str, str], environ: Mapping[str, str], faults: Faults
) -> Section:
    """Return a section that PasteDeploy has read already (`given`): the ini is read once more for the lines."""
    written = read_ini(path, None, faults).get(name, Section(path, name, 0))
    values = {}
    for key, text in given.items():
        line = written.line_of(key)
        values[key] = Value(_fill(text, path, line, environ, faults), line)
    return Section(path, name, written.line, values)


def fill_variables(text: str, environ: Mapping[str, str]) -> str:
    """Fill `${NAME}` and `${NAME:-default}` in.

    :raises KeyError: a variable without default is not set.
    """
    return _VARIABLE.sub(lambda m: environ[m[1]] if m[1] in environ or m[2] is None else m[2], text)


def _fill(text: str, path: Path, line: int, environ: Mapping[str, str] | None, faults: Faults) -> str:
    if environ is None:
        return text
    try:
        return fill_variables(text, environ).strip()
    except KeyError as error:
        faults.add(path, line, f"the environment has no {error.args[0]}")
        return ""


def _lines(text: str) -> dict[tuple[str, str], int]:
    """Map (section, key), and (section, "") for its heading, to line numbers."""
    found: dict[tuple[str, str], int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if match := _SECTION.match(line):
            section = match[1]
            found.setdefault((section, ""), number)
        elif match := _KEY.match(line):
            found.setdefault((section, match[1]), number)
    return found
