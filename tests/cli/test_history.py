"""`revisions`, `undo`, `backup`, `restore` against their documents (design, part 7)."""

import json
import shutil
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kampungkb.cli.main import main
from kampungkb.store.engine import open_engine
from kampungkb.store.revisions import Change
from tests.store.made_up import observations, save

VILLAGES = ("36.04.23.2015", "36.04.05.2001")
REVISION = [
    "revision", "time", "author", "kind", "reason", "file_name", "file_sha256", "changes", "undoes",
    "undone_by",
]  # fmt: skip
UNDO = ["verdict", "revision", "undoes", "changes", "findings", "change_sha256", "error"]
BACKUP = ["verdict", "path", "bytes", "sha256", "revision", "hash", "error"]
RESTORE = [*BACKUP, "store", "kept"]


@pytest.fixture
def run(capsys):
    """Run a command in this process: exit status, document, words on standard error."""

    def run_(*arguments: str) -> tuple[int, dict[str, Any], str]:
        status = main([*arguments, "--json"])
        printed = capsys.readouterr()
        # One document and one line: nothing else may be printed there.
        assert printed.out.count("\n") == 1
        return status, json.loads(printed.out, parse_constant=pytest.fail), printed.err

    return run_


def save_counts(path: Path, *numerators: int) -> None:
    """Save a count of some villages as the next revision."""
    rows = [
        {"indicator": "D02", "village_code": code, "period": "2026-Q1", "origin": "official",
         "numerator": numerator, "denominator": 10}
        for code, numerator in zip(VILLAGES, numerators, strict=False)
    ]  # fmt: skip
    engine = open_engine(f"sqlite:///{path}")
    save(engine, Change(observations=observations(*rows)))
    engine.dispose()


@pytest.fixture
def store(pack_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's store is the area pack with one upload, this test's own."""
    path = tmp_path / "own.sqlite"
    shutil.copyfile(pack_path, path)
    monkeypatch.setenv("KAMPUNGKB_STORE", str(path))
    save_counts(path, 1, 2)
    return path


def attempts(path: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as raw:
        query = "SELECT author, action, verdict, detail, revision FROM attempt ORDER BY number"
        return raw.execute(query).fetchall()


def values(run) -> list[int | None]:
    """The counts of the villages as `gaps` says them."""
    rows = run("gaps", "--level", "village", "--indicator", "D02")[1]["rows"]
    found = {row["code"]: row["numerator"] for row in rows}
    return [found.get(code) for code in VILLAGES]


@pytest.mark.usefixtures("filled")
def test_revisions(run):
    status, document, words = run("revisions")
    assert (status, words, list(document)) == (0, "", ["revisions"])
    for entry in document["revisions"]:
        assert [name for name in entry if name != "agency"] == REVISION
    assert [(one["revision"], one["kind"]) for one in document["revisions"]] == [
        (1, "area_pack"), (2, "illustrative_add"),
    ]  # fmt: skip
    changes = document["revisions"][1]["changes"]
    assert list(changes) == ["new", "changed", "retracted", "unchanged"]
    assert changes["new"] > 10_000


@pytest.mark.usefixtures("store")
def test_undo_and_undo_again(run):
    arguments = ("undo", "2", "--reason", "salah berkas", "--author", "Siti")
    status, dry, words = run(*arguments, "--dry-run")
    assert (status, words, list(dry)) == (0, "", UNDO)
    assert dry | {"change_sha256": None} == {
        "verdict": "accepted", "revision": None, "undoes": 2,
        "changes": {"new": 0, "changed": 2, "retracted": 2, "unchanged": 0},
        "findings": [], "change_sha256": None, "error": None,
    }  # fmt: skip
    assert values(run) == [1, 2]

    status, done, _ = run(*arguments)
    assert (status, done) == (0, dry | {"revision": 3})
    assert values(run) == [None, None]

    status, again, _ = run(*arguments)
    assert (status, again["verdict"], again["revision"]) == (0, "unchanged", 3)

    assert run("undo", "3", "--reason", "tetap dipakai")[1]["verdict"] == "accepted"
    assert values(run) == [1, 2]
    listed = run("revisions")[1]["revisions"]
    assert [(one["author"], one["undoes"], one["undone_by"]) for one in listed[2:]] == [
        ("Siti", 2, 4), ("command line", 3, None),
    ]  # fmt: skip
    assert run("check")[1]["ok"] is True


def test_undo_waits_for_a_decision(run, store):
    save_counts(store, 1, 5)
    arguments = ("undo", "2", "--reason", "uji")
    status, document, words = run(*arguments, "--dry-run")
    assert (status, words, document["verdict"], document["revision"]) == (4, "", "decision", None)
    (finding,) = document["findings"]
    assert (finding["kind"], finding["severity"], finding["table"], finding["revision"]) == (
        "changed_since", "warning", "observation", 3,
    )  # fmt: skip
    assert run(*arguments) == (4, document, "")
    assert values(run) == [1, 5]
    status, document, _ = run(*arguments, "--accept", finding["key"])
    assert (status, document["verdict"], document["revision"]) == (0, "accepted", 4)
    assert document["findings"] == [finding]
    assert values(run) == [None, 5]


def test_an_answer_about_another_revision_is_wrong_usage(run, store):
    save_counts(store, 1, 5)
    arguments = ("undo", "2", "--reason", "uji")
    other = "changed_since:observation:D02/36.04.01.2001/2026-Q1/official:9"
    for more in ((), ("--dry-run",)):
        status, document, words = run(*arguments, "--accept", other, *more)
        assert (status, document["verdict"], document["revision"]) == (2, "refused", None)
        assert f"revisi 2 tidak memiliki temuan dengan kunci --accept “{other}”. " in words
    assert values(run) == [1, 5]
    # The kind alone confirms whatever there is, also nothing.
    assert run("undo", "3", "--reason", "uji", "--accept", "changed_since", "--dry-run")[0] == 0
    assert run(*arguments, "--accept", "changed_since")[0] == 0
    # An undo that is there already has nothing to confirm any more.
    status, document, _ = run(*arguments, "--accept", other)
    assert (status, document["verdict"]) == (0, "unchanged")


def test_every_attempt_to_undo_is_in_the_trail_but_a_dry_run(run, store):
    given = ("--reason", "salah berkas", "--author", "Siti")
    run("undo", "2", *given, "--dry-run")
    assert attempts(store) == []
    save_counts(store, 1, 5)
    (finding,) = run("undo", "2", *given)[1]["findings"]
    run("undo", "2", *given, "--accept", finding["key"])
    run("undo", "2", *given)
    run("undo", "9", *given)
    assert attempts(store) == [
        ("Siti", "undo", "decision", "revision 2", None),
        ("Siti", "undo", "accepted", "revision 2", 4),
        ("Siti", "undo", "unchanged", "revision 2", 4),
        ("Siti", "undo", "refused", "there is no revision 9", None),
    ]
    assert run("check")[1]["ok"] is True


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("number", "message"),
    [
        (
            "1",
            "Revisi 1 menetapkan register wilayah, ejaan, atau sumber data. Ketiganya tidak "
            "disimpan per revisi, sehingga revisi ini tidak dapat dibatalkan dan tidak ada yang "
            "diubah. "
            "Simpan isian yang benar sebagai revisi baru.",
        ),
        ("7", "Revisi 7 tidak ada; revisi terakhir adalah 2."),
    ],
)
def test_a_refused_undo_is_a_whole_document(run, number, message):
    status, document, words = run("undo", number, "--reason", "x")
    assert (status, list(document), words) == (3, UNDO, message + "\n")
    assert document == {
        "verdict": "refused", "revision": None, "undoes": int(number),
        "changes": {"new": 0, "changed": 0, "retracted": 0, "unchanged": 0},
        "findings": [], "change_sha256": None, "error": message,
    }  # fmt: skip


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "arguments", [["undo"], ["undo", "2"], ["undo", "two", "--reason", "x"], ["backup"]]
)
def test_wrong_usage(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--json"])
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("name", ["--reason", "--author"])
def test_a_blank_reason_or_author_is_wrong_usage(run, name):
    status, document, _ = run("undo", "2", "--reason", "x", name, " ")
    assert (status, document["verdict"]) == (2, "refused")
    assert f": {name} belum diisi. " in document["error"]


def test_54_a_locked_store_is_listed_and_not_undone(run, store, monkeypatch):
    hurried = partial(open_engine, busy_ms=50)
    monkeypatch.setattr("kampungkb.tasks.opening.open_engine", hurried)
    raw = sqlite3.connect(store, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    try:
        assert run("revisions")[0] == 0
        assert run("undo", "2", "--reason", "x", "--dry-run")[0] == 0
        status, document, _ = run("undo", "2", "--reason", "x")
    finally:
        raw.close()
    assert (status, list(document), document["verdict"]) == (3, UNDO, "refused")
    assert "sedang dipakai program lain" in document["error"]


def test_backup_and_restore(run, filled, tmp_path):
    path, target = tmp_path / "b.sqlite", tmp_path / "deep" / "new.sqlite"
    status, written, words = run("backup", str(path))
    assert (status, words, list(written)) == (0, "", BACKUP)
    assert (written["verdict"], written["path"], written["revision"]) == ("accepted", str(path), 2)
    status, restored, words = run("restore", str(path), "--store", str(target))
    assert (status, words, list(restored)) == (0, "", RESTORE)
    assert restored == written | {"store": str(target), "kept": None}
    assert run("status", "--store", str(target))[1] == run("status")[1]
    assert filled.is_file()


def test_refused_backups_and_restores_are_whole_documents(run, filled, tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("mine")
    status, document, words = run("backup", str(taken))
    assert (status, list(document), document["verdict"]) == (3, BACKUP, "refused")
    assert words == f"{document['error']}\n"
    for path in (taken, tmp_path / "none"):
        status, document, _ = run("restore", str(path), "--store", str(tmp_path / "new"))
        assert (status, list(document), document["verdict"]) == (3, RESTORE, "refused")
        assert str(path) in document["error"]
    # `restore` is the command that makes no store by itself.
    assert not (tmp_path / "new").exists()
    assert filled.is_file()


@pytest.mark.usefixtures("store")
def test_for_people_without_json(capsys):
    assert main(["undo", "2", "--reason", "x", "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "verdict: accepted"
