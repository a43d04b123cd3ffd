"""A list of formed villages read row by row: formation, milestones and classes."""

from datetime import date

import pytest

from kampungkb.intake.check_formations import formations_of
from kampungkb.intake.layout import find_layout
from kampungkb.intake.request import Answers, Request
from kampungkb.intake.sheets import Sheet
from tests.intake.knowing import frame, known, told
from tests.villages import VILLAGES

KNOWN = known()
DAY, EARLY, LATE = date(2022, 3, 1), date(2015, 12, 31), date(2026, 11, 26)
FORMED = ("village_code", "formed", "formed_on", "document", "note", "scheme", "origin")
STONES = ("village_code", "milestone", "reached", "reached_on", "document", "origin")
CLASSES = ("village_code", "period", "class_name", "origin")


def read(head, *rows, answers=(), villages=None, wanted=None, **request):
    """A list whose first row of villages is row 2."""
    cells = [(code, *row) for code, row in zip(VILLAGES, rows, strict=False)]
    sheet = Sheet(
        name="Data", hidden=False, rows=len(rows) + 1, columns=len(head) + 1,
        cells=[list(column) for column in zip(("kode_desa", *head), *cells, strict=True)],
    )  # fmt: skip
    layout = find_layout(sheet, KNOWN.vocabulary, text=False)
    assert layout.form == "formation"
    return formations_of(
        sheet, layout, KNOWN, Request(**request), Answers(answers),
        VILLAGES[: len(rows)] if villages is None else villages,
        [True] * len(rows) if wanted is None else wanted,
    )  # fmt: skip


def findings(found):
    return [told(one)[:5] for one in found.findings]


def test_formed_and_not_formed_and_nothing_said():
    found = read(("terbentuk",), ("ya",), ("belum",), (None,), (True,))
    assert frame(found.formations, *FORMED) == [
        (VILLAGES[0], True, None, None, None, "kkb", "official"),
        (VILLAGES[1], False, None, None, None, "kkb", "official"),
        (VILLAGES[3], True, None, None, None, "kkb", "official"),
    ]
    assert found.taken == {0, 1, 3}
    assert (found.milestones.empty, found.classifications.empty) == (True, True)
    assert (found.findings, found.answered) == ((), frozenset())


def test_a_day_or_a_document_says_itself_that_a_village_is_formed():
    head = ("terbentuk", "tanggal_pembentukan", "nomor_sk", "keterangan")
    found = read(
        head, ("ya", DAY, "SK 1", "baik"), (None, "1 Maret 2022", None, None),
        (None, None, "SK 3", None), (None, None, None, "hanya catatan"),
    )  # fmt: skip
    assert frame(found.formations, *FORMED[:5]) == [
        (VILLAGES[0], True, DAY, "SK 1", "baik"), (VILLAGES[1], True, DAY, None, None),
        (VILLAGES[2], True, None, "SK 3", None),
    ]  # fmt: skip
    assert (found.taken, found.findings) == ({0, 1, 2}, ())


def test_the_working_group_forms_a_village_and_that_is_said():
    head = ("terbentuk", "tanggal_pokja", "dokumen pokja")
    found = read(
        head, (None, DAY, "SK Pokja"), (None, None, "SK Pokja"), ("belum", DAY, None),
        ("ya", DAY, None), (None, None, None),
    )  # fmt: skip
    assert frame(found.formations, *FORMED[:4]) == [
        # The day of the working group is the day of formation, its document is its own.
        (VILLAGES[0], True, DAY, None), (VILLAGES[1], True, None, None),
        (VILLAGES[2], False, None, None), (VILLAGES[3], True, None, None),
    ]  # fmt: skip
    assert frame(found.milestones, *STONES) == [
        (VILLAGES[0], "working_group", True, DAY, "SK Pokja", "official"),
        (VILLAGES[1], "working_group", True, None, "SK Pokja", "official"),
        (VILLAGES[2], "working_group", True, DAY, None, "official"),
        (VILLAGES[3], "working_group", True, DAY, None, "official"),
    ]
    (one,) = found.findings
    assert (told(one)[:3], one.blanks) == (("formed_by_working_group", "info", 2), {"n": 2})
    assert found.taken == {0, 1, 2, 3}


def test_of_a_day_of_its_own_nothing_needs_to_be_said():
    found = read(("tanggal_pembentukan", "tanggal_pokja"), (DAY, date(2022, 2, 1)))
    assert frame(found.formations, *FORMED[:3]) == [(VILLAGES[0], True, DAY)]
    assert found.findings == ()


def test_each_milestone_has_its_day_and_its_document():
    head = ("tanggal_sosialisasi", "Dokumen RKM", "tanggal RKM")
    found = read(head, (DAY, None, None), (None, "Perdes 2", DAY), (None, None, None))
    assert frame(found.milestones, *STONES[:5]) == [
        (VILLAGES[0], "socialisation", True, DAY, None),
        (VILLAGES[1], "plan", True, DAY, "Perdes 2"),
    ]
    # A plan is no formation.
    assert found.formations.empty
    assert (found.taken, found.findings) == ({0, 1}, ())


def test_classes_take_the_period_of_their_row_or_of_the_list():
    found = read(
        ("klasifikasi", "periode"), ("Mandiri", "2025"), ("DASAR", "2026-S1"), (None, None)
    )
    assert frame(found.classifications, *CLASSES) == [
        (VILLAGES[0], "2025", "mandiri", "official"), (VILLAGES[1], "2026-S1", "dasar", "official"),
    ]  # fmt: skip
    assert (found.taken, found.findings) == ({0, 1}, ())
    given = read(("klasifikasi",), ("Mandiri",), period="2025")
    assert frame(given.classifications, *CLASSES[:3]) == [(VILLAGES[0], "2025", "mandiri")]


def test_the_period_of_classes_is_asked_once():
    found = read(("klasifikasi",), ("Mandiri",), ("dasar",))
    (one,) = found.findings
    assert (one.kind, one.severity) == ("period_not_given", "question")
    assert (found.classifications.empty, found.taken) == (True, frozenset())
    answered = read(("klasifikasi",), ("Mandiri",), ("dasar",), answers=(f"{one.key}=2025",))
    assert [row[1] for row in frame(answered.classifications, *CLASSES)] == ["2025", "2025"]
    assert answered.answered == {one.key}
    # Without a class there is nothing to ask.
    assert read(("terbentuk", "klasifikasi"), ("ya", None)).findings == ()


def test_a_class_without_its_period_is_an_error():
    found = read(("klasifikasi", "periode"), ("mandiri", None), ("mandiri", "kapan"))
    assert findings(found) == [
        ("period_unreadable", "error", 3, "periode", "kapan"),
        ("period_missing", "error", 2, "periode", None),
    ]
    assert found.classifications.empty


def test_an_unknown_class_is_an_error():
    found = read(("klasifikasi", "periode"), ("utama", "2025"), ("dasar", "2025"))
    assert findings(found) == [("class_unknown", "error", 2, "klasifikasi", "utama")]
    assert found.findings[0].expected == "dasar, berkembang, mandiri, berkelanjutan"
    assert [row[0] for row in frame(found.classifications, *CLASSES)] == [VILLAGES[1]]


def test_unreadable_cells_are_errors_of_their_rows():
    found = read(("terbentuk", "tanggal_pembentukan"), ("x", None), ("ya", "31-02-2022"))
    assert [(one[0], one[2], one[3]) for one in findings(found)] == [
        ("yes_no_unreadable", 2, "terbentuk"), ("day_unreadable", 3, "tanggal_pembentukan"),
    ]  # fmt: skip


def test_a_day_of_what_is_not_formed_is_an_error():
    found = read(("terbentuk", "tanggal_pembentukan"), ("belum", DAY), ("belum", None))
    assert findings(found) == [
        ("formed_on_without_formed", "error", 2, "tanggal_pembentukan", "2022-03-01")
    ]


@pytest.mark.parametrize("column", ["tanggal_pembentukan", "tanggal_pokja"])
@pytest.mark.parametrize(("day", "wrong"), [(EARLY, True), (date(2016, 1, 14), False)])
def test_case_31_nothing_was_formed_before_the_programme(column, day, wrong):
    found = read((column,), (day,))
    errors = [one for one in findings(found) if one[1] == "error"]
    wanted = ("formed_before_programme", "error", 2, column, day.isoformat())
    assert errors == ([wanted] if wrong else [])


def test_case_31_another_milestone_may_be_older():
    assert read(("tanggal_sosialisasi",), (EARLY,)).findings == ()


def test_case_32_each_day_to_come_is_confirmed():
    rows = [(LATE, None), (date(2026, 11, 25), LATE), (LATE, None)]
    head = ("tanggal_pembentukan", "tanggal_sosialisasi")
    found = read(head, *rows, wanted=[True, True, False])
    assert findings(found) == [
        ("day_future", "warning", 2, "tanggal_pembentukan", "2026-11-26"),
        ("day_future", "warning", 3, "tanggal_sosialisasi", "2026-11-26"),
    ]
    assert found.answered == frozenset()
    key = found.findings[1].key
    assert read(head, *rows, answers=(key,)).answered == {key}


def test_case_32_the_period_of_a_class_to_come_is_confirmed_once():
    rows = [("dasar", "2027"), ("mandiri", "2027"), (None, "2028")]
    found = read(("klasifikasi", "periode"), *rows)
    assert findings(found) == [("period_future", "warning", 2, "periode", "2027")]
    key = found.findings[0].key
    assert read(("klasifikasi", "periode"), *rows, answers=(key,)).answered == {key}


def test_rows_left_out_and_rows_of_no_certain_village_say_nothing():
    rows = [("ya", DAY), ("x", EARLY), ("ya", EARLY)]
    found = read(
        ("terbentuk", "tanggal_pembentukan"), *rows, wanted=[True, False, True],
        villages=(VILLAGES[0], VILLAGES[1], None),
    )  # fmt: skip
    assert [row[0] for row in frame(found.formations, *FORMED)] == [VILLAGES[0]]
    assert found.taken == {0}
    # What is wrong with a row is said before it is known whose it is.
    assert findings(found) == [
        ("formed_before_programme", "error", 4, "tanggal_pembentukan", "2015-12-31")
    ]


def test_a_village_that_is_there_twice_is_taken_once():
    found = read(("terbentuk",), ("ya",), ("belum",), villages=(VILLAGES[0], VILLAGES[0]))
    assert [row[:2] for row in frame(found.formations, *FORMED)] == [(VILLAGES[0], True)]
