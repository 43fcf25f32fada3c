import pytest

FEED = ("[feed:films]", "source = films.csv")
RULE = ("[protect:rent]", "feed = films", "offer_type = rental", "price = 3.99", "period = 48")


def test_feeds_and_rules_are_read(files):
    files.publisher(*FEED, *RULE, "video_id = film-*, match-*", "field.League = First, Second")
    protection = files.settings().publishers[100000001].protection
    assert protection.feeds["films"].read_as == "csv"
    rule = protection.rules["rent"]
    assert (rule.feed, rule.video_id, rule.price) == (("films",), ("film-*", "match-*"), "3.99")
    assert protection.fields["rent"] == {"league": ("First", "Second")}


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["[feed:films]", "source = films"], "one.ini:8: [feed:films] format: the ending of films does not say it"),
        (["[feed:films]", "format = csv"], "one.ini:8: [feed:films] source is missing"),
        (["[feed:films]", "source = x.csv", "every = 1"], "one.ini:10: [feed:films] every is not a setting here"),
        (["[protect:rent]", "video_id = x"], "one.ini:8: [protect:rent] price is missing"),
        ([*RULE], "one.ini:9: [protect:rent] feed: there is no [feed:films]"),
        ([*FEED, *RULE[:-1]], "one.ini:10: [protect:rent] period: a rental needs its hours"),
        (["[protect:buy]", "price = 1.999"], "one.ini:9: [protect:buy] price: 1.999 is no amount in USD"),
        (["[protect:buy]", "price = 1", "offer_type = gift"], "one.ini:10: [protect:buy] offer_type:"),
    ],
)
def test_a_fault_is_named_with_its_line(files, lines, fault):
    files.publisher(*lines)
    [told] = files.faults_of()
    assert told.startswith(fault)
