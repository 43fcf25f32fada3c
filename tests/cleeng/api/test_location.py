"""Implementing Regulation (EU) 282/2011, articles 24b(d) and 24f: two pieces of evidence that do not contradict."""

from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Evidence, Standing, place_of_supply

PIECES = st.builds(Evidence, st.sampled_from(["card", "billing", "ip", "declaration", "phone"]), st.sampled_from("ABC"))


def pieces(**countries):
    return [Evidence(source, country) for source, country in countries.items()]


def test_two_pieces_that_agree_are_enough():
    found = place_of_supply(pieces(ip="DE", billing="DE"))
    assert (found.country, found.standing, found.ask) == ("DE", Standing.AGREED, ())
    assert [piece.source for piece in found.agreeing] == ["billing", "ip"]


def test_two_pieces_that_contradict_each_other_ask_for_the_card():
    found = place_of_supply(pieces(ip="DE", billing="AT"))
    assert (found.country, found.standing, found.ask) == ("AT", Standing.CONTRADICTORY, ("card",))
    assert found.contradicting == (Evidence("ip", "DE"),)
    assert not found.settled


def test_the_third_piece_decides():
    abroad = place_of_supply(pieces(ip="DE", billing="AT", card="AT"))
    assert (abroad.country, abroad.standing, abroad.contradicting) == ("AT", Standing.AGREED, (Evidence("ip", "DE"),))
    assert place_of_supply(pieces(ip="DE", billing="AT", card="DE")).country == "DE"


def test_three_countries_ask_the_buyer_where_he_lives():
    found = place_of_supply(pieces(ip="DE", billing="AT", card="FR"))
    assert (found.standing, found.ask) == (Standing.CONTRADICTORY, ("declaration",))


def test_a_declaration_counts_beside_the_card_of_the_same_country():
    found = place_of_supply(pieces(ip="DE", billing="AT", card="FR", declaration="FR"))
    assert (found.country, found.standing) == ("FR", Standing.AGREED)
    assert {piece.source for piece in found.agreeing} == {"card", "declaration"}


def test_a_declaration_that_the_card_contradicts_counts_for_nothing_and_nothing_is_left_to_ask():
    found = place_of_supply(pieces(ip="DE", billing="AT", card="FR", declaration="AT"))
    assert (found.standing, found.ask) == (Standing.CONTRADICTORY, ())


def test_the_buyer_s_own_word_is_not_two_pieces():
    assert place_of_supply(pieces(billing="AT", declaration="AT")).standing is Standing.INCOMPLETE


def test_one_piece_is_incomplete_but_contradicts_nothing():
    found = place_of_supply(pieces(billing="AT"))
    assert (found.country, found.standing, found.ask, found.settled) == ("AT", Standing.INCOMPLETE, ("card",), True)


def test_one_piece_is_enough_where_the_seller_is_small_if_it_is_not_the_buyer_s_word():
    """Article 24b, last part: provided by a person other than the supplier and the customer."""
    assert place_of_supply(pieces(ip="AT"), needed=1).standing is Standing.AGREED
    assert place_of_supply(pieces(billing="AT"), needed=1).standing is Standing.INCOMPLETE
    found = place_of_supply(pieces(ip="DE", billing="AT"), needed=1)
    assert (found.country, found.standing) == ("DE", Standing.AGREED)
    assert place_of_supply(pieces(ip="DE", card="FR", billing="AT"), needed=1).country == "FR"


def test_what_names_no_country_is_no_evidence():
    assert place_of_supply(pieces(ip="", billing="AT")).standing is Standing.INCOMPLETE
    assert place_of_supply([]) is None


def test_the_region_comes_from_a_piece_that_agrees():
    found = place_of_supply([Evidence("ip", "US", "TX"), Evidence("billing", "US"), Evidence("card", "CA", "QC")])
    assert (found.country, found.region) == ("US", "TX")


def test_the_same_source_twice_is_one_piece():
    found = place_of_supply([Evidence("ip", "DE"), Evidence("ip", "DE")])
    assert found.standing is Standing.INCOMPLETE


@given(evidence=st.lists(PIECES, max_size=6))
def test_a_place_that_is_agreed_on_has_two_sources_and_never_a_question(evidence):
    found = place_of_supply(evidence)
    if found is None:
        return
    assert {piece.country for piece in found.agreeing} == {found.country}
    assert found.country not in {piece.country for piece in found.contradicting}
    if found.standing is Standing.AGREED:
        assert len({piece.source for piece in found.agreeing}) >= 2
        assert not found.ask
