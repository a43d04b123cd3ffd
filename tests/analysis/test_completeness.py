"""What could be there, what is, and what is stale, counted by hand on nine villages."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.completeness import cells, counts, unreported
from kampungkb.analysis.latest import latest_values
from tests.villages import DISTRICTS, VILLAGES, indicator, observations, of_level, seen

# A value of 2026-Q1 may be 6 months old in a quarterly indicator, 24 in a yearly one.
KIA = indicator("D02", responsible="Disdukcapil")
WATER = indicator("E01", responsible="DPUPR/Perkim", periodicity="yearly")
GROUPS = indicator(
    "K08", None, kind="count", population="formed", responsible="DKBP3A", weight="none"
)
SURVEY = indicator("L01", responsible="Dinkes", lowest_level="regency")
NEVER = indicator("L07", responsible="Dinkes")
KKB = indicator("K01", None, kind="yes_no", responsible="DKBP3A")
ALL = (KIA, WATER, GROUPS, SURVEY, NEVER, KKB)


def nine(*rows: dict, as_of: str = "2026-Q4", formed: tuple[int, ...] = (0, 8)) -> pd.DataFrame:
    return cells(
        latest_values(observations(*rows), as_of), of_level("village"), ALL,
        [VILLAGES[place] for place in formed], as_of,
    )  # fmt: skip


def reported() -> list[dict]:
    return [
        *(seen(place, 50, 100, period="2026-Q2") for place in range(5)),  # six months: fresh
        seen(5, 50, 100, period="2026-Q1"),  # nine months: stale
        seen(6, 0, 0, period="2026-Q2"),  # nobody to be counted: reported
        seen(7, None, 100, period="2026-Q2"),  # not counted: missing
        *(seen(place, 9, 10, indicator="E01", period="2025") for place in (0, 4)),
        seen(8, indicator="K08", value=0.0, period="2026-Q4"),
        seen(8, indicator="L01", numerator=1, denominator=2),
        seen(8, indicator="K01", value=1.0),
    ]


def test_cells():
    rows = nine(*reported())
    states = {code: list(part["state"]) for code, part in rows.groupby("indicator", sort=False)}
    assert states == {
        "D02": ["fresh"] * 5 + ["stale", "fresh", "missing", "missing"],
        "E01": ["fresh", *["missing"] * 3, "fresh", *["missing"] * 4],
        "K08": ["missing", "fresh"],  # of the two formed villages
    }
    assert list(rows["code"][:9]) == list(VILLAGES)
    assert list(rows["code"][-2:]) == [VILLAGES[0], VILLAGES[8]]
    assert list(rows["district_code"][:9]) == [code[:8] for code in VILLAGES]
    assert rows.groupby("indicator")["agency"].unique().map(list).to_dict() == {
        "D02": ["Disdukcapil"], "E01": ["DPUPR/Perkim"], "K08": ["DKBP3A"],
    }  # fmt: skip


def test_an_earlier_period_knows_less():
    rows = nine(*reported(), as_of="2025")
    assert counts(rows).iloc[0].to_dict() == {
        "group": "", "cells": 9, "fresh": 2, "stale": 0, "missing": 7, "filled": 2,
        "fresh_share": 2 / 9, "filled_share": 2 / 9, "made_up": False,
    }  # fmt: skip


def numbers(frame: pd.DataFrame) -> list[tuple]:
    return [
        (row["group"], row["cells"], row["fresh"], row["stale"], row["missing"], row["filled"])
        for row in frame.to_dict("records")
    ]


def test_counts_worst_first():
    rows = nine(*reported())
    assert numbers(counts(rows)) == [("", 20, 9, 1, 10, 10)]
    assert counts(rows)[["fresh_share", "filled_share"]].iloc[0].to_list() == [0.45, 0.5]
    assert numbers(counts(rows, "agency")) == [
        ("DPUPR/Perkim", 9, 2, 0, 7, 2),
        ("DKBP3A", 2, 1, 0, 1, 1),
        ("Disdukcapil", 9, 6, 1, 2, 7),
    ]
    assert numbers(counts(rows, "district_code")) == [
        (DISTRICTS[2], 5, 1, 0, 4, 1),
        (DISTRICTS[1], 6, 3, 1, 2, 4),
        (DISTRICTS[0], 9, 5, 0, 4, 5),
    ]
    # Equal shares go by code.
    same = nine(*(seen(place, 1, 2, indicator=code) for place in (0, 4) for code in ("D02", "E01")))
    assert [row[0] for row in numbers(counts(same, "indicator"))] == ["D02", "E01"]


def test_one_made_up_value_marks_its_groups():
    rows = nine(*reported(), seen(5, 1, 2, indicator="E01", origin="illustrative"))
    assert counts(rows).iloc[0]["made_up"]
    marked = counts(rows, "agency").set_index("group")["made_up"]
    assert marked.to_dict() == {"DPUPR/Perkim": True, "DKBP3A": False, "Disdukcapil": False}
    marked = counts(rows, "district_code").set_index("group")["made_up"]
    assert marked.to_dict() == {DISTRICTS[0]: False, DISTRICTS[1]: True, DISTRICTS[2]: False}


def test_unreported():
    latest = latest_values(observations(*reported()), None)
    assert unreported(latest, ALL).to_dict("records") == [{"indicator": "L07", "agency": "Dinkes"}]


@pytest.mark.parametrize("as_of", [None, "2020"])
def test_nothing_reported(as_of):
    rows = cells(
        latest_values(observations(*(reported() if as_of else [])), as_of),
        of_level("village"), ALL, (), as_of,
    )  # fmt: skip
    assert rows.empty
    total = counts(rows).iloc[0]
    assert (total["cells"], total["fresh"]) == (0, 0)
    assert pd.isna(total["filled_share"])
    assert counts(rows, "agency").empty


@given(
    values=st.lists(
        st.tuples(
            st.sampled_from(["D02", "E01", "K08"]), st.integers(0, 8),
            st.sampled_from(["2020", "2026-Q1", "2026-Q4"]),
            st.one_of(st.none(), st.integers(0, 9)),
        ),
        max_size=30,
        unique_by=lambda one: one[:3],
    )
)  # fmt: skip
@settings(deadline=None, max_examples=25)
def test_every_list_adds_up_to_the_same(values):
    rows = nine(
        *(
            seen(place, number, 9, indicator=code, period=period)
            for code, place, period, number in values
        )
    )
    columns = ["cells", "fresh", "stale", "missing", "filled"]
    total = counts(rows)[columns].iloc[0].to_dict()
    for by in ("agency", "indicator", "district_code"):
        assert counts(rows, by)[columns].sum().to_dict() == total
    assert total["fresh"] + total["stale"] + total["missing"] == total["cells"] == len(rows)
