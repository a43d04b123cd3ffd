import ast
import os
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from kampungkb import bootstrap

ABSENT = "no-such-package==1.0"


class Machine:
    """Records what would be run, and leaves behind what it would have made."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.ran: list[str] = []
        self.fails: tuple[str, ...] = ()

    def run(self, command):
        step = command[2]
        self.ran.append(step)
        if step in self.fails:
            return 1
        if step == "venv":
            python = bootstrap.interpreter(self.home)
            python.parent.mkdir(parents=True)
            python.touch()
            (self.home / "pyvenv.cfg").write_text("version = 3.11.7\n")
        return 0

    def execv(self, path, command):
        self.ran.append("start anew")
        assert path == str(bootstrap.interpreter(self.home)) == command[0]
        assert command[1:] == sys.orig_argv[1:]
        raise Replaced


class Replaced(Exception):  # noqa: N818 - what execv does to this process
    pass


@pytest.fixture
def machine(tmp_path, monkeypatch):
    machine = Machine(tmp_path / ".venv")
    monkeypatch.delenv(bootstrap.GUARD, raising=False)
    monkeypatch.setattr(bootstrap, "_run", machine.run)
    monkeypatch.setattr(bootstrap.os, "execv", machine.execv)
    return machine


@pytest.fixture
def requirements(tmp_path):
    file = tmp_path / "requirements.txt"
    file.write_text(f"{ABSENT}\n")
    return file


def ensure(machine, requirements):
    with pytest.raises(Replaced):
        bootstrap.ensure(requirements, home=machine.home)
    ran, machine.ran = machine.ran, []
    return ran


def refusal(machine, requirements):
    with pytest.raises(SystemExit) as refused:
        bootstrap.ensure(requirements, home=machine.home)
    return refused.value.code


def test_pins_follow_other_files_and_leave_out_extras_and_remarks(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "base.txt").write_text("# ours\npsycopg[binary]==3.3.9  # the driver\n\n")
    file = tmp_path / "tests" / "more.txt"
    file.write_text("-r ../base.txt\npytest==9.2.0\n")
    assert list(bootstrap.pins(file)) == [("psycopg", "3.3.9"), ("pytest", "9.2.0")]


def test_a_line_without_exact_version_is_a_mistake(tmp_path):
    file = tmp_path / "requirements.txt"
    file.write_text("pandas>=3\n")
    with pytest.raises(
        ValueError, match=r"^requirements\.txt: 'pandas>=3' is not of the form name==version$"
    ):
        list(bootstrap.pins(file))


def test_missing_are_the_absent_and_those_of_another_version(tmp_path):
    file = tmp_path / "requirements.txt"
    file.write_text(f"pytest=={version('pytest')}\nhypothesis==0.1\n{ABSENT}\n")
    assert bootstrap.missing(file) == ["hypothesis==0.1", ABSENT]


def test_nothing_happens_where_everything_is_there(machine, tmp_path, monkeypatch):
    monkeypatch.setenv(bootstrap.GUARD, "1")
    file = tmp_path / "requirements.txt"
    file.write_text(f"pytest=={version('pytest')}\n")
    bootstrap.ensure(file, home=machine.home)
    assert machine.ran == []
    assert bootstrap.GUARD not in os.environ


def test_first_start_makes_the_environment_and_starts_anew(machine, requirements, capsys):
    assert ensure(machine, requirements) == ["venv", "pip", "start anew"]
    assert capsys.readouterr() == ("", bootstrap._SETTING_UP + "\n")


def test_second_start_finds_it_up_to_date(machine, requirements, monkeypatch):
    ensure(machine, requirements)
    monkeypatch.delenv(bootstrap.GUARD)
    assert ensure(machine, requirements) == ["start anew"]


def test_changed_requirements_are_installed(machine, requirements, monkeypatch):
    ensure(machine, requirements)
    monkeypatch.delenv(bootstrap.GUARD)
    requirements.write_text("no-such-package==1.1\n")
    assert ensure(machine, requirements) == ["pip", "start anew"]


def test_another_python_in_the_environment_is_installed_for(machine, requirements, monkeypatch):
    ensure(machine, requirements)
    monkeypatch.delenv(bootstrap.GUARD)
    (machine.home / "pyvenv.cfg").write_text("version = 3.13.5\n")
    assert ensure(machine, requirements) == ["pip", "start anew"]


def test_a_stamp_is_not_believed_twice_and_the_third_start_gives_up(machine, requirements):
    assert ensure(machine, requirements) == ["venv", "pip", "start anew"]
    assert ensure(machine, requirements) == ["pip", "start anew"]
    assert refusal(machine, requirements) == bootstrap._STILL_MISSING.format(
        missing=ABSENT, home=machine.home
    )
    assert machine.ran == []


def test_debian_without_ensurepip(machine, requirements, monkeypatch):
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _: None)
    assert refusal(machine, requirements) == bootstrap._NO_VENV
    assert machine.ran == []


@pytest.mark.parametrize(
    ("step", "message"), [("venv", bootstrap._NO_HOME), ("pip", bootstrap._NO_PACKAGES)]
)
def test_a_failed_step_says_what_to_do(machine, requirements, step, message):
    machine.fails = (step,)
    assert refusal(machine, requirements) == message.format(home=machine.home)
    assert machine.ran[-1] == step
    assert list(machine.home.glob("*.stamp")) == []


@pytest.mark.skipif(os.name == "nt", reason="the path differs")
def test_interpreter():
    assert bootstrap.interpreter(Path("home")) == Path("home/bin/python")


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py", "bootstrap.py"])
def test_an_old_python_can_read_as_far_as_the_refusal(name):
    text = (bootstrap.ROOT / "kampungkb" / name).read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))


def test_an_old_python_is_refused(monkeypatch):
    text = Path(bootstrap.__file__).read_text(encoding="utf-8")
    monkeypatch.setattr(sys, "version_info", (3, 10, 12))
    with pytest.raises(SystemExit, match=r"^Aplikasi ini memerlukan Python 3\.11"):
        exec(compile(text, "bootstrap.py", "exec"), {"__name__": "bootstrap"})


def test_the_table_of_dependencies_names_every_pin():
    text = (bootstrap.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = [row.split(" | ")[:2] for row in text.splitlines() if row.startswith("| ")][1:]
    pinned = bootstrap.pins(bootstrap.ROOT / "tests" / "requirements.txt")
    assert sorted((name.strip("| "), version) for name, version in table) == sorted(pinned)
