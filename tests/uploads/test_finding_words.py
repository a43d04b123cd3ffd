"""A finding in words: numbers as the language writes them, and how many rows an answer is for."""

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.model.findings import finding
from kampungkb.tasks.finding_words import finding_message
from tests.uploads.tables import CODES, found, long_table

MONGPOK = CODES[0]


@pytest.mark.parametrize(
    ("language", "shown"),
    [("id", ("61,00 %", "60,00 %", "1.234,5")), ("en", ("61.00 %", "60.00 %", "1.234,5"))],
)
def test_numbers_are_written_as_in_the_language_and_quotes_as_in_the_file(language, shown):
    t = translator(language)
    differs = finding(
        "value_differs_from_counts", "warning", code="D02", said="61.00 %", computed="60.00 %"
    )
    unread = finding("number_unreadable", "error", typed="1.234,5")
    said = f"{finding_message(t, differs)} {finding_message(t, unread)}"
    for number in shown:
        assert f" {number}" in f" {said}"
    assert ("61.00 %" in said, "61,00 %" in said) == (language == "en", language == "id")


@pytest.mark.parametrize(
    ("rows", "ending"),
    [(1, "atau lewati barisnya."), (12, "Jawabannya berlaku untuk 12 baris.")],
)
def test_a_question_of_a_long_table_says_for_how_many_rows_it_is_asked(store, rows, ending):
    periods = [f"{2024 + at // 4}-Q{at % 4 + 1}" for at in range(rows)]
    lines = [f",Cikeusal,Mongpk,D02,{period},20,100," for period in periods]
    one = found(store.imported(long_table(*lines)), "place_name_unknown")
    assert (one["row"], one["message"].endswith(ending)) == (2, True)
    answered = store.imported(long_table(*lines), accepted=[f"{one['key']}={MONGPOK}"])
    assert answered["verdict"] == "accepted"
    assert answered["changes"]["new"] == rows
