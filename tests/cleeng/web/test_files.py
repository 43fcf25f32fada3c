"""Files with an address of their own: a publisher's branding, and the browser library."""

import pytest

from harness.site import LOGO, PUBLISHER_ID


@pytest.fixture
def library():
    from importlib.resources import files  # noqa: PLC0415

    return files("cleeng_static").joinpath("js/api.js").read_bytes()


def test_the_logo_is_served_and_runs_nothing(app):
    answer = app.get(f"/branding/{PUBLISHER_ID}/logo.svg")
    assert answer.text == LOGO
    assert answer.content_type == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_stylesheet_is_served(app):
    assert app.get(f"/branding/{PUBLISHER_ID}/demo.css").content_type == "text/css"


def test_branding_may_lie_in_a_folder_beside_the_ini(installation):
    installation.add_publisher(without="logo", more="")
    folder = installation.folder / "publishers" / "demo-sports"
    folder.mkdir()
    (folder / "mark.svg").write_text(LOGO)
    ini = installation.folder / "publishers" / f"{PUBLISHER_ID}.ini"
    ini.write_text(ini.read_text().replace("[branding]", "[branding]\nlogo = demo-sports/mark.svg"))
    app = installation.visitor()
    logo = app.get("/nowhere", status=404).html.img["src"]
    assert app.get(logo).text == LOGO


@pytest.mark.parametrize(
    "path",
    [
        f"{PUBLISHER_ID}/{PUBLISHER_ID}.ini",
        f"{PUBLISHER_ID}/../installation.ini",
        f"{PUBLISHER_ID}/%2e%2e/installation.ini",
        f"{PUBLISHER_ID}/other.svg",
        f"{PUBLISHER_ID}/",
        "999999999/logo.svg",
    ],
)
def test_no_other_file_beside_the_ini_is_served(app, path):
    app.get(f"/branding/{path}", status=404)


def test_a_browser_keeps_the_logo_for_a_while_and_asks_again_cheaply(app):
    address = f"/branding/{PUBLISHER_ID}/logo.svg"
    answer = app.get(address)
    assert "max-age=3600" in answer.headers["Cache-Control"]
    app.get(address, headers={"If-None-Match": answer.headers["ETag"]}, status=304)
