import functools
import http.server
import io
import threading

import pytest

from cleeng.protection import feeds
from cleeng.protection.errors import FeedUnreadable
from cleeng.protection.feeds import from_csv, from_json, from_mrss
from cleeng.protection.video import Video

MRSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Films</title>
<item><guid>film-1</guid><title>Plain</title><link>https://example.com/1</link>
  <description><![CDATA[<p>A <b>long</b> road.</p>]]></description>
  <category>drama</category><category>road</category>
  <media:group><media:title>The Long Road</media:title><media:keywords>film, uk</media:keywords>
    <media:rating>12</media:rating></media:group></item>
<item><title>Second</title><media:content id="film-2"><media:title>Second!</media:title></media:content></item>
</channel></rss>"""


def videos(read, text):
    return list(read(io.BytesIO(text.encode() if isinstance(text, str) else text)))


class TestCsv:
    def test_columns_have_the_names_that_catalogues_use(self):
        [film] = videos(
            from_csv.read, 'Media_ID,Title,Link,Keywords,League\nf-1,"One, two",https://x.test/1,"a, b",First\n'
        )
        assert film == Video(
            "f-1",
            "One, two",
            "",
            "https://x.test/1",
            ("a", "b"),
            {"media_id": "f-1", "title": "One, two", "link": "https://x.test/1", "keywords": "a, b", "league": "First"},
        )

    @pytest.mark.parametrize("mark", [";", "\t", ","])
    def test_any_usual_mark_parts_the_columns(self, mark):
        text = f"\ufeffid{mark}title\r\n1{mark}Köln\r\n\r\n2{mark}Bonn\r\n"
        assert [(v.id, v.title) for v in videos(from_csv.read, text)] == [("1", "Köln"), ("2", "Bonn")]

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "name the columns"),
            ("id,title\n1\n", "line 2 has 1 values, but there are 2 columns"),
            ("title\nFilm\n", "none of videoid"),
            ('id,title\n1,"open\n', "line 2: unexpected end of data"),
        ],
    )
    def test_what_is_wrong_is_named(self, text, reason):
        with pytest.raises(ValueError, match=reason):
            videos(from_csv.read, text)


class TestJson:
    @pytest.mark.parametrize(
        "text",
        [
            '[{"id": 1}]',
            '{"playlist": [{"mediaid": "1"}]}',
            '{"items": [{"videoId": "1"}]}',
            '{"videos": [{"guid": 1}]}',
        ],
    )
    def test_a_list_is_found_where_catalogues_have_it(self, text):
        assert [video.id for video in videos(from_json.read, text)] == ["1"]

    def test_values_become_texts(self):
        text = '[{"id": "1", "tags": ["a", "b"], "live": true, "age": 12, "none": null, "more": {"k": 1}}]'
        [video] = videos(from_json.read, text)
        assert video.tags == ("a", "b")
        assert [video.text(name) for name in ("live", "age", "none", "more")] == ["true", "12", "", '{"k":1}']

    @pytest.mark.parametrize("text", ["", "{", "7", "[7]", '{"films": []}'])
    def test_anything_else_is_refused(self, text):
        with pytest.raises(ValueError, match=r"\w"):
            videos(from_json.read, text)

    def test_a_character_that_no_database_keeps_is_left_out(self):
        assert videos(from_json.read, '[{"id": "1", "title": "a\\u0000b"}]')[0].title == "ab"


class TestMrss:
    def test_media_rss_wins_over_plain_rss(self):
        first, second = videos(from_mrss.read, MRSS)
        assert (first.id, first.title, first.description) == ("film-1", "The Long Road", "A long road.")
        assert (first.url, first.tags) == ("https://example.com/1", ("drama", "road", "film", "uk"))
        assert first.text("rating") == "12"
        assert (second.id, second.title) == ("film-2", "Second!")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            MRSS[:-20],
            '<!DOCTYPE x [<!ENTITY a "b">]><rss><channel/></rss>',
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><item><guid>&a;</guid></item></rss>',
            "<rss><channel><item><title>Nameless</title></item></channel></rss>",
        ],
    )
    def test_what_is_broken_or_an_attack_is_refused(self, text):
        with pytest.raises(ValueError, match=r"\w"):
            videos(from_mrss.read, text)


@pytest.fixture
def shelf(tmp_path):
    """A folder that is served; give its address."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_feed_is_a_file_or_an_address(tmp_path, shelf):
    (tmp_path / "films.csv").write_text("id,title\n1,One\n")
    by_file = list(feeds.read("films.csv", "csv", tmp_path))
    assert by_file == list(feeds.read(f"{shelf}/films.csv", "csv", tmp_path))
    assert by_file[0].title == "One"


def test_a_feed_that_cannot_be_had_is_named(tmp_path, shelf):
    for source, reason in (
        ("films.csv", "No such file"),
        (f"{shelf}/films.csv", "HTTP status 404"),
        ("http://127.0.0.1:1/films.csv", "Connection refused"),
        ("http://[/films.csv", "Invalid IPv6 URL"),
    ):
        with pytest.raises(FeedUnreadable, match=f"films.csv cannot be read: .*{reason}"):
            list(feeds.read(source, "csv", tmp_path))


def test_a_feed_that_breaks_off_has_given_what_came_before(tmp_path):
    (tmp_path / "films.csv").write_text("id,title\n1,One\n2\n")
    videos = feeds.read("films.csv", "csv", tmp_path)
    assert next(videos).id == "1"
    with pytest.raises(FeedUnreadable, match=r"films.csv is no CSV feed: line 3"):
        next(videos)
