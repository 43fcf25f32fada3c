"""The section `[server:main]`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import pydantic

from cleeng.settings import Faults
from cleeng.settings.ini import given_section
from cleeng.settings.publisher import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

AnyOptions = TypeVar("AnyOptions", bound="Options")


class Options(pydantic.BaseModel):
    """What both runners take; `worker` says whether the background work is done here too."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    port: Annotated[int, pydantic.Field(ge=0, le=65535)] = 6543
    worker: Literal["embedded", "separate"] = "embedded"


class EmbeddedOptions(Options):
    """`listen` names addresses and hosts; `threads` answer requests."""

    listen: Words = ("127.0.0.1", "localhost")
    threads: Annotated[int, pydantic.Field(ge=1, le=256)] = 8


class GranianOptions(Options):
    """`workers` are processes; in each, `blocking_threads` answer requests."""

    listen: str = "127.0.0.1"
    workers: Annotated[int, pydantic.Field(ge=1, le=256)] = 2
    blocking_threads: Annotated[int, pydantic.Field(ge=1, le=256)] = 8
    backlog: Annotated[int, pydantic.Field(ge=128, le=65535)] = 1024


def read_options(model: type[AnyOptions], global_conf: Mapping[str, str], given: Mapping[str, str]) -> AnyOptions:
    """Read what PasteDeploy gave a runner; it does not fill `${NAME}` in.

    :raises ConfigurationError: naming every fault.
    """
    faults = Faults()
    section = given_section(Path(global_conf["__file__"]), "server:main", given, os.environ, faults)
    options = faults.validate(model, section)
    faults.check()
    assert options is not None
    return options
