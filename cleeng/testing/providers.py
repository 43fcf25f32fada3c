"""What holds for every provider, whatever its kind."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import pydantic
import pytest

from cleeng.api import Provider, ProviderSettings
from cleeng.testing.context import FrozenClock, make_context

if TYPE_CHECKING:
    from cleeng.api import Clock, Context

_SECRET = re.compile(r"secret|password|token|private|(^|_)key$")


class ProviderContract(ABC):
    """Base of the contracts.  Say how to build the provider; the tests come with the class."""

    @abstractmethod
    def provider(self) -> Provider:
        """Build the provider under test."""

    def context(self, clock: Clock | None = None) -> Context:
        """Build a context; override it to put something into `extra`."""
        return make_context(clock or FrozenClock())

    def test_has_a_name_that_can_be_stored(self) -> None:
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,31}", self.provider().name)

    def test_has_a_title(self) -> None:
        assert self.provider().title.strip()

    def test_refuses_a_setting_that_it_does_not_know(self) -> None:
        settings = self.provider().Settings
        assert issubclass(settings, ProviderSettings)
        with pytest.raises(pydantic.ValidationError) as caught:
            settings.model_validate({"no_such_setting": "1"})
        assert ("no_such_setting",) in [error["loc"] for error in caught.value.errors()]

    def test_keeps_secrets_out_of_what_is_printed(self) -> None:
        for name, field in self.provider().Settings.model_fields.items():
            if _SECRET.search(name) and "str" in str(field.annotation).lower():
                assert "SecretStr" in str(field.annotation), f"{name} is shown in logs: make it a SecretStr"
