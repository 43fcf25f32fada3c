"""What a publisher's ini may say under `[plugin:payment_sandbox]`."""

from typing import Annotated

from pydantic import Field, SecretStr

from cleeng.api import ProviderSettings

Seconds = Annotated[float, Field(ge=0, le=86_400)]


class SandboxSettings(ProviderSettings):
    """Every value has a default that suits a demo."""

    #: SQLite file of the bank's books, absolute or relative to the folder of plugins' data
    books: Annotated[str, Field(min_length=1)] = "payment_sandbox/books.sqlite3"
    #: signs webhooks; a default known to everybody will do, because only sandbox publishers may use the gateway
    webhook_secret: SecretStr = SecretStr("sandbox-webhooks-move-no-money")
    #: how long the slow card takes to answer
    slow_seconds: Seconds = 3
    #: after what time, by the publisher's clock, a pending or unanswered payment is decided
    settle_seconds: Seconds = 10
    #: how much later than the payment, by the publisher's clock, a late webhook comes
    late_seconds: Seconds = 5
    #: how long, by the publisher's clock, a buyer has for the bank's page
    action_minutes: Annotated[int, Field(ge=1, le=1440)] = 30
