import datetime as dt

import pydantic
import pytest

from cleeng.api import Money, PublisherInfo, Standing, TaxReason, TaxUnknown
from cleeng.testing.taxes import TaxRuleContract
from cleeng_plugins.tax_eu_vat import EuVat

PARIS = {"ip": "FR"}
VALID = {"tax_id": "ATU13585627", "tax_id_status": "valid"}


class TestContract(TaxRuleContract):
    countries = ("DE", "AT", "ES", "PT", "GR", "MC", "AX", "US", "NO", "")

    def provider(self):
        return EuVat(EuVat.Settings())


class TestSmallSellerContract(TestContract):
    def provider(self):
        return EuVat(EuVat.Settings(below_threshold="true", evidence="1", inclusive="false"))


def rate_of(answer):
    (line,) = answer.lines
    return line.parts[0].jurisdiction, str(line.parts[0].rate)


def test_a_consumer_pays_the_rate_of_his_country(ask):
    answer = ask("FR", ip="FR")
    assert rate_of(answer) == ("FR", "20")
    assert answer.lines[0].tax == Money(200, "EUR")
    assert answer.reason is TaxReason.STANDARD
    assert answer.location.standing is Standing.AGREED


def test_prices_may_be_meant_without_the_tax(ask):
    (line,) = ask("FR", ip="FR", settings={"inclusive": "false"}).lines
    assert (line.net.minor, line.tax.minor, line.gross.minor) == (1200, 240, 1440)


@pytest.mark.parametrize(
    ("day", "rate"), [("2020-06-30", "19"), ("2020-07-01", "16"), ("2020-12-31", "16"), ("2021-01-01", "19")]
)
def test_the_rate_is_the_one_of_the_day(ask, day, rate):
    assert rate_of(ask("DE", ip="DE", on=dt.date.fromisoformat(day))) == ("DE", rate)


def test_the_answer_says_which_row_it_stands_on(ask):
    facts = ask("DE", ip="DE").facts
    assert facts["rate_source"] == "UStG § 12 (1)"
    assert facts["rate_valid_from"] == "2021-01-01"
    assert facts["rule"] == "eu_vat"


def test_a_day_before_the_table_begins_has_no_rate_and_nothing_is_guessed(ask):
    with pytest.raises(TaxUnknown):
        ask("DE", ip="DE", on=dt.date(2006, 1, 1))


def test_buyers_elsewhere_are_left_to_the_next_rule(ask):
    assert ask("US", ip="US") is None
    assert ask("NO") is None
    assert ask("") is None


def test_two_pieces_against_the_country_that_was_chosen_decide(ask):
    answer = ask("LU", ip="FR", card="FR")
    assert rate_of(answer) == ("FR", "20")
    assert [piece.source for piece in answer.location.contradicting] == ["billing"]


def test_a_contradiction_is_not_settled_and_says_what_to_ask(ask):
    answer = ask("LU", ip="FR")
    assert not answer.settled
    assert answer.location.ask == ("card",)
    assert not ask("LU", ip="FR", card="DE").settled


def test_a_buyer_who_says_to_be_abroad_is_not_let_go_on_his_word(ask):
    answer = ask("US", ip="FR")
    assert not answer.settled
    assert answer.reason is TaxReason.OUT_OF_SCOPE
    assert ask("US", ip="FR", card="US") is None


def test_a_small_seller_needs_one_piece_that_is_not_the_buyer_s_word(ask):
    answer = ask("LU", ip="FR", settings={"evidence": "1"})
    assert answer.settled
    assert rate_of(answer) == ("FR", "20")
    assert ask("LU", settings={"evidence": "1"}).location.standing is Standing.INCOMPLETE


@pytest.mark.parametrize(
    "address",
    [
        ("ES", {"postcode": "35001"}),
        ("ES", {"postcode": "38670"}),
        ("ES", {"region": "CN"}),
        ("ES", {"postcode": "51001"}),
        ("ES", {"postcode": "52006"}),
        ("DE", {"postcode": "78266"}),
        ("DE", {"postcode": "27498"}),
        ("IT", {"postcode": "23041"}),
        ("IT", {"postcode": "22061"}),
        ("FI", {"postcode": "22100"}),
        ("AX", {}),
        ("GR", {"postcode": "630 86"}),
        ("FR", {"postcode": "97110"}),
        ("GP", {}),
        ("RE", {}),
    ],
)
def test_a_territory_outside_of_the_vat_area_pays_no_vat(ask, address):
    country, place = address
    answer = ask(country, ip=country, **place)
    assert answer.reason is TaxReason.OUT_OF_SCOPE
    assert answer.facts["territory"]
    assert not answer.lines[0].tax


@pytest.mark.parametrize(
    ("country", "place", "taxed"),
    [
        ("PT", {"postcode": "9000-017"}, ("PT", "22")),
        ("PT", {"region": "20"}, ("PT", "16")),
        ("PT", {"postcode": "1000-001"}, ("PT", "23")),
        ("AT", {"postcode": "6691"}, ("AT", "19")),
        ("AT", {"postcode": "6992"}, ("AT", "19")),
        ("AT", {"postcode": "6700"}, ("AT", "20")),
        ("MC", {}, ("FR", "20")),
    ],
)
def test_a_territory_with_a_rate_of_its_own_pays_that(ask, country, place, taxed):
    assert rate_of(ask(country, ip=country, **place)) == taxed


def test_a_part_names_its_region_for_the_return(ask):
    (line,) = ask("PT", ip="PT", postcode="9500-001").lines
    assert (line.parts[0].region, line.parts[0].kind) == ("20", "standard")


def test_a_book_has_the_reduced_rate_where_the_country_gives_it(ask):
    answer = ask("FR", ip="FR", product="ebook")
    assert rate_of(answer) == ("FR", "5.5")
    assert answer.reason is TaxReason.REDUCED
    assert answer.lines[0].parts[0].kind == "reduced"
    assert ask("IE", ip="IE", product="ebook").reason is TaxReason.ZERO


def test_below_the_threshold_consumers_abroad_pay_the_rate_at_home(ask):
    small = {"below_threshold": "true"}
    answer = ask("HU", ip="HU", settings=small)
    assert rate_of(answer) == ("DE", "19")
    assert "59c" in answer.facts["scheme"]
    assert answer.location.country == "HU"
    assert ask("HU", ip="FR", settings=small).settled, "whichever of the two it is, the rate is the same"
    assert not ask("HU", ip="US", settings=small).settled
    assert rate_of(ask("HU", ip="HU", seller="US", settings=small)) == ("HU", "27")


def test_where_the_publisher_is_not_registered_there_is_no_vat_and_the_answer_says_so(ask):
    only = {"registered": "AT FR"}
    assert ask("HU", ip="HU", settings=only).reason is TaxReason.NOT_REGISTERED
    assert rate_of(ask("FR", ip="FR", settings=only)) == ("FR", "20")
    assert rate_of(ask("DE", ip="DE", settings=only)) == ("DE", "19")


def test_a_business_abroad_pays_the_net_price_and_the_invoice_says_why(ask):
    answer = ask("AT", ip="AT", consultation="WAPI1", **VALID)
    (line,) = answer.lines
    assert (line.net, line.tax, line.gross) == (Money(1000, "EUR"), Money(0, "EUR"), Money(1000, "EUR"))
    assert answer.reason is TaxReason.REVERSE_CHARGE
    assert "196" in answer.invoice_text
    assert answer.facts["consultation"] == "WAPI1"


def test_a_business_that_pays_net_prices_pays_just_those(ask):
    (line,) = ask("AT", ip="AT", settings={"inclusive": "false"}, **VALID).lines
    assert line.gross == Money(1200, "EUR")


def test_a_business_at_home_is_charged(ask):
    assert rate_of(ask("AT", ip="AT", seller="AT", **VALID)) == ("AT", "20")


def test_a_seller_in_a_member_state_leaves_tax_to_businesses_only_with_a_number_of_his_own(ask):
    assert rate_of(ask("AT", ip="AT", number="", **VALID)) == ("AT", "20")
    assert ask("AT", ip="AT", seller="US", number="", **VALID).reason is TaxReason.REVERSE_CHARGE


def test_a_seller_in_monaco_is_at_home_in_france(ask):
    french = {"tax_id": "FR40303265045", "tax_id_status": "valid"}
    assert rate_of(ask("FR", ip="FR", seller="MC", **french)) == ("FR", "20")
    assert ask("FR", ip="FR", seller="DE", **french).reason is TaxReason.REVERSE_CHARGE


def test_a_public_number_and_a_typed_country_alone_do_not_save_the_tax(ask):
    answer = ask("AT", ip="FR", **VALID)
    assert (answer.settled, answer.location.ask) == (False, ("card",))
    assert not ask("AT", ip="FR", card="DE", **VALID).settled
    assert not ask("AT", ip="FR", card="DE", declaration="AT", **VALID).settled
    assert rate_of(ask("AT", ip="FR", card="FR", **VALID)) == ("FR", "20")
    assert rate_of(ask("AT", **VALID)) == ("AT", "20"), "charged until the card is known"


@pytest.mark.parametrize("seen", [{"ip": "AT"}, {"card": "AT"}, {"ip": "FR", "card": "AT"}, {"ip": "AT", "card": "DE"}])
def test_one_piece_of_evidence_beside_the_number_is_enough(ask, seen):
    answer = ask("AT", **seen, **VALID)
    assert (answer.reason, answer.settled) == (TaxReason.REVERSE_CHARGE, True)
    assert {piece.country for piece in answer.location.agreeing} == {"AT"}


@pytest.mark.parametrize("status", ["", "pending", "unavailable", "invalid"])
def test_what_is_not_valid_does_not_save_the_tax(ask, status):
    """Pitfall 9: unavailable is not valid."""
    answer = ask("AT", tax_id="ATU13585627", tax_id_status=status)
    assert rate_of(answer) == ("AT", "20")
    assert answer.facts["tax_id_status"] == (status or "not checked")


def test_a_number_of_another_country_does_not_save_the_tax(ask):
    assert rate_of(ask("FR", ip="FR", **VALID)) == ("FR", "20")


def test_reverse_charge_may_be_switched_off(ask):
    assert rate_of(ask("AT", ip="AT", settings={"reverse_charge": "false"}, **VALID)) == ("AT", "20")


def test_buyers_are_asked_for_what_the_rule_needs_and_no_more(rule):
    from cleeng.api import Party  # noqa: PLC0415

    seller = Party("DE", tax_id="DE136695976")
    assert list(rule().required_fields(seller, Party("ES"))) == ["postcode", "vat_number"]
    assert list(rule().required_fields(seller, Party("DE"))) == ["vat_number"]
    assert list(rule(reverse_charge="false").required_fields(seller, Party("DE"))) == []
    assert list(rule().required_fields(seller, Party("US"))) == []
    assert list(rule().required_fields(Party("DE"), Party("FR"))) == []
    assert list(rule().required_fields(Party("US"), Party("FR"))) == ["vat_number"]


def test_the_rates_of_a_day_are_listed(rule):
    listed = {(part.jurisdiction, part.region): str(part.rate) for part in rule().rates(dt.date(2026, 11, 23))}
    assert listed["HU", ""] == "27"
    assert listed["PT", "30"] == "22"
    assert len(listed) == 30


@pytest.mark.parametrize("wrong", [{"registered": "UK"}, {"evidence": "3"}, {"vies": "ftp://x"}, {"vies_timeout": "0"}])
def test_a_setting_that_makes_no_sense_is_a_fault(rule, wrong):
    with pytest.raises(pydantic.ValidationError):
        rule(**wrong)


def test_a_publisher_in_a_special_territory_is_told_that_the_table_is_not_for_him():
    somebody = PublisherInfo(1, "Isle", "a@example.com", "AX", "EUR", "sv_FI", "UTC", sandbox=True)
    assert EuVat.check_publisher(somebody) == "AX is outside of the EU's VAT area"
