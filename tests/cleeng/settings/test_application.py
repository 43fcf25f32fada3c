from pathlib import Path

import pytest

from cleeng.settings import ConfigurationError, Fault

SECRET_VALUE = "correct-horse-battery-staple-and-more"


def test_a_configuration_without_faults_is_read(files):
    settings = files.settings()
    assert settings.plugins == ("identity_password",)
    assert settings.home == files.folder / "var"
    assert settings.database_url == "sqlite:///cleeng.db"
    assert list(settings.publishers) == [100000001]


def test_the_home_folder_is_relative_to_the_ini_unless_it_is_absolute(files):
    files.app("cleeng.home = ${CLEENG_HOME:-data}")
    assert files.settings().home == files.folder / "data"
    assert files.settings({"CLEENG_HOME": "/srv/cleeng"}).home == Path("/srv/cleeng")


def test_keys_of_other_programs_are_left_alone(files):
    files.app("pyramid.reload_templates = true", "debugtoolbar.hosts = 127.0.0.1")
    assert files.faults_of() == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("cleeng.plugin = x", "cleeng.plugin is not a setting here"),
        ("sqlalchemy.echo = true", "sqlalchemy.echo is not a setting here"),
        ("sqlalchemy.url = mysql://localhost/x", "sqlalchemy.url: "),
        ("sqlalchemy.url = cleeng.db", "sqlalchemy.url: is no database address"),
        ("sqlalchemy.url = sqlite:///:memory:", "sqlalchemy.url: the database is a file of SQLite or PostgreSQL"),
        ("cleeng.trusted_proxies = 10.0.0.0/33", "cleeng.trusted_proxies: "),
        ("cleeng.trusted_proxies = proxy.example", "cleeng.trusted_proxies: "),
        ("cleeng.base_url = shop.example", "cleeng.base_url: "),
        ("cleeng.base_url = https://shop.example/cleeng", "cleeng.base_url: "),
        ("cleeng.demo.publisher_token = short", "cleeng.demo.publisher_token: "),
        ("cleeng.home = ${NOWHERE}", "the environment has no NOWHERE"),
    ],
)
def test_a_fault_is_named_with_file_and_line(files, line, fault):
    files.app(line)
    assert len(files.faults_of()) == 1
    assert files.faults_of()[0].startswith(("x.ini:6: [app:main] " + fault, "x.ini:6: " + fault))


def test_a_short_secret_is_refused_and_not_shown(files):
    files.app("cleeng.secret = hunter2", without="cleeng.secret")
    assert files.faults_of() == ["x.ini:5: [app:main] cleeng.secret: has 7 characters; 32 random ones are the least"]


def test_secrets_do_not_show_when_settings_are_printed(files):
    files.app(f"cleeng.secret = {SECRET_VALUE}", without="cleeng.secret")
    assert files.settings().secret == SECRET_VALUE
    assert SECRET_VALUE not in repr(files.settings())


def test_publishers_that_no_file_matches_are_a_fault(files):
    files.app("cleeng.publishers = elsewhere/*.ini", without="cleeng.publishers")
    assert files.faults_of() == ["x.ini:5: cleeng.publishers: no file matches elsewhere/*.ini"]


def test_several_patterns_may_name_publishers(files):
    files.app("cleeng.publishers = elsewhere/*.ini publishers/o*.ini", without="cleeng.publishers")
    assert list(files.settings().publishers) == [100000001]


def test_two_publishers_cannot_have_one_id(files):
    files.publisher(name="two")
    assert files.faults_of() == ["two.ini:2: [publisher] id: is that of one.ini too"]


def test_two_publishers_cannot_claim_one_host(files):
    files.publisher("hosts = shop.example")
    files.publisher("id = 100000002", "hosts = other.example shop.example", name="two", without="id =")
    assert files.faults_of() == ["two.ini:8: [publisher] hosts: shop.example is claimed by one.ini too"]


def test_all_faults_of_all_files_are_named_at_once(files):
    files.app("cleeng.nothing = 1")
    files.publisher("currency = XXY", "[gateways]", "use = a a", "[branding]", "colour = red", without="currency")
    files.publisher("id = 1", "nonsense", name="two", without="id =")
    assert files.faults_of() == [
        "one.ini:7: [publisher] currency: XXY is no ISO 4217 currency",
        "one.ini:9: [gateways] use: a is listed twice",
        "one.ini:11: [branding] colour is not a setting here",
        "two.ini:8: is neither a section nor a setting",
        "x.ini:6: [app:main] cleeng.nothing is not a setting here",
    ]


def test_the_message_counts_and_lists_the_faults():
    faults = [Fault(Path("a.ini"), 3, "is wrong"), Fault(Path("b.ini"), 0, "is wrong altogether")]
    assert str(ConfigurationError(faults)) == (
        "The configuration has 2 faults:\n  a.ini:3: is wrong\n  b.ini: is wrong altogether"
    )
    assert str(ConfigurationError(faults[:1])).startswith("The configuration has 1 fault:\n")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (None, "there is no such file"),
        ("", "has no [app:main]"),
        ("[app:other]\nuse = egg:cleeng-platform\n", "has no [app:main]"),
        ("[app:main\nuse = egg:cleeng-platform\n", "cannot be read: "),
        ("[app:main]\nuse = egg:cleeng-platform\ncleeng.home = %(nothing)s\n", "cannot be read: "),
    ],
)
def test_an_ini_that_cannot_be_read_is_a_fault(files, text, fault):
    if text is None:
        files.ini.unlink()
    else:
        files.ini.write_text(text)
    assert files.faults_of()[0].startswith(f"x.ini: {fault}")


def test_demo_tokens_are_refused_where_money_is_real(files):
    files.app("cleeng.base_url = https://shop.example", f"cleeng.demo.publisher_token = {'x' * 48}")
    assert files.faults_of() == []
    files.publisher(without="sandbox")
    assert files.faults_of() == ["x.ini:7: cleeng.demo.publisher_token is refused: publisher 100000001 is no sandbox"]


@pytest.mark.parametrize("base_url", ["", "cleeng.base_url = http://shop.example"])
def test_where_money_is_real_the_address_is_https(files, base_url):
    files.app(base_url)
    files.publisher(without="sandbox")
    line = 6 if base_url else 1
    assert files.faults_of() == [f"x.ini:{line}: cleeng.base_url must be an https address: one.ini is no sandbox"]
