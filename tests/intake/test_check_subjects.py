"""What rows are about: which indicator, in which period, and what is to be said of it."""

from datetime import date

import pytest

from kampungkb.intake import check_subjects
from kampungkb.intake.check_subjects import (
    given_indicator,
    given_period,
    is_future,
    recent_periods,
    row_periods,
    row_subjects,
    subject_findings,
)
from kampungkb.intake.layout import find_layout
from kampungkb.intake.request import Answers, Known, Request
from kampungkb.intake.sheets import Sheet
from tests.intake.knowing import known, told
from tests.villages import VILLAGES

KNOWN = known()
NOTHING = Answers(())


def sheet(head, *rows, title=None):
    lines = [head, *rows]
    if title is not None:
        lines = [(title, *[None] * (len(head) - 1)), *lines]
    return Sheet(
        name="Data", hidden=False, rows=len(lines), columns=len(head),
        cells=[list(column) for column in zip(*lines, strict=True)],
    )  # fmt: skip


def table(head, *rows, title=None):
    found = sheet(head, *rows, title=title)
    return found, find_layout(found, KNOWN.vocabulary, text=False)


def subjects(head, *rows, answers=NOTHING, **request):
    rows = [(VILLAGES[at], *row) for at, row in enumerate(rows)]
    return row_subjects(*table(("kode_desa", *head), *rows), KNOWN, Request(**request), answers)


def on(day):
    return Known(
        register=KNOWN.register, dictionary=KNOWN.dictionary, vocabulary=KNOWN.vocabulary,
        official=KNOWN.official, today=day,
    )  # fmt: skip


def plain_layout(title=None):
    head = ("kode_desa", "pembilang", "penyebut")
    return table(head, (VILLAGES[0], 1, 2), title=title)[1]


def test_each_row_names_its_own():
    found = subjects(
        ("indikator", "periode", "nilai"),
        ("D02", "2026-Q3", 1), ("d02", "Triwulan II 2026", 1), ("IDM id", 2025, 1),
    )  # fmt: skip
    assert found.indicators == ("D02", "D02", "IDM")
    assert found.periods == ("2026-Q3", "2026-Q2", "2025")
    assert (found.findings, found.answered) == ((), frozenset())


def test_an_unknown_indicator_is_an_error_of_its_row():
    head = ("indikator", "periode", "nilai")
    found = subjects(head, ("D02", "2025", 1), ("D99", "2025", 1), (None, "2025", 1))
    assert found.indicators == ("D02", None, None)
    assert [told(one)[:5] for one in found.findings] == [
        ("indicator_unknown", "error", 3, "indikator", "D99"),
        ("indicator_unknown", "error", 4, "indikator", None),
    ]
    nearest, nothing = (one.suggestions for one in found.findings)
    assert (len(nearest), nearest[0] in KNOWN.dictionary, nothing) == (3, True, ())


def test_an_unreadable_period_is_an_error_of_its_row():
    found = subjects(("indikator", "periode", "nilai"), ("D02", "kapan", 1), ("D02", "2025", 1))
    assert found.periods == (None, "2025")
    assert [told(one)[:5] for one in found.findings] == [
        ("period_unreadable", "error", 2, "periode", "kapan")
    ]


def test_year_and_quarter_in_two_columns_are_one_period():
    own, found = row_periods(*table(
        ("kode_desa", "Tahun", "Triwulan", "D02 nilai"),
        (VILLAGES[0], 2026, "III", 1), (VILLAGES[1], 2026, 4, 1),
    ))  # fmt: skip
    assert (own, found) == (("2026-Q3", "2026-Q4"), ())
    assert row_periods(*table(("kode_desa", "nilai"), (VILLAGES[0], 1))) == (None, ())


def test_a_long_table_without_an_indicator_takes_the_given_one():
    rows = [("2026-Q3", 1, 2), ("2026-Q2", 1, 2)]
    head = ("periode", "pembilang", "penyebut")
    found = subjects(head, *rows, indicator="D02")
    assert (found.indicators, found.periods) == (("D02", "D02"), ("2026-Q3", "2026-Q2"))
    asked = subjects(head, *rows)
    assert asked.indicators == (None, None)
    (one,) = asked.findings
    assert (one.kind, one.severity) == ("indicator_not_given", "question")
    answered = subjects(head, *rows, answers=Answers((f"{one.key}=IDM",)))
    assert (answered.indicators, answered.answered) == (("IDM", "IDM"), {one.key})


def test_a_long_table_without_a_period_takes_the_given_one():
    head, rows = ("indikator", "nilai"), [("D02", 1), ("IDM", 1)]
    found = subjects(head, *rows, period="2026-Q3")
    assert (found.periods, found.findings) == (("2026-Q3",) * 2, ())
    (one,) = subjects(head, *rows).findings
    # Most of the indicators come quarterly.
    assert (one.kind, one.suggestions) == ("period_not_given", ("2026-Q3", "2026-Q2", "2026-Q1"))
    answered = subjects(head, *rows, answers=Answers((f"{one.key}=Semester I 2026",)))
    assert (answered.periods, answered.answered) == (("2026-S1",) * 2, {one.key})
    unheard = subjects(head, *rows, answers=Answers((f"{one.key}=kapan",)))
    assert (unheard.periods, unheard.answered) == ((None, None), frozenset())


def indicator(title=None, answers=(), **request):
    code, found, said = given_indicator(
        plain_layout(title), KNOWN, Request(**request), Answers(answers)
    )  # fmt: skip
    return code, [told(one)[:2] for one in found], said


def test_the_indicator_of_a_title_or_of_a_person():
    assert indicator(title="Rekap D02") == ("D02", [], set())
    assert indicator(indicator="IDM") == ("IDM", [], set())
    assert indicator(title="Rekap D02", indicator="D02") == ("D02", [], set())
    differs = [("indicator_differs", "warning")]
    assert indicator(title="Rekap D02", indicator="IDM") == ("IDM", differs, set())
    key = "indicator_differs:Data::"
    assert indicator(title="Rekap D02", indicator="IDM", answers=(key,)) == ("IDM", differs, {key})


def test_an_indicator_is_asked_of_the_agency_and_of_villages_alone():
    _, (one,), _ = given_indicator(plain_layout(), KNOWN, Request(), NOTHING)
    # Neither who is formed nor what is known of the regency alone.
    assert one.suggestions == ("D02", "D06", "IDM", "I100", "L25", "L40", "L41")
    _, (one,), _ = given_indicator(plain_layout(), KNOWN, Request(agency="Bappeda"), NOTHING)
    assert one.suggestions == ()
    unknown = Answers((f"{one.key}=D99",))
    assert given_indicator(plain_layout(), KNOWN, Request(), unknown)[2] == set()


def period(title=None, answers=(), **request):
    own, found, said = given_period(
        plain_layout(title), KNOWN, Request(**request), Answers(answers), {"D02"}
    )  # fmt: skip
    return own, [told(one)[:2] for one in found], said


def test_the_period_of_a_title_or_of_a_person():
    assert period(title="Triwulan III 2026") == ("2026-Q3", [], set())
    assert period(period="2026-Q3") == ("2026-Q3", [], set())
    assert period(title="Triwulan III 2026", period="2026-Q3") == ("2026-Q3", [], set())
    differs, key = [("period_differs", "warning")], "period_differs:Data::"
    assert period(title="Triwulan III 2026", period="2026-Q2") == ("2026-Q2", differs, set())
    assert period(title="Triwulan III 2026", period="2026-Q2", answers=(key,)) == (
        "2026-Q2", differs, {key},
    )  # fmt: skip
    assert period() == (None, [("period_not_given", "question")], set())
    assert period(answers=("period_not_given:Data::",))[0] == "2026-Q3"


@pytest.mark.parametrize(
    ("today", "codes", "periods"),
    [
        (date(2026, 11, 25), {"D02"}, ("2026-Q3", "2026-Q2", "2026-Q1")),
        (date(2026, 1, 1), {"D02"}, ("2025-Q4", "2025-Q3", "2025-Q2")),
        (date(2026, 3, 31), {"D02"}, ("2025-Q4", "2025-Q3", "2025-Q2")),
        (date(2026, 4, 1), {"D02"}, ("2026-Q1", "2025-Q4", "2025-Q3")),
        (date(2026, 11, 25), {"REG"}, ("2025", "2024", "2023")),
        (date(2026, 11, 25), (), ("2026-Q3", "2026-Q2", "2026-Q1")),
    ],
)
def test_the_last_whole_periods_are_suggested(today, codes, periods):
    assert recent_periods(on(today), codes) == periods


@pytest.mark.parametrize(
    ("period", "future"),
    [
        # Today is 25 November 2026.
        ("2026-11", False), ("2026-12", True), ("2026-Q4", False), ("2027-Q1", True),
        ("2026-S2", False), ("2027-S1", True), ("2026", False), ("2027", True), ("2025", False),
    ],
)  # fmt: skip
def test_case_32_what_has_not_begun_is_the_future(period, future):
    assert is_future(period, KNOWN) is future


def findings(uses, answers=(), **request):
    found, answered = subject_findings(uses, KNOWN, Request(**request), Answers(answers), "Data")
    return [told(one)[:5] for one in found], answered


def test_case_32_a_period_to_come_is_confirmed_once():
    uses = {
        ("D02", "2027-Q1"): (4, "indikator", "periode"), ("D06", "2027-Q1"): (5, None, "periode"),
        ("D02", "2026-Q3"): (2, "indikator", "periode"),
    }  # fmt: skip
    wanted = [("period_future", "warning", 4, "periode", "2027-Q1")]
    assert findings(uses) == (wanted, set())
    key = "period_future:Data:4:periode"
    assert findings(uses, (key,)) == (wanted, {key})


def test_what_no_file_may_set_is_an_error():
    uses = {
        ("K01", "2026-Q3"): (2, "indikator", "periode"),
        ("REG", "2025"): (3, "indikator", None),
    }
    found, _ = findings(uses)
    assert found == [
        ("indicator_from_list", "error", 2, "indikator", "K01"),
        ("indicator_not_by_village", "error", 3, "indikator", "REG"),
    ]
    assert check_subjects.FORMED_INDICATOR == "K01"


def test_indicators_of_another_agency_are_remarked():
    uses = {("D02", "2026-Q3"): (2, None, None), ("IDM", "2026-Q3"): (3, None, None)}
    assert findings(uses, agency="Bappeda")[0] == [
        ("indicator_of_others", "info", None, None, "D02, IDM")
    ]
    assert findings(uses, agency="Dinkes")[0] == []
    assert findings(uses)[0] == []


def test_a_period_unlike_the_rhythm_is_one_remark_for_the_whole_file():
    uses = {
        ("D02", "2026-Q3"): (2, None, None), ("D02", "2025"): (3, None, None),
        ("IDM", "2026-09"): (4, None, None),
    }  # fmt: skip
    assert findings(uses)[0] == [("period_rhythm", "info", None, None, "2025")]
