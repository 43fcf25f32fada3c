import pytest

from cleeng.cli.main import main
from harness.process import script

COMMANDS = [
    *("clock advance", "clock reset", "clock show", "db upgrade", "dead", "demo"),
    *("explain order", "init-config", "invoices check", "locate", "plugins"),
    "protect",
    *("publishers list", "publishers sync", "publishers token list", "publishers token make"),
    *("publishers token revoke", "rates show", "rates update", "reconcile", "refund"),
    *("tax check-table", "tax number", "tax rates", "tax return", "tax verify", "worker"),
]


def names(group, before=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from names(command, (*before, name))
        else:
            yield " ".join((*before, name))


def test_the_commands_are_these():
    assert sorted(names(main)) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(bare, command):
    result = bare.cleeng(*command.split(), "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: cleeng {command}")


@pytest.mark.parametrize(
    "words", [["unknown"], ["worker", "--twice"], ["clock", "show"], ["publishers", "token", "make"]]
)
def test_wrong_usage_ends_with_2(bare, words):
    result = bare.cleeng(*words)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr
    assert result.stdout == ""


def test_the_ini_is_development_ini_unless_it_is_named(bare):
    assert "development.ini" in bare.program("worker").stderr
    assert "elsewhere.ini: there is no such file" in bare.program("worker", CLEENG_INI="elsewhere.ini").stderr
    named = bare.program("-c", "here.ini", "worker", CLEENG_INI="elsewhere.ini")
    assert (named.returncode, named.stdout) == (1, "")
    assert "here.ini: there is no such file" in named.stderr


def test_faults_of_the_configuration_are_one_message(bare):
    bare.publisher("currency = USD", "currency = US")
    bare.publisher("use = sandbox", "use = sandbox stripe")
    result = bare.program("-c", "testing.ini", "publishers", "sync")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: The configuration has 2 faults:\n")
    assert "demo-sports.ini:8: [publisher] currency: US is no ISO 4217 currency" in result.stderr
    assert "[gateways] use: there is no payment gateway 'stripe' (known: sandbox)" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("words", ["publishers list", "worker --once", "reconcile", "demo", "dead"])
def test_a_database_that_is_not_migrated_names_the_remedy(bare, words):
    result = bare.cleeng(*words.split())
    assert result.exit_code == 1
    assert "run `cleeng db upgrade`" in result.stderr


def test_a_database_that_cannot_be_reached_is_one_message(bare, free_port):
    bare.env["CLEENG_DATABASE_URL"] = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/nothing"
    result = bare.program("-c", "testing.ini", "publishers", "list")
    assert result.returncode == 1
    assert result.stderr.startswith("Error: The database cannot be used: ")
    assert "Traceback" not in result.stderr


def test_a_publisher_that_is_not_configured_is_wrong_usage(place):
    result = place.cleeng("publishers", "token", "list", "--publisher", "123456789")
    assert result.exit_code == 2
    assert "there is no publisher 123456789 (known: 100000001)" in result.stderr


def test_a_reader_that_has_seen_enough_gets_no_complaint(place):
    command = f"{script('cleeng')} -c testing.ini plugins | true"
    assert place.shell(command).stderr == ""
