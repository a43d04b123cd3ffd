"""How old a value is, by its indicator's own rhythm."""

import pandas as pd
import pytest

from kampungkb.analysis.staleness import ages

RHYTHM = {"D02": 3, "IDM": 12, "L02": 1}


def aged(*pairs, as_of="2026-Q1", index=None):
    rows = pd.DataFrame(pairs, columns=["indicator", "period"], index=index, dtype="str")
    return ages(rows, RHYTHM, as_of)


@pytest.mark.parametrize(
    ("code", "period", "age", "stale"),
    [
        pytest.param("D02", "2026-Q1", 0, False, id="of this period"),
        pytest.param("D02", "2025-Q4", 3, False, id="one period old"),
        pytest.param("D02", "2025-Q3", 6, False, id="two of its periods are not more than two"),
        pytest.param("D02", "2025-08", 7, True, id="a month more"),
        pytest.param("D02", "2025-Q2", 9, True, id="three periods old"),
        pytest.param("IDM", "2024", 15, False, id="a yearly figure lasts longer"),
        pytest.param("IDM", "2023", 27, True, id="a yearly figure of three years ago"),
        pytest.param("L02", "2026-01", 2, False, id="two months"),
        pytest.param("L02", "2025-12", 3, True, id="three months of a monthly figure"),
        pytest.param("D02", "2026-Q2", -3, False, id="later than the period asked for"),
        pytest.param("X99", "2019", 75, False, id="no rhythm known"),
    ],
)
def test_age_in_months_and_in_own_periods(code, period, age, stale):
    assert aged((code, period)).iloc[0].tolist() == [age, stale]


def test_a_row_without_a_period_has_no_age():
    found = aged(("D02", None), ("D02", "2024"), ("IDM", None))
    assert found["age_months"].isna().tolist() == [True, False, True]
    assert found["stale"].tolist() == [False, True, False]
    assert found.dtypes.astype(str).to_dict() == {"age_months": "Int64", "stale": "bool"}


def test_rows_keep_their_index():
    found = aged(("D02", "2025"), ("L02", "2025"), ("D02", "2025-Q3"), index=[7, 3, 7])
    assert found.index.tolist() == [7, 3, 7]
    assert found["age_months"].tolist() == [3, 3, 6]
    assert found["stale"].tolist() == [False, True, False]


def test_no_rows_and_no_period_at_all():
    assert aged().dtypes.astype(str).to_dict() == {"age_months": "Int64", "stale": "bool"}
    found = aged(("D02", "2020"), as_of=None)
    assert found["age_months"].isna().tolist() == [True]
    assert found["stale"].tolist() == [False]
