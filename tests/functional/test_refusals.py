"""What cannot be bought has a page of its own that says what to do."""

import datetime as dt

import pytest

from cleeng.catalog.models import GeoRule, OfferType
from cleeng.orders.buyer import Buyer
from cleeng.orders.errors import CountryBlocked
from harness.eu import FRENCH, GERMAN, browser_at
from harness.till import Visitor, heading


def test_an_offer_that_does_not_exist(till):
    for offer_id in ("A123456789_DE", "A123456789", "nonsense", "A12345678X_DE", "a123456789_de"):
        page = till.browser().app.get(f"/checkout/{offer_id}", status=404)
        assert heading(page) == "This page does not exist"


def test_a_foreign_country_version_does_not_exist(till):
    offer = till.sell()
    till.browser().app.get(f"/checkout/{offer.id[:-2]}FR", status=404)


def test_an_offer_taken_off_sale_stays_readable_as_such(till, services):
    offer = till.sell()
    with services() as s:
        s.catalog.deactivate(offer)
    page = till.browser().open(offer, status=410)
    assert heading(page) == "This offer is no longer sold"


def test_an_event_that_is_over_is_no_longer_sold(till):
    offer = till.sell(OfferType.EVENT)
    till.later(days=3)
    assert "It ended on" in till.browser().open(offer, status=410).text


def test_what_was_bought_stays_after_the_offer_is_gone(till, services):
    offer, visitor = till.sell(), till.browser()
    visitor.buy(offer)
    with services() as s:
        s.catalog.deactivate(offer)
    assert heading(visitor.open(offer)) == "You already have access"


def test_who_has_access_is_told_so_and_pays_nothing(till):
    offer, visitor = till.sell(), till.browser()
    visitor.buy(offer)
    assert heading(visitor.open(offer)) == "You already have access"
    assert len(till.bank.charges()) == 1


def test_who_has_a_pass_for_it_reads_which(till):
    film, visitor = till.sell(tags=("x",)), till.browser()
    visitor.buy(till.sell(OfferType.PASS, 900, "Winter season pass"))
    assert "Winter season pass includes this" in visitor.open(film).text


@pytest.mark.parametrize(("address", "status"), [("194.218.0.1", 451), ("193.99.144.80", 200), ("127.0.0.1", 200)])
def test_a_country_that_is_not_served_reads_so(till, installation, address, status):
    offer = till.sell(geo_rule=GeoRule.BLACKLIST, geo_countries=("SE",))
    visitor = installation.visitor(REMOTE_ADDR=address)
    page = visitor.get(f"/checkout/{offer.id}", status=status)
    assert ("may not show The Long Straight in this country: Sweden." in page.text) == (status == 451)


def test_choosing_another_country_does_not_open_what_the_address_closes(till, installation):
    offer = till.sell(geo_rule=GeoRule.BLACKLIST, geo_countries=("SE",))
    installation.visitor(REMOTE_ADDR="194.218.0.1").get(f"/checkout/{offer.id}?country=DE", status=451)


def go_live(till):
    """Let the publisher be none that only tries things."""
    till.installation.base_url = "https://pay.example"
    till.installation.add_publisher(without="sandbox")


@pytest.mark.parametrize(("sandbox", "status"), [(True, 200), (False, 451)])
def test_where_nobody_knows_the_place_a_list_of_countries_opens_nothing_but_for_developers(till, sandbox, status):
    if not sandbox:
        go_live(till)
    offer = till.sell(geo_rule=GeoRule.WHITELIST, geo_countries=("DE",))
    page = till.installation.visitor(REMOTE_ADDR="127.0.0.1").get(f"/checkout/{offer.id}?country=DE", status=status)
    assert ("may not show The Long Straight where you are." in page.text) != sandbox


def test_what_developers_could_buy_where_nobody_knows_the_place_they_can_watch(till):
    offer = till.sell(geo_rule=GeoRule.WHITELIST, geo_countries=("US",), video_id="long-straight")
    visitor = Visitor(till, till.installation.visitor(REMOTE_ADDR="127.0.0.1"))
    page = visitor.sign_up(offer, query="?country=US")
    assert heading(visitor.pay(page)) == "Paid. Enjoy."
    assert "Not available in your country" not in visitor.app.get(f"/o/{offer.id}").text
    assert visitor.app.get(f"/o/{offer.id}/playback").json["url"]


def test_what_is_taken_off_sale_between_the_page_and_the_button_is_not_charged(till, services):
    offer, visitor = till.sell(), till.browser()
    page = visitor.sign_up(offer)
    with services() as s:
        s.catalog.deactivate(offer)
    assert heading(visitor.pay(page, status=410)) == "This offer is no longer sold"
    assert till.bank.charges() == []


def test_who_goes_where_it_is_not_sold_between_the_page_and_the_button_is_not_charged(till):
    offer = till.sell(geo_rule=GeoRule.WHITELIST, geo_countries=("DE",))
    visitor = browser_at(till, GERMAN)
    page = visitor.sign_up(offer)
    visitor.app.extra_environ["REMOTE_ADDR"] = FRENCH
    assert heading(visitor.pay(page, status=451)) == "Not available in your country"
    assert till.bank.charges() == []


def test_what_came_with_a_pass_meanwhile_is_not_charged_in_the_first_tab(till):
    film, visitor = till.sell(tags=("x",)), till.browser()
    page = visitor.sign_up(film)
    visitor.pay(visitor.open(till.sell(OfferType.PASS, 900, "Winter season pass")))
    assert heading(visitor.pay(page)) == "You already have access"
    assert [amount for _, amount in till.bank.charges()] == [900]


def test_for_a_customer_whom_the_publishers_server_names_the_country_he_gave_counts(till):
    go_live(till)
    offer = till.sell(geo_rule=GeoRule.WHITELIST, geo_countries=("DE",))
    with till.installation.services() as ours:
        ours.orders.check(offer, Buyer("DE"), by_api=True)
        with pytest.raises(CountryBlocked):
            ours.orders.check(offer, Buyer("NO"), by_api=True)


def test_an_attempt_s_number_that_no_page_minted_is_replaced_by_one_that_the_way_back_knows(till):
    visitor = till.browser()
    form = visitor.filled(visitor.sign_up(till.sell()))
    form["payment_id"] = "\N{ARABIC-INDIC DIGIT THREE}" * 8
    assert heading(form.submit("action", value="pay").maybe_follow()) == "Paid. Enjoy."
    ((key, _),) = till.bank.charges()
    assert key.isascii()


def test_an_order_of_somebody_else_does_not_exist(till):
    offer = till.sell()
    mine = till.browser().sign_up(offer)
    other = till.browser()
    other.sign_up(till.sell(title="Other"), "other@example.com")
    other.app.get(mine.request.path, status=404)


def test_an_order_page_without_a_session_leads_to_the_first_step(till):
    offer = till.sell()
    page = till.browser().sign_up(offer)
    assert till.browser().app.get(page.request.path, status=303).location.endswith(f"/checkout/{offer.id}")


def test_real_money_is_refused_over_plain_http(till, installation):
    (installation.folder / "publishers" / "100000001.ini").unlink()
    installation.base_url = "https://shop.example"
    installation.add_publisher(without="sandbox =")
    offer = till.sell(price=499)
    app = installation.visitor()
    form = app.get(f"/checkout/{offer.id}").forms["checkout"]
    form["email"], form["password"] = "lena@example.com", "hurdles400"
    page = form.submit("action", value="register").follow()
    page = page.forms["checkout"].submit("action", value="pay", status=403)
    assert heading(page) == "This page is not secure"


def test_a_link_used_late_says_since_when(till):
    offer = till.sell(OfferType.PASS, 900, period="", ends_at=till.clock.now() + dt.timedelta(days=1))
    till.later(days=2)
    assert heading(till.browser().open(offer, status=410)) == "This offer is no longer sold"
