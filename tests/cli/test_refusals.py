"""A command that ends without its work still prints every field of its document."""

import json
from typing import Any

import pytest

from kampungkb.cli.main import main

IMPORT = [
    "verdict", "revision", "file_sha256", "rows_read", "rows_taken", "rows_left_out",
    "villages_missing", "changes", "change_sha256", "findings", "error",
]  # fmt: skip
UNDO = ["verdict", "revision", "undoes", "changes", "findings", "change_sha256", "error"]
BACKUP = ["verdict", "path", "bytes", "sha256", "revision", "hash", "error"]
RESTORE = [*BACKUP, "store", "kept"]
COMMANDS = [
    pytest.param(["import", "{file}"], IMPORT, id="import"),
    pytest.param(["revisions"], ["revisions", "verdict", "error"], id="revisions"),
    pytest.param(["undo", "2", "--reason", "x"], UNDO, id="undo"),
    pytest.param(["backup", "{file}.copy"], BACKUP, id="backup"),
    pytest.param(["restore", "{file}"], RESTORE, id="restore"),
    pytest.param(["check"], ["ok", "checks", "verdict", "error"], id="check"),
]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run a command; `{file}` is a table with nothing in it."""
    monkeypatch.setenv("KAMPUNGKB_STORE", str(tmp_path / "own.sqlite"))
    (tmp_path / "a.csv").write_text("kode_desa,D02\n")

    def run_(*arguments: str) -> tuple[int, dict[str, Any], str]:
        status = main([one.format(file=tmp_path / "a.csv") for one in (*arguments, "--json")])
        printed = capsys.readouterr()
        assert printed.out.count("\n") == 1
        return status, json.loads(printed.out, parse_constant=pytest.fail), printed.err

    return run_


@pytest.mark.parametrize(("arguments", "fields"), COMMANDS)
def test_a_store_that_cannot_be_opened(run, arguments, fields):
    status, document, words = run(*arguments, "--store", "nonsense://x")
    assert (status, list(document), document["verdict"]) == (3, fields, "refused")
    assert "hanya SQLite dan PostgreSQL yang didukung" in document["error"]
    assert words == document["error"] + "\n"


@pytest.mark.parametrize("reason", [RuntimeError("a secret of the program"), KeyboardInterrupt()])
@pytest.mark.parametrize(("arguments", "fields"), COMMANDS)
def test_what_ends_a_command_before_it_is_done(run, monkeypatch, arguments, fields, reason):
    def broken(*_: object, **__: object) -> None:
        raise reason

    monkeypatch.setattr("kampungkb.cli.history.open_store", broken)
    monkeypatch.setattr("kampungkb.cli.history.restore_document", broken)
    monkeypatch.setattr("kampungkb.cli.upload.open_store", broken)
    monkeypatch.setattr("kampungkb.cli.main.open_store", broken)
    status, document, words = run(*arguments)
    assert (status, list(document), document["verdict"]) == (1, fields, "failed")
    assert document["error"].startswith("Perintah ")
    if isinstance(reason, KeyboardInterrupt):
        # Only where something may have been saved is it worth looking.
        may_save = arguments[0] in ("import", "restore", "undo")
        assert ("Jalankan `revisions`" in document["error"]) == may_save
    assert "secret" not in document["error"]
    assert words.endswith(document["error"] + "\n")


@pytest.mark.parametrize(
    ("arguments", "fields"),
    [
        (["import", "{file}", "--period", "kemarin"], IMPORT),
        (["import", "{file}", "--indicator", "Z99"], IMPORT),
        (["import", "{file}", "--author", " "], IMPORT),
        (["import", "{file}.none"], IMPORT),
        (["undo", "2", "--reason", " "], UNDO),
    ],
)
def test_wrong_usage(run, arguments, fields):
    status, document, words = run(*arguments)
    assert (status, list(document), document["verdict"]) == (2, fields, "refused")
    assert words == document["error"] + "\n"


def test_what_is_not_known_is_null(run):
    assert run("revisions", "--store", "nonsense://x")[1]["revisions"] is None
    checked = run("check", "--store", "nonsense://x")[1]
    assert (checked["ok"], checked["checks"]) == (False, None)
