"""Whose rows they are, and what people's answers make of them."""

from datetime import date

import pandas as pd
import pytest

from kampungkb.intake.check_places import placed, shown
from kampungkb.intake.headers import Vocabulary
from kampungkb.intake.layout import find_layout
from kampungkb.intake.places import Register
from kampungkb.intake.request import Answers, Known
from kampungkb.intake.sheets import Marker, Sheet
from kampungkb.model.tables import ALIASES, AREAS, empty, shaped
from tests.intake.knowing import DICTIONARY, TODAY, frame, told
from tests.villages import observations

# Two districts; the second has a village of the same name as the first.
NAMES = {
    "36.04.01.2001": "Mongpok", "36.04.01.2002": "Sukamaju", "36.04.02.2001": "Sukamaju",
    "36.04.02.2002": "Citasuk",
}  # fmt: skip
MONGPOK, SUKAMAJU, OTHER, CITASUK = NAMES
HEAD = ("kecamatan", "desa", "pembilang", "penyebut")


def register():
    districts = {"36.04.01": "Kramat", "36.04.02": "Padarincang"}
    rows = [
        {"code": code, "level": "district", "name": name, "parent_code": "36.04"}
        for code, name in districts.items()
    ] + [
        {"code": code, "level": "village", "name": name, "parent_code": code[:8], "kind": "desa"}
        for code, name in NAMES.items()
    ]
    return Register.of(shaped(pd.DataFrame(rows), AREAS), empty(ALIASES))


VOCABULARY = Vocabulary.of(DICTIONARY)
KNOWN = Known(
    register=register(), dictionary=DICTIONARY, vocabulary=VOCABULARY, official=observations(),
    today=TODAY,
)  # fmt: skip


def places(*rows, answers=(), apart=None, head=HEAD):
    """Rows of district and village, or as their header says; the first is row 2."""
    cells = [[*row, *([1] * (len(head) - len(row)))] for row in rows]
    sheet = Sheet(
        name="Data", hidden=False, rows=len(rows) + 1, columns=len(head),
        cells=[list(column) for column in zip(head, *cells, strict=True)],
    )  # fmt: skip
    layout = find_layout(sheet, VOCABULARY, text=False)
    return placed(sheet, layout, KNOWN, Answers(answers), apart=apart)


def asked(result):
    return [one for one in result.findings if one.severity == "question"]


def test_known_names_are_taken_within_their_district():
    found = places(
        ("Kramat", "Mongpok"), ("Kec. Kramat", "Ds. SUKAMAJU"), ("Padarincang", "Sukamaju")
    )
    assert found.villages == (MONGPOK, SUKAMAJU, OTHER)
    assert found.missing == (CITASUK,)
    assert (found.findings, found.answered, found.skipped) == ((), frozenset(), frozenset())
    assert found.aliases.empty


def test_case_7_a_misspelling_is_asked_and_a_confirmed_one_is_learned():
    found = places(("Kramat", "Mongpog"), ("Kramat", "Sukamaju"))
    (one,) = asked(found)
    assert (told(one)[0], one.row, one.column, one.value) == (
        "place_name_unknown", 2, "desa", "Mongpog",
    )  # fmt: skip
    assert found.villages == (None, SUKAMAJU)
    assert found.aliases.empty
    answered = places(("Kramat", "Mongpog"), ("Kramat", "Sukamaju"), answers=(one.key,))
    assert answered.villages == (MONGPOK, SUKAMAJU)
    assert answered.answered == {one.key}
    assert frame(answered.aliases, "code", "name") == [(MONGPOK, "Mongpog")]
    # What was asked is still said.
    assert [other.key for other in asked(answered)] == [one.key]


def test_another_village_than_the_first_suggestion_can_be_meant():
    (one,) = asked(places(("Kramat", "Mongpog")))
    found = places(("Kramat", "Mongpog"), answers=(f"{one.key}={CITASUK}",))
    assert found.villages == (CITASUK,)
    assert frame(found.aliases, "code", "name") == [(CITASUK, "Mongpog")]


def test_a_row_can_be_left_out_and_teaches_nothing():
    (one,) = asked(places(("Kramat", "Mongpog")))
    found = places(("Kramat", "Mongpog"), ("Kramat", "Mongpok"), answers=(f"{one.key}=skip",))
    assert found.villages == (None, MONGPOK)
    assert (found.skipped, found.answered) == ({2}, {one.key})
    assert found.aliases.empty
    assert found.missing == tuple(code for code in NAMES if code != MONGPOK)


@pytest.mark.parametrize("answer", ["36.04.99.2001", "Mongpok", ""])
def test_an_answer_that_names_no_village_is_an_error(answer):
    (one,) = asked(places(("Kramat", "Mongpog")))
    found = places(("Kramat", "Mongpog"), answers=(f"{one.key}={answer}",))
    assert (found.villages, found.answered) == ((None,), frozenset())
    (error,) = (other for other in found.findings if other.kind == "answer_unknown")
    assert told(error)[1:5] == ("error", 2, "desa", answer)
    assert error.expected == ", ".join(text.split()[0] for text in one.suggestions)


def test_rows_of_a_wide_table_are_asked_one_by_one():
    found = places(("Kramat", "Mongpog"), ("Kramat", "Mongpog"))
    assert [one.row for one in asked(found)] == [2, 3]
    first = asked(found)[0].key
    assert places(("Kramat", "Mongpog"), ("Kramat", "Mongpog"), answers=(first,)).villages == (
        MONGPOK, None,
    )  # fmt: skip


def test_rows_of_a_long_table_with_the_same_words_are_asked_once():
    rows = [("Kramat", "Mongpog"), ("Kramat", "Sukamajo"), ("Kramat", "Mongpog")]
    apart = ["D02", "D02", "D01"]
    found = places(*rows, apart=apart)
    assert [one.row for one in asked(found)] == [2, 3]
    answered = places(*rows, apart=apart, answers=(asked(found)[0].key,))
    assert answered.villages == (MONGPOK, None, MONGPOK)
    assert frame(answered.aliases, "code", "name") == [(MONGPOK, "Mongpog")]
    left_out = places(*rows, apart=apart, answers=(f"{asked(found)[0].key}=skip",))
    assert left_out.skipped == {2, 4}


def test_the_same_village_twice_is_an_error_where_rows_are_not_apart():
    found = places(("Kramat", "Mongpok"), ("Kramat", "Mongpok"))
    errors = [(one.kind, one.severity, one.row) for one in found.findings]
    assert errors == [("village_twice", "error", 3)]
    assert places(("Kramat", "Mongpok"), ("Kramat", "Mongpok"), apart=["a", "b"]).findings == ()


def test_two_spellings_confirmed_as_one_village_are_that_village_twice():
    rows = [("Kramat", "Mongpok"), ("Kramat", "Mongpog")]
    (one,) = asked(places(*rows))
    found = places(*rows, answers=(f"{one.key}={MONGPOK}",))
    assert found.villages == (MONGPOK, MONGPOK)
    assert ("village_twice", "error", 3) in [
        (other.kind, other.severity, other.row) for other in found.findings
    ]  # fmt: skip


def test_case_3_a_code_that_contradicts_its_name_is_confirmed_or_answered():
    head = ("kode_desa", "kecamatan", "desa", "pembilang", "penyebut")
    row = (MONGPOK, "Kramat", "Sukamaju")
    found = places(row, head=head)
    (one,) = (other for other in found.findings if other.kind == "place_code_name_differ")
    assert one.key not in found.answered
    confirmed = places(row, head=head, answers=(one.key,))
    assert confirmed.answered == {one.key}
    assert confirmed.villages == found.villages
    other = places(row, head=head, answers=(f"{one.key}={SUKAMAJU}",))
    assert (other.villages, other.answered) == ((SUKAMAJU,), {one.key})
    # A name is a spelling of its own village: nothing is learned from a wrong one.
    assert other.aliases.empty


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, None), ("  ", None), ("' 36.04 ", "36.04"), (3604012001.0, "3604012001"),
        (1.5, "1.5"), (7, "7"), (date(2026, 1, 2), "2026-01-02"), (Marker("error", "#REF!"), None),
        ("Mongpok", "Mongpok"),
    ],
)  # fmt: skip
def test_a_cell_as_text(cell, text):
    assert shown(cell) == text
