"""Bulk protection: an addition of ours, for publishers whose catalogue lives elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import pydantic

from cleeng.catalog.models import OfferType
from cleeng.protection.rules import Match, Rule, Template, configured
from cleeng.protection.video import Video
from cleeng.rpc.errors import Code
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.wire import Names, Params, Result, Short, Text

if TYPE_CHECKING:
    from cleeng.protection.report import Report
    from cleeng.rpc.call import Call

#: Videos of one call; its transaction holds other bulk protection of the publisher up.
MOST_VIDEOS = 500
MOST_RULES = 50

_Patterns = Annotated[dict[Short, Names], pydantic.Field(max_length=50)]


class CatalogueVideo(Params):
    """A video as the catalogue has it; `fields` are whatever else rules may look at or templates draw from."""

    id: Short
    title: Text = ""
    description: Text = ""
    url: Text = ""
    tags: Names = ()
    fields: Annotated[dict[Short, Text], pydantic.Field(max_length=100)] = {}  # noqa: RUF012 - frozen

    def video(self) -> Video:
        """Return it as rules look at it."""
        fields = {name.lower(): text for name, text in self.fields.items()}
        return Video(self.id, self.title, self.description, self.url, self.tags, fields)


class ProtectionRule(Params):
    """Which videos (`videoIds`, `tags`, `fields`: patterns such as `match-*`), and what is sold of them."""

    name: Annotated[Short, pydantic.Field(max_length=100)]
    video_ids: Names = ()
    tags: Names = ()
    fields: _Patterns = {}  # noqa: RUF012 - frozen
    offer_type: Literal["single", "rental"] = "single"
    price: Short
    period: Short = ""
    title: Text = "{title}"
    description: Text = "{description}"
    url: Text = "{url}"
    offer_tags: Text = "{tags}"

    def rule(self) -> Rule:
        """Return it as the service takes it."""
        fields = {name.lower(): patterns for name, patterns in self.fields.items()}
        type_ = OfferType[self.offer_type.upper()]
        template = Template(type_, self.price, self.period, self.title, self.description, self.url, self.offer_tags)
        return Rule(self.name, Match(self.video_ids, self.tags, fields), template)


class ProtectVideos(Params):
    """Which videos, and by which rules; without rules those of the publisher's ini."""

    publisher_token: Text
    videos: Annotated[tuple[CatalogueVideo, ...], pydantic.Field(max_length=MOST_VIDEOS)]
    rules: Annotated[tuple[ProtectionRule, ...], pydantic.Field(max_length=MOST_RULES)] = ()
    dry_run: bool = False


class ProtectedItem(Result):
    """One video under one rule: created, updated, unchanged, sold, ended or refused (`reason` says why)."""

    video_id: str
    rule: str
    outcome: str
    offer_id: str
    reason: str


class ProtectionReport(Result):
    """What was done, or with `dryRun` would be; `unmatched` counts the videos that no rule was for."""

    created: int
    updated: int
    unchanged: int
    sold: int
    ended: int
    refused: int
    unmatched: int
    items: list[ProtectedItem]


@rpc_method(
    "protectVideos",
    params=ProtectVideos,
    result=ProtectionReport,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.ARGUMENTS,),
)
def protect_videos(call: Call, params: ProtectVideos) -> ProtectionReport:
    """Make offers of videos by rules; the same call again changes nothing."""
    rules = [rule.rule() for rule in params.rules] or configured(call.publisher.settings.protection)
    videos = [video.video() for video in params.videos]
    report = call.services.protection.protect(videos, rules, dry_run=params.dry_run)
    return _told(report)


def _told(report: Report) -> ProtectionReport:
    items = [
        ProtectedItem(
            video_id=line.video_id,
            rule=line.rule,
            outcome=line.outcome.value,
            offer_id=line.offer_id,
            reason=line.reason,
        )
        for line in report.lines
    ]
    return ProtectionReport(**report.counts(), items=items)
