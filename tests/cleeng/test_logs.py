import io
import json
import logging
import logging.config

import pytest

from cleeng import logs
from cleeng.logs import FactsFormatter, Handler, JsonFormatter, redact

TOKEN = "JyxB3orCu8UagyEIkj5h1REhZ1iSan6lt_RHlg5vQXu-5BF3"


@pytest.fixture
def log():
    logger = logging.getLogger("tests.logs")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    yield logger
    logger.handlers.clear()


@pytest.fixture
def written(log):
    """Log through a formatter and give the lines."""

    def written(formatter, write):
        stream = io.StringIO()
        handler = Handler(stream)
        handler.setFormatter(formatter)
        log.addHandler(handler)
        write(log)
        log.handlers.clear()
        return stream.getvalue().splitlines()

    return written


def test_people_read_the_message_and_its_facts(written):
    (line,) = written(FactsFormatter(), lambda log: log.info("order %s", "paid", extra={"order": 5, "by": "a card"}))
    moment, rest = line.split(" ", 1)
    assert rest == 'INFO tests.logs: order paid  order=5 by="a card"'
    assert moment.endswith("Z")


def test_programs_read_one_object_per_line(written):
    (line,) = written(JsonFormatter(), lambda log: log.warning("order paid", extra={"order": 5}))
    read = json.loads(line)
    assert read.pop("time").endswith("Z")
    assert read == {"level": "WARNING", "logger": "tests.logs", "message": "order paid", "order": 5}


@pytest.mark.parametrize("formatter", [FactsFormatter(), JsonFormatter()])
def test_whose_request_it_was_stands_on_every_line(written, formatter):
    def write(log):
        with logs.context(request="r1", publisher=100000001):
            log.info("one")
            with logs.context(work="outbox:7"):
                log.info("two")
        log.info("three")

    one, two, three = written(formatter, write)
    assert "r1" in one
    assert "100000001" in one
    assert "r1" in two
    assert "outbox:7" in two
    assert "r1" not in three


@pytest.mark.parametrize("formatter", [FactsFormatter(), JsonFormatter()])
@pytest.mark.parametrize("secret", ["viewer@example.com", TOKEN, "4242 4242 4242 4242", "4242424242424242", "a" * 40])
def test_what_looks_like_a_secret_is_taken_out_wherever_it_stands(written, formatter, secret):
    def write(log):
        log.info("message %s", secret)
        log.info("fact", extra={"fact": f"is {secret}"})
        log.info("nested", extra={"fact": {"list": [secret]}})
        try:
            int(f"of {secret}")
        except ValueError:
            log.exception("traceback")

    text = "\n".join(written(formatter, write))
    assert secret not in text
    assert "ValueError: invalid literal for int() with base 10: 'of <" in text


@pytest.mark.parametrize(
    "name", ["token", "publisher_token", "password", "email", "payload", "Cookie", "client_secret"]
)
def test_a_fact_that_is_named_like_a_secret_is_not_shown(written, name):
    (line,) = written(FactsFormatter(), lambda log: log.info("message", extra={name: "swordfish"}))
    assert "swordfish" not in line
    assert f"{name}=<secret>" in line


@pytest.mark.parametrize(
    "text",
    [
        "order 123456789 of publisher 100000001 paid 499 EUR",
        "payment 0198f1a2c3d47e5f8a9b0c1d2e3f4a5b",
        "noted as 01a20802502572eaa890b325df5ba76f",
        "2026-11-23T07:00:00.000Z",
        "cleeng.payments.outcome",
        "/srv/cleeng/publishers/demo-sports.ini:12",
    ],
)
def test_what_an_operator_needs_stays(text):
    assert redact(text) == text


def test_a_long_text_takes_no_long_time():
    text = "x" * 200_000
    assert redact(text) == "<secret>"
    assert redact(f"{'x.' * 100_000}@") == f"{'x.' * 100_000}@"


def test_an_ini_can_name_handler_and_formatters(tmp_path, log, capsys):
    ini = tmp_path / "x.ini"
    ini.write_text(
        "[loggers]\nkeys = root, x\n[handlers]\nkeys = console\n[formatters]\nkeys = facts\n"
        "[logger_root]\nhandlers =\n[logger_x]\nlevel = INFO\nhandlers = console\nqualname = tests.logs\n"
        "[handler_console]\nclass = cleeng.logs.Handler\nargs = (sys.stdout,)\nformatter = facts\n"
        "[formatter_facts]\nclass = cleeng.logs.FactsFormatter\n"
    )
    before = logging.getLogger().handlers[:]
    logging.config.fileConfig(ini, disable_existing_loggers=False)
    logging.getLogger().handlers[:] = before
    log.info("message for viewer@example.com", extra={"order": 5})
    assert capsys.readouterr().out.endswith("INFO tests.logs: message for <e-mail>  order=5\n")
