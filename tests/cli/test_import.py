"""`import` against its document (design, part 7)."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kampungkb.cli.main import main
from kampungkb.intake.limits import LIMITS
from kampungkb.settings import ROOT
from kampungkb.store.engine import open_engine
from tests.intake import files
from tests.uploads.tables import CODES, HEAD, long_table

FIELDS = [
    "verdict", "revision", "file_sha256", "rows_read", "rows_taken", "rows_left_out",
    "villages_missing", "changes", "change_sha256", "findings", "error",
]  # fmt: skip
FINDING = [
    "key", "kind", "severity", "sheet", "row", "column", "value", "expected", "suggestions",
    "message", "answered",
]  # fmt: skip
NO_CHANGES = {"new": 0, "changed": 0, "retracted": 0, "unchanged": 0}
# A quarter that is over, whatever day the tests run on.
FIRST, SECOND = (f"{code},,,D02,2025-Q3," for code in CODES[:2])
UNKNOWN = ",Cikeusal,Mongpog,D02,2025-Q3,"
GOOD = long_table(FIRST + "12,30,", SECOND + "5,9,")


@pytest.fixture
def run(pack_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    """Import bytes into a store of the test's own: exit status, document, standard error."""
    shutil.copyfile(pack_path, tmp_path / "own.sqlite")
    monkeypatch.setenv("KAMPUNGKB_STORE", str(tmp_path / "own.sqlite"))

    def run_(data: bytes, *options: str, name: str = "data.csv") -> tuple[int, dict[str, Any], str]:
        path = tmp_path / name
        path.write_bytes(data)
        status = main(["import", str(path), "--json", *options])
        printed = capsys.readouterr()
        # One document and one line: nothing else may be printed there.
        assert printed.out.count("\n") == 1
        document = json.loads(printed.out, parse_constant=pytest.fail)
        if status != 2:
            assert list(document) == FIELDS
            assert document["file_sha256"] == hashlib.sha256(data).hexdigest()
            assert [list(one) for one in document["findings"]] == [FINDING] * len(
                document["findings"]
            )
        return status, document, printed.err

    return run_


@pytest.fixture
def shown(run, capsys):  # noqa: ARG001  the store is that of `run`
    """The document of another command."""

    def shown_(*arguments: str) -> dict[str, Any]:
        assert main([*arguments, "--json"]) == 0
        document: dict[str, Any] = json.loads(capsys.readouterr().out)
        return document

    return shown_


def counts(shown) -> dict[str, tuple[Any, ...]]:
    """The counts of D02 by village, as `gaps` says them."""
    rows = shown("gaps", "--level", "village", "--indicator", "D02")["rows"]
    return {
        row["code"]: (row["period"], row["numerator"], row["denominator"])
        for row in rows
        if row["verdict"] != "no_data"
    }


def finding(document: dict[str, Any], kind: str) -> dict[str, Any]:
    (one,) = (one for one in document["findings"] if one["kind"] == kind)
    return one


def attempts(path: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as raw:
        query = "SELECT author, agency, verdict, revision FROM attempt ORDER BY number"
        return raw.execute(query).fetchall()


def test_a_file_is_taken(run, shown):
    status, document, words = run(GOOD)
    assert (status, words) == (0, "")
    assert (document["verdict"], document["revision"], document["error"]) == ("accepted", 2, None)
    assert (document["rows_read"], document["rows_taken"], document["rows_left_out"]) == (2, 2, {})
    assert document["changes"] == NO_CHANGES | {"new": 2}
    assert len(document["villages_missing"]) == 324
    assert not {*CODES[:2]} & {*document["villages_missing"]}
    assert counts(shown) == {CODES[0]: ("2025-Q3", 12, 30), CODES[1]: ("2025-Q3", 5, 9)}


def test_a_dry_run_says_the_same_and_stores_nothing(run, shown, tmp_path):
    dry = run(GOOD, "--dry-run")
    assert dry[0] == 0
    assert (counts(shown), attempts(tmp_path / "own.sqlite")) == ({}, [])
    done = run(GOOD)
    assert done[1] == dry[1] | {"revision": 2}
    assert attempts(tmp_path / "own.sqlite") == [("command line", None, "accepted", 2)]


@pytest.mark.parametrize(
    ("data", "status", "verdict"),
    [
        (long_table(FIRST + "31,30,"), 3, "refused"),
        (b"", 3, "refused"),
        (long_table(UNKNOWN + "1,30,"), 4, "decision"),
        (long_table(f"{CODES[0]},,,D02,2099-Q3,1,30,"), 4, "decision"),
    ],
)
def test_what_is_not_taken_has_a_whole_document(run, shown, tmp_path, data, status, verdict):
    dry = run(data, "--dry-run")
    real = run(data)
    assert real == dry
    assert (real[0], real[1]["verdict"], real[1]["revision"]) == (status, verdict, None)
    assert counts(shown) == {}
    assert attempts(tmp_path / "own.sqlite") == [("command line", None, verdict, None)]
    assert real[2] == ("" if real[1]["error"] is None else f"{real[1]['error']}\n")


def test_case_53_the_same_file_again_is_unchanged(run):
    run(GOOD)
    status, document, _ = run(GOOD, name="lain.csv")
    assert (status, document["verdict"], document["revision"]) == (0, "unchanged", 2)
    assert document["changes"] == NO_CHANGES | {"unchanged": 2}
    assert document["change_sha256"] is None


def test_a_key_is_kind_sheet_row_and_column_and_always_the_same(run):
    data = long_table(UNKNOWN + "1,30,", FIRST + "31,30,")
    first, again = (run(data, "--dry-run", "--lang", lang)[1] for lang in ("id", "en"))
    keys = [one["key"] for one in first["findings"]]
    assert keys == [one["key"] for one in again["findings"]]
    assert {"place_name_unknown::2:desa", "numerator_over_denominator::3:pembilang"} <= {*keys}
    assert len({*keys}) == len(keys)
    book = files.xlsx([HEAD.split(","), [CODES[0], None, None, "D02", "2025-Q3", 31, 30]])
    one = finding(run(book, name="a.xlsx")[1], "numerator_over_denominator")
    assert one["key"] == "numerator_over_denominator:Data:2:pembilang"
    assert (one["sheet"], one["row"], one["column"]) == ("Data", 2, "pembilang")


def test_a_question_is_answered(run, shown):
    data = long_table(UNKNOWN + "1,30,", SECOND + "5,9,")
    status, document, _ = run(data)
    asked = finding(document, "place_name_unknown")
    assert (status, asked["severity"], asked["answered"]) == (4, "question", False)
    assert asked["suggestions"][0].startswith(CODES[0])
    assert document["changes"]["new"] == 1

    skipped = run(data, "--dry-run", "--accept", f"{asked['key']}=skip")[1]
    assert (skipped["verdict"], skipped["rows_left_out"]) == ("accepted", {"skipped": 1})
    wrong = run(data, "--accept", f"{asked['key']}=36.04.99.2001")
    assert (wrong[0], finding(wrong[1], "answer_unknown")["value"]) == (3, "36.04.99.2001")
    assert counts(shown) == {}

    status, document, _ = run(data, "--accept", f"{asked['key']}={CODES[2]}")
    assert (status, finding(document, "place_name_unknown")["answered"]) == (0, True)
    assert counts(shown) == {CODES[1]: ("2025-Q3", 5, 9), CODES[2]: ("2025-Q3", 1, 30)}


def test_accepting_a_question_takes_its_first_suggestion(run, shown):
    data = long_table(UNKNOWN + "1,30,")
    key = finding(run(data)[1], "place_name_unknown")["key"]
    assert run(data, "--accept", key)[0] == 0
    assert counts(shown) == {CODES[0]: ("2025-Q3", 1, 30)}


def test_several_warnings_are_each_confirmed(run):
    run(GOOD)
    data = long_table(
        f"{CODES[0]},,,D02,2025-Q4,120,300,", f"{CODES[1]},,,D02,2025-Q4,50,90,",
    )  # fmt: skip
    status, document, _ = run(data)
    keys = [one["key"] for one in document["findings"] if one["kind"] == "value_jump"]
    assert (status, len(keys)) == (4, 2)
    assert run(data, "--accept", keys[0])[0] == 4
    status, document, _ = run(data, *(part for key in keys for part in ("--accept", key)))
    assert (status, document["revision"]) == (0, 3)


def test_an_answer_about_another_file_is_wrong_usage(run):
    data = long_table(UNKNOWN + "1,30,")
    key = finding(run(data)[1], "place_name_unknown")["key"]
    other = "value_jump::9:pembilang"
    for answers in ([key, other], [other], [f"{other}=skip"]):
        options = [part for one in answers for part in ("--accept", one)]
        for more in ([], ["--dry-run"]):
            status, document, err = run(data, *options, *more)
            assert (status, document["verdict"], document["revision"]) == (2, "refused", None)
            assert other in document["error"]
            assert other in err
    # Nothing was stored meanwhile: the first that is taken is the next revision.
    assert run(data, "--accept", key)[1]["revision"] == 2


def test_an_answer_that_another_one_made_needless_is_none_about_another_file(run):
    run(GOOD)
    data = long_table(",Cikeusal,Mongpog,D02,2025-Q4,300,300,", f"{CODES[1]},,,D02,2025-Q4,6,9,")
    place = finding(run(data)[1], "place_name_unknown")["key"]
    jump = finding(run(data, "--accept", place)[1], "value_jump")["key"]
    both = ["--accept", place, "--accept", jump]
    assert run(data, *both, "--dry-run")[0] == 0
    # The row that jumps is left out after all; its answer is still there.
    status, document, _ = run(data, "--accept", f"{place}=skip", "--accept", jump, "--dry-run")
    assert (status, document["rows_left_out"]) == (0, {"skipped": 1})


def test_case_53_an_old_answer_does_no_harm_to_the_same_file(run):
    data = long_table(UNKNOWN + "1,30,")
    key = finding(run(data)[1], "place_name_unknown")["key"]
    assert run(data, "--accept", key)[1]["revision"] == 2
    status, document, _ = run(data, "--accept", key)
    assert (status, document["verdict"], document["revision"]) == (0, "unchanged", 2)
    # The spelling is known by now, and the figures of this file are others.
    other = long_table(UNKNOWN + "2,30,")
    status, document, _ = run(other, "--accept", key)
    assert (status, document["verdict"], document["revision"]) == (0, "accepted", 3)


def test_a_refused_file_says_its_reasons_whatever_was_answered(run):
    status, document, _ = run(long_table(FIRST + "31,30,"), "--accept", "value_jump::9:pembilang")
    assert (status, finding(document, "numerator_over_denominator")["row"]) == (3, 2)


def test_an_error_cannot_be_accepted(run):
    data = long_table(FIRST + "31,30,")
    key = finding(run(data)[1], "numerator_over_denominator")["key"]
    for answer in (key, f"{key}=skip"):
        assert run(data, "--accept", answer)[0] == 3


def test_of_several_sheets_one_is_named(run):
    def change(book: openpyxl.Workbook) -> None:
        book.create_sheet("Lama=1").append(HEAD.split(","))
        book["Lama=1"].append([CODES[2], None, None, "D02", "2025-Q3", 7, 30])

    data = files.xlsx([HEAD.split(","), [CODES[0], None, None, "D02", "2025-Q3", 1, 30]], change)
    named = partial(run, data, name="a.xlsx")
    status, document, _ = named("--dry-run")
    asked = finding(document, "sheet_choice")
    assert (status, asked["suggestions"]) == (4, ["Data", "Lama=1"])
    chosen = [
        named("--dry-run", *how)[1]["change_sha256"]
        for how in (
            ("--sheet", "Lama=1"), ("--accept", "sheet_choice:::=Lama=1"),
            ("--sheet", "Data"), ("--accept", "sheet_choice:::"),
        )
    ]  # fmt: skip
    assert chosen[0] == chosen[1] != chosen[2] == chosen[3]
    assert None not in chosen
    assert named("--sheet", "Baru")[0] == 3


def test_what_the_file_does_not_say(run, shown):
    data = long_table(f"{CODES[0]},12,30", head="kode_desa,pembilang,penyebut")
    status, document, _ = run(data)
    asked = finding(document, "indicator_not_given")
    assert (status, asked["severity"], asked["key"]) == (4, "question", "indicator_not_given:::")
    status, document, _ = run(data, "--indicator", "D02")
    assert (status, finding(document, "period_not_given")["key"]) == (4, "period_not_given:::")
    answers = ("indicator_not_given:::=D02", "period_not_given:::=2025-Q3")
    by_answer = run(data, "--dry-run", *(part for one in answers for part in ("--accept", one)))
    by_option = run(data, "--dry-run", "--indicator", "D02", "--period", "2025-Q3")
    assert (by_answer[0], by_option[0]) == (0, 0)
    assert by_answer[1]["change_sha256"] == by_option[1]["change_sha256"]
    for period in ("2025-Q3", "Triwulan III 2025", "TW3 2025"):
        status, document, _ = run(data, "--indicator", "D02", "--period", period)
        assert (status, document["revision"]) == (0, 2)
    assert counts(shown) == {CODES[0]: ("2025-Q3", 12, 30)}


def test_who_whose_and_what_it_is_called(run, shown, tmp_path):
    run(
        GOOD, "--author", "Siti", "--agency", "Disdukcapil", "--title", "Laporan KIA",
        name="Rekap 2025.csv",
    )  # fmt: skip
    told = shown("revisions")["revisions"][-1]
    assert (told["author"], told["kind"], told["reason"]) == ("Siti", "upload", "Laporan KIA")
    assert told["file_name"] == "Rekap 2025.csv"
    assert told["file_sha256"] == hashlib.sha256(GOOD).hexdigest()
    assert attempts(tmp_path / "own.sqlite") == [("Siti", "Disdukcapil", "accepted", 2)]
    with sqlite3.connect(tmp_path / "own.sqlite") as raw:
        query = "SELECT title, publisher FROM source WHERE source_id LIKE 'upload-%'"
        assert raw.execute(query).fetchall() == [("Laporan KIA", "Disdukcapil")]


@pytest.mark.parametrize("title", [(), ("--title", ""), ("--title", "  ")])
def test_without_a_title_the_file_has_its_name(run, shown, title):
    run(GOOD, *title, name="Rekap.csv")
    assert shown("revisions")["revisions"][-1]["reason"] == "Rekap.csv"


def test_the_language_is_that_of_the_messages_alone(run):
    data = long_table(UNKNOWN + "1,30,")
    own, other = (run(data, "--lang", lang)[1]["findings"] for lang in ("id", "en"))
    for one, two in zip(own, other, strict=True):
        assert one["message"] != two["message"]
        assert one | {"message": ""} == two | {"message": ""}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--indicator", "X99"), "--indicator “X99” tidak ada dalam kamus indikator"),
        (("--period", "TW IX 2025"), "--period “TW IX 2025” bukan periode seperti 2026-Q3"),
        (("--author", " "), "--author belum diisi"),
    ],
)
def test_wrong_usage(run, tmp_path, options, said):
    status, document, words = run(GOOD, *options)
    assert (status, document["verdict"]) == (2, "refused")
    assert f": {said}. " in document["error"]
    assert words == f"{document['error']}\n"
    assert attempts(tmp_path / "own.sqlite") == []


@pytest.mark.parametrize(
    ("name", "said"), [("none.csv", "tidak ditemukan."), (".", "tidak dapat dibuka;")]
)
def test_a_file_that_is_not_there(run, tmp_path, capsys, name, said):  # noqa: ARG001
    assert main(["import", str(tmp_path / name), "--json"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert document["verdict"] == "refused"
    assert f"berkas {tmp_path / name} {said}" in document["error"]


def test_case_09_a_file_over_the_limit_is_not_read(run, capsys, tmp_path, monkeypatch):  # noqa: ARG001
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(LIMITS.file_bytes + 1)
    real = Path.read_bytes

    def read(path: Path) -> bytes:
        assert path.name != "large.csv"
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    assert main(["import", str(tmp_path / "large.csv"), "--json"]) == 3
    document = json.loads(capsys.readouterr().out)
    assert list(document) == FIELDS
    assert (document["file_sha256"], document["findings"][0]["kind"]) == (None, "file_too_large")
    assert attempts(tmp_path / "own.sqlite") == [("command line", None, "refused", None)]


def test_case_54_a_locked_store(run, tmp_path, monkeypatch):
    monkeypatch.setattr("kampungkb.tasks.opening.open_engine", partial(open_engine, busy_ms=50))
    raw = sqlite3.connect(tmp_path / "own.sqlite", isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    try:
        assert run(GOOD, "--dry-run")[0] == 0
        status, document, words = run(GOOD)
    finally:
        raw.close()
    assert (status, document["verdict"], document["findings"]) == (3, "refused", [])
    assert "sedang dipakai program lain" in words
    assert run(GOOD)[0] == 0


def test_a_program_of_its_own_prints_only_the_document(run, tmp_path):  # noqa: ARG001
    (tmp_path / "data.csv").write_bytes(long_table(FIRST + "31,30,"))
    done = subprocess.run(
        [sys.executable, "-m", "kampungkb", "import", tmp_path / "data.csv", "--json"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (3, b"")
    assert list(json.loads(done.stdout)) == FIELDS
