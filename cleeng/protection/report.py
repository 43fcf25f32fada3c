"""What a run did, or would do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of a video under a rule."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SOLD = "sold"  #: another offer of this type sells it already; it is left alone
    ENDED = "ended"  #: its offer was deactivated, which is final
    REFUSED = "refused"  #: `reason` says why


@dataclass(frozen=True, slots=True)
class Line:
    """One video under one rule.  `offer_id` is "" where there is none (yet)."""

    video_id: str
    rule: str
    outcome: Outcome
    offer_id: str = ""
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "videoId": self.video_id,
            "rule": self.rule,
            "outcome": self.outcome.value,
            "offerId": self.offer_id,
            "reason": self.reason,
        }

    def __str__(self) -> str:
        return f"{self.outcome:9} {self.video_id}  {self.rule}  {self.offer_id}  {self.reason}".rstrip()


@dataclass
class Report:
    """The lines of some videos, and how many videos no rule was for."""

    lines: list[Line] = field(default_factory=list)
    unmatched: int = 0

    def counts(self) -> dict[str, int]:
        """Return how many lines there are of each outcome, and the unmatched videos."""
        found = Counter(line.outcome for line in self.lines)
        return {**{outcome.value: found[outcome] for outcome in Outcome}, "unmatched": self.unmatched}
