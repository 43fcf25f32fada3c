"""Faults of a configuration, collected so that one start names them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import pydantic

from cleeng.api import CleengError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cleeng.settings.ini import Section

M = TypeVar("M", bound=pydantic.BaseModel)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where; `line` 0 means the whole file."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{where}: {self.text}"


class ConfigurationError(CleengError):
    """The configuration cannot be used; the message names every fault."""

    code = "configuration"

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"The configuration has {count}:\n{lines}")


@dataclass
class Faults:
    """Collects faults; `check()` raises them together."""

    found: list[Fault] = field(default_factory=list)

    def add(self, path: Path, line: int, text: str) -> None:
        """Note a fault."""
        self.found.append(Fault(path, line, text))

    def check(self, only: Path | None = None) -> None:
        """Raise if there is any; `only` looks at the faults of one file."""
        found = [fault for fault in self.found if only in (None, fault.path)]
        if found:
            raise ConfigurationError(sorted(found, key=lambda f: (str(f.path), f.line)))

    def validate(self, model: type[M], section: Section) -> M | None:
        """Read a section into a model; what does not fit becomes faults at the lines of their keys."""
        values = section.values
        try:
            return model.model_validate({key: value.text for key, value in values.items()})
        except pydantic.ValidationError as error:
            for item in error.errors(include_url=False, include_input=False):
                key = str(item["loc"][0]) if item["loc"] else ""
                line = values[key].line if key in values else section.line
                self.add(section.path, line, f"[{section.name}] {_words(key, item)}")
            return None


def _words(key: str, item: Mapping[str, object]) -> str:
    if item["type"] == "missing":
        return f"{key} is missing"
    if item["type"] == "extra_forbidden":
        return f"{key} is not a setting here"
    text = str(item["msg"]).removeprefix("Value error, ")
    return f"{key}: {text}" if key else text  # no key: several of them do not fit together
