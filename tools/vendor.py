"""Fetch the third-party files that the project carries; started by `tools/vendor`.

Each comes from the npm package of its makers, unchanged.  To take a newer one, write its version here, run
`make vendor` and read the diff of `static/vendor/VENDORED.toml`.
"""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MANIFEST = "static/vendor/VENDORED.toml"
HEADER = "# What we carry from others, and the SHA-256 of each file. Written by tools/vendor.\n"


@dataclass(frozen=True)
class Package:
    """One npm package, and which of its files go where in the tree."""

    name: str
    version: str
    licence: str  # as its package.json says; another one needs a person's eyes first
    folder: str
    files: Mapping[str, str]  # path in the package -> name in the folder


PACKAGES = (
    Package(
        "hls.js",
        "1.7.4",
        "Apache-2.0",
        "static/vendor/hls.js",
        {"dist/hls.light.min.js": "hls.light.min.js", "LICENSE": "LICENSE"},
    ),
    Package(
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        "tests/vendor/axe-core",
        {name: name for name in ("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt")},
    ),
    Package(
        "@open-rpc/meta-schema",
        "1.14.9",
        "Apache-2.0",
        "tests/vendor/openrpc-meta-schema",
        {"index.js": "index.js", "LICENSE.md": "LICENSE.md"},
    ),
    Package(
        "@ip-location-db/geo-whois-asn-country-mmdb",
        "2.3.2026061719",
        "CC0-1.0",
        "plugins/geoip_mmdb/data",
        {"geo-whois-asn-country.mmdb": "country.mmdb", "NRO_LICENSE": "NRO_LICENSE"},
    ),
)


def fetch(package: Package, place: Path) -> Path:
    """Download a package with npm, which checks its integrity, and return the archive."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(place), f"{package.name}@{package.version}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (archive,) = place.glob("*.tgz")
    return archive


def take(package: Package, archive: Path, root: Path) -> dict[str, str]:
    """Write the wanted files of an archive below `root`; return the SHA-256 of each by its path there."""
    sums = {}
    with tarfile.open(archive) as tar:

        def content(path: str) -> bytes:
            found = tar.extractfile(f"package/{path}")
            if found is None:
                raise SystemExit(f"{package.name}: {path} is no file")
            return found.read()

        licence = json.loads(content("package.json"))["license"]
        if licence != package.licence:
            raise SystemExit(f"{package.name} {package.version} is licensed {licence}, not {package.licence}")
        for source, name in package.files.items():
            target = f"{package.folder}/{name}"
            data = content(source)
            (root / target).parent.mkdir(parents=True, exist_ok=True)
            (root / target).write_bytes(data)
            sums[target] = hashlib.sha256(data).hexdigest()
    return sums


def manifest(taken: Sequence[tuple[Package, Mapping[str, str]]]) -> str:
    """Describe in TOML what was taken."""
    blocks = [HEADER]
    for package, sums in taken:
        facts = {"name": package.name, "version": package.version, "licence": package.licence}
        lines = ["[[package]]", *(f'{key} = "{value}"' for key, value in facts.items())]
        lines += ["[package.files]", *(f'"{path}" = "{digest}"' for path, digest in sums.items())]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def main() -> None:
    """Fetch every package and write the manifest."""
    taken = []
    for package in PACKAGES:
        print(f"{package.name} {package.version}")
        with tempfile.TemporaryDirectory() as place:
            taken.append((package, take(package, fetch(package, Path(place)), ROOT)))
    (ROOT / MANIFEST).write_text(manifest(taken))


if __name__ == "__main__":
    main()
