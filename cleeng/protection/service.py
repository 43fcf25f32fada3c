"""Make, and keep in step, the offers that rules want of the videos of a catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.catalog.errors import InvalidOffer
from cleeng.catalog.models import Offer
from cleeng.catalog.rules import OfferData
from cleeng.db import exclusive
from cleeng.protection.errors import TemplateUnfilled
from cleeng.protection.models import ProtectedVideo
from cleeng.protection.report import Line, Outcome, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from cleeng.api import Money
    from cleeng.catalog.models import OfferType
    from cleeng.catalog.offer import LocalOffer
    from cleeng.catalog.service import CatalogService
    from cleeng.protection.rules import Rule
    from cleeng.protection.video import Video
    from cleeng.publishers.publisher import Publisher

LONGEST_ID = 255
_TWICE = "the catalogue has it twice; the first counts"


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is already of some videos."""

    rows: dict[tuple[str, str], ProtectedVideo]  #: by video and rule
    offers: dict[int, LocalOffer]  #: by number, deactivated ones of rules too
    sold: dict[tuple[str, OfferType], str]  #: what sells a video; "" for what a dry run would create


class ProtectionService:
    """One publisher's bulk protection.  Running it again with the same videos changes nothing."""

    def __init__(self, db: Session, publisher: Publisher, catalog: CatalogService) -> None:
        self.db = db
        self.publisher = publisher
        self.catalog = catalog

    def protect(
        self, videos: Sequence[Video], rules: Sequence[Rule], *, dry_run: bool, seen: set[str] | None = None
    ) -> Report:
        """Create or update the offers of some hundred videos; with `dry_run` say only what would happen.

        `seen` holds the ids of videos that came before; of two with one id the first counts.  A video of which no
        offer can be made is refused in the report and spoils nothing else.  What a person changed of an offer
        since stays; a video that is gone from its catalogue keeps its offer, for deactivation is final.
        """
        if not dry_run:
            exclusive(self.db.connection(), f"protection:{self.publisher.id}")
        seen = set() if seen is None else seen
        known = self._known([video.id for video in videos])
        report = Report()
        for video in videos:
            wanted = [rule for rule in rules if rule.match.covers(video)]
            report.unmatched += not wanted
            if video.id in seen:
                report.lines += [Line(video.id, rule.name, Outcome.REFUSED, reason=_TWICE) for rule in wanted]
            else:
                report.lines += [self._line(video, rule, known, dry_run=dry_run) for rule in wanted]
            seen.add(video.id)
        return report

    def _known(self, video_ids: Sequence[str]) -> _Known:
        theirs = (ProtectedVideo.publisher_id == self.publisher.id, ProtectedVideo.video_id.in_(video_ids))
        rows = self.db.scalars(sa.select(ProtectedVideo).where(*theirs)).all()
        on_sale = sa.select(Offer.number).where(
            Offer.publisher_id == self.publisher.id, Offer.video_id.in_(video_ids), Offer.active
        )
        numbers = {row.number for row in rows} | set(self.db.scalars(on_sale))
        offers = self.catalog.versions(numbers, self.publisher.info.country)
        return _Known(
            {(row.video_id, row.rule): row for row in rows},
            offers,
            {(offer.video_id, offer.type): offer.id for offer in offers.values() if offer.active},
        )

    def _line(self, video: Video, rule: Rule, known: _Known, *, dry_run: bool) -> Line:
        try:
            outcome, offer_id = self._apply(video, rule, known, dry_run=dry_run)
        except (TemplateUnfilled, InvalidOffer) as error:
            return Line(video.id, rule.name, Outcome.REFUSED, reason=str(error))
        return Line(video.id, rule.name, outcome, offer_id)

    def _apply(self, video: Video, rule: Rule, known: _Known, *, dry_run: bool) -> tuple[Outcome, str]:
        if not 0 < len(video.id) <= LONGEST_ID:
            raise TemplateUnfilled(f"the id of a video has 1 to {LONGEST_ID} characters")
        data = rule.template.offer(video, self.publisher.info.currency)
        data.check(sandbox=self.publisher.info.sandbox)
        row = known.rows.get((video.id, rule.name))
        if row is not None:
            return self._keep_in_step(row, known.offers[row.number], data, dry_run=dry_run)
        if (video.id, data.type) in known.sold:
            return Outcome.SOLD, known.sold[video.id, data.type]
        offer_id = "" if dry_run else self._create(video, rule, data)
        known.sold[video.id, data.type] = offer_id
        return Outcome.CREATED, offer_id

    def _create(self, video: Video, rule: Rule, data: OfferData) -> str:
        offer = self.catalog.create(data)
        row = ProtectedVideo(
            publisher_id=self.publisher.id,
            video_id=video.id,
            rule=rule.name,
            number=offer.number,
            made=_made(data),
            created_at=self.publisher.clock.now(),
        )
        self.db.add(row)
        return offer.id

    def _keep_in_step(
        self, row: ProtectedVideo, current: LocalOffer, data: OfferData, *, dry_run: bool
    ) -> tuple[Outcome, str]:
        now = _made(data)
        changed = {name for name, value in now.items() if row.made.get(name) != value}
        if not current.active:
            return Outcome.ENDED, current.id
        if current.type is not data.type:
            raise TemplateUnfilled(f"its offer is a {current.type.word}, and that cannot change")
        if not changed:
            return Outcome.UNCHANGED, current.id
        if not dry_run:
            self._update(current.number, {name: getattr(data, name) for name in changed})
            row.made = now
        return Outcome.UPDATED, current.id

    def _update(self, number: int, changes: dict[str, Any]) -> LocalOffer:
        self.catalog.hold(number)
        current = self.catalog.any_version(number, self.publisher.info.country)
        return self.catalog.update(current, replace(OfferData.of(current), **changes))


def _made(data: OfferData) -> dict[str, Any]:
    """Return, as JSON has it, what a rule says of an offer."""
    shown = ("title", "description", "url", "period")
    made = {name: getattr(data, name) for name in shown}
    return {**made, "price": _amount(data.price), "tags": list(data.tags)}


def _amount(price: Money) -> str:
    return f"{price.decimal} {price.currency}"
