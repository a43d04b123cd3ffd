"""Bad inputs 40-48: codes that lost digits, names that are merely alike, villages that are not."""

from typing import Any

import pandas as pd
import pytest

from kampungkb.store import queries
from kampungkb.store.engine import read_transaction
from tests.intake import files
from tests.uploads.tables import (
    CODES,
    NOW,
    Document,
    Store,
    found,
    kinds,
    long_table,
    of_severity,
    where,
)

MONGPOK, SUKAMAJU, PANYABRANGAN = CODES
# What the statistics office calls the same villages.
BPS = ("3604080010", "3604080007", "3604080012")
NEAREST = [
    "36.04.23.2016 Sukaraja, Kec. Cikeusal",
    "36.04.23.2013 Sukarame, Kec. Cikeusal",
    "36.04.23.2004 Sukamaju, Kec. Cikeusal",
]


def row(code: str = "", name: str = "", district: str = "", value: str = "20,100,") -> str:
    """A row of our own long form about one village."""
    return f"{code},{district},{name},D02,2026-Q3,{value}"


def saved(store: Store, *rows: str, **request: Any) -> Document:
    """The document of a file that is taken; its values replace those of the test before it."""
    document = store.imported(long_table(*rows), dry_run=False, **request)
    assert document["verdict"] in ("accepted", "unchanged")
    return document


def villages(store: Store, *rows: str, **request: Any) -> list[str]:
    """Codes of the villages whose values a file sets to those of the test, in order."""
    with read_transaction(store.engine) as conn:
        revision = queries.current_revision(conn)
    saved(store, *rows, **request)
    with read_transaction(store.engine) as conn:
        values = queries.observations(conn, queries.current_revision(conn), ["D02"])
    return sorted(values.loc[values["revision"] > revision, "village_code"])


def fault(store: Store, *rows: str, **request: Any) -> tuple[Any, ...]:
    """Kind, row, column and value of the one error of a file under the common rule."""
    document = store.refused(long_table(*rows), **request)
    (one,) = of_severity(document, "error")
    return one["kind"], *where(one)[1:]


def waits(store: Store, *rows: str, name: str) -> dict[str, Any]:
    """The one open question of a file that is not stored before it has an answer."""
    before = store.content()
    document = store.imported(long_table(*rows), dry_run=False)
    assert (document["verdict"], document["revision"]) == ("decision", None)
    assert store.content() == before
    assert store.attempts().iloc[0]["verdict"] == "decision"
    one = found(document, name)
    assert not one["answered"]
    return one


@pytest.mark.parametrize(
    ("typed", "code"),
    [("36.04.23.201", "36.04.23.2010"), ("36.4.05.2001", "36.04.05.2001")],
)
def test_case_40_a_lost_zero_is_restored_and_said(store, typed, code):
    document = store.imported(long_table(row(typed)))
    assert (document["verdict"], kinds(document)) == (
        "accepted", [("place_code_restored", "info")],
    )  # fmt: skip
    said = found(document, "place_code_restored")
    assert (*where(said), said["expected"]) == (None, 2, "kode_desa", typed, code)
    assert villages(store, row(typed, value="13,100,")) == [code]


def test_case_40_a_number_that_lost_its_zero(store):
    head = ["kode_desa", "D02 pembilang", "D02 penyebut"]
    document = store.imported(
        files.xlsx([head, [36.0423201, 21, 100]]), "a.xlsx", dry_run=False, period="2026-Q2"
    )
    assert (document["verdict"], kinds(document)) == (
        "accepted", [("place_code_restored", "info")],
    )  # fmt: skip
    assert ("36.04.23.2010", "2026-Q2", 21, 100, None) in store.values()


@pytest.mark.parametrize("typed", ["36.04.99.20", "36.04.23.21", "36.04.23.2999", "desa 5"])
def test_case_40_a_code_that_could_be_none_or_several(store, typed):
    rows = (row(MONGPOK), row(typed))
    assert fault(store, *rows) == ("place_code_unknown", 3, "kode_desa", typed)


@pytest.mark.parametrize(
    ("typed", "count"),
    [("3604232004", 21), ("36 04 23 2004", 22), ("36-04-23-2004", 23), ("'36.04.23.2004", 24)],
)
def test_case_41_a_code_without_its_dots(store, typed, count):
    document = store.imported(long_table(row(typed)))
    assert (document["verdict"], kinds(document)) == ("accepted", [])
    assert villages(store, row(typed, value=f"{count},100,")) == [SUKAMAJU]


@pytest.mark.parametrize("typed", [3604232005, 3604232005.0])
def test_case_41_a_code_that_is_a_number(store, typed):
    head = ["kode_desa", "D02 pembilang", "D02 penyebut"]
    data = files.xlsx([head, [typed, 21, 100]])
    assert kinds(store.imported(data, "a.xlsx", dry_run=False, period="2026-Q1")) == []
    assert (PANYABRANGAN, "2026-Q1", 21, 100, None) in store.values()


def test_case_42_codes_of_the_statistics_office_throughout(store):
    rows = tuple(row(code, value="17,100,") for code in BPS)
    document = store.imported(long_table(*rows))
    assert (document["verdict"], kinds(document)) == ("accepted", [("place_bps_codes", "info")])
    assert villages(store, *rows) == sorted(CODES)


def test_case_42_two_schemes_in_a_file(store):
    rows = (row(BPS[0]), row(BPS[1]), row(PANYABRANGAN))
    document = store.refused(long_table(*rows))
    one = found(document, "place_bps_codes")
    assert (one["severity"], one["column"]) == ("error", "kode_desa")
    assert "2 kode BPS dan 1 kode Kemendagri" in one["message"]


@pytest.mark.parametrize(
    ("name", "district", "value"),
    [
        ("Ds. Mongpok", "Cikeusal", "11,100,"),
        ("desa mongpok", "Kec. Cikeusal", "12,100,"),
        ("MONGPOK ", "KECAMATAN CIKEUSAL", "13,100,"),
        ("Mong pok", "cikeusal", "14,100,"),
        ("'Mongpok", "", "15,100,"),
    ],
)
def test_case_43_a_name_however_it_is_written(store, name, district, value):
    document = store.imported(long_table(row("", name, district)))
    assert (document["verdict"], kinds(document)) == ("accepted", [])
    assert villages(store, row("", name, district, value)) == [MONGPOK]


def test_case_43_a_name_that_is_merely_alike_is_suggested(store):
    one = waits(store, row("", "Mongpog", "Cikeusal"), name="place_name_unknown")
    assert (one["severity"], *where(one)) == ("question", None, 2, "desa", "Mongpog")
    assert one["suggestions"][0] == "36.04.23.2015 Mongpok, Kec. Cikeusal"
    assert "Mongpog, Kec. Cikeusal" in one["message"]


def test_case_44_the_district_settles_a_name_that_two_have(store):
    assert villages(store, row("", "Sukamaju", "Cikeusal", "21,100,")) == [SUKAMAJU]
    assert villages(store, row("", "Sukamaju", "Kibin", "21,100,")) == ["36.04.16.2007"]


def test_case_44_without_the_district_it_is_asked(store):
    lone = row("", "Sukamaju", value="23,100,")
    one = waits(store, lone, name="place_name_ambiguous")
    assert (one["severity"], *where(one)) == ("question", None, 2, "desa", "Sukamaju")
    assert one["suggestions"] == [
        "36.04.16.2007 Sukamaju, Kec. Kibin", "36.04.23.2004 Sukamaju, Kec. Cikeusal",
    ]  # fmt: skip
    assert villages(store, lone, accepted=(f"{one['key']}={SUKAMAJU}",)) == [SUKAMAJU]


def test_case_44_an_answer_about_a_name_of_two_is_not_remembered(store):
    lone = row("", "Sukamaju", value="25,100,")
    one = waits(store, lone, name="place_name_ambiguous")
    saved(store, lone, accepted=(f"{one['key']}={SUKAMAJU}",))
    assert waits(store, lone, name="place_name_ambiguous")["key"] == one["key"]


def test_case_45_a_village_that_is_not_there(store):
    rows = (row("", "Sukaraja Indah", "Cikeusal", "31,100,"), row(MONGPOK, value="33,100,"))
    one = waits(store, *rows, name="place_name_unknown")
    assert (one["severity"], *where(one)) == ("question", None, 2, "desa", "Sukaraja Indah")
    assert one["suggestions"] == NEAREST
    assert "lewati barisnya" in one["message"]
    skipped = store.imported(long_table(*rows), accepted=(f"{one['key']}=skip",))
    assert (skipped["verdict"], skipped["rows_left_out"]) == ("accepted", {"skipped": 1})
    assert villages(store, *rows, accepted=(f"{one['key']}=skip",)) == [MONGPOK]


def test_case_45_another_village_than_those_suggested(store):
    name = "Sukaraja Anyar"
    one = waits(store, row("", name, "Cikeusal", "35,100,"), name="place_name_unknown")
    chosen = (f"{one['key']}={PANYABRANGAN}",)
    assert villages(store, row("", name, "Cikeusal", "35,100,"), accepted=chosen) == [PANYABRANGAN]
    with read_transaction(store.engine) as conn:
        spellings = queries.aliases(conn)
    kept = spellings[spellings["name"] == name]
    assert kept.values.tolist() == [[PANYABRANGAN, name, "upload"]]
    # Whoever answered once is not asked again.
    assert villages(store, row("", name, "Cikeusal", "37,100,")) == [PANYABRANGAN]


def test_case_45_two_rows_are_two_questions(store):
    rows = (row("", "Sukaraja Indah", "Cikeusal"), row("", "Mongpog", "Cikeusal"))
    document = store.imported(long_table(*rows))
    keys = [one["key"] for one in of_severity(document, "question")]
    assert keys == ["place_name_unknown::2:desa", "place_name_unknown::3:desa"]
    for answers in ([keys[0]], [f"{keys[1]}=skip"]):
        half = store.imported(long_table(*rows), accepted=answers)
        assert half["verdict"] == "decision"
        assert [one["key"] for one in of_severity(half, "question") if one["answered"]] == [
            answers[0].removesuffix("=skip")
        ]


@pytest.mark.parametrize("answer", ["36.73.01.1001", "36.04.23.9999", "besok", ""])
def test_case_45_an_answer_that_is_no_village(store, answer):
    rows = (row("", "Sukaraja Indah", "Cikeusal"), row(MONGPOK))
    key = "place_name_unknown::2:desa"
    assert fault(store, *rows, accepted=(f"{key}={answer}",)) == (
        "answer_unknown", 2, "desa", answer,
    )  # fmt: skip


def test_case_45_an_answer_that_another_row_has(store):
    rows = (row("", "Sukaraja Indah", "Cikeusal"), row(MONGPOK))
    accepted = (f"place_name_unknown::2:desa={MONGPOK}",)
    assert fault(store, *rows, accepted=accepted) == ("village_twice", 3, "kode_desa", MONGPOK)


def test_case_45_a_district_that_is_not_there(store):
    one = waits(store, row("", "Mongpok", "Cikeusall"), name="place_district_unknown")
    assert where(one) == (None, 2, "kecamatan", "Cikeusall")
    assert one["suggestions"][0] == "36.04.23.2015 Mongpok, Kec. Cikeusal"


def test_case_45_a_code_and_a_name_that_disagree(store):
    lone = row(MONGPOK, "Sukamaju", "Cikeusal", "41,100,")
    one = waits(store, lone, name="place_code_name_differ")
    assert (one["severity"], *where(one)) == ("warning", None, 2, "desa", "Sukamaju")
    assert one["expected"] == "36.04.23.2015 Mongpok, Kec. Cikeusal"
    assert villages(store, lone, accepted=(one["key"],)) == [MONGPOK]
    assert villages(store, lone, accepted=(f"{one['key']}={SUKAMAJU}",)) == [SUKAMAJU]


def test_case_46_villages_that_the_file_lacks_are_listed(store):
    document = store.imported(long_table(row(MONGPOK), row(SUKAMAJU, value="-,-,")))
    with read_transaction(store.engine) as conn:
        areas = queries.areas(conn)
    everyone = sorted(areas.loc[areas["level"] == "village", "code"])
    lacking = [code for code in everyone if code != MONGPOK]
    # A village without a value is lacking too.
    assert sorted(document["villages_missing"]) == lacking
    one = found(document, "villages_missing")
    assert (document["verdict"], one["severity"]) == ("accepted", "info")
    assert one["expected"].split(", ") == lacking
    assert f"{len(lacking)} desa" in one["message"]


def test_case_46_nothing_is_lacking(store):
    with read_transaction(store.engine) as conn:
        areas = queries.areas(conn)
    codes = areas.loc[areas["level"] == "village", "code"]
    document = store.imported(long_table(*(row(code) for code in codes)))
    assert (document["rows_taken"], document["villages_missing"]) == (326, [])
    assert "villages_missing" not in {one["kind"] for one in document["findings"]}


@pytest.mark.parametrize(
    "second",
    [row(MONGPOK, value="8,9,"), row("3604232015"), row("", "Mongpok", "Cikeusal")],
)
def test_case_47_a_village_twice(store, second):
    document = store.refused(long_table(row(MONGPOK), row(SUKAMAJU), second))
    (one,) = of_severity(document, "error")
    assert (one["kind"], *where(one)) == ("village_twice", None, 4, "kode_desa", MONGPOK)
    assert "baris 2 dan 4" in one["message"]


def test_case_47_the_same_village_in_another_period_is_another_row(store):
    other = row(MONGPOK).replace("2026-Q3", "2025-Q3")
    assert store.imported(long_table(row(MONGPOK), other))["rows_taken"] == 2


def test_case_47_in_a_wide_table(store):
    data = files.xlsx([["kode_desa", "IDM"], [MONGPOK, 0.5], [SUKAMAJU, 0.6], [MONGPOK, 0.5]])
    document = store.refused(data, "a.xlsx", period="2025")
    assert where(found(document, "village_twice")) == ("Data", 4, "kode_desa", MONGPOK)


@pytest.mark.parametrize("typed", ["36.73.01.1001", "3673011001", "32.04.05.2001"])
def test_case_48_rows_of_another_regency(store, typed):
    rows = (row(MONGPOK), row(typed))
    document = store.refused(long_table(*rows))
    (one,) = of_severity(document, "error")
    assert (one["kind"], *where(one)) == ("place_other_regency", None, 3, "kode_desa", typed)
    assert one["expected"] == "36.04"
    assert typed in one["message"]


def test_case_48_a_district_of_another_regency_is_asked(store):
    one = waits(store, row("", "Cipare", "Serang"), name="place_district_unknown")
    assert (one["severity"], *where(one)) == ("question", None, 2, "kecamatan", "Serang")


def test_answers_and_refusals_carry_the_time_they_were_given(store):
    store.refused(long_table(row("36.73.01.1001")))
    assert pd.Timestamp(store.attempts().iloc[0]["at"]) == pd.Timestamp(NOW)
