import datetime as dt

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Asset, Carrier, Policy, Unsupported
from cleeng.testing.context import FrozenClock, make_context
from cleeng.testing.playback import PlaybackTokenContract
from cleeng_plugins.ovp_hmac import HmacPlayback
from cleeng_plugins.ovp_hmac.grant import Grant, is_plain, read, write

KEY = "0123456789abcdef0123456789abcdef"
OTHER_KEY = "fedcba9876543210fedcba9876543210"
FILM = Asset("race-one", "races/one/master.m3u8")


def provider(**settings):
    return HmacPlayback(HmacPlayback.Settings.model_validate(settings))


def sign(by=None, asset=FILM, ctx=None, **policy):
    return (by or provider(secret=KEY)).sign(ctx or make_context(), asset, "200000001", Policy(**policy))


def opens(playback, path, by=None, ctx=None, ip=""):
    return (by or provider(secret=KEY)).verify(ctx or make_context(), Asset("", path), playback.values, ip)


class TestContract(PlaybackTokenContract):
    enforced = frozenset({"ip"})

    def provider(self):
        return provider(secret=KEY)

    def stranger(self):
        return provider(secret=OTHER_KEY)


def test_the_token_stands_in_the_path_so_that_relative_addresses_keep_it():
    playback = sign()
    assert playback.kind is Carrier.URL
    assert playback.url == f"https://shop.example/media/t/{playback.values['token']}/races/one/master.m3u8"


@pytest.mark.parametrize(
    ("prefix", "base"),
    [
        ("/films/", "https://shop.example/films"),
        ("https://cdn.example/t", "https://cdn.example/t"),
        ("", "https://shop.example"),
    ],
)
def test_media_may_lie_elsewhere(prefix, base):
    assert sign(provider(secret=KEY, prefix=prefix)).url.startswith(f"{base}/ey")


def test_a_playlist_s_token_opens_its_folder_and_all_below():
    playback = sign()
    for path in ("races/one/master.m3u8", "races/one/720p/seg-1.ts", "races/one"):
        assert opens(playback, path)


@pytest.mark.parametrize(
    "path",
    [
        "races/two/master.m3u8",
        "races/one-more/seg-1.ts",
        "races",
        "races/one/../two/master.m3u8",
        "races/one/./seg-1.ts",
        "races/one//seg-1.ts",
        "races/one/..\\two",
        "races/one/seg\0.ts",
        "/races/one/seg-1.ts",
        "races/one/",
        "",
    ],
)
def test_a_playlist_s_token_opens_nothing_else(path):
    assert not opens(sign(), path)


def test_a_playlist_without_a_folder_opens_itself_alone():
    playback = sign(asset=Asset("x", "master.m3u8"))
    assert opens(playback, "master.m3u8")
    assert not opens(playback, "races/one/master.m3u8")


def test_without_a_path_the_token_opens_the_video_and_names_no_address():
    playback = sign(asset=Asset("live-7"))
    assert playback.url == ""
    assert opens(playback, "live-7/now.m3u8")


@pytest.mark.parametrize("path", ["../secrets", "races//one", "/races/one", "races\\one"])
def test_a_path_that_is_not_what_it_looks_like_is_not_signed(path):
    with pytest.raises(Unsupported, match="path"):
        sign(asset=Asset("x", path))


def test_a_path_is_escaped_in_the_address_and_plain_in_the_token():
    playback = sign(asset=Asset("x", "été/50 % & more/master.m3u8"))
    assert playback.url.endswith("/%C3%A9t%C3%A9/50%20%25%20%26%20more/master.m3u8")
    assert opens(playback, "été/50 % & more/seg-1.ts")


@pytest.mark.parametrize(
    ("bound", "ip", "may"),
    [
        ("84.208.20.110", "84.208.20.110", True),
        ("84.208.20.110", "::ffff:84.208.20.110", True),
        ("::ffff:84.208.20.110", "84.208.20.110", True),
        ("84.208.20.110/24", "84.208.20.7", True),
        ("84.208.20.110", "84.208.20.111", False),
        ("84.208.20.110", "2001:db8::1", False),
        ("2001:db8::/48", "2001:db8:0:1::1", True),
        ("2001:db8::/48", "", False),
    ],
)
def test_a_token_for_an_address_opens_there_only(bound, ip, may):
    assert opens(sign(ip=bound), "races/one/seg-1.ts", ip=ip) is may


def test_an_address_that_is_none_cannot_be_enforced():
    with pytest.raises(Unsupported, match="ip"):
        sign(ip="home")


def test_old_secrets_go_on_opening_but_sign_no_more():
    rotated = provider(secret=OTHER_KEY, old_secrets=f"{KEY} {'x' * 32}")
    assert opens(sign(), "races/one/seg-1.ts", by=rotated)
    assert not opens(sign(rotated), "races/one/seg-1.ts")


def test_without_a_secret_the_installation_s_key_signs():
    ours = make_context(extra={"playback_key": b"k" * 32})
    theirs = make_context(extra={"playback_key": b"l" * 32})
    playback = sign(provider(), ctx=ours)
    assert opens(playback, "races/one/seg-1.ts", by=provider(), ctx=ours)
    assert not opens(playback, "races/one/seg-1.ts", by=provider(), ctx=theirs)


def test_says_nothing_of_the_viewer_but_that_it_is_the_same_one():
    first, again = (read(sign(nonce=n).values["token"], [KEY.encode()]) for n in ("1", "2"))
    assert first.subject == again.subject
    assert "200000001" not in first.subject
    assert (first.nonce, again.nonce) == ("1", "2")


def test_the_nonce_tells_two_tokens_of_one_moment_apart():
    assert sign(nonce="1").values != sign(nonce="2").values


def test_a_token_of_another_version_opens_nothing(monkeypatch):
    monkeypatch.setattr("cleeng_plugins.ovp_hmac.grant.VERSION", 2)
    later = write(Grant("races/one", 0, 2**33, "s"), KEY.encode())
    monkeypatch.undo()
    assert read(later, [KEY.encode()]) is None


def test_is_to_be_renewed_before_it_ends():
    clock = FrozenClock()
    playback = sign(ctx=make_context(clock), ttl=400)
    assert playback.refresh_after == clock.now() + dt.timedelta(seconds=300)


@given(path=st.text(max_size=40), below=st.text(max_size=40))
def test_what_a_grant_opens_lies_below_its_path(path, below):
    grant = Grant(path, 0, 10, "s")
    assert grant.opens(below, 5, "") == (is_plain(below) and f"{below}/".startswith(f"{path}/"))


@pytest.mark.parametrize(
    "wrong",
    [{"secret": "too short"}, {"old_secrets": f"{KEY} short"}, {"prefix": "media"}, {"prefix": "/media?token="}],
)
def test_a_setting_that_makes_no_sense_is_a_fault(wrong):
    with pytest.raises(pydantic.ValidationError):
        provider(**wrong)


def test_no_secret_is_ever_printed():
    settings = HmacPlayback.Settings.model_validate({"secret": KEY, "old_secrets": OTHER_KEY})
    assert KEY not in repr(settings)
    assert OTHER_KEY not in repr(settings)
