"""Campaigns and their codes."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cleeng.coupons.codes import checked, drawn, refuse
from cleeng.coupons.errors import CampaignNotFound, InvalidCodes
from cleeng.coupons.models import Campaign, CampaignKind, Code
from cleeng.coupons.rules import MOST_CODES
from cleeng.db import UtcDateTime
from cleeng.ids import Kind, allocate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from cleeng.catalog.service import CatalogService
    from cleeng.coupons.rules import CampaignData
    from cleeng.publishers.publisher import Publisher

#: Codes that one statement stores: what is in hand at a time stays small, however long the list.
CHUNK = 5_000


class CouponService:
    """The campaigns of one publisher."""

    def __init__(self, db: Session, publisher: Publisher, catalog: CatalogService) -> None:
        self.db = db
        self.publisher = publisher
        self.catalog = catalog

    def create(self, data: CampaignData) -> Campaign:
        """Make a campaign that has no codes yet.

        :raises InvalidCampaign: naming the field and the rule.
        :raises OfferNotFound: it names an offer that the publisher does not have.
        """
        now = self.publisher.clock.now()
        data.check(now)
        for offer_id in data.offer_ids:
            self.catalog.offer(offer_id)
        campaign = Campaign(
            publisher_id=self.publisher.id,
            id=allocate(self.db, self.publisher.id, Kind.CAMPAIGN),
            kind=data.kind,
            name=data.name.strip(),
            active=data.active,
            discount_hundredths=data.hundredths,
            max_usages=data.max_usages,
            usage_per_code=data.usage_per_code,
            usage_per_user=data.usage_per_user,
            expires_at=data.expires_at,
            offer_ids=list(data.offer_ids),
            tags=list(data.tags),
            associate_email=data.associate_email,
            first_period=data.first_period,
            periods=data.periods,
            method_required=data.method_required,
            used=0,
            codes=0,
            created_at=now,
            updated_at=now,
        )
        self.db.add(campaign)
        self.db.flush()
        return campaign

    def campaign(self, campaign_id: int) -> Campaign:
        """Return a campaign.

        :raises CampaignNotFound: there is none.
        """
        return self._found(self.db.get(Campaign, (self.publisher.id, campaign_id)), campaign_id)

    def switch(self, campaign_id: int, *, active: bool) -> None:
        """Let its codes count, or count no more.  What open orders hold of it they keep.

        :raises CampaignNotFound: there is none.
        """
        campaign = self._locked(campaign_id)
        if campaign.active is not active:
            campaign.active, campaign.updated_at = active, self.publisher.clock.now()

    def add_codes(self, campaign_id: int, texts: Iterable[str]) -> list[str]:
        """Give a campaign codes that somebody thought of; all of them or none.  Return them, normalised.

        :raises CampaignNotFound: there is none.
        :raises InvalidCodes: one can be no code, stands there twice, or the publisher has it already.
        """
        codes = checked(texts)
        if len(codes) > MOST_CODES:
            raise InvalidCodes(f"nothing was stored: one call brings at most {MOST_CODES:,} codes")
        campaign = self._locked(campaign_id)
        new = {code for chunk in _pieces(codes) for code in self._insert(campaign, chunk)}
        if len(new) < len(codes):
            refuse([f"{code} exists already" for code in codes if code not in new])
        self._count(campaign, len(codes))
        return codes

    def draw_codes(self, campaign_id: int, count: int) -> list[str]:
        """Give a campaign new codes that nobody can guess; return them.

        :raises CampaignNotFound: there is none.
        :raises InvalidCodes: more than one call may draw.
        """
        if count > MOST_CODES:
            raise InvalidCodes(f"nothing was stored: one call draws at most {MOST_CODES:,} codes")
        campaign, source = self._locked(campaign_id), drawn()
        found: list[str] = []
        while missing := count - len(found):
            found += self._insert(campaign, list(islice(source, min(missing, CHUNK))))
        self._count(campaign, count)
        return found

    def list_campaigns(
        self, kind: CampaignKind, *, active: bool | None, offset: int, limit: int
    ) -> tuple[list[Campaign], int]:
        """Return campaigns, newest first, and how many there are in all."""
        wanted = [Campaign.publisher_id == self.publisher.id, Campaign.kind == kind]
        if active is not None:
            wanted.append(Campaign.active.is_(active))
        newest = sa.select(Campaign).where(*wanted).order_by(Campaign.created_at.desc(), Campaign.id.desc())
        total = self.db.scalar(sa.select(sa.func.count()).select_from(Campaign).where(*wanted))
        return list(self.db.scalars(newest.offset(offset).limit(limit))), total or 0

    def list_codes(self, campaign_id: int, *, offset: int, limit: int) -> tuple[Sequence[Code], int]:
        """Return codes of a campaign, newest first, and how many it has.

        :raises CampaignNotFound: there is none.
        """
        campaign = self.campaign(campaign_id)
        newest = (
            sa.select(Code)
            .where(Code.publisher_id == self.publisher.id, Code.campaign_id == campaign_id)
            .order_by(Code.created_at.desc(), Code.code.desc())
        )
        return self.db.scalars(newest.offset(offset).limit(limit)).all(), campaign.codes

    def _insert(self, campaign: Campaign, codes: Sequence[str]) -> set[str]:
        """Store those that the publisher does not have yet; return which."""
        kind = self.db.get_bind().dialect.name
        values = sa.select(
            sa.literal(self.publisher.id),
            _column(kind, codes),
            sa.literal(campaign.id),
            sa.literal(0),
            sa.literal(self.publisher.clock.now(), UtcDateTime()),
        ).where(sa.text("true"))  # without it SQLite takes ON for a join's (lang_upsert.html, "Parsing Ambiguity")
        columns = [Code.publisher_id, Code.code, Code.campaign_id, Code.used, Code.created_at]
        insert = postgresql.insert if kind == "postgresql" else sqlite.insert
        statement = insert(Code).from_select(columns, values)
        return set(self.db.scalars(statement.on_conflict_do_nothing().returning(Code.code)))

    def _count(self, campaign: Campaign, new: int) -> None:
        campaign.codes += new
        campaign.updated_at = self.publisher.clock.now()
        self.db.flush()

    def _locked(self, campaign_id: int) -> Campaign:
        key = self.publisher.id, campaign_id
        return self._found(self.db.get(Campaign, key, with_for_update=True, populate_existing=True), campaign_id)

    @staticmethod
    def _found(campaign: Campaign | None, campaign_id: int) -> Campaign:
        if campaign is None:
            raise CampaignNotFound(str(campaign_id))
        return campaign


def _pieces(codes: Sequence[str]) -> Iterable[Sequence[str]]:
    """Cut a list into pieces of CHUNK."""
    return (codes[start : start + CHUNK] for start in range(0, len(codes), CHUNK))


def _column(kind: str, codes: Sequence[str]) -> sa.ColumnElement[str]:
    """Return a list as a column of rows that travels as one value: thousands of values take long to bind."""
    if kind == "postgresql":
        return sa.func.unnest(sa.literal(list(codes), postgresql.ARRAY(sa.String)))
    return sa.func.json_each(json.dumps(codes)).table_valued("value").c.value
