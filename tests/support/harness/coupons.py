"""Coupons that a publisher has put out."""

from decimal import Decimal

import pytest

from cleeng.coupons.models import Campaign, CampaignKind, Code, Redemption
from cleeng.coupons.rules import CampaignData


class Coupons:
    """The campaigns of one publisher."""

    def __init__(self, services):
        self._services = services

    def campaign(self, *codes, discount="10", kind=CampaignKind.COUPON, **fields):
        """Make a campaign with these codes; give its id."""
        with self._services() as ours:
            campaign = ours.coupons.create(CampaignData(kind, "Summer", Decimal(discount), **fields))
            ours.coupons.add_codes(campaign.id, codes)
            return campaign.id

    def subscription(self, *codes, **fields):
        """Make a campaign for subscriptions; give its id."""
        return self.campaign(*codes, kind=CampaignKind.SUBSCRIPTION, **fields)

    def switch_off(self, campaign_id):
        with self._services() as ours:
            ours.coupons.switch(campaign_id, active=False)

    def used(self, code):
        """Give the counts of a code: the campaign's, its own, and how many uses stand there, redeemed or held."""
        with self._services() as ours:
            db, publisher_id = ours.unit.db, ours.publisher.id
            row = db.get_one(Code, (publisher_id, code))
            uses = db.query(Redemption).filter_by(publisher_id=publisher_id, code=code).count()
            return db.get_one(Campaign, (publisher_id, row.campaign_id)).used, row.used, uses


@pytest.fixture
def coupons(services):
    return Coupons(services)
