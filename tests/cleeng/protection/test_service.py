import threading

import pytest

from cleeng.api import Money
from cleeng.catalog.models import Offer, OfferType
from cleeng.catalog.rules import OfferData
from cleeng.outbox import OutboxItem
from cleeng.protection.rules import Match, Rule, Template
from cleeng.protection.video import Video

pytestmark = pytest.mark.db

FILMS = [Video(f"film-{n}", f"Film {n}", url=f"https://example.com/{n}", tags=("films",)) for n in (1, 2)]
NEWS = Video("news-1", "News")
RENT = Rule("rent", Match(video_ids=("film-*",)), Template(OfferType.RENTAL, "3.99", "48"))


@pytest.fixture
def protect(services):
    """Protect videos; give each outcome with the reason where there is one."""

    def protect(videos, *rules, dry_run=False):
        with services() as ours:
            report = ours.protection.protect(videos, rules, dry_run=dry_run)
        return [line.reason or line.outcome.value for line in report.lines]

    return protect


@pytest.fixture
def offers(services):
    """Give all offers of the publisher, the oldest first."""

    def offers():
        with services() as ours:
            found, _ = ours.catalog.list_offers(OfferType.RENTAL, active=True, offset=0, limit=100)
            return sorted(found, key=lambda offer: offer.video_id)

    return offers


def count(application, model):
    with application.database.unit(writes=False) as unit:
        return unit.db.query(model).count()


def test_videos_that_match_are_sold_as_the_template_says(protect, offers):
    assert protect([*FILMS, NEWS], RENT) == ["created", "created"]
    first, second = offers()
    assert (first.title, first.video_id, first.url) == ("Film 1", "film-1", "https://example.com/1")
    assert (first.price, first.period, first.tags) == (Money(399, "EUR"), "48", ("films",))
    assert second.video_id == "film-2"


def test_a_second_run_changes_nothing(protect, application):
    protect(FILMS, RENT)
    before = count(application, Offer), count(application, OutboxItem)
    assert protect(FILMS, RENT) == ["unchanged", "unchanged"]
    assert (count(application, Offer), count(application, OutboxItem)) == before


def test_a_dry_run_says_the_same_and_writes_nothing(protect, application):
    before = count(application, OutboxItem)
    assert protect([*FILMS, FILMS[0]], RENT, dry_run=True) == [
        "created",
        "created",
        "the catalogue has it twice; the first counts",
    ]
    assert (count(application, Offer), count(application, OutboxItem)) == (0, before)


def test_a_change_of_the_catalogue_or_the_template_reaches_the_offer(protect, offers):
    protect(FILMS, RENT)
    dearer = Rule("rent", RENT.match, Template(OfferType.RENTAL, "4.99", "48"))
    renamed = Video("film-1", "Film 1, restored", url=FILMS[0].url)
    assert protect([renamed, FILMS[1]], dearer) == ["updated", "updated"]
    first, second = offers()
    assert (first.title, first.price, first.tags) == ("Film 1, restored", Money(499, "EUR"), ())
    assert (second.title, second.price, second.tags) == ("Film 2", Money(499, "EUR"), ("films",))


def test_what_a_person_changed_stays(protect, services, offers):
    protect(FILMS[:1], RENT)
    with services() as ours:
        [offer] = offers()
        data = OfferData.of(offer)
        ours.catalog.update(offer, OfferData(**{**_fields(data), "price": Money(99, "EUR"), "period": "24"}))
    assert protect(FILMS[:1], RENT) == ["unchanged"]
    assert protect([Video("film-1", "Film one", url=FILMS[0].url, tags=("films",))], RENT) == ["updated"]
    [offer] = offers()
    assert (offer.title, offer.price, offer.period) == ("Film one", Money(99, "EUR"), "24")


def _fields(data):
    return {name: getattr(data, name) for name in OfferData.__slots__}


def test_a_deactivated_offer_stays_so(protect, services, offers):
    protect(FILMS[:1], RENT)
    with services() as ours:
        ours.catalog.deactivate(offers()[0])
    assert protect(FILMS[:1], RENT) == ["ended"]
    assert offers() == []


def test_what_another_offer_sells_already_is_left_alone(protect, services, application):
    with services() as ours:
        ours.catalog.create(OfferData(OfferType.RENTAL, Money(1, "EUR"), "By hand", period="1", video_id="film-1"))
    assert protect(FILMS[:1], RENT) == ["sold"]
    assert count(application, Offer) == 1


@pytest.mark.parametrize("dry_run", [True, False])
def test_two_rules_for_one_type_make_one_offer(protect, dry_run):
    assert protect(FILMS[:1], RENT, Rule("again", Match(), RENT.template), dry_run=dry_run) == ["created", "sold"]


def test_two_rules_for_two_types_make_two(protect):
    assert protect(FILMS[:1], RENT, Rule("buy", Match(), Template(OfferType.SINGLE, "9"))) == ["created", "created"]


def test_a_video_of_which_no_offer_can_be_made_spoils_nothing_else(protect, offers):
    nameless, odd = Video("film-0"), Video("film-9", "Odd", url="javascript:alert(1)")
    told = protect(
        [nameless, odd, FILMS[0], Video("f" * 256, "Long")], RENT, Rule("all", Match(tags=("?*",)), RENT.template)
    )
    assert told == ["title is missing", "url must be an http or https address", "created", "sold"]
    assert [offer.video_id for offer in offers()] == ["film-1"]


def test_an_id_that_is_too_long_is_refused(protect):
    assert protect([Video("f" * 256, "Long")], Rule("all", Match(), RENT.template)) == [
        "the id of a video has 1 to 255 characters"
    ]


def test_a_rule_cannot_change_the_type_of_its_offers(protect):
    protect(FILMS[:1], RENT)
    sale = Rule("rent", RENT.match, Template(OfferType.SINGLE, "3.99"))
    assert protect(FILMS[:1], sale) == ["its offer is a rental, and that cannot change"]


def test_two_runs_at_once_make_each_offer_once(protect, application):
    """The lock is what makes them take turns; without it both would find nothing and create."""
    films = [Video(f"film-{n}", f"Film {n}") for n in range(20)]
    told = []
    threads = [threading.Thread(target=lambda: told.append(protect(films, RENT))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {outcome for outcomes in told for outcome in outcomes} == {"created", "unchanged"}
    assert count(application, Offer) == len(films)
