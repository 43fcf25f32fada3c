"""What we carry from others is what its makers published, with its licence, and nothing else."""

import hashlib
import importlib.util
import io
import json
import tarfile
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS_OF_OTHERS = ("static/vendor", "tests/vendor")
OURS = {"static/vendor/VENDORED.toml", "tests/vendor/test_vendored_files.py"}


def load_tool():
    spec = importlib.util.spec_from_file_location("vendor_tool", ROOT / "tools/vendor.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


vendor = load_tool()


def packages():
    return tomllib.loads((ROOT / vendor.MANIFEST).read_text())["package"]


@pytest.fixture
def archive(tmp_path):
    """An npm package as `npm pack` leaves it: everything below package/."""
    path = tmp_path / "thing-1.0.0.tgz"
    contents = {
        "package.json": json.dumps({"license": "MIT"}),
        "dist/thing.js": "thing()",
        "LICENSE": "MIT",
        "src/x": "",
    }
    with tarfile.open(path, "w:gz") as tar:
        for name, text in contents.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    return path


def thing(licence="MIT"):
    files = {"dist/thing.js": "thing.js", "LICENSE": "LICENSE"}
    return vendor.Package("thing", "1.0.0", licence, "static/vendor/thing", files)


@pytest.mark.parametrize(
    ("path", "digest"), [pair for package in packages() for pair in package["files"].items()], ids=lambda v: v[-24:]
)
def test_vendored_file_is_the_published_one(path, digest):
    assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == digest


def test_vendored_folders_hold_nothing_unlisted():
    listed = {path for package in packages() for path in package["files"]}
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS_OF_OTHERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert found - OURS <= listed


def test_manifest_lists_the_versions_that_the_tool_would_fetch():
    listed = [(package["name"], package["version"], package["licence"]) for package in packages()]
    assert listed == [(package.name, package.version, package.licence) for package in vendor.PACKAGES]


def test_every_vendored_package_carries_its_licence():
    assert all(any("LICENSE" in path for path in package["files"]) for package in packages())


def test_only_the_named_files_are_taken_and_the_manifest_names_their_hashes(archive, tmp_path):
    sums = vendor.take(thing(), archive, tmp_path)
    taken = sorted(path.name for path in (tmp_path / "static/vendor/thing").iterdir())
    assert taken == ["LICENSE", "thing.js"]
    (entry,) = tomllib.loads(vendor.manifest([(thing(), sums)]))["package"]
    assert entry["files"]["static/vendor/thing/thing.js"] == hashlib.sha256(b"thing()").hexdigest()


def test_package_whose_licence_changed_is_refused_before_anything_is_written(archive, tmp_path):
    with pytest.raises(SystemExit, match="licensed MIT, not"):
        vendor.take(thing("Apache-2.0"), archive, tmp_path)
    assert not (tmp_path / "static").exists()
