"""Try an installed wheel as somebody does who has nothing but the wheel; started by `tools/wheelcheck`."""

import importlib
import json
import os
import subprocess
import sys
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from pyramid.paster import get_app
from webtest import TestApp

PACKAGES = ("cleeng", "cleeng_plugins", "cleeng_templates", "cleeng_static", "cleeng_config")
INI = Path("config/development.ini")


def check_contents(wheel: Path, wanted: Path) -> None:
    """Every file that stands in the checkout's packages is in the wheel, and nothing under a bare name."""
    names = set(ZipFile(wheel).namelist())
    assert not (missing := set(wanted.read_text().split()) - names), sorted(missing)
    roots = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert roots == set(PACKAGES), roots


def check_installed_here() -> None:
    """What is imported comes from this environment, not from a checkout."""
    for package in PACKAGES:
        found = importlib.import_module(package).__file__ or ""
        assert found.startswith(sys.prefix), found


def check_entry_points() -> int:
    """Every command, server and plugin of the wheel can be loaded, and a plugin explains itself; count the plugins."""
    plugins = 0
    for point in distribution("cleeng-platform").entry_points:
        point.load()
        if point.group == "cleeng.plugins":
            assert files(point.module).joinpath("README.md").is_file(), point.name
            plugins += 1
    return plugins


def cleeng(*words: str) -> str:
    """Run the program; return what it wrote."""
    program = Path(sys.executable).with_name("cleeng")
    return subprocess.run([program, *words], check=True, text=True, stdout=subprocess.PIPE).stdout


def install() -> dict[str, Any]:
    """Set up as an operator does; return what `cleeng demo` says."""
    cleeng("init-config", str(INI.parent))
    cleeng("-c", str(INI), "db", "upgrade")
    demo: dict[str, Any] = json.loads(cleeng("-c", str(INI), "demo", "--json"))
    return demo


def check_pages(site: TestApp) -> None:
    """Pages and files that stand for all of their kind."""
    site.get("/healthz", status=200)
    site.get("/readyz", status=200)
    assert site.get("/static/css/base.css").content_type == "text/css"
    site.get("/static/__init__.py", status=404)
    assert "CleengApi" in site.get("/js-api/3.0/api.js")
    site.get("/demo/", status=200)


def buy(site: TestApp, demo: dict[str, Any]) -> None:
    """Sign up in the checkout of a single offer and pay."""
    page = site.get(f"/checkout/{demo['offers']['single']}")
    form = page.forms["checkout"]
    form["email"], form["password"] = "buyer@example.com", "hurdles400"
    form = form.submit("action", value="register").maybe_follow().forms["checkout"]
    form["sandbox-card-number"], form["sandbox-card-expiry"] = demo["sandboxCards"]["approved"], "12/39"
    form["sandbox-card-cvc"], form["sandbox-card-name"] = "123", "Lena Brandt"
    for name in form.fields:
        if name and name.startswith("consent-"):
            form[name] = True
    page = form.submit("action", value="pay").maybe_follow()
    assert page.html.h1.get_text(strip=True) == "Paid. Enjoy.", page.text


def main(wheel: str, wanted: str) -> None:
    """Run every check; the first that fails ends with its traceback."""
    check_contents(Path(wheel), Path(wanted))
    check_installed_here()
    plugins = check_entry_points()
    os.environ["CLEENG_HOME"] = str(Path("home").absolute())
    demo = install()
    site = TestApp(get_app(str(INI)), extra_environ={"REMOTE_ADDR": "127.0.0.1"})
    check_pages(site)
    buy(site, demo)
    print(f"The wheel has {plugins} plugins that load, serves its pages, and sold a film.")


if __name__ == "__main__":
    main(*sys.argv[1:])
