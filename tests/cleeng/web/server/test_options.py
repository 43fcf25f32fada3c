import pytest

from cleeng.settings import ConfigurationError
from cleeng.web.server.options import EmbeddedOptions, GranianOptions, read_options


@pytest.fixture
def read(tmp_path):
    """Read a section of these lines, as PasteDeploy hands it over."""

    def read(model, *lines):
        ini = tmp_path / "x.ini"
        ini.write_text("\n".join(["[server:main]", "use = egg:cleeng-platform#embedded", *lines]))
        given = dict(line.split(" = ") for line in lines)
        return read_options(model, {"__file__": str(ini)}, given)

    return read


def test_without_settings_only_this_machine_is_served(read):
    options = read(EmbeddedOptions)
    assert (options.listen, options.port, options.worker) == (("127.0.0.1", "localhost"), 6543, "embedded")
    assert read(GranianOptions).listen == "127.0.0.1"


def test_variables_are_filled_in(read, monkeypatch):
    monkeypatch.setenv("PORT", "7700")
    assert read(EmbeddedOptions, "port = ${PORT:-6543}", "listen = ::1 shop.example").port == 7700


@pytest.mark.parametrize("model", [EmbeddedOptions, GranianOptions])
@pytest.mark.parametrize(
    "line", ["prot = 80", "port = eighty", "port = 70000", "port = ${NO_PORT}", "worker = elsewhere", "threads = 0"]
)
def test_a_fault_is_named_with_its_line(read, model, line):
    with pytest.raises(ConfigurationError, match=r"x\.ini:4: "):
        read(model, "worker = separate", line)


def test_each_runner_has_settings_of_its_own(read):
    with pytest.raises(ConfigurationError, match="workers is not a setting here"):
        read(EmbeddedOptions, "workers = 2")
    with pytest.raises(ConfigurationError, match="threads is not a setting here"):
        read(GranianOptions, "threads = 2")
