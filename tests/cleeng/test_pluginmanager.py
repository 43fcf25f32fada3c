"""Plugins that are installed for the test, as a third party's would be: a module and an entry point."""

import itertools
import sys
from types import ModuleType

import pytest

from cleeng.api import GeoIpProvider, Notifier, ProviderSettings, TaxRule, hookimpl
from cleeng.application import Application
from cleeng.settings import ConfigurationError

numbers = itertools.count()  # an imported module stays imported

APP = """[app:main]
use = egg:cleeng-platform
cleeng.secret = nobody-needs-to-guess-this-secret-of-the-tests
cleeng.publishers = publishers/*.ini
cleeng.plugins = {plugins}
"""

PUBLISHER = """[publisher]
id = 10000000{number}
name = Demo Sports
email = owner@example.com
country = US
currency = USD
sandbox = true
"""


class Settings(ProviderSettings):
    rate: int = 0


class Rule(TaxRule):
    name = "rule"
    title = "Rule"
    Settings = Settings

    def quote(self, ctx, query):
        raise NotImplementedError


class Place(GeoIpProvider):
    name = "place"
    title = "Place"

    def locate(self, ctx, ip):
        return None


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a plugin: `install("tax_x", rules=[Rule])`, or whose import runs `source`."""
    monkeypatch.syspath_prepend(tmp_path)

    def install(name, source="", **hooks):
        module = ModuleType(f"{name}_module_{next(numbers)}")
        for hook, answer in hooks.items():
            setattr(module, hook, _implementation(hook, answer))
        if source:
            (tmp_path / f"{module.__name__}.py").write_text(source)
        else:
            monkeypatch.setitem(sys.modules, module.__name__, module)
        info = tmp_path / f"{name}-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        (info / "entry_points.txt").write_text(f"[cleeng.plugins]\n{name} = {module.__name__}\n")

    return install


def _implementation(hook, answer):
    def implementation():
        if isinstance(answer, Exception):
            raise answer
        return answer

    implementation.__name__ = hook
    return hookimpl(implementation)


@pytest.fixture
def load(tmp_path):
    """Load an installation with these plugins; each text is added to a publisher's ini."""

    def load(plugins, *inis):
        (tmp_path / "publishers").mkdir()
        for number, ini in enumerate(inis or [""]):
            path = tmp_path / "publishers" / f"p{number}.ini"
            path.write_text(PUBLISHER.format(number=number) + ini)
        (tmp_path / "x.ini").write_text(APP.format(plugins=plugins))
        application = Application.load(tmp_path / "x.ini")
        application.database.dispose()
        return application

    return load


@pytest.fixture
def faults_of(load, tmp_path):
    def faults_of(plugins, *inis):
        with pytest.raises(ConfigurationError) as caught:
            load(plugins, *inis)
        return [str(fault).removeprefix(f"{tmp_path}/").removeprefix("publishers/") for fault in caught.value.faults]

    return faults_of


def test_a_plugin_brings_providers_and_publishers_use_them_with_their_own_settings(install, load):
    install("tax_x", cleeng_tax_rules=[Rule])
    use = "[tax]\nuse = rule\n"
    application = load("tax_x", f"{use}[plugin:tax_x]\nrate = 7\n", f"{use}[plugin:tax_x:rule]\nrate = 9\n", "")
    rates = [p.providers["tax"]["rule"].settings.rate for p in application.publishers if p.providers["tax"]]
    assert rates == [7, 9]
    assert [sorted(p.plugins) for p in application.publishers] == [["tax_x"], ["tax_x"], []]


def test_installed_is_not_enabled(install, faults_of):
    install("tax_x", cleeng_tax_rules=[Rule])
    install("geoip_x", cleeng_geoip_providers=[Place])
    assert faults_of("geoip_x", "[tax]\nuse = rule\n") == [
        "p0.ini:9: [tax] use: there is no tax rule 'rule' (known: none)"
    ]


def test_a_plugin_that_is_not_installed_is_a_fault(faults_of):
    (fault,) = faults_of("tax_y")
    assert fault.startswith("x.ini:5: cleeng.plugins: tax_y is not installed (known: ")


def test_a_plugin_listed_twice_is_a_fault(install, faults_of):
    install("tax_x", cleeng_tax_rules=[Rule])
    assert faults_of("tax_x tax_x") == ["x.ini:5: cleeng.plugins: tax_x is listed twice"]


def test_a_plugin_that_cannot_be_imported_is_a_fault(install, faults_of):
    install("tax_x", source="import nothing_of_this_name\n")
    error = "ModuleNotFoundError(\"No module named 'nothing_of_this_name'\")"
    assert faults_of("tax_x") == [f"x.ini:5: cleeng.plugins: tax_x cannot be loaded: {error}"]


@pytest.mark.parametrize(
    ("hook", "words"),
    [("cleeng_tax_rule", "unknown hook 'cleeng_tax_rule'"), ("cleeng_event", "Argument(s) {'weight'} are declared")],
)
def test_a_hook_that_nobody_calls_so_is_a_fault_of_its_plugin_alone(install, faults_of, hook, words):
    source = f"from cleeng.api import hookimpl\n@hookimpl\ndef {hook}(weight): pass\n"
    install("tax_x", source=source)
    install("geoip_x", cleeng_geoip_providers=[Place])
    (fault,) = faults_of("tax_x geoip_x")
    assert fault.startswith("x.ini:5: cleeng.plugins: tax_x cannot be loaded: ")
    assert words in fault


def test_a_hook_that_fails_is_a_fault_of_its_plugin_alone(install, faults_of):
    install("tax_x", cleeng_tax_rules=ValueError("broken"))
    install("tax_y", cleeng_tax_rules=[Rule])
    assert faults_of("tax_x tax_y", "[tax]\nuse = rule\n") == [
        "x.ini:5: cleeng.plugins: tax_x: cleeng_tax_rules failed: ValueError('broken')"
    ]


def test_two_providers_of_one_kind_and_name_are_a_fault(install, faults_of):
    install("tax_x", cleeng_tax_rules=[Rule])
    install("tax_y", cleeng_tax_rules=[Rule])
    assert faults_of("tax_x tax_y") == ["x.ini:5: cleeng.plugins: tax_y: the name 'rule' is taken by tax_x"]


@pytest.mark.parametrize(
    ("provider", "fault"),
    [
        ("Rule", "'Rule' is no TaxRule"),
        (Place, "<class 'tests.cleeng.test_pluginmanager.Place'> is no TaxRule"),
        (type("Nameless", (Rule,), {"name": "", "title": ""}), "Nameless has no name and no title"),
        (type("Half", (TaxRule,), {"name": "half", "title": "Half"}), "Half lacks quote"),
        (type("Loud", (Rule,), {"name": "Loud Rule"}), "Loud: the name 'Loud Rule' has more than a-z, 0-9 and _"),
    ],
)
def test_what_is_no_provider_of_the_kind_is_a_fault(install, faults_of, provider, fault):
    install("tax_x", cleeng_tax_rules=[provider])
    assert faults_of("tax_x") == [f"x.ini:5: cleeng.plugins: tax_x: {fault}"]


def test_a_misspelt_provider_is_a_fault_that_names_the_right_ones(install, faults_of):
    install("tax_x", cleeng_tax_rules=[Rule])
    assert faults_of("tax_x", "[tax]\nuse = rulle\n") == [
        "p0.ini:9: [tax] use: there is no tax rule 'rulle' (known: rule)"
    ]


def test_faults_in_a_plugins_section_are_named_at_their_lines(install, faults_of):
    install("tax_x", cleeng_tax_rules=[Rule])
    assert faults_of("tax_x", "[tax]\nuse = rule\n[plugin:tax_x]\nrate = much\nrates = 7\n") == [
        "p0.ini:11: [plugin:tax_x] rate: Input should be a valid integer, unable to parse string as an integer",
        "p0.ini:12: [plugin:tax_x] rates is not a setting here",
    ]


def test_a_missing_setting_of_a_plugin_is_named_where_the_plugin_is_used(install, faults_of):
    class Needy(Rule):
        class Settings(ProviderSettings):
            key: str

    install("tax_x", cleeng_tax_rules=[Needy])
    assert faults_of("tax_x", "[tax]\nuse = rule\n") == ["p0.ini:9: [plugin:tax_x] key is missing"]


def test_a_section_that_nobody_reads_is_a_fault(install, faults_of):
    install("tax_x", cleeng_tax_rules=[Rule])
    assert faults_of("tax_x", "[plugin:tax_y]\n[plugin:tax_x:role]\n") == [
        "p0.ini:8: [plugin:tax_y] is for a plugin that cleeng.plugins does not list",
        "p0.ini:9: [plugin:tax_x:role] is for a provider that tax_x does not have (it has: rule)",
    ]


def test_a_provider_may_refuse_a_publisher(install, faults_of):
    class Choosy(Rule):
        @classmethod
        def check_publisher(cls, publisher):
            return f"not for {publisher.country}"

    install("tax_x", cleeng_tax_rules=[Choosy])
    assert faults_of("tax_x", "[tax]\nuse = rule\n") == ["p0.ini:9: [tax] use: rule: not for US"]


def test_faults_of_files_plugins_and_providers_are_named_together(install, faults_of):
    install("tax_x", cleeng_tax_rules=[Rule])
    faults = faults_of("tax_x tax_z", "zone = UTC\n[tax]\nuse = rule role\n[plugin:tax_x]\nrate = x\n")
    assert [fault.split(" ")[0] for fault in faults] == ["p0.ini:8:", "p0.ini:10:", "p0.ini:12:", "x.ini:5:"]


def test_a_default_that_no_plugin_provides_is_left_out(load):
    application = load("")
    assert all(publisher.first("geoip") is None for publisher in application.publishers)


def test_a_hook_is_called_plugin_by_plugin(install, load):
    class Diary(Notifier):
        name = "diary"
        title = "Diary"

        def send(self, ctx, message, dedupe_key):
            raise NotImplementedError

    install("tax_x", cleeng_tax_rules=[Rule])
    install("notify_x", cleeng_notifiers=[Diary])
    install("tax_y", cleeng_tax_rules=[])
    plugins = load("tax_x notify_x tax_y").plugins
    assert {name: call() for name, call in plugins.each("cleeng_tax_rules")} == {"tax_x": [[Rule]], "tax_y": [[]]}
