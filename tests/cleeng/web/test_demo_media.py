"""The demo's film and pictures: whole, small, and without an address of anybody."""

import re
from importlib.resources import files
from xml.etree import ElementTree as ET

import pytest

MEDIA = files("cleeng").joinpath("web/demo/media")
POSTERS = files("cleeng").joinpath("web/demo/posters")
PICTURES = [*POSTERS.iterdir(), *files("cleeng_static").joinpath("img").iterdir()]
LOGO = files("cleeng_config").joinpath("publishers/demo-sports/logo.svg")
RENDITIONS = ("360p", "180p")
PACKET = 188  # bytes of an MPEG transport stream packet, each begins with 0x47


def entries(playlist):
    """The addresses in a playlist: the lines that are no tags."""
    return [line for line in playlist.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def segments(rendition):
    return [MEDIA.joinpath(rendition, name) for name in entries(MEDIA.joinpath(rendition, "index.m3u8"))]


def test_master_playlist_names_its_renditions_relatively():
    master = MEDIA.joinpath("master.m3u8")
    assert entries(master) == [f"{name}/index.m3u8" for name in RENDITIONS]
    assert master.read_text("utf-8").count('CODECS="avc1.') == len(RENDITIONS)


@pytest.mark.parametrize("rendition", RENDITIONS)
def test_every_segment_of_a_rendition_is_there_and_a_transport_stream(rendition):
    assert len(segments(rendition)) >= 5
    for segment in segments(rendition):
        assert re.fullmatch(r"\d{3}\.ts", segment.name)
        data = segment.read_bytes()
        assert len(data) % PACKET == 0
        assert set(data[::PACKET]) == {0x47}


@pytest.mark.parametrize("rendition", RENDITIONS)
def test_renditions_have_the_same_segments_of_at_most_four_seconds(rendition):
    text = MEDIA.joinpath(rendition, "index.m3u8").read_text("utf-8")
    durations = [float(seconds) for seconds in re.findall(r"#EXTINF:([\d.]+),", text)]
    assert len(durations) == len(segments(RENDITIONS[0]))
    assert max(durations) <= 4
    assert text.rstrip().endswith("#EXT-X-ENDLIST")


def test_film_is_under_two_megabytes():
    assert sum(len(segment.read_bytes()) for name in RENDITIONS for segment in segments(name)) < 2_000_000


@pytest.mark.parametrize("picture", [*PICTURES, LOGO], ids=lambda path: path.name)
def test_picture_is_svg_that_fetches_and_runs_nothing(picture):
    root = ET.fromstring(picture.read_text("utf-8"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "viewBox" in root.attrib
    for element in root.iter():
        assert not element.tag.endswith(("}script", "}image", "}use", "}foreignObject"))
        assert not [name for name in element.attrib if name.endswith("href") or name.startswith("on")]


def test_logo_fits_the_bar_of_the_pages():
    _, _, width, height = map(float, ET.fromstring(LOGO.read_text("utf-8")).attrib["viewBox"].split())
    assert width <= 122
    assert height <= 28


def test_there_is_a_poster_for_each_type_of_offer():
    assert {path.name for path in POSTERS.iterdir()} == {
        f"{kind}.svg" for kind in ("single", "rental", "event", "pass", "subscription")
    }
