"""The command line against its documents (design, part 7)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kampungkb.cli.main import main
from kampungkb.settings import ROOT

STATUS = [
    "area", "villages", "districts", "formed", "formed_codes", "formed_official",
    "formed_published", "target_share", "target_villages", "to_form", "indicators", "revision",
    "illustrative",
]  # fmt: skip
GAPS = [
    "level", "code", "name", "indicator", "period", "numerator", "denominator", "value", "target",
    "target_year", "shortfall", "unserved", "low", "high", "published", "verdict", "villages",
    "villages_with_value", "origin",
]  # fmt: skip
# Added since; fields are never taken away.
GAPS_ADDED = ["status", "low_coverage", "net_distance"]
ILLUSTRATIVE = ["verdict", "revision", "changes"]
REFUSED = ["verdict", "error"]


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


@pytest.mark.usefixtures("filled")
def test_status(run):
    status, document, words = run("status")
    assert (status, words) == (0, "")
    assert list(document) == STATUS
    assert document["area"] == {"code": "36.04", "name": "Kabupaten Serang"}
    assert {name: document[name] for name in STATUS if name not in ("area", "formed_codes")} == {
        "villages": 326, "districts": 29, "formed": 52, "formed_official": 3,
        "formed_published": {"count": 52, "as_of": "2023",
                             "source": "ANTARA Banten 2023, keterangan Kepala DKBP3A"},
        "target_share": 0.75, "target_villages": 245, "to_form": 193, "indicators": 58,
        "revision": 2, "illustrative": True,
    }  # fmt: skip
    codes = document["formed_codes"]
    assert len(set(codes)) == 52
    assert codes == sorted(codes)
    assert "36.04.23.2015" in codes


def test_status_without_sample_data(run, pack_path):
    status, document, _ = run("status", "--store", str(pack_path))
    assert status == 0
    assert [document[name] for name in ("formed", "formed_official", "to_form")] == [3, 3, 242]
    assert (document["revision"], document["illustrative"]) == (1, False)


def test_a_missing_store_is_made(run, tmp_path):
    store = tmp_path / "deep" / "new.sqlite"
    status, document, _ = run("status", "--store", str(store), "--empty")
    assert (status, document["villages"], document["illustrative"]) == (0, 326, False)
    assert store.is_file()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("level", "areas"), [("village", 326), ("district", 29), ("regency", 1), ("agency", None)]
)
def test_gaps(run, level, areas):
    status, document, words = run("gaps", "--level", level)
    assert (status, words) == (0, "")
    assert list(document) == ["rows"]
    rows = document["rows"]
    assert {tuple(row) for row in rows} == {(*GAPS, *GAPS_ADDED)}
    assert {row["level"] for row in rows} == {level}
    assert {row["verdict"] for row in rows} <= {"met", "below", "cannot_tell", "no_data", None}
    assert {row["origin"] for row in rows} <= {"official", "illustrative", "mixed", None}
    keys = [(row["code"], row["indicator"]) for row in rows]
    assert len(set(keys)) == len(keys)
    if areas is not None:
        indicators = {row["indicator"] for row in rows}
        assert len(rows) == areas * len(indicators)
    for row in rows:
        if row["numerator"] is not None and row["denominator"]:
            assert row["value"] == row["numerator"] / row["denominator"]
        for name in (
            "numerator",
            "denominator",
            "shortfall",
            "unserved",
            "net_distance",
            "villages",
        ):
            assert row[name] is None or (isinstance(row[name], int) and row[name] >= 0)


@pytest.mark.usefixtures("filled")
def test_gaps_add_up(run):
    total = {
        level: sum(
            row["shortfall"]
            for row in run("gaps", "--level", level, "--indicator", "D01")[1]["rows"]
        )
        for level in ("village", "district", "regency", "agency")
    }
    assert total == {"village": 11913, "district": 11913, "regency": 11913, "agency": 11913}


@pytest.mark.usefixtures("filled")
def test_gaps_leave_out_what_does_not_apply(run):
    for indicator in ("K01", "IDM"):
        rows = run("gaps", "--level", "village", "--indicator", indicator)[1]["rows"]
        assert len(rows) == 326
        for name in ("numerator", "denominator", "shortfall", "unserved", "net_distance"):
            assert {row[name] for row in rows} == {None}


@pytest.mark.usefixtures("filled")
def test_gaps_as_of_a_period(run):
    rows = run("gaps", "--level", "regency", "--indicator", "D02", "--as-of", "2024")[1]["rows"]
    assert [row["period"] for row in rows] == ["2024-Q4"]
    # The year ends with its last quarter; 238,347 of 512,217 were published for it.
    assert (rows[0]["numerator"], rows[0]["denominator"]) == (238347, 512217)
    assert round(rows[0]["published"], 4) == 0.4653
    assert round(rows[0]["value"], 4) == 0.4653


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("level", "rows"), [("village", 326), ("district", 29), ("regency", 1), ("agency", 1)]
)
def test_gaps_as_of_a_period_before_everything(run, level, rows):
    # Nothing was reported by then; a village formed on an unknown day was formed at any time.
    status, document, words = run("gaps", "--level", level, "--as-of", "1990")
    assert (status, words) == (0, "")
    assert [row["indicator"] for row in document["rows"]] == ["K01"] * rows
    assert {tuple(row) for row in document["rows"]} == {(*GAPS, *GAPS_ADDED)}
    assert run("gaps", "--level", level, "--indicator", "D02", "--as-of", "1990")[1] == {"rows": []}


@pytest.mark.parametrize("level", ["village", "district", "regency", "agency"])
def test_gaps_of_an_indicator_without_values(run, pack_path, level):
    # The area pack holds official values of a few indicators, and none of this one.
    assert run("gaps", "--level", level, "--indicator", "D02", "--store", str(pack_path)) == (
        0, {"rows": []}, "",
    )  # fmt: skip


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--indicator", "X99"),
            "Indikator X99 tidak ada dalam kamus indikator. Pilih indikator lain dari daftar.",
        ),
        (
            ("--as-of", "banana"),
            "“banana” bukan penulisan periode yang dikenal. Tulis seperti 2026, 2026-S1, 2026-Q1, "
            "atau 2026-03.",
        ),
        (
            ("--as-of", "banana", "--lang", "en"),
            "“banana” is not a known way to write a period. Write it like 2026, 2026-S1, 2026-Q1 "
            "or 2026-03.",
        ),
    ],
)
def test_refusal_is_a_document(run, arguments, message):
    status, document, words = run("gaps", "--level", "regency", *arguments)
    assert (status, list(document)) == (3, REFUSED)
    assert document == {"verdict": "refused", "error": message}
    assert words == message + "\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["gaps", "--json"],
        ["gaps", "--level", "planet", "--json"],
        ["nothing"],
        [],
        ["illustrative", "maybe"],
        ["status", "--lang", "xx"],
    ],
)
def test_wrong_usage(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("usage: python -m kampungkb")


def test_an_unknown_kind_of_store_is_refused(run):
    status, document, _ = run("status", "--store", "mysql://user:secret@host/name")
    assert (status, list(document)) == (3, REFUSED)
    assert "hanya SQLite dan PostgreSQL yang didukung" in document["error"]
    assert "secret" not in document["error"]


@pytest.mark.usefixtures("own_store")
def test_illustrative_goes_and_comes_back(run):
    status, removed, _ = run("illustrative", "remove")
    assert (status, list(removed), removed["verdict"]) == (0, ILLUSTRATIVE, "accepted")
    assert removed["revision"] == 3
    assert list(removed["changes"]) == ["new", "changed", "unchanged"]
    assert run("illustrative", "remove")[1] == {
        "verdict": "unchanged", "revision": 3,
        "changes": {"new": 0, "changed": 0, "unchanged": 0},
    }  # fmt: skip
    assert run("status")[1]["formed"] == 3
    rows = run("gaps", "--level", "village")[1]["rows"]
    assert {row["origin"] for row in rows} <= {"official", None}
    status, added, _ = run("illustrative", "add")
    assert (status, added["verdict"], added["revision"]) == (0, "accepted", 4)
    assert added["changes"]["new"] == removed["changes"]["changed"]
    assert run("illustrative", "add")[1]["verdict"] == "unchanged"
    assert run("status")[1]["formed"] == 52


@pytest.mark.usefixtures("filled")
def test_check(run):
    status, document, _ = run("check")
    assert (status, list(document), document["ok"]) == (0, ["ok", "checks"], True)
    assert {tuple(one) for one in document["checks"]} == {("name", "ok", "detail")}
    assert [one["name"] for one in document["checks"]][:4] == [
        "integrity", "foreign_keys", "schema", "hash_chain",
    ]  # fmt: skip


def test_check_makes_a_missing_store_like_every_command(run, tmp_path):
    store = tmp_path / "none.sqlite"
    status, document, _ = run("check", "--store", str(store), "--empty")
    assert (status, document["ok"]) == (0, True)
    assert store.is_file()


def test_a_fault_of_ours_is_one_document_too(run, filled: Path, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the program")

    monkeypatch.setattr("kampungkb.cli.main.status_document", broken)
    status, document, words = run("status")
    assert (status, list(document)) == (1, REFUSED)
    assert document["verdict"] == "failed"
    assert "secret" not in json.dumps(document)
    assert "Traceback" not in words
    assert filled.is_file()


@pytest.mark.usefixtures("filled")
def test_for_people_without_json(capsys):
    assert main(["status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "villages: 326" in lines
    assert "to_form: 193" in lines
    assert main(["gaps", "--level", "regency", "--indicator", "D01"]) == 0
    first, header, row = capsys.readouterr().out.splitlines()
    assert (first, header.split("\t")) == ("rows:", [*GAPS, *GAPS_ADDED])
    assert row.split("\t")[:4] == ["regency", "36.04", "Kabupaten Serang", "D01"]


def test_as_a_program(filled_path):
    done = subprocess.run(
        [sys.executable, "-m", "kampungkb", "status", "--json", "--store", str(filled_path)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert [document[name] for name in ("villages", "districts", "formed", "target_share",
                                        "target_villages", "to_form")] == [
        326, 29, 52, 0.75, 245, 193,
    ]  # fmt: skip
