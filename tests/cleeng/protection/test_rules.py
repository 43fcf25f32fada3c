import pytest

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.protection.errors import TemplateUnfilled
from cleeng.protection.rules import Match, Template
from cleeng.protection.video import Video

FINAL = Video(
    "match-7",
    "The Final",
    "All of it.",
    "https://example.com/final",
    ("Live", "football"),
    {"league": "First", "eur": "4.99"},
)


@pytest.mark.parametrize(
    ("match", "covered"),
    [
        (Match(), True),
        (Match(video_ids=("match-*",)), True),
        (Match(video_ids=("news-*",)), False),
        (Match(video_ids=("news-*", "MATCH-7")), True),
        (Match(tags=("live",)), True),
        (Match(tags=("foot*",)), True),
        (Match(tags=("handball",)), False),
        (Match(fields={"league": ("first", "second")}), True),
        (Match(fields={"league": ("second",)}), False),
        (Match(fields={"season": ("*",)}), False),
        (Match(fields={"title": ("*final*",)}), True),
        (Match(tags=("live",), fields={"league": ("second",)}), False),
    ],
)
def test_each_criterion_has_to_hold_and_any_of_its_patterns_will_do(match, covered):
    assert match.covers(FINAL) is covered


def test_a_video_without_tags_has_none_of_them():
    assert not Match(tags=("*",)).covers(Video("bare"))


def test_a_template_takes_over_what_the_catalogue_says():
    data = Template(OfferType.SINGLE, "9.90").offer(FINAL, "EUR")
    assert (data.price, data.title, data.description) == (Money(990, "EUR"), "The Final", "All of it.")
    assert (data.url, data.tags, data.video_id) == (FINAL.url, ("Live", "football"), "match-7")


def test_every_text_may_name_a_field():
    template = Template(OfferType.RENTAL, "{eur}", "48", "{title} ({League})", tags="{tags}, {league}, live")
    data = template.offer(FINAL, "EUR")
    assert (data.price, data.period, data.title) == (Money(499, "EUR"), "48", "The Final (First)")
    assert data.tags == ("Live", "football", "First", "live")


def test_only_a_rental_has_a_period():
    assert Template(OfferType.SINGLE, "1", "48").offer(FINAL, "EUR").period == ""


def test_what_is_too_long_is_cut_short():
    data = Template(OfferType.SINGLE, "1").offer(Video("x", "word " * 30, "word " * 30), "EUR")
    assert (len(data.title), data.title[-6:]) == (70, " word…")
    assert len(data.description) <= 110


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (Template(OfferType.SINGLE, "1", title="{season}"), "the catalogue has no season for it"),
        (Template(OfferType.SINGLE, "1", title="{title.__class__}"), "the catalogue has no title.__class__ for it"),
        (Template(OfferType.SINGLE, "cheap"), "price: "),
        (Template(OfferType.SINGLE, "1.999"), "price: "),
        (Template(OfferType.SINGLE, "{league}"), "price: "),
    ],
)
def test_what_cannot_be_filled_in_is_named(template, reason):
    with pytest.raises(TemplateUnfilled, match=reason):
        template.offer(FINAL, "EUR")
