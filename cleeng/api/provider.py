"""The base of all provider classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from cleeng.api.context import PublisherInfo


class ProviderSettings(BaseModel):
    """Base of a provider's `Settings`: read from its ini section, unknown keys are faults.

    Mark secrets with `pydantic.SecretStr`: they are then never printed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


class Provider:
    """Something a plugin offers.  The core builds one instance per publisher that uses it.

    All threads share the instance, so it keeps no state of a call.
    """

    name: ClassVar[str]  #: stable, lower case, stored with rows: never renamed
    title: ClassVar[str]  #: what staff and viewers read
    docs: ClassVar[str] = ""  #: address of its documentation
    capabilities: ClassVar[frozenset[str]] = frozenset()
    Settings: ClassVar[type[ProviderSettings]] = ProviderSettings

    def __init__(self, settings: Any) -> None:
        self.settings = settings

    @classmethod
    def check_publisher(cls, publisher: PublisherInfo) -> str | None:
        """Say why this publisher must not use the provider, or return None.

        Called when the core is about to build the provider for `publisher`, at start and whenever its ini is
        read again, beside the check of its settings; no I/O.  A text is a fault of the publisher's ini like
        a misspelt setting: it is reported with all others and stops the start.
        """
        return None
