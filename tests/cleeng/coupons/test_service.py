import datetime as dt
from decimal import Decimal

import pytest

from cleeng.catalog.errors import OfferNotFound
from cleeng.coupons.errors import CampaignNotFound, InvalidCampaign, InvalidCodes
from cleeng.coupons.models import Campaign, CampaignKind, Code
from cleeng.coupons.rules import MOST_CODES, CampaignData

pytestmark = pytest.mark.db

COUPON = CampaignKind.COUPON


def make(ours, **fields):
    defaults = {"kind": COUPON, "name": "Summer", "discount": Decimal(10)}
    return ours.coupons.create(CampaignData(**{**defaults, **fields}))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "name is missing"),
        ({"name": "x" * 101}, "name has at most 100 characters"),
        ({"discount": Decimal(-1)}, "discount is a percentage, 0 to 100"),
        ({"discount": Decimal("100.01")}, "discount is a percentage, 0 to 100"),
        ({"discount": Decimal("0.15")}, "discount is a percentage: 15 for 15 %, not 0.15"),
        ({"discount": Decimal("12.345")}, "discount has at most two digits after the point"),
        ({"max_usages": -1}, "maxUsages is a number of uses, or 0 for no limit"),
        ({"usage_per_user": 10**10}, "usagePerUser is a number of uses, or 0 for no limit"),
        ({"expires_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "expirationDate has passed"),
        ({"periods": 0}, "numberOfAppliedPeriods is 1 to 999, which stands for all of them"),
    ],
)
def test_what_makes_no_campaign_is_refused_with_field_and_rule(services, fields, said):
    with services() as ours, pytest.raises(InvalidCampaign) as caught:
        make(ours, **fields)
    assert str(caught.value) == said


def test_a_campaign_names_offers_that_the_publisher_has(services, shop):
    offer = shop.sell()
    with services() as ours:
        assert make(ours, offer_ids=(offer.id, offer.id[:10])).offer_ids == [offer.id, offer.id[:10]]
        with pytest.raises(OfferNotFound):
            make(ours, offer_ids=("A000000001_DE",))


def test_codes_are_stored_normalised_and_once_per_publisher(services, coupons):
    campaign_id = coupons.campaign("miles-10")
    with services() as ours:
        assert ours.coupons.add_codes(campaign_id, ["gold 1", "gold2"]) == ["GOLD1", "GOLD2"]
        codes, total = ours.coupons.list_codes(campaign_id, offset=0, limit=10)
        assert ({code.code for code in codes}, total) == ({"MILES10", "GOLD1", "GOLD2"}, 3)


@pytest.mark.parametrize("again", ["MILES10", "miles-10"])
def test_a_list_with_a_code_that_is_known_stores_nothing(services, coupons, again):
    coupons.campaign("MILES10")
    with services() as ours:
        campaign_id = make(ours).id
    with pytest.raises(InvalidCodes, match="nothing was stored: MILES10 exists already"), services() as ours:
        ours.coupons.add_codes(campaign_id, ["NEW1", again, "NEW2"])
    with services() as ours:
        assert ours.unit.db.query(Code).count() == 1
        assert ours.coupons.campaign(campaign_id).codes == 0


def test_drawn_codes_are_as_many_as_asked_for_and_all_different(services):
    with services() as ours:
        campaign_id = make(ours).id
        codes = ours.coupons.draw_codes(campaign_id, 2500)
    assert len(set(codes)) == 2500
    with services() as ours:
        stored, total = ours.coupons.list_codes(campaign_id, offset=0, limit=3000)
        assert ({code.code for code in stored}, total) == (set(codes), 2500)


def test_more_codes_than_one_call_may_bring_are_refused(services):
    with services() as ours:
        campaign_id = make(ours).id
        with pytest.raises(InvalidCodes, match="at most 100,000"):
            ours.coupons.draw_codes(campaign_id, MOST_CODES + 1)
        with pytest.raises(InvalidCodes, match="at most 100,000"):
            ours.coupons.add_codes(campaign_id, (f"CODE{n}" for n in range(MOST_CODES + 1)))


def test_a_hundred_thousand_codes_are_imported_at_once_or_not_at_all(services):
    codes = [f"PARTNER{n:06d}" for n in range(100_000)]
    with services() as ours:
        campaign_id = make(ours).id
    with services() as ours:
        ours.coupons.add_codes(campaign_id, codes)
        other = make(ours).id
    with pytest.raises(InvalidCodes, match="PARTNER099999 exists already"), services() as ours:
        ours.coupons.add_codes(other, [f"OTHER{n:06d}" for n in range(99_999)] + codes[-1:])
    with services() as ours:
        assert ours.unit.db.query(Code).count() == 100_000
        assert ours.coupons.list_codes(campaign_id, offset=99_999, limit=10)[1] == 100_000


def test_a_campaign_is_switched_off_and_on(services, coupons):
    campaign_id = coupons.campaign("MILES10")
    for active in (False, False, True):
        with services() as ours:
            ours.coupons.switch(campaign_id, active=active)
        with services() as ours:
            assert ours.coupons.campaign(campaign_id).active is active


def test_lists_tell_the_newest_first_and_go_on_where_they_ended(services, clock):
    made = []
    for n in range(5):
        clock.advance(dt.timedelta(minutes=1))
        with services() as ours:
            made.append(make(ours, name=f"{n}", active=n != 2).id)
            make(ours, kind=CampaignKind.SUBSCRIPTION)
    with services() as ours:
        ask = ours.coupons.list_campaigns
        pages = [ask(COUPON, active=None, offset=offset, limit=2) for offset in (0, 2, 4)]
        assert [c.id for found, _ in pages for c in found] == made[::-1]
        assert {total for _, total in pages} == {5}
        assert ask(COUPON, active=True, offset=0, limit=10)[1] == 4


def test_a_campaign_of_another_publisher_is_none(installation, coupons):
    campaign_id = coupons.campaign("MILES10")
    installation.stop()
    installation.add_publisher(200000002, "Other")
    with installation.services(200000002) as theirs:
        for ask in (theirs.coupons.campaign, lambda id_: theirs.coupons.switch(id_, active=False)):
            with pytest.raises(CampaignNotFound):
                ask(campaign_id)
        assert theirs.coupons.add_codes(make(theirs).id, ["MILES10"]) == ["MILES10"]
        assert theirs.unit.db.query(Campaign).count() == 2
