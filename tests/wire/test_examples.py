"""The examples of the manual work: each is run as it stands on its page, against a server."""

import contextlib
import io
import re
import subprocess

from cleeng.client import ClientError
from cleeng.rpc import all_methods
from cleeng.rpc.registry import Surface
from harness.examples import command, envelope, programs

ON_PAGES = [method.name for method in all_methods() if Surface.JSON_RPC not in method.surfaces]
ON_SERVERS = [method.name for method in all_methods() if Surface.JSON_RPC in method.surfaces]


def execute(program, *arguments):
    return subprocess.run([program, *arguments], text=True, capture_output=True, check=False, timeout=30)


def test_every_method_has_an_example_in_each_language():
    assert list(programs("sh")) == sorted([*ON_PAGES, *ON_SERVERS])
    assert list(programs("python")) == list(programs("php")) == sorted(ON_SERVERS)


def test_the_examples_for_curl_work(stage):
    command("curl")
    assert stage.run(programs("sh"), shell) == {}


def shell(program):
    done = execute("sh", "-c", program.replace("curl ", "curl --silent --show-error --fail ", 1))
    text = re.sub(r"^/\*\*/done\((.*)\);$", r"\1", done.stdout)
    return done.stderr or envelope(text)


def test_the_examples_in_python_work(stage):
    assert stage.run(programs("python"), python) == {}


def python(program):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(program, {})
        except ClientError as error:
            return str(error)
    return None if printed.getvalue().strip() else "printed nothing"


def test_the_examples_in_php_work(stage):
    php = command("php")

    def run(program):
        done = execute(php, "-r", program.removeprefix("<?php"))
        return None if done.returncode == 0 and done.stdout.startswith("Array") else done.stdout + done.stderr

    assert stage.run(programs("php"), run) == {}
