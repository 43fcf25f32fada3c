import json

import pytest

RULE = """
[feed:films]
source = films.csv

[protect:rent]
feed = films
video_id = film-*
field.league = First
offer_type = rental
price = {price}
period = 48
"""
CSV = "id,title,price,league\nfilm-1,One,3.99,First\nfilm-2,Two,4.99,Second\nnews-1,News,1,First\n"


@pytest.fixture
def shop(place):
    """The demo publisher, with a feed and a rule."""
    place.publisher("[publisher]", f"{RULE}\n[publisher]")
    (place.folder / "publishers" / "films.csv").write_text(CSV)
    place.done("publishers", "sync")
    return place


def protect(shop, *words):
    return shop.done("protect", "--publisher", "100000001", *words)


@pytest.mark.db
def test_the_feeds_of_the_ini_become_offers_once(shop):
    line, total = protect(shop).splitlines()
    assert line.startswith("created   film-1  rent  R")
    assert total == "1 created, 2 unmatched"
    assert protect(shop) == "1 unchanged, 2 unmatched\n"


@pytest.mark.db
def test_a_dry_run_does_nothing(shop):
    for _ in range(2):
        assert protect(shop, "--dry-run") == "created   film-1  rent\nwould be: 1 created, 2 unmatched\n"


def test_a_file_can_be_named(shop, tmp_path):
    path = tmp_path / "more.feed"
    path.write_text(json.dumps([{"id": "film-7", "title": "Seven", "price": 1, "league": "First"}]))
    report = json.loads(protect(shop, "--json", "--format", "json", str(path)))
    assert (report["created"], report["items"][0]["videoId"]) == (1, "film-7")
    assert shop.cleeng("protect", "--publisher", "100000001", str(path)).exit_code == 2


def test_more_videos_than_one_transaction_takes(shop):
    lines = "".join(f"film-{n},Film {n},1,First\n" for n in range(450))
    (shop.folder / "publishers" / "films.csv").write_text("id,title,price,league\n" + lines)
    assert protect(shop).splitlines()[-1] == "450 created"
    assert protect(shop) == "450 unchanged\n"


def test_a_video_that_cannot_be_sold_is_named_and_fails_the_command(shop):
    (shop.folder / "publishers" / "films.csv").write_text(
        "id,title,price,league\nfilm-1,One,free,First\nfilm-2,Two,1,First\n"
    )
    result = shop.cleeng("protect", "--publisher", "100000001")
    assert result.exit_code == 1
    assert "refused   film-1  rent    price: " in result.stdout
    assert result.stdout.endswith("1 created, 1 refused\n")


def test_a_feed_that_breaks_off_is_named(shop):
    (shop.folder / "publishers" / "films.csv").write_text("id,title\nfilm-1\n")
    result = shop.cleeng("protect", "--publisher", "100000001")
    assert result.exit_code == 1
    assert "films.csv is no CSV feed: line 2 has 1 values" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--feed", "songs"], "there is no [feed:songs] (known: films)"),
        (["--publisher", "100000009"], "there is no publisher 100000009"),
    ],
)
def test_what_does_not_exist_is_wrong_usage(shop, words, said):
    result = shop.cleeng("protect", "--publisher", "100000001", *words)
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_without_rules_or_feeds_there_is_nothing_to_do(place):
    place.done("publishers", "sync")
    result = place.cleeng("protect", "--publisher", "100000001")
    assert (result.exit_code, "has no [protect:NAME]" in result.stderr) == (2, True)
