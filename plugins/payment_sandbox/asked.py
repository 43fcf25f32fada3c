"""What the bank is asked: by the shop, and by a buyer on the bank's page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleeng.api import MethodSnapshot, Money

    from .cards import SandboxCard


class Act(StrEnum):
    """What a buyer does on the bank's page."""

    APPROVE = "approve"
    REFUSE = "refuse"
    LEAVE = "leave"
    WRONG_PIN = "wrong_pin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What the shop asks for.  `card` is None for the wallet and the phone bill."""

    publisher_id: int
    key: str
    amount: Money
    customer_id: int
    method: str
    card: SandboxCard | None
    snapshot: MethodSnapshot
    away: bool = False  #: the buyer is not there
    keep: bool = False
    return_url: str = ""
    cancel_url: str = ""
