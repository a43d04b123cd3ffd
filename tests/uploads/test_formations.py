"""Lists of formed villages: formations, days, documents, milestones and classes."""

import datetime
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection

from kampungkb.store import queries
from kampungkb.store.engine import open_engine, read_transaction
from tests.intake import files
from tests.uploads.tables import (
    Document,
    Store,
    found,
    kinds,
    of_severity,
    where,
)

# Sukaraja, Sukamaju and Panyabrangan; the area pack says nothing of their formation.
CODES = ("36.04.23.2016", "36.04.23.2004", "36.04.23.2005")
FORMED = ["village_code", "formed", "formed_on", "document", "note"]
DAY = datetime.date(2022, 8, 17)


@pytest.fixture
def own(pack_path: Path, tmp_path: Path) -> Iterator[Store]:
    """The area pack alone, this test's own."""
    yield from of_path(pack_path, tmp_path)


@pytest.fixture
def made_up(filled_path: Path, tmp_path: Path) -> Iterator[Store]:
    """A store with illustrative formations, this test's own."""
    yield from of_path(filled_path, tmp_path)


def of_path(path: Path, folder: Path) -> Iterator[Store]:
    shutil.copyfile(path, folder / "store.sqlite")
    engine = open_engine(f"sqlite:///{folder / 'store.sqlite'}")
    yield Store(engine)
    engine.dispose()


def table(head: str, *rows: list[Any]) -> bytes:
    """A list in a workbook; each row begins with the code of its village."""
    return files.xlsx([["kode_desa", *head.split("; ")], *rows])


def rows_of(
    store: Store, read: Callable[[Connection, int], pd.DataFrame], columns: list[str]
) -> list[list[Any]]:
    """What the last revision of a store holds of the villages of these tests, ordered."""
    with read_transaction(store.engine) as conn:
        frame = read(conn, queries.current_revision(conn))
    own = frame[(frame["origin"] == "official") & frame["village_code"].isin(CODES)]
    told = own.sort_values(columns)[columns].astype(object)
    kept: list[list[Any]] = told.where(told.notna(), None).to_numpy().tolist()
    return kept


def saved(store: Store, data: bytes, **request: Any) -> Document:
    """The document of a list that is taken."""
    document = store.imported(data, "daftar.xlsx", dry_run=False, **request)
    assert document["verdict"] == "accepted"
    return document


def fault(store: Store, data: bytes, **request: Any) -> tuple[Any, ...]:
    """Kind, place and value of the one error of a list under the common rule."""
    document = store.refused(data, "daftar.xlsx", **request)
    (one,) = of_severity(document, "error")
    return one["kind"], *where(one)


def test_everything_that_a_list_says(own):
    head = "terbentuk; tanggal terbentuk; nomor sk; tanggal pokja; no pokja; klasifikasi"
    data = table(
        f"{head}; periode klasifikasi; keterangan",
        [CODES[0], "Ya", "17 Agustus 2022", "SK 1/2022", DAY, "SK 2", "Mandiri", 2025, "sudah"],
        [CODES[1], "belum", None, "-", None, None, None, None, None],
        [CODES[2], "v", None, None, None, "–", "DASAR", "2024", "n/a"],
    )
    document = saved(own, data)
    assert (document["rows_read"], document["rows_taken"], kinds(document)) == (3, 3, [])
    assert document["changes"] == {"new": 6, "changed": 0, "retracted": 0, "unchanged": 0}
    assert rows_of(own, queries.formations, FORMED) == [
        [CODES[1], False, None, None, None],
        [CODES[2], True, None, None, None],
        [CODES[0], True, DAY, "SK 1/2022", "sudah"],
    ]
    stones = ["village_code", "milestone", "reached", "reached_on", "document"]
    assert rows_of(own, queries.milestones, stones) == [
        [CODES[0], "working_group", True, DAY, "SK 2"],
    ]
    classes = ["village_code", "period", "class_name"]
    assert rows_of(own, queries.classifications, classes) == [
        [CODES[2], "2024", "dasar"],
        [CODES[0], "2025", "mandiri"],
    ]
    again = own.imported(data, "daftar.xlsx", dry_run=False)
    assert (again["verdict"], again["revision"]) == ("unchanged", document["revision"])


def test_a_list_without_days_takes_none_away(own):
    full = "terbentuk; tanggal terbentuk; nomor sk; tanggal pokja; no pokja"
    saved(own, table(full, [CODES[0], "ya", DAY, "SK 1", DAY, "SK 2"],
                     [CODES[1], "ya", DAY, "SK 3", None, None]))  # fmt: skip
    before = rows_of(own, queries.formations, FORMED)
    short = table("terbentuk; no pokja", [CODES[0], "ya", "SK 2"], [CODES[1], "ya", None])
    assert own.imported(short, "daftar.xlsx", dry_run=False)["verdict"] == "unchanged"
    assert rows_of(own, queries.formations, FORMED) == before
    # What is said anew is taken, and a village that is not formed has no day.
    saved(own, table("terbentuk; nomor sk", [CODES[0], "ya", "SK 9"], [CODES[1], "tidak", None]))
    assert rows_of(own, queries.formations, FORMED[:4]) == [
        [CODES[1], False, None, None], [CODES[0], True, DAY, "SK 9"],
    ]  # fmt: skip


def test_the_first_official_list_ends_made_up_formations(made_up):
    def counts() -> dict[str, int]:
        with read_transaction(made_up.engine) as conn:
            rows = queries.formations(conn, queries.current_revision(conn))
        return rows["origin"].value_counts().to_dict()

    before = counts()
    assert before["illustrative"] > 0
    first = table("terbentuk", [CODES[0], "ya"])
    document = made_up.imported(first, "daftar.xlsx")
    assert document["changes"]["retracted"] == before["illustrative"]
    assert counts() == before
    assert saved(made_up, first)["changes"]["retracted"] == before["illustrative"]
    assert counts() == {"official": before["official"] + 1}
    second = saved(made_up, table("terbentuk", [CODES[1], "ya"]))
    assert second["changes"] == {"new": 1, "changed": 0, "retracted": 0, "unchanged": 0}


def test_a_refused_list_ends_nothing(made_up):
    document = made_up.refused(
        table("terbentuk", [CODES[0], "ya"], [CODES[1], "mungkin"]), "daftar.xlsx"
    )
    assert document["changes"] == {"new": 0, "changed": 0, "retracted": 0, "unchanged": 0}


def test_a_list_without_a_word_of_formation_ends_nothing(made_up):
    with read_transaction(made_up.engine) as conn:
        before = queries.formations(conn, queries.current_revision(conn))
    document = saved(made_up, table("tanggal rkm", [CODES[0], DAY]))
    assert document["changes"] == {"new": 1, "changed": 0, "retracted": 0, "unchanged": 0}
    with read_transaction(made_up.engine) as conn:
        after = queries.formations(conn, queries.current_revision(conn))
    assert set(before["village_code"]) == set(after["village_code"])


@pytest.mark.parametrize("said", ["", None, "-", "n/a", "#N/A"])
def test_a_blank_is_neither_formed_nor_not(own, said):
    document = saved(own, table("terbentuk", [CODES[0], said], [CODES[1], "ya"]))
    assert (document["rows_read"], document["rows_left_out"]) == (2, {"without_values": 1})
    assert rows_of(own, queries.formations, FORMED[:2]) == [[CODES[1], True]]


@pytest.mark.parametrize(
    ("head", "cell", "formed"),
    [
        ("tanggal terbentuk", DAY, [CODES[0], True, DAY, None, None]),
        ("tanggal terbentuk", 44790, [CODES[0], True, DAY, None, None]),
        ("nomor sk", "SK 9", [CODES[0], True, None, "SK 9", None]),
    ],
)
def test_a_day_or_a_document_says_that_it_is_formed(own, head, cell, formed):
    assert kinds(saved(own, table(head, [CODES[0], cell]))) == []
    assert rows_of(own, queries.formations, FORMED) == [formed]


@pytest.mark.parametrize(
    "head", ["terbentuk", "dokumen", "keterangan", "no sk pokja", "klasifikasi", "tanggal pokja"]
)
def test_case_25_a_formula_without_a_stored_value_in_a_list(own, head):
    # Another way to say that it is formed, so that there is something to lose.
    other = "tanggal terbentuk; periode klasifikasi"
    data = table(f"{head}; {other}", [CODES[0], "=A1", DAY, "2025"])
    assert fault(own, data) == ("formula_without_value", "Data", 2, head, "=A1")


def test_the_day_of_the_working_group_is_the_day_of_formation(own):
    rows = ([CODES[0], None, DAY], [CODES[1], "tidak", DAY], [CODES[2], "ya", DAY])
    document = saved(own, table("terbentuk; tanggal pokja", *rows))
    assert kinds(document) == [("formed_by_working_group", "info")]
    said = found(document, "formed_by_working_group")
    assert (said["row"], "1 desa" in said["message"]) == (2, True)
    assert rows_of(own, queries.formations, FORMED[:3]) == [
        [CODES[1], False, None],
        [CODES[2], True, None],
        [CODES[0], True, DAY],
    ]


def test_the_day_of_formation_goes_before_that_of_the_working_group(own):
    data = table("tanggal terbentuk; tanggal pokja", [CODES[0], DAY, "1/2/2023"])
    assert kinds(saved(own, data)) == []
    assert rows_of(own, queries.formations, FORMED[:3]) == [[CODES[0], True, DAY]]


def test_every_milestone_has_its_column(own):
    heads = {
        "sosialisasi": "socialisation", "sk bupati": "policy", "tanggal sk pokja": "working_group",
        "tanggal pelatihan": "trained", "rkm tersusun": "plan", "rumah dataku": "secretariat",
        "tgl pencanangan": "launched", "terdaftar dan melapor": "registered",
    }  # fmt: skip
    days = [datetime.date(2023, month, 1) for month in range(1, 9)]
    saved(own, table("; ".join(heads), [CODES[0], *days]))
    columns = ["reached_on", "milestone"]
    assert rows_of(own, queries.milestones, columns) == [
        list(pair) for pair in zip(days, heads.values(), strict=True)
    ]


@pytest.mark.parametrize("typed", ["2022", "Agustus 2022", "17/08/22", "31-02-2022", "besok"])
def test_a_day_that_cannot_be_read(own, typed):
    data = table("terbentuk; tanggal terbentuk", [CODES[0], "ya", typed])
    assert fault(own, data) == ("day_unreadable", "Data", 2, "tanggal terbentuk", typed)


@pytest.mark.parametrize("head", ["tanggal terbentuk", "tanggal pokja"])
def test_no_village_was_formed_before_the_programme(own, head):
    first = datetime.date(2016, 1, 14)
    early = table(head, [CODES[0], first - datetime.timedelta(days=1)])
    assert fault(own, early) == ("formed_before_programme", "Data", 2, head, "2016-01-13")
    saved(own, table(head, [CODES[0], first]))
    assert rows_of(own, queries.formations, FORMED[:3]) == [[CODES[0], True, first]]


def test_other_milestones_may_be_older_than_the_programme(own):
    old = datetime.date(2015, 1, 1)
    saved(own, table("terbentuk; sosialisasi", [CODES[0], "ya", old]))
    assert rows_of(own, queries.milestones, ["reached_on"]) == [[old]]


def test_a_day_of_formation_of_a_village_that_is_not_formed(own):
    data = table("terbentuk; tanggal terbentuk", [CODES[0], "belum", DAY])
    assert fault(own, data) == (
        "formed_on_without_formed", "Data", 2, "tanggal terbentuk", "2022-08-17",
    )  # fmt: skip


@pytest.mark.parametrize("head", ["tanggal terbentuk", "tanggal pelatihan"])
def test_case_32_a_day_to_come_is_confirmed(own, head):
    tomorrow = datetime.date(2026, 11, 26)
    data = table(f"terbentuk; {head}", [CODES[0], "ya", tomorrow])
    document = own.imported(data, "daftar.xlsx", dry_run=False)
    one = found(document, "day_future")
    assert (document["verdict"], one["severity"]) == ("decision", "warning")
    assert where(one) == ("Data", 2, head, "2026-11-26")
    assert rows_of(own, queries.formations, FORMED[:2]) == []
    saved(own, data, accepted=(one["key"],))


def test_case_32_today_is_no_day_to_come(own):
    today = datetime.date(2026, 11, 25)
    assert kinds(saved(own, table("tanggal terbentuk", [CODES[0], today]))) == []


def test_case_32_a_class_of_a_period_to_come_is_confirmed(own):
    head = "terbentuk; klasifikasi; periode klasifikasi"
    data = table(head, [CODES[0], "ya", None, "2030"], [CODES[1], "ya", "mandiri", "2027"])
    document = own.imported(data, "daftar.xlsx")
    one = found(document, "period_future")
    assert (document["verdict"], one["severity"]) == ("decision", "warning")
    assert where(one) == ("Data", 3, "periode klasifikasi", "2027")
    saved(own, data, accepted=(one["key"],))


def test_a_class_that_is_none(own):
    head = "terbentuk; klasifikasi; periode klasifikasi"
    data = table(head, [CODES[0], "ya", "paripurna", "2025"])
    document = own.refused(data, "daftar.xlsx")
    one = found(document, "class_unknown")
    assert where(one) == ("Data", 2, "klasifikasi", "paripurna")
    assert one["expected"] == "dasar, berkembang, mandiri, berkelanjutan"


def test_a_class_without_a_period(own):
    head = "terbentuk; klasifikasi; periode klasifikasi"
    data = table(head, [CODES[0], "ya", None, None], [CODES[1], "ya", "dasar", None])
    assert fault(own, data) == ("period_missing", "Data", 3, "periode klasifikasi", None)


def test_the_period_of_all_classes_is_asked_or_given(own):
    data = table("terbentuk; klasifikasi", [CODES[0], "ya", "berkembang"])
    document = own.imported(data, "daftar.xlsx", dry_run=False)
    asked = found(document, "period_not_given")
    assert (document["verdict"], asked["severity"]) == ("decision", "question")
    saved(own, data, accepted=(f"{asked['key']}=2024",))
    saved(own, data, period="2025")
    assert rows_of(own, queries.classifications, ["period", "class_name"]) == [
        ["2024", "berkembang"], ["2025", "berkembang"],
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["x", "mungkin", "2", "ya/tidak"])
def test_neither_yes_nor_no(own, typed):
    data = table("terbentuk", [CODES[0], "ya"], [CODES[1], typed])
    assert fault(own, data) == ("yes_no_unreadable", "Data", 3, "terbentuk", typed)


@pytest.mark.parametrize("second", ["ya", "tidak"])
def test_case_47_a_village_twice_in_a_list(own, second):
    head = "terbentuk; tanggal pokja; klasifikasi; periode klasifikasi"
    rows = [[CODES[0], said, DAY, "dasar", "2025"] for said in ("ya", second)]
    document = own.refused(table(head, *rows), "daftar.xlsx")
    (one,) = of_severity(document, "error")
    assert (one["kind"], *where(one)) == ("village_twice", "Data", 3, "kode_desa", CODES[0])


def test_case_48_a_village_of_another_regency_in_a_list(own):
    data = table("terbentuk", [CODES[0], "ya"], ["36.73.01.1001", "ya"])
    assert fault(own, data) == ("place_other_regency", "Data", 3, "kode_desa", "36.73.01.1001")


def test_a_row_that_a_person_left_out_says_nothing(own):
    rows = [
        ["Kecamatan", "Desa", "terbentuk", "tanggal terbentuk"],
        ["Cikeusal", "Mongpog", "mungkin", "besok"],
        ["Cikeusal", "Sukamaju", "ya", DAY],
    ]
    key = "place_name_unknown:Data:2:Desa"
    document = saved(own, files.xlsx(rows), accepted=(f"{key}=skip",))
    assert document["rows_left_out"] == {"skipped": 1}
    assert rows_of(own, queries.formations, FORMED[:3]) == [[CODES[1], True, DAY]]


@pytest.mark.parametrize("head", ["Nama PKB", "PKB/PLKB", "Nama PLKB", "Ketua Pokja", "Nama Kader"])
def test_case_23_the_name_of_an_officer_is_never_kept(own, head):
    data = table(f"terbentuk; {head}", [CODES[0], "ya", "Siti Aminah"])
    assert fault(own, data) == ("personal_data", "Data", 1, head, None)
    assert own.files() == []
    assert "Siti Aminah" not in str(own.content())
    assert "Siti Aminah" not in own.attempts().to_string()


def test_case_64_words_of_a_list_are_kept_as_they_are(own):
    words = '<script>alert(1)</script> %{x} $y$ "=1+1"'
    saved(own, table("terbentuk; dokumen; catatan", [CODES[0], "ya", words, "+62"]))
    assert rows_of(own, queries.formations, FORMED[3:]) == [[words, "+62"]]
