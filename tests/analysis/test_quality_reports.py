"""What is missing, late or incomplete, and findings as a whole."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.quality_history import history, latest_denominators
from tests.analysis.quality_cases import ALL, QUARTERS, course, found, of_kind, places
from tests.villages import DISTRICTS, VILLAGES, indicator, observations, of_level, seen


def test_a_report_without_its_numerator():
    result = found(
        seen(0, None, 50, period="2025"), seen(0, 5, 50), seen(1, 0, 0),
        seen(2, 5, None, indicator="L07"),
    )  # fmt: skip
    assert [(one["key"], one["severity"]) for one in of_kind(result, "uncounted")] == [
        ("uncounted.L07", "medium"), ("uncounted.D02", "low"),
    ]  # fmt: skip
    assert places(result, "uncounted.D02") == [(0, "2025")]


def test_a_district_whose_last_report_is_not_in():
    codes = ("L07", "L17")
    rows = [
        seen(place, 5 + place, 50, indicator=code, period=period)
        for place in range(9)
        for code in codes
        for period in ("2025-Q4", "2026-Q1")
        if not (place < 4 and period == "2026-Q1")
    ]
    result = found(*rows)
    (one,) = of_kind(result, "late_report")
    assert one["key"] == f"late_report.Dinkes.{DISTRICTS[0]}"
    assert (pd.isna(one["indicator"]), one["agency"], one["district_code"]) == (
        True, "Dinkes", DISTRICTS[0],
    )  # fmt: skip
    assert (one["villages"], one["rows"], one["period"], one["numbers"]) == (4, 8, "2025-Q4", 2.0)
    # As of the quarter before, nobody was late; nor is one where most are.
    assert of_kind(found(*rows, as_of="2025-Q4"), "late_report") == []
    early = [row for row in rows if row["period"] == "2025-Q4" or row["village_code"] in
             VILLAGES[7:]]  # fmt: skip
    assert of_kind(found(*early), "late_report") == []


def test_villages_that_never_reported():
    formed = indicator("K08", None, population="formed", responsible="Bapperida")
    rows = [
        *(seen(place, 1, 50) for place in (0, 1, 2)), *(seen(place, 1, 50, indicator="L07")
        for place in (0, 1, 4)), seen(0, 1, 50, indicator="K08"),
    ]  # fmt: skip
    result = found(*rows, indicators=(*ALL, formed), formed=(VILLAGES[0], VILLAGES[4]), never=True)
    never = {one["key"]: one["villages"] for one in of_kind(result, "never_reported")}
    assert never == {
        "never_reported": 5,  # 3, 5, 6, 7, 8: nothing of anybody
        "never_reported.Bapperida": 1,  # 4 is formed
        "never_reported.Dinkes": 1,  # 2
        "never_reported.Disdukcapil": 1,  # 4
    }
    own = result.rows[result.rows["key"] == "never_reported.Dinkes"]
    assert list(own["village_code"]) == [VILLAGES[2]]
    assert own[["period", "numerator", "value"]].isna().all(axis=None)


def test_nothing_reported():
    result = found(never=True)
    assert (len(result.findings), len(result.rows)) == (0, 0)


def test_what_is_replaced_or_later_or_unknown_is_not_looked_at():
    rows = [
        *course(0, (5, 100), (50, 100), origin="illustrative"),
        seen(0, 5, 100, period="2026-Q4"),  # official, and later than asked
        seen(1, 5, 100, indicator="X99"), seen(1, 50, 100, indicator="X99", period="2026-Q2"),
        seen(1, 7, 100), seen(1, 70, 100, village_code="36.99.99.9999"),
    ]  # fmt: skip
    assert of_kind(found(*rows, as_of="2026-Q3"), "jump_tenfold") == []
    past = history(observations(*rows), of_level("village"), ALL, "2026-Q3")
    assert [past.villages[number] for number in past.village] == [VILLAGES[1]]


def test_findings_are_ordered_by_urgency():
    rows = [
        *course(0, (5, 100), (50, 100), (5, 100)), *course(1, (5, 100), (50, 100), indicator="L07"),
        *course(2, (5, 90), (None, 90), (6, 90), indicator="L12"),
    ]  # fmt: skip
    kinds = list(found(*rows).findings["severity"])
    assert kinds == sorted(kinds, key=["high", "medium", "low"].index)


def test_latest_denominators():
    rows = [*course(0, (1, 10), (1, 20), (0, 0), (None, 30)), seen(1, 5, None)]
    known = latest_denominators(history(observations(*rows), of_level("village"), ALL, None))
    assert known.to_dict() == {("D02", VILLAGES[0]): 30}


counts = st.one_of(st.none(), st.integers(0, 300))


@given(
    reports=st.lists(
        st.tuples(
            st.sampled_from(["D02", "L07", "L17"]), st.integers(0, 8),
            st.sampled_from(QUARTERS), counts, counts,
        ),
        max_size=60,
        unique_by=lambda one: one[:3],
    ),
    order=st.randoms(use_true_random=False),
)  # fmt: skip
@settings(deadline=None, max_examples=25)
def test_the_order_of_reports_changes_nothing(reports, order):
    rows = [
        seen(place, numerator, denominator, indicator=code, period=period)
        for code, place, period, numerator, denominator in reports
    ]
    shuffled = list(rows)
    order.shuffle(shuffled)
    one, two = found(*rows, never=True), found(*shuffled, never=True)
    pd.testing.assert_frame_equal(one.findings, two.findings)
    pd.testing.assert_frame_equal(one.rows, two.rows)
    assert list(one.rows.groupby("key", sort=False).size()) == list(one.findings["rows"])
    unique = one.rows.groupby("key", sort=False)["village_code"].nunique()
    assert list(unique) == list(one.findings["villages"])
    assert np.isin(one.rows["key"], one.findings["key"]).all()
