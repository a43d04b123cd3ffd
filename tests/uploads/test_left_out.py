"""Why a row was not taken: each reason is the true one, whatever is still to be answered."""

import pytest

from tests.intake import files
from tests.uploads.tables import CODES, FIRST, SECOND, long_table, of_severity

UNKNOWN = ",Cikeusal,Mongpog,D02,2026-Q3,"


def reasons(store, *rows: str, **given) -> tuple[int, int, dict[str, int]]:
    """Rows read, taken, and left out by reason."""
    document = store.imported(long_table(*rows), **given)
    return document["rows_read"], document["rows_taken"], document["rows_left_out"]


def test_a_row_with_a_value_waits_for_its_village(store):
    rows = (UNKNOWN + "12,30,", SECOND + "5,9,")
    key = "place_name_unknown::2:desa"
    assert reasons(store, *rows) == (2, 1, {"unsettled": 1})
    assert reasons(store, *rows, accepted=(key,)) == (2, 2, {})
    assert reasons(store, *rows, accepted=(f"{key}=skip",)) == (2, 1, {"skipped": 1})


def test_one_question_for_several_rows_holds_all_of_them(store):
    rows = (UNKNOWN + "12,30,", ",Cikeusal,Mongpog,L15,2026-09,5,9,", SECOND + "5,9,")
    assert reasons(store, *rows) == (3, 1, {"unsettled": 2})


def test_a_row_without_a_value_is_said_to_have_none_once_its_village_is_known(store):
    rows = (UNKNOWN + ",,", SECOND + "5,9,")
    assert reasons(store, *rows) == (2, 1, {"unsettled": 1})
    key = "place_name_unknown::2:desa"
    assert reasons(store, *rows, accepted=(key,)) == (2, 1, {"without_values": 1})


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(FIRST + "31,30,", id="more than all"),
        pytest.param(FIRST + "abc,30,", id="no number"),
        pytest.param(f"{CODES[0]},,,D02,kemarin,12,30,", id="no period"),
        pytest.param(f"{CODES[0]},,,Z99,2026-Q3,12,30,", id="no indicator"),
        pytest.param("36.04.23.2099,,,D02,2026-Q3,12,30,", id="no village"),
        pytest.param("36.73.01.1001,,,D02,2026-Q3,12,30,", id="another regency"),
    ],
)
def test_a_row_with_a_fault_is_not_said_to_be_empty(store, row):
    document = store.imported(long_table(row, SECOND + "5,9,", f"{CODES[2]},,,D02,2026-Q3,,,"))
    assert (document["rows_read"], document["rows_taken"]) == (3, 0)
    assert document["rows_left_out"] == {"unsettled": 1, "without_values": 1}


def test_a_list_of_formations_tells_faults_from_blanks(store):
    rows = (["kode_desa", "terbentuk"], [CODES[0], "mungkin"], [CODES[1], None], [CODES[2], "ya"])
    document = store.imported(files.xlsx(rows), "daftar.xlsx")
    assert [one["row"] for one in of_severity(document, "error", "question")] == [2]
    assert document["rows_left_out"] == {"unsettled": 1, "without_values": 1}
