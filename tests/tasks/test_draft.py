"""What a draft remembers of somebody's choices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.intake.headers import Meaning
from kampungkb.intake.request import Request
from kampungkb.intake.sheets import Book, Sheet
from kampungkb.tasks.draft import (
    Choices,
    ColumnChoice,
    choices_text,
    meaning_of,
    meaning_text,
    read_choices,
)

ROW = "place_name_unknown:KIA:12:Desa"
FILE = "period_not_given:KIA::"

texts = st.none() | st.text(min_size=1, max_size=12)
meanings = st.none() | st.builds(
    Meaning,
    role=st.sampled_from(["code", "village", "numerator", "value"]),
    indicator=texts,
    period=texts,
    percent=st.booleans(),
)
columns = st.dictionaries(
    st.integers(0, 300), st.builds(ColumnChoice, header=st.text(max_size=9), meaning=meanings)
)


@given(
    st.builds(
        Choices,
        sheet=texts,
        indicator=texts,
        period=texts,
        agency=texts,
        title=texts,
        header_row=st.none() | st.integers(0, 50),
        columns=columns,
        accepted=st.lists(st.text(), max_size=4).map(tuple),
    )
)
def test_choices_come_back_as_they_were(choices):
    assert read_choices(choices_text(choices)) == choices


@pytest.mark.parametrize(
    "written", ["", "[]", "1", "{", '{"accepted": 3, "columns": [], "header_row": -1}']
)
def test_what_nobody_can_read_is_no_choice(written):
    assert read_choices(written) == Choices()


def test_a_meaning_of_another_program_is_left_out():
    written = (
        '{"accepted": ["a", 3], "columns": {"0": {"header": "x", "meaning": {"role": "salary"}},'
        ' "1": {"header": "y", "meaning": null}, "z": {}}, "sheet": 4}'
    )
    assert read_choices(written) == Choices(
        accepted=("a",), columns={1: ColumnChoice(header="y", meaning=None)}
    )


def test_the_last_answer_to_a_question_counts():
    choices = Choices(accepted=(ROW, f"{FILE}=2026-Q1"))
    assert choices.answered({ROW: "skip"}).accepted == (f"{FILE}=2026-Q1", f"{ROW}=skip")
    assert choices.answered({FILE: None}).accepted == (ROW, FILE)
    assert choices.without(FILE).accepted == (ROW,)


def test_a_key_that_begins_another_is_not_taken_with_it():
    assert Choices(accepted=(f"{ROW}x=1", ROW)).without(ROW).accepted == (f"{ROW}x=1",)


def test_answers_about_rows_do_not_hold_for_another_file():
    choices = Choices(
        sheet="KIA", period="2026-Q1",
        accepted=(f"{ROW}=36.04.01.2001", f"{FILE}=2026-Q1", "sheet_choice:::=KIA"),
    )  # fmt: skip
    kept = choices.for_another_file()
    assert (kept.sheet, kept.period) == ("KIA", "2026-Q1")
    assert kept.accepted == (f"{FILE}=2026-Q1", "sheet_choice:::=KIA")


def book(*names: str) -> Book:
    cells = [["Judul", "Kecamatan", "Cikeusal"], [None, "Banyak", 3]]
    sheets = tuple(Sheet(name, False, 3, 2, cells) for name in names)
    return Book("xlsx", None, None, sheets)


def test_what_another_file_lacks_is_not_kept():
    there = ColumnChoice(header="Angka / banyak", meaning=Meaning(role="numerator"))
    gone = ColumnChoice(header="Jumlah", meaning=Meaning(role="value"))
    choices = Choices(sheet="KIA", columns={1: there, 0: gone, 7: there})
    assert choices.fitting(book("KIA", "B")) == Choices(sheet="KIA", columns={1: there})
    assert choices.fitting(book("B")) == Choices(columns={1: there})


def test_the_checks_are_given_what_was_chosen():
    choices = Choices(
        indicator="D02", title="Laporan", header_row=4, accepted=("k",),
        columns={2: ColumnChoice(header="x", meaning=None)},
    )  # fmt: skip
    assert choices.request == Request(
        indicator="D02", header_row=4, accepted=("k",), columns={2: None}
    )


@pytest.mark.parametrize(
    "meaning",
    [
        None,
        Meaning(role="village"),
        Meaning(role="numerator", indicator="D02"),
        Meaning(role="milestone_document", milestone="plan"),
    ],
)
def test_a_meaning_as_a_choice_of_a_menu(meaning):
    assert meaning_of(meaning_text(meaning)) == meaning


def test_another_meaning_keeps_what_the_header_says_of_itself():
    present = Meaning(role="value", indicator="D02", period="2026-Q1", percent=True)
    assert meaning_of("value|D01|", present) == Meaning(
        role="value", indicator="D01", period="2026-Q1", percent=True
    )
