"""Try an installed wheel as somebody does who has nothing but the wheel; started by `tools/wheelcheck`."""

import importlib
import sys
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

EXPECTED = ["cleeng/api/__init__.py", "cleeng/py.typed", "cleeng_templates/__init__.py", "cleeng_static/__init__.py"]


def check_contents(wheel: Path) -> None:
    """Everything that is needed at run time is in the wheel, and nothing under a bare name."""
    names = ZipFile(wheel).namelist()
    assert not [name for name in EXPECTED if name not in names]
    roots = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert roots == {"cleeng", "cleeng_plugins", "cleeng_templates", "cleeng_static", "cleeng_config"}, roots


def check_plugins() -> None:
    """Every plugin of the wheel is an entry point that can be loaded and explains itself."""
    points = distribution("cleeng-platform").entry_points.select(group="cleeng.plugins")
    for point in points:
        point.load()
        assert files(point.module).joinpath("README.md").is_file(), point.name
    print(f"wheel: {len(list(points))} plugins load")


def check_installed_here() -> None:
    """What is imported comes from the environment, not from a checkout."""
    for package in ("cleeng", "cleeng_plugins", "cleeng_templates", "cleeng_static", "cleeng_config"):
        found = importlib.import_module(package).__file__ or ""
        assert found.startswith(sys.prefix), found


def main(wheel: str) -> None:
    """Run every check; the first that fails ends with its traceback."""
    check_contents(Path(wheel))
    check_installed_here()
    check_plugins()


if __name__ == "__main__":
    main(sys.argv[1])
