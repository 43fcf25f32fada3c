import pytest
from pydantic import BaseModel, model_validator

from cleeng.settings import Faults
from cleeng.settings.ini import fill_variables, given_section, read_ini


@pytest.fixture
def faults():
    return Faults()


@pytest.fixture
def read(tmp_path, faults):
    path = tmp_path / "x.ini"

    def read(text, environ=None):
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_ini(path, environ if environ is not None else {}, faults)

    return read


def texts(faults):
    return [f"{fault.line}: {fault.text}" for fault in faults.found]


def test_every_key_knows_its_line(read, faults):
    section = read("# a comment\n\n[one]\na = 1\n\nb: 2\nc =\n    3\n    4 = 5\n[two]\n")["one"]
    found = {key: (value.text, value.line) for key, value in section.values.items()}
    assert found == {"a": ("1", 4), "b": ("2", 6), "c": ("3\n4 = 5", 7)}
    assert (section.line, section.line_of("b"), section.line_of("nothing")) == (3, 6, 3)
    assert not faults.found


def test_keys_keep_their_case_and_percent_signs_mean_nothing(read):
    section = read("[one]\nKey = 100%\nother = %(Key)s\n")["one"]
    assert {key: value.text for key, value in section.values.items()} == {"Key": "100%", "other": "%(Key)s"}


def test_variables_come_from_the_environment(read, faults):
    section = read("[one]\na = x${A}y${B:-b}${C:-}\n", {"A": "1"})["one"]
    assert section.values["a"].text == "x1yb"
    assert not faults.found


def test_an_empty_variable_is_set(read):
    assert read("[one]\na = [${A:-default}]\n", {"A": ""})["one"].values["a"].text == "[]"


def test_a_missing_variable_is_a_fault_at_its_line(read, faults):
    read("[one]\na = 1\nb = ${SECRET}\n")
    assert texts(faults) == ["3: the environment has no SECRET"]


def test_a_default_may_hold_what_looks_like_an_address():
    assert fill_variables("${URL:-http://localhost:6543/}", {}) == "http://localhost:6543/"


def test_a_value_is_not_filled_in_twice():
    assert fill_variables("${A}", {"A": "${B}", "B": "no"}) == "${B}"


def test_a_mark_at_the_beginning_of_the_file_is_no_text(read, faults):
    assert read(b"\xef\xbb\xbf[one]\na = \xc3\xa9\n")["one"].values["a"].text == "é"
    assert not faults.found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a = 1\n[one]\n", "1: stands before the first section"),
        ("[one]\nnonsense\n", "2: is neither a section nor a setting"),
        ("[one]\na = 1\na = 2\n", "3: a in [one] is there already"),
        ("[one]\n[two]\n[one]\n", "3: [one] is there already"),
    ],
)
def test_what_is_no_ini_is_a_fault_at_its_line(read, faults, text, fault):
    assert read(text) == {}
    assert texts(faults) == [fault]


def test_every_broken_line_is_a_fault(read, faults):
    read("[one]\nnonsense\na = 1\nmore nonsense\n")
    assert texts(faults) == ["2: is neither a section nor a setting", "4: is neither a section nor a setting"]


def test_a_file_that_is_not_utf8_is_a_fault(read, faults):
    assert read(b"[one]\na = \xe9\n") == {}
    assert "cannot be read" in texts(faults)[0]


def test_a_file_that_is_not_there_is_a_fault(tmp_path, faults):
    assert read_ini(tmp_path / "none.ini", {}, faults) == {}
    assert "cannot be read" in texts(faults)[0]


def test_what_pastedeploy_read_gets_its_lines_and_variables(tmp_path, faults):
    path = tmp_path / "x.ini"
    path.write_text("[server:main]\nuse = egg:x\nport = ${PORT:-6543}\n")
    section = given_section(path, "server:main", {"port": "${PORT:-6543}", "more": "${NONE}"}, {"PORT": "80"}, faults)
    assert (section.values["port"].text, section.values["port"].line) == ("80", 3)
    assert texts(faults) == ["1: the environment has no NONE"]


class Pair(BaseModel):
    least: int
    most: int

    @model_validator(mode="after")
    def ordered(self):
        if self.least > self.most:
            raise ValueError("least must not be above most")
        return self


def test_keys_that_do_not_fit_together_are_a_fault_of_their_section(read, faults):
    section = read("[one]\nleast = 2\nmost = 1\n")["one"]
    assert faults.validate(Pair, section) is None
    assert texts(faults) == ["1: [one] least must not be above most"]
