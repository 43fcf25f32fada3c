"""What is stored of a gateway's answer, and read back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

from cleeng.api import MethodSnapshot, Redirect, Voucher

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleeng.api import NextAction


def write_snapshot(snapshot: MethodSnapshot | None) -> dict[str, Any]:
    """Return a method's snapshot as JSON, {} for none."""
    return dataclasses.asdict(snapshot) if snapshot else {}


def read_snapshot(data: Mapping[str, Any]) -> MethodSnapshot:
    """Read it back; an empty one is of no known type."""
    return MethodSnapshot(**data) if data else MethodSnapshot("")


def write_action(action: NextAction | None) -> dict[str, Any]:
    """Return what the buyer has to do as JSON, {} for nothing."""
    if action is None:
        return {}
    data = dataclasses.asdict(action)
    if isinstance(action, Voucher):
        data["expires"] = action.expires.astimezone(dt.UTC).isoformat()
    return {"kind": type(action).__name__, **data}


def read_redirect(data: Mapping[str, Any]) -> Redirect | None:
    """Return where the buyer has to go, or None if it is something else."""
    if data.get("kind") != "Redirect":
        return None
    return Redirect(data["url"], data["method"], data["fields"], data["frameable"])
