"""The methods: one table that validation, the manual and the golden tests all read."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cleeng.rpc.errors import Code
from cleeng.rpc.wire import Params

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from types import ModuleType

    from cleeng.rpc.call import Call
    from cleeng.rpc.wire import Result, ResultList, ResultMap

    Answer = Result | ResultList[Any] | ResultMap[Any]

P = TypeVar("P", bound=Params)


class Caller(StrEnum):
    """Who may call a method, and so which token it needs."""

    PUBLISHER = "publisher"
    CUSTOMER = "customer"
    ANYONE = "anyone"


class Surface(StrEnum):
    """Where a method can be called."""

    JSON_RPC = "JSON-RPC"
    JSONP = "JSONP"


#: Bytes of one request.
LONGEST = 1_000_000

EVERYWHERE = (Surface.JSON_RPC, Surface.JSONP)

#: The argument that says who calls: one that does not fit is an invalid token, and no invalid argument.
_TOKEN = {Caller.PUBLISHER: {"publisher_token"}, Caller.CUSTOMER: {"customer_token"}, Caller.ANYONE: set[str]()}
#: What the token of a caller may be refused with.
_TOKEN_ERRORS = {
    Caller.PUBLISHER: (Code.PUBLISHER_TOKEN,),
    Caller.CUSTOMER: (Code.CUSTOMER_TOKEN, Code.INACTIVE),
    Caller.ANYONE: (),
}


@dataclass(frozen=True, slots=True)
class Method(Generic[P]):
    """One method.

    `invalid` is the code for arguments that do not fit.  `writes` says how its transaction begins; one that
    `leaves` its transaction, to let a password be hashed, is never run again.  `longest` is how many bytes a request
    may have that holds this one call.
    """

    name: str
    function: Callable[[Call, P], Answer]
    params: type[P]
    result: type[Answer]
    caller: Caller
    writes: bool
    leaves: bool
    invalid: Code
    raises: tuple[Code, ...]
    surfaces: Collection[Surface]
    longest: int

    @property
    def summary(self) -> str:
        """The first line of its docstring."""
        return (self.function.__doc__ or "").strip().partition("\n")[0]

    @property
    def notes(self) -> str:
        """The rest of its docstring: what was decided where the reference leaves it open."""
        return inspect.cleandoc(self.function.__doc__ or "").partition("\n")[2].strip()

    @property
    def group(self) -> str:
        """What it is about: the name of its module in `cleeng.rpc`."""
        return self.function.__module__.removeprefix("cleeng.rpc.").partition(".")[0].replace("_", " ")

    @property
    def errors(self) -> tuple[Code, ...]:
        """Every code of its own that it may answer, in order."""
        fit = {self.invalid} if set(self.params.model_fields) - _TOKEN[self.caller] else set()
        return tuple(sorted({*_TOKEN_ERRORS[self.caller], *self.raises, *fit}))


def rpc_method(
    name: str,
    *,
    params: type[P],
    result: type[Answer],
    caller: Caller,
    writes: bool = False,
    leaves: bool = False,
    invalid: Code = Code.ARGUMENTS,
    raises: tuple[Code, ...] = (),
    surfaces: Collection[Surface] = (Surface.JSON_RPC,),
    longest: int = LONGEST,
) -> Callable[[Callable[[Call, P], Answer]], Method[P]]:
    """Make a method of the API from a function."""

    def method(function: Callable[[Call, P], Answer]) -> Method[P]:
        return Method(name, function, params, result, caller, writes, leaves, invalid, raises, surfaces, longest)

    return method


class Registry:
    """All methods, by name."""

    def __init__(self) -> None:
        self._methods: dict[str, Method[Any]] = {}

    @classmethod
    def scan(cls, package: ModuleType) -> Registry:
        """Gather every method that a module below `package` holds, alone or in a tuple called `METHODS`."""
        registry = cls()
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            names = vars(importlib.import_module(module.name))
            for found in (*names.values(), *names.get("METHODS", ())):
                if isinstance(found, Method) and registry._methods.get(found.name) is not found:
                    registry.add(found)
        return registry

    def add(self, method: Method[Any]) -> None:
        """Add a method; two of one name stop the start."""
        if method.name in self._methods:
            msg = f"two methods are called {method.name}"
            raise ValueError(msg)
        self._methods[method.name] = method

    def get(self, name: str, surface: Surface) -> Method[Any] | None:
        """Return a method that can be called there, or None."""
        method = self._methods.get(name)
        return method if method is not None and surface in method.surfaces else None

    def __iter__(self) -> Iterator[Method[Any]]:
        return iter(sorted(self._methods.values(), key=lambda method: method.name))
