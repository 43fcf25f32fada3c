"""The ini section `[plugin:notify_email]`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import EmailStr, Field, FilePath, SecretStr, model_validator

from cleeng.api import ProviderSettings

#: What mail servers listen on for programs that submit mail (RFC 8314), by `security`.
PORTS = {"none": 25, "starttls": 587, "tls": 465}


class EmailSettings(ProviderSettings):
    """Where mail goes and whom it comes from.  An empty `host` means files instead of a server."""

    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Literal["none", "starttls", "tls"] = "starttls"
    ca_file: FilePath | None = None
    username: str = ""
    password: SecretStr = SecretStr("")
    sender: EmailStr | None = None
    sender_name: str = ""
    timeout: Annotated[float, Field(gt=0, le=120)] = 10

    @model_validator(mode="after")
    def _whole_login(self) -> EmailSettings:
        if bool(self.username) != bool(self.password.get_secret_value()):
            raise ValueError("username and password belong together")
        if self.username and self.security == "none":
            raise ValueError("a password is not sent in the clear: set security to starttls or tls")
        return self

    @property
    def server_port(self) -> int:
        """The port that was set, or the usual one."""
        return self.port or PORTS[self.security]
