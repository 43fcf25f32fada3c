"""Amounts at the rate that an invoice names for the currency of a state.  Pure functions."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from cleeng.api import Money, minor_units

if TYPE_CHECKING:
    from collections.abc import Mapping


def in_local(amount: Money, local: Mapping[str, Any]) -> Money:
    """Return an amount at a rate that an invoice names, half up to the smallest unit."""
    exact = (amount.decimal * Decimal(local["rate"])).scaleb(minor_units(local["currency"]))
    return Money(int(exact.to_integral_value(rounding=ROUND_HALF_UP)), local["currency"])


def taken_back(local: Mapping[str, Any], before: Money, now: Money) -> Mapping[str, Any]:
    """Return the same for a credit note: `now` goes back after `before` did, at the invoice's rate.

    All credits of a tax together take back exactly what the invoice said.
    """
    if not local:
        return {}
    return {**local, "tax": (in_local(before + now, local) - in_local(before, local)).minor}
