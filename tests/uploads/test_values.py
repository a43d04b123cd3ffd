"""Bad inputs 26-39: notations and units, days and periods, what is missing, what cannot be."""

import datetime
from typing import Any

import openpyxl
import pytest

from tests.intake import files
from tests.uploads.tables import (
    CODES,
    FIRST,
    SECOND,
    THIRD,
    Document,
    Store,
    found,
    kinds,
    long_table,
    where,
)

MANY = tuple(f"36.04.23.{number}" for number in range(2001, 2013))


def line(
    code: str, indicator: str, period: str, top: str = "", bottom: str = "", value: str = ""
) -> str:
    """A row of our own long form; cells may hold commas."""
    return f'{code},,,{indicator},{period},"{top}","{bottom}","{value}"'


def fault(store: Store, data: bytes, name: str = "data.csv", **request: Any) -> tuple[Any, ...]:
    """Kind, place and value of the one error of a file that the common rule applies to."""
    document = store.refused(data, name, **request)
    (one,) = (one for one in document["findings"] if one["severity"] == "error")
    return one["kind"], *where(one)


def saved(store: Store, data: bytes, name: str = "data.csv", **request: Any) -> Document:
    """The document of a file that is taken."""
    document = store.imported(data, name, dry_run=False, **request)
    assert document["verdict"] == "accepted"
    return document


def shares(
    store: Store, indicator: str, *cells: str, period: str = "2026-09", **request: Any
) -> list[float]:
    """The stored values of a column of shares, in the order of the villages' codes."""
    rows = (
        line(code, indicator, period, value=cell)
        for code, cell in zip(sorted(CODES), cells, strict=False)
    )
    saved(store, long_table(*rows), **request)
    kept = [one for one in store.values(indicator) if one[1] == period]
    assert [one[:4] for one in kept] == [
        (code, period, None, None) for code in sorted(CODES)[: len(cells)]
    ]
    return [one[4] for one in kept]


def test_case_26_a_point_for_thousands_and_a_comma_for_decimals(store):
    data = long_table(line(CODES[0], "L08", "2026-09", "1.234,0", "1.815.551,00"))
    assert kinds(saved(store, data)) == []
    assert store.values("L08") == [(CODES[0], "2026-09", 1234, 1815551, None)]
    over = fault(store, long_table(FIRST + ',,"1.234,5 %"'))
    assert over == ("share_over_whole", None, 2, "nilai", "1234.5 %")
    assert fault(store, long_table(FIRST + '"1.234,5",2000,')) == (
        "not_a_count", None, 2, "pembilang", "1.234,5",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("period", "cells", "kind", "message", "counts"),
    [
        # The rest of the column settles it.
        ("2023", ("1.234", "1.815.551"), "number_convention", "1.815.551", [1234, 1815551]),
        ("2024", ("1,234", "1,815,551"), "number_convention", "1,815,551", [1234, 1815551]),
        # There is no part of a person.
        ("2022", ("1.234", "170"), "number_convention_whole", "bilangan bulat", [1234, 170]),
    ],
)
def test_case_27_a_point_that_the_column_settles(store, period, cells, kind, message, counts):
    rows = [
        line(code, "D01", period, cell, "2000000") for code, cell in zip(CODES, cells, strict=False)
    ]
    document = store.imported(long_table(*rows))
    assert kinds(document) == [(kind, "info")]
    said = found(document, kind)
    assert where(said) == (None, 2, "pembilang", cells[0])
    assert message in said["message"]
    assert "1234" in said["message"]
    saved(store, long_table(*rows))
    stored = {one[0]: one[2] for one in store.values("D01") if one[1] == period}
    assert [stored[code] for code in CODES[:2]] == counts


def test_case_27_a_share_is_no_thousand(store):
    document = store.imported(long_table(FIRST + ',,"1.234"', SECOND + ',,"85"'), dry_run=False)
    assert kinds(document) == [("number_convention_top", "info"), ("share_unit_read", "info")]
    assert store.values("D02") == [
        (CODES[1], "2026-Q3", None, None, 0.85), (CODES[0], "2026-Q3", None, None, 0.01234),
    ]  # fmt: skip


def test_case_27_a_column_that_says_the_contrary_is_not_guessed(store):
    rows = (FIRST + '"1.234",2000000,', SECOND + '"1,815,551",2000000,')
    assert fault(store, long_table(*rows)) == ("not_a_count", None, 2, "pembilang", "1.234")


@pytest.mark.parametrize(
    ("period", "cells", "read"),
    [
        ("2026-01", ("85%", "85 persen"), None),
        ("2026-02", ("0,85", "0.85"), "0,85 berarti 85 %"),
        ("2026-03", ("85", "85,0"), "85 berarti 85 %"),
        ("2026-04", ("85", "85%"), "85 berarti 85 %"),
    ],
)
def test_case_28_one_unit_for_a_column(store, period, cells, read):
    rows = [
        line(code, "L02", period, value=cell)
        for code, cell in zip(sorted(CODES), cells, strict=False)
    ]
    document = store.imported(long_table(*rows))
    assert kinds(document) == ([] if read is None else [("share_unit_read", "info")])
    if read is not None:
        assert read in found(document, "share_unit_read")["message"]
    assert shares(store, "L02", *cells, period=period) == [0.85, 0.85]


def test_case_28_a_workbook_that_shows_percent(store):
    def as_percent(workbook: openpyxl.Workbook) -> None:
        workbook["Data"]["B2"].number_format = "0%"
        workbook["Data"]["B3"].number_format = "0.0%"

    rows = (["kode_desa", "L03"], [CODES[0], 0.85], [CODES[1], 1])
    data = files.xlsx(rows, as_percent)
    assert kinds(saved(store, data, "a.xlsx", period="2026-09")) == []
    assert [one[4] for one in store.values("L03")] == [1.0, 0.85]


def test_case_28_two_units_in_a_column_are_asked(store):
    cells = ("0,85", "85", "85%")

    def table(indicator: str) -> bytes:
        pairs = zip(CODES, cells, strict=True)
        return long_table(*(line(code, indicator, "2026-08", value=cell) for code, cell in pairs))

    data = table("L05")
    document = store.imported(data, dry_run=False)
    assert (document["verdict"], document["revision"]) == ("decision", None)
    mixed = found(document, "share_unit_mixed")
    assert (mixed["severity"], *where(mixed)) == ("warning", None, 2, "nilai", "0,85 / 85")
    assert mixed["suggestions"] == ["mixed", "percent"]
    saved(store, data, accepted=(mixed["key"],))
    assert [one[4] for one in store.values("L05")] == [0.85, 0.85, 0.85]
    saved(store, table("L09"), accepted=(f"{mixed['key']}=percent",))
    # The one that says percent itself is no plain number.
    assert [one[4] for one in store.values("L09")] == [0.85, 0.85, 0.0085]


def test_case_28_ones_and_zeros_leave_the_unit_open(store):
    data = long_table(line(CODES[0], "L06", "2026-08", value="1"))
    document = store.imported(data, dry_run=False)
    asked = found(document, "share_unit")
    assert (document["verdict"], asked["severity"]) == ("decision", "question")
    assert asked["suggestions"] == ["percent", "share"]
    assert store.values("L06") == []
    assert shares(store, "L06", "1", period="2026-07", accepted=(f"{asked['key']}=share",)) == [1.0]
    assert shares(store, "L06", "1", period="2026-06", accepted=(asked["key"],)) == [0.01]


@pytest.mark.parametrize(
    ("indicator", "typed", "value"),
    [("D03", "12,5", 0.125), ("IDM", "0,679", 0.679), ("L25", "61,5", 61.5)],
)
def test_case_29_a_comma_before_decimals(store, indicator, typed, value):
    saved(store, long_table(line(CODES[0], indicator, "2025", value=typed)))
    assert (CODES[0], "2025", None, None, value) in store.values(indicator)


@pytest.mark.parametrize("cell", [46054, 46054.75, datetime.date(2026, 2, 1)])
def test_case_30_serials_are_days(store, cell):
    head = ["kode_desa", "indikator", "periode", "pembilang", "penyebut"]
    data = files.xlsx([head, [CODES[0], "L10", cell, 3, 4]])
    document = store.imported(data, "a.xlsx", dry_run=False)
    assert (document["verdict"], kinds(document)) in (("accepted", []), ("unchanged", []))
    assert store.values("L10") == [(CODES[0], "2026-02", 3, 4, None)]


def test_case_30_serials_in_a_text_file(store):
    saved(store, long_table(line(CODES[0], "L11", "46054", "3", "4")))
    assert store.values("L11") == [(CODES[0], "2026-02", 3, 4, None)]


@pytest.mark.parametrize(
    ("year", "spellings"),
    [
        (2021, ("Triwulan I 2021", "TW1 2021", "2021-Q1")),
        (2022, ("TW.I/2022", "triwulan 1 tahun 2022", "Q1 2022")),
    ],
)
def test_case_31_one_period_however_it_is_written(store, year, spellings):
    rows = (line(*pair, "1", "2") for pair in zip(CODES, ["L12"] * 3, spellings, strict=True))
    saved(store, long_table(*rows))
    periods = [one[1] for one in store.values("L12") if one[1].startswith(str(year))]
    assert periods == [f"{year}-Q1"] * 3


@pytest.mark.parametrize("typed", ["Triwulan IX 2026", "TW5 2026", "2026-13", "kemarin", "26-Q1"])
def test_case_31_an_unreadable_period(store, typed):
    document = store.refused(long_table(FIRST + "1,2,", line(CODES[1], "D02", typed, "1", "2")))
    one = found(document, "period_unreadable")
    assert (one["severity"], *where(one)) == ("error", None, 3, "periode", typed)
    assert typed in one["message"]
    assert one["expected"].startswith("2026-Q1 / Triwulan I 2026")


def test_case_31_a_blank_period(store):
    rows = (FIRST + "1,2,", line(CODES[1], "D02", "", "1", "2"))
    assert fault(store, long_table(*rows)) == ("period_missing", None, 3, "periode", None)


@pytest.mark.parametrize("period", ["2026-12", "2027-Q1", "2027"])
def test_case_32_a_period_that_has_not_begun_is_confirmed(store, period):
    data = long_table(line(CODES[0], "L13", period, "1", "2"))
    before = store.values("L13")
    document = store.imported(data, dry_run=False)
    assert (document["verdict"], document["revision"]) == ("decision", None)
    one = found(document, "period_future")
    assert (one["severity"], *where(one)) == ("warning", None, 2, "periode", period)
    assert store.values("L13") == before
    saved(store, data, accepted=(one["key"],))
    assert (CODES[0], period, 1, 2, None) in store.values("L13")


@pytest.mark.parametrize("period", ["2026-11", "2026-Q4", "2026-S2", "2026"])
def test_case_32_a_period_that_runs_is_not_the_future(store, period):
    document = store.imported(long_table(line(CODES[0], "L14", period, "1", "2")))
    assert (document["verdict"], kinds(document)) == ("accepted", [])


def test_case_32_the_header_of_a_wide_table_names_the_future(store):
    data = files.xlsx([["kode_desa", "IDM 2026", "IDM 2030"], [CODES[0], 0.6, 0.7]])
    document = store.imported(data, "a.xlsx")
    one = found(document, "period_future")
    assert (document["verdict"], *where(one)) == ("decision", "Data", 2, "IDM 2030", "2030")


@pytest.mark.parametrize(
    "typed", ["NaN", "inf", "-inf", "-", "–", "n/a", "#DIV/0!", "#N/A", "", "belum ada data"]
)
def test_case_33_what_is_missing_is_never_zero(store, typed):
    rows = (
        line(CODES[0], "L15", "2026-09", typed, typed),
        line(CODES[1], "L15", "2026-09", value=typed),
        line(CODES[2], "L15", "2026-09", "0", "7"),
    )
    document = store.imported(long_table(*rows), dry_run=False)
    assert document["verdict"] in ("accepted", "unchanged")
    assert (document["rows_read"], document["rows_taken"]) == (3, 1)
    assert document["rows_left_out"] == {"without_values": 2}
    assert {kind for kind, _ in kinds(document)} <= {"cells_missing_marks"}
    assert store.values("L15") == [(CODES[2], "2026-09", 0, 7, None)]


def test_case_33_in_a_workbook(store):
    rows = (
        ["kode_desa", "L16 pembilang", "L16 penyebut", "E04"],
        [CODES[0], "#DIV/0!", "#DIV/0!", "#N/A"],
        [CODES[1], None, "-", " "],
        [CODES[2], 0, 7, "tidak"],
    )
    saved(store, files.xlsx(rows), "a.xlsx", period="2026-Q3")
    assert store.values("L16") == [(CODES[2], "2026-Q3", 0, 7, None)]
    assert store.values("E04") == [(CODES[2], "2026-Q3", None, None, 0.0)]


def test_case_33_half_a_pair_is_no_value(store):
    data = long_table(line(CODES[0], "L17", "2026-09", "3", "n/a"))
    document = store.refused(data)
    assert kinds(document) == [("no_values", "error"), ("counts_incomplete", "info")]
    assert where(found(document, "counts_incomplete")) == (None, 2, "pembilang", "3 / ")


@pytest.mark.parametrize(
    ("row", "kind", "column", "value"),
    [
        (FIRST + "-5,9,", "count_negative", "pembilang", "-5"),
        (FIRST + "5,-9,", "count_negative", "penyebut", "-9"),
        (FIRST + ",,-5", "number_negative", "nilai", "-5"),
        (line(CODES[0], "K08", "2026-Q3", value="-3"), "count_negative", "nilai", "-3"),
        (line(CODES[0], "IDM", "2026", value="-0,1"), "value_out_of_range", "nilai", "-0.1"),
    ],
)
def test_case_34_a_negative_number(store, row, kind, column, value):
    data = long_table(row, SECOND + "1,2,")
    assert fault(store, data) == (kind, None, 2, column, value)


@pytest.mark.parametrize(
    ("cells", "row", "value"),
    [(("120%", "85%"), 2, "120 %"), (("85", "120"), 3, "120 %"), (("85", "100,01"), 3, "100.01 %")],
)
def test_case_35_more_than_the_whole(store, cells, row, value):
    data = long_table(FIRST + f',,"{cells[0]}"', SECOND + f',,"{cells[1]}"')
    assert fault(store, data) == ("share_over_whole", None, row, "nilai", value)


def test_case_35_a_workbook_that_shows_percent_and_the_whole_itself(store):
    def as_percent(workbook: openpyxl.Workbook) -> None:
        for place in ("B2", "B3"):
            workbook["Data"][place].number_format = "0%"

    data = files.xlsx((["kode_desa", "L18"], [CODES[0], 1.2], [CODES[1], 1]), as_percent)
    assert fault(store, data, "a.xlsx", period="2025") == (
        "share_over_whole", "Data", 2, "L18", "120 %",
    )  # fmt: skip
    assert shares(store, "L18", "100", period="2025") == [1.0]


@pytest.mark.parametrize(
    ("indicator", "typed", "top"), [("IDM", "1,2", "0-1"), ("L25", "100,5", "0-100")]
)
def test_case_35_an_index_beyond_its_range(store, indicator, typed, top):
    document = store.refused(long_table(line(CODES[0], indicator, "2025", value=typed)))
    one = found(document, "value_out_of_range")
    assert (*where(one)[1:3], one["expected"]) == (2, "nilai", top)


def test_case_36_more_than_all(store):
    rows = (FIRST + "10,9,", SECOND + "9,9,", THIRD + "3,0,")
    document = store.refused(long_table(*rows))
    faults = [one for one in document["findings"] if one["severity"] == "error"]
    assert [(one["kind"], *where(one), one["expected"]) for one in faults] == [
        ("numerator_over_denominator", None, 2, "pembilang", "10 / 9", "<= 9"),
        ("numerator_over_denominator", None, 4, "pembilang", "3 / 0", "<= 0"),
    ]
    assert "(10)" in faults[0]["message"]
    assert "(9)" in faults[0]["message"]


def test_case_36_all_of_all_is_right(store):
    saved(store, long_table(line(CODES[0], "L19", "2026-S1", "9", "9")))
    assert store.values("L19") == [(CODES[0], "2026-S1", 9, 9, None)]


@pytest.mark.parametrize("value", ["", "0", "0 %", "-"])
def test_case_37_nobody_of_nobody_has_no_rate(store, value):
    data = long_table(line(CODES[0], "L20", "2026-S1", "0", "0", value))
    document = store.imported(data, dry_run=False)
    assert document["verdict"] in ("accepted", "unchanged")
    assert store.values("L20") == [(CODES[0], "2026-S1", 0, 0, None)]


@pytest.mark.parametrize(
    ("now", "jumps"),
    [("500 / 600", True), ("5 / 600", True), ("50 / 60", False), ("49 / 60", False)],
)
def test_case_38_ten_times_the_value_before(store, now, jumps):
    if not store.values("L21"):
        saved(store, long_table(line(CODES[0], "L21", "2025-S2", "50", "60")))
    top, bottom = now.split(" / ")
    document = store.imported(long_table(line(CODES[0], "L21", "2026-S1", top, bottom)))
    assert document["verdict"] == ("decision" if jumps else "accepted")
    assert kinds(document) == ([("value_jump", "warning")] if jumps else [])
    if jumps:
        one = found(document, "value_jump")
        assert (*where(one), one["expected"]) == (None, 2, "pembilang", now, "50 / 60")
        assert "Mongpok" in one["message"]


def test_case_38_a_tenth_is_saved_once_confirmed(store):
    saved(store, long_table(line(CODES[0], "L22", "2026-07", value="80%")))
    data = long_table(line(CODES[0], "L22", "2026-08", value="8%"))
    document = store.imported(data, dry_run=False)
    one = found(document, "value_jump")
    assert (document["verdict"], one["value"], one["expected"]) == ("decision", "8.00 %", "80.00 %")
    assert [kept[1] for kept in store.values("L22")] == ["2026-07"]
    saved(store, data, accepted=(one["key"],))
    assert [kept[4] for kept in store.values("L22")] == [0.8, 0.08]


@pytest.mark.parametrize(("count", "kind"), [(10, "value_jump"), (11, "value_jumps")])
def test_case_38_more_than_ten_jumps_are_one_confirmation(store, count, kind):
    indicator = {10: "E01", 11: "E02"}[count]
    for period, top in (("2024", "3"), ("2025", "40")):
        rows = [line(code, indicator, period, top, "50") for code in MANY[:count]]
        document = store.imported(long_table(*rows))
        if period == "2024":
            saved(store, long_table(*rows))
    jumps = [one for one in document["findings"] if one["severity"] == "warning"]
    assert [one["kind"] for one in jumps] == [kind] * (10 if count == 10 else 1)
    keys = tuple(one["key"] for one in jumps)
    assert document["verdict"] == "decision"
    assert store.imported(long_table(*rows), accepted=keys)["verdict"] == "accepted"
    assert store.imported(long_table(*rows), accepted=keys[1:])["verdict"] == "decision"


@pytest.mark.parametrize("typed", ["3,0E+09", "3.0E+09", "3E9", "1,5", "12%", "10000001"])
def test_case_39_no_count_of_people(store, typed):
    data = long_table(FIRST + f'"{typed}",9,')
    assert fault(store, data) == ("not_a_count", None, 2, "pembilang", typed)


@pytest.mark.parametrize(("cell", "value"), [(3e9, "3000000000"), (1.5, "1.5")])
def test_case_39_in_a_workbook(store, cell, value):
    data = files.xlsx((["kode_desa", "D02 pembilang", "D02 penyebut"], [CODES[0], cell, 9]))
    assert fault(store, data, "a.xlsx", period="2026-Q3") == (
        "not_a_count", "Data", 2, "D02 pembilang", value,
    )  # fmt: skip
