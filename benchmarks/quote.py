"""A quote: price rule, another currency, coupon, fee, EU VAT by two pieces of evidence, and where the viewer is."""

import datetime as dt
import statistics
import time
from decimal import Decimal

from benchmarks.load import bring_wrk, in_turn, serving
from benchmarks.table import Table
from cleeng.api import Evidence, Money, Party, TaxQuery
from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import LocalOffer
from cleeng.coupons.coupon import Coupon
from cleeng.coupons.models import CampaignKind
from cleeng.pricing.calculation import quote
from cleeng.pricing.conversion import convert
from cleeng.pricing.points import packaged_points
from cleeng.pricing.rules import PriceRule, price_by, rule_at
from cleeng.pricing.terms import Terms
from cleeng.taxes.answers import check, noted
from cleeng.testing.context import make_context
from cleeng_plugins.geoip_mmdb import MmdbGeoIp
from cleeng_plugins.tax_eu_vat import EuVat

GOAL = 2
#: How often it is timed, and how many quotes each time: the median leaves out what else the machine did.
REPEATS, ROUNDS = 25, 500
CONNECTIONS = 16
NOW = dt.datetime(2026, 11, 23, 20, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
#: In Finland, with a rate of 25.5 %.
ADDRESS = "193.166.3.2"


def main():
    bring_wrk()
    print(
        "Quote: a price rule, a rate and a price point, a coupon, a fee, EU VAT and the look-up of an address; no I/O"
    )
    print("H: a bare Pyramid view, renderer json, in the same run; both are microseconds of the processor")
    table = Table(("quote us", "and why us", "one tax us", "H us", "quote/H", "goal"), (12, 12, 12, 9, 9, 7))
    price = shop()
    with serving("floor") as floor:
        (h,) = in_turn(lambda: floor.load("/", CONNECTIONS))
    plain = statistics.median(timed(lambda: price(everything=False)) for _ in range(REPEATS))
    took = statistics.median(timed(lambda: price(everything=True)) for _ in range(REPEATS))
    why = statistics.median(timed(lambda: price(everything=True).why) for _ in range(REPEATS))
    table.row(f"{took:.0f}", f"{why:.0f}", f"{plain:.0f}", f"{h.cpu:.0f}", f"{took / h.cpu:.2f}", f"<={GOAL}")


def timed(run):
    began = time.process_time()
    for _ in range(ROUNDS):
        run()
    return (time.process_time() - began) / ROUNDS * 1e6


def shop():
    """Return what prices an offer with all rules on, or with a tax alone."""
    ctx, geoip = make_context(), MmdbGeoIp(MmdbGeoIp.Settings())
    vat = EuVat(EuVat.Settings(registered=("oss",)))
    seller, points = Party("DE"), packaged_points()["SEK"]
    early = PriceRule(NOW - DAY, NOW + DAY, Money(799, "EUR"), "early bird")
    offer = LocalOffer(1, 123456789, OfferType.SINGLE, "DE", True, "A film", "", "", Money(999, "EUR"))
    dear = LocalOffer(
        1,
        123456789,
        OfferType.SINGLE,
        "DE",
        True,
        "A film",
        "",
        "",
        Money(999, "EUR"),
        price_rules=(early,),
    )
    coupon = Coupon("MILES10", 1, CampaignKind.COUPON, Decimal(10))

    def price(*, everything):
        country = geoip.locate(ctx, ADDRESS).country
        evidence = (Evidence("ip", country), Evidence("billing", country))

        def tax(lines):
            asked = noted(lines)
            answer = vat.quote(ctx, TaxQuery(lines, seller, Party(country), NOW.date(), evidence))
            check(asked, answer)
            return answer

        if not everything:
            return quote(offer, tax, Terms(trial=False))
        rule = rule_at(dear.price_rules, NOW)
        rate = Decimal("11.2345")
        conversion = convert(price_by(rule, dear.price), "SEK", rate, date=NOW.date(), source="ECB", points=points)
        terms = Terms(False, coupon, rule, conversion, service_fee=Decimal("2.5"))
        return quote(dear, tax, terms)

    assert price(everything=True).taxes
    return price
