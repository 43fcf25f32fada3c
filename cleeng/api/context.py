"""What every call to a provider carries: for whom, when, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import datetime as dt
    import logging


class Clock(Protocol):
    """Tells the publisher's time.  A sandbox publisher's clock may be moved."""

    def now(self) -> dt.datetime:
        """Return the present moment, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class PublisherInfo:
    """The publisher a call is made for; `country` ISO 3166-1 alpha-2, `currency` ISO 4217."""

    id: int
    name: str
    email: str
    country: str
    currency: str
    locale: str
    time_zone: str
    sandbox: bool
    address: str = ""  #: street and town in one line, without the country
    vat_number: str = ""
    allowed_origins: tuple[str, ...] = ()  #: whose pages may embed the publisher's; "*" never means frames


@dataclass(frozen=True, slots=True)
class CustomerInfo:
    """A viewer, as far as a provider needs to know."""

    id: int
    email: str
    locale: str
    country: str
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """Who, when, how long.  `deadline` is real time; everything of the business goes by `clock`."""

    publisher: PublisherInfo
    clock: Clock
    log: logging.LoggerAdapter[logging.Logger]
    base_url: str = ""  #: the server's own origin, for addresses handed to others
    idempotency_key: str = ""  #: ours; the same key twice must have its effect once
    attempt: int = 1
    timeout: float = 30.0  #: seconds that this call may take
    #: "data_dir" (str): a folder in which a plugin may keep files of its own, under its own name
    extra: dict[str, Any] = field(default_factory=dict)

    def with_key(self, key: str, attempt: int = 1) -> Context:
        """Return the same context for the effect that `key` names."""
        return replace(self, idempotency_key=key, attempt=attempt)
