"""What the tests need to know of a gateway."""

from __future__ import annotations

import datetime as dt
import re
from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from cleeng.api import CustomerInfo, Money, PaymentIntent, PaymentRef
from cleeng.testing.context import FrozenClock, make_context
from cleeng.testing.providers import ProviderContract

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cleeng.api import Capability, Clock, Context, PaymentGateway, Result

#: How many threads call a gateway at the same time.
THREADS = 8


class GatewayCase(ProviderContract):
    """Base of the contract's parts: what a plugin's test class fills in, and helpers."""

    #: fields of the gateway's form, as posted: one that pays at once, one that is refused, and one that makes
    #: the gateway behave as if its server could not be reached
    paying: ClassVar[Mapping[str, str]]
    declined: ClassVar[Mapping[str, str]]
    unreachable: ClassVar[Mapping[str, str]]

    #: fields of a payment whose refunds are booked while the answer is lost for a time; None where that cannot be had
    silent_refund: ClassVar[Mapping[str, str] | None] = None
    #: after what time, by the clock, the same refund asked for again is answered
    silence: ClassVar[dt.timedelta] = dt.timedelta(minutes=1)

    method: ClassVar[str] = "card"
    amount: ClassVar[Money] = Money(499, "EUR")
    country: ClassVar[str] = "DE"
    #: how long a signed webhook is good for; None where the signature bears no time
    webhook_tolerance: ClassVar[dt.timedelta | None] = dt.timedelta(minutes=5)

    folder: Path  #: empty, one per test
    clock: FrozenClock

    @pytest.fixture(autouse=True)
    def _fresh(self, tmp_path: Path) -> None:
        self.prepare(tmp_path)

    def prepare(self, folder: Path) -> None:
        """Begin a test: in an empty folder, at a fixed time."""
        self.folder = folder
        self.clock = FrozenClock()

    @abstractmethod
    def provider(self) -> PaymentGateway:
        """Build a new gateway each time, as after a restart; what the bank knows outlives it."""

    def webhook(self, gateway: PaymentGateway, ctx: Context, key: str) -> tuple[Mapping[str, str], bytes]:
        """Return headers and body of a genuine webhook that tells how payment `key` ended, signed just now."""
        raise NotImplementedError

    def moved(self, gateway: PaymentGateway, ctx: Context, key: str) -> Money:
        """Return what the buyer has paid in all for `key`; better ask the bank's books, if they can be seen."""
        return gateway.get_status(ctx, PaymentRef(key, self.amount)).amount or Money(0, self.amount.currency)

    def context(self, clock: Clock | None = None) -> Context:
        """Build a context with a folder for the files of plugins, and no server to call back."""
        return make_context(clock or self.clock, base_url="", extra={"data_dir": str(self.folder)})

    def keyed(self, key: str) -> Context:
        """Build a context for the effect that `key` names."""
        return self.context().with_key(key)

    def intent(self, fields: Mapping[str, str] | None = None, **changes: Any) -> PaymentIntent:
        """Return what is to be paid, with these fields."""
        customer = CustomerInfo(200000001, "viewer@example.com", "en_US", self.country)
        intent = PaymentIntent(self.amount, 300000001, "Halden Night of Miles", customer, self.method, fields or {})
        return replace(intent, **changes)

    def pay(self, gateway: PaymentGateway, key: str, fields: Mapping[str, str] | None = None, **changes: Any) -> Result:
        """Pay under `key`."""
        intent = self.intent(self.paying if fields is None else fields, **changes)
        return gateway.start(self.keyed(key), intent, "https://shop.example/return", "https://shop.example/cancel")

    def ref(self, key: str) -> PaymentRef:
        """Name a payment by our key alone."""
        return PaymentRef(key, self.amount)

    def can(self, gateway: PaymentGateway, capability: Capability) -> bool:
        """Tell what the gateway says of itself."""
        return capability in gateway.capabilities


def outcome(result: Result) -> Result:
    """Leave the raw answer out: it may tell the time."""
    return replace(result, raw={})


def assert_no_card_number(text: str, fields: Mapping[str, str]) -> None:
    """Fail if `text` holds a field of 12 digits or more, with or without blanks."""
    squeezed = re.sub(r"[\s-]", "", text)
    for value in fields.values():
        number = re.sub(r"[\s-]", "", value)
        assert not re.fullmatch(r"\d{12,19}", number) or number not in squeezed
