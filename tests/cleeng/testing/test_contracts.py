"""A contract is worth something if a provider that breaks it does not pass."""

import hashlib
import itertools
from decimal import Decimal

import pydantic
import pytest

from cleeng.api import (
    AccountPage,
    Asset,
    Carrier,
    CheckoutDisplay,
    Delivery,
    DeliveryStatus,
    GeoIpProvider,
    GoTo,
    IdentityProvider,
    Money,
    Notifier,
    Place,
    Playback,
    PlaybackTokenProvider,
    Post,
    Provider,
    ProviderSettings,
    Section,
    SignInFailed,
    TaxedLine,
    TaxPart,
    TaxQuote,
    TaxReason,
    TaxRule,
)
from cleeng.testing.displays import AccountPageContract, CheckoutDisplayContract
from cleeng.testing.geo import GeoIpContract
from cleeng.testing.identity import IdentityProviderContract, PasswordContract
from cleeng.testing.notifiers import NotifierContract
from cleeng.testing.playback import PlaybackTokenContract
from cleeng.testing.providers import ProviderContract
from cleeng.testing.taxes import TaxRuleContract


def breaks(contract, test, provider, **more):
    """Say whether a test of the contract fails for this provider class."""
    members = {"provider": lambda self: provider(provider.Settings()), **more}
    tried = type("Tried", (contract,), members)()
    try:
        getattr(tried, test)()
    except (AssertionError, pytest.fail.Exception):
        return True
    return False


class Shouting(Provider):
    name = "Shouting Name"
    title = " "

    class Settings(ProviderSettings):
        model_config = pydantic.ConfigDict(extra="ignore")
        api_key: str = ""


@pytest.mark.parametrize(
    "test",
    [
        "test_has_a_name_that_can_be_stored",
        "test_has_a_title",
        "test_refuses_a_setting_that_it_does_not_know",
        "test_keeps_secrets_out_of_what_is_printed",
    ],
)
def test_every_provider_has_a_name_a_title_and_careful_settings(test):
    assert breaks(ProviderContract, test, Shouting)


class Plain(IdentityProvider):
    """Keeps passwords as they are and says too much."""

    name = "plain"
    title = "Plain"
    capabilities = frozenset({"password", "redirect"})

    def enrol(self, ctx, secret):
        return secret

    def authenticate(self, ctx, identifier, secret, known):
        if known is None:
            raise SignInFailed("nobody has this address")
        if not known.secret.startswith(secret):
            raise SignInFailed("wrong password")
        return known.identity

    def needs_update(self, known):
        return True


@pytest.mark.parametrize(
    "test",
    [
        "test_proves_nothing_with_another_secret",
        "test_does_not_tell_why_it_refuses",
        "test_keeps_no_secret_readable_and_none_twice_alike",
        "test_says_in_words_what_is_wrong_with_a_secret",
        "test_does_not_update_what_it_has_just_made",
    ],
)
def test_a_password_is_kept_secret(test):
    assert breaks(PasswordContract, test, Plain)


def test_an_identity_provider_does_what_it_declares():
    assert breaks(IdentityProviderContract, "test_implements_exactly_what_it_declares", Plain)
    assert breaks(
        IdentityProviderContract,
        "test_says_how_it_proves_an_identity",
        type("Mute", (Plain,), {"capabilities": frozenset()}),
    )


def taxed(net, tax, gross, reason=TaxReason.STANDARD, *, parts=True):
    """Make a rule that answers every line so, in functions of its amount."""

    def line_of(asked):
        money = [Money(part(asked.amount.minor), asked.amount.currency) for part in (net, tax, gross)]
        return TaxedLine(asked.id, *money, [TaxPart("XX", "Tax", Decimal(1), money[1])] if parts else [])

    def quote(self, ctx, query):
        return TaxQuote([line_of(asked) for asked in query.lines], reason)

    return type("Wrong", (TaxRule,), {"name": "wrong", "title": "Wrong", "quote": quote})


@pytest.mark.parametrize(
    "rule",
    [
        taxed(lambda m: m, lambda m: 1, lambda m: m),
        taxed(lambda m: m + 1, lambda m: -1, lambda m: m),
        taxed(lambda m: m - 2, lambda m: 1, lambda m: m - 1),
        taxed(lambda m: m, lambda m: m, lambda m: 2 * m),
        taxed(lambda m: m - m // 2, lambda m: m // 2, lambda m: m, parts=False),
        taxed(lambda m: m - m // 2, lambda m: m // 2, lambda m: m, TaxReason.EXEMPT),
    ],
    ids=["does not add up", "gives money", "changes the price", "ignores inclusion", "hides whose", "taxes the exempt"],
)
def test_a_tax_adds_up_and_is_explained(rule):
    assert breaks(TaxRuleContract, "test_answers_add_up", rule)


def test_a_tax_does_not_depend_on_the_time_of_day():
    answers = iter(range(10**6))
    rule = taxed(lambda m: m, lambda m: next(answers), lambda m: m)
    assert breaks(TaxRuleContract, "test_the_same_question_has_the_same_answer", rule)


class Everywhere(GeoIpProvider):
    """Knows one country for all, and adds one for IPv6."""

    name = "everywhere"
    title = "Everywhere"

    def locate(self, ctx, ip):
        return Place("norway" if ":" in ip else "NO")


@pytest.mark.parametrize(
    "test",
    [
        "test_knows_where_addresses_are",
        "test_an_ipv4_address_within_ipv6_is_where_it_is",
        "test_knows_nothing_of_private_and_malformed_addresses",
        "test_answers_whatever_it_is_asked",
    ],
)
def test_an_address_is_where_it_is(test):
    assert breaks(GeoIpContract, test, Everywhere, known={"8.8.8.8": "US"})


class Unsigned(PlaybackTokenProvider):
    """A hash of the video's first letters: no secret, no time, no path."""

    name = "unsigned"
    title = "Unsigned"
    tries = itertools.count()

    def sign(self, ctx, asset, subject, policy):
        now = ctx.clock.now()
        values = {"token": self._hash(asset), "try": str(next(self.tries))}
        return Playback(Carrier.QUERY, values, expires_at=now, refresh_after=now)

    def verify(self, ctx, asset, values, ip=""):
        return values.get("token") in {None, self._hash(asset)} or len(values["token"]) < 4

    def _hash(self, asset):
        return hashlib.sha256(asset.video_id[:4].encode()).hexdigest()


@pytest.mark.parametrize(
    "test",
    [
        "test_opens_what_it_was_made_for_and_nothing_else",
        "test_is_over_when_it_says",
        "test_opens_for_a_server_whose_clock_is_a_little_behind_and_no_more",
        "test_the_same_question_has_the_same_answer",
        "test_opens_nothing_with_a_stranger_s_signature",
        "test_opens_nothing_once_a_single_character_is_changed",
        "test_answers_no_to_anything_made_up",
        "test_refuses_a_policy_that_nobody_would_enforce",
        "test_enforces_the_address_or_refuses_to",
        "test_gives_its_known_answers",
    ],
)
def test_a_playback_token_is_a_lock(test):
    more = {"stranger": lambda self: Unsigned(Unsigned.Settings()), "enforced": frozenset({"ip"})}
    other = Asset("race-two", "races/two/master.m3u8")
    assert breaks(PlaybackTokenContract, test, Unsigned, other_asset=other, **more)


class Gossip(Notifier):
    """Tells the log everything and sends each message as a new one."""

    name = "gossip"
    title = "Gossip"
    channels = frozenset()
    sent = []  # noqa: RUF012 - shared on purpose, as a channel is

    def send(self, ctx, message, dedupe_key):
        ctx.log.warning("to %s: %s", message.recipient, message.text)
        self.sent.append(f"{len(self.sent)} {message.sender_name}")
        return Delivery(DeliveryStatus.ACCEPTED if message.html else DeliveryStatus.FAILED)


@pytest.mark.parametrize(
    "test",
    [
        "test_names_its_channels",
        "test_a_repeat_is_the_same_message",
        "test_delivers_a_message_without_html",
        "test_answers_when_a_header_is_smuggled",
    ],
)
def test_a_message_arrives_once_and_as_it_was_written(test):
    Gossip.sent.clear()
    assert breaks(NotifierContract, test, Gossip, delivered=lambda self: Gossip.sent)


def test_a_message_is_nobody_else_s_business(caplog):
    contract = type("Tried", (NotifierContract,), {"provider": lambda self: Gossip(None), "delivered": lambda self: []})
    with pytest.raises(AssertionError):
        contract().test_logs_neither_address_nor_text(caplog)


class OpenDoor(CheckoutDisplay):
    """Lets everybody frame the checkout and hear how it went."""

    name = "open_door"
    title = "Open door"
    framed = True

    def headers(self, ctx, allowed_origins):
        return {"frame-ancestors": " ".join(allowed_origins)}

    def complete(self, ctx, result):
        return Post("*", result.message(), close=True)

    def snippet(self, ctx, offer_id, base_url):
        return f"<button data-offer-id='{offer_id}'>Buy</button>"


@pytest.mark.parametrize(
    "test",
    [
        "test_only_a_framed_display_may_be_framed_and_only_by_the_publisher",
        "test_is_framed_neither_by_everybody_nor_by_a_smuggled_directive",
        "test_tells_the_embedding_page_how_it_ended_and_nobody_else",
        "test_without_an_embedding_page_goes_where_the_publisher_says",
        "test_with_nowhere_to_go_stays_on_the_last_page",
        "test_offers_html_that_names_the_offer",
        "test_lets_nobody_write_into_the_html",
    ],
)
def test_a_checkout_is_shown_to_the_publisher_s_pages_alone(test):
    assert breaks(CheckoutDisplayContract, test, OpenDoor)


def test_a_display_goes_nowhere_of_its_own_choice():
    elsewhere = type("Elsewhere", (OpenDoor,), {"complete": lambda self, ctx, result: GoTo("https://other.example")})
    assert breaks(CheckoutDisplayContract, "test_tells_the_embedding_page_how_it_ended_and_nobody_else", elsewhere)


class Whim(AccountPage):
    """Shows what came first, and an advertisement."""

    name = "whim"
    title = "Whim"
    path = "account/"

    def arrange(self, ctx, customer, sections):
        return [*sections[:2], *sections[:1], Section("ad", "Buy more", 0, "")]


@pytest.mark.parametrize(
    "test",
    [
        "test_has_an_address",
        "test_shows_sections_that_it_was_given_each_once",
        "test_the_order_does_not_depend_on_who_came_first",
        "test_may_have_nothing_to_show",
    ],
)
def test_an_account_page_shows_what_it_is_given(test):
    assert breaks(AccountPageContract, test, Whim)
