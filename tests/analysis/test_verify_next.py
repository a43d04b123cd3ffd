"""Whom to call first, worked out by hand on nine villages (60 % is the target)."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from kampungkb.analysis.gaps import area_gaps, indicator_terms, village_gaps
from kampungkb.analysis.latest import latest_values
from kampungkb.analysis.quality_history import history, latest_denominators
from kampungkb.analysis.verify_next import COLUMNS, verify_next
from kampungkb.model.indicators import Indicator
from tests.villages import DISTRICTS, VILLAGES, district_of, indicator, observations, of_level, seen

Asked = Sequence[tuple[str, int, str]]
KIA = indicator("D02", responsible="Disdukcapil")


def asked_for(
    rows: Sequence[dict[str, Any]], asked: Asked, indicators: Sequence[Indicator] = (KIA,)
) -> list[dict[str, Any]]:
    data, villages = observations(*rows), of_level("village")
    terms = indicator_terms(indicators, 2026)
    by_village = village_gaps(latest_values(data, None), villages, terms)
    by_district = area_gaps(by_village, district_of(), of_level("district"), terms)
    unknown = pd.DataFrame(
        [(code, VILLAGES[place], reason) for code, place, reason in asked],
        columns=["indicator", "code", "reason"],
    )
    sizes = latest_denominators(history(data, villages, indicators, None))
    found = verify_next(unknown, by_village, by_district, sizes, district_of(), terms)
    assert list(found.columns) == list(COLUMNS)
    records: list[dict[str, Any]] = found.to_dict("records")
    return records


def reported() -> list[dict[str, Any]]:
    """Shortfalls: 10, 0, 0 and an unknown one; 20, 0, 5; 30, 0."""
    counts = [(50, 100), (60, 100), (70, 100), (None, 80), (40, 100), (90, 100), (55, 100),
              (30, 100), (80, 100)]  # fmt: skip
    return [seen(place, *pair) for place, pair in enumerate(counts)]


def test_worked_example():
    # Seven villages are beyond doubt: 30, 40, 50, 55, 60, 70 and 90 %; the 5th percentile is the
    # first of them, the 95th the last.
    missing, doubtful = asked_for(reported(), [("D02", 3, "missing"), ("D02", 8, "jump_tenfold")])
    # 24 to 72 of 80: 24 or 0 short of 48. Between 10 and 34 lie the districts with 25 and 30.
    assert missing == {
        "indicator": "D02", "agency": "Disdukcapil", "code": VILLAGES[3],
        "district_code": DISTRICTS[0], "reason": "missing", "denominator": 80, "estimated": False,
        "rate_low": 0.3, "rate_high": 0.9, "now": 10, "low": 10, "high": 34, "places": 2,
        "people": 24,
    }  # fmt: skip
    # 30 to 90 of 100: 30 or 0 short of 60. Nobody is further behind than its district.
    assert [doubtful[name] for name in ("code", "now", "low", "high", "places", "people")] == [
        VILLAGES[8], 30, 30, 60, 0, 30,
    ]  # fmt: skip


def test_a_value_outside_the_range_counts_from_where_it_stands():
    rows = reported()
    rows[8] = seen(8, 1, 100)  # 59 short, more than anybody
    (one,) = asked_for(rows, [("D02", 8, "jump_tenfold")])
    assert (one["now"], one["low"], one["high"]) == (89, 30, 60)
    assert (one["people"], one["places"]) == (59, 0)
    # From 89 down to 30 it would not pass 25; a district with 45 it would.
    rows[4] = seen(4, 20, 100)
    (one,) = asked_for(rows, [("D02", 8, "jump_tenfold")])
    assert (one["low"], one["now"], one["places"]) == (30 + 0, 89, 1)


def test_a_rate_is_carried_over_in_whole_people():
    rows = [seen(place, 1, 3) for place in range(8)] + [seen(8, None, 10)]
    (one,) = asked_for(rows, [("D02", 8, "missing")])
    # A third of ten are 3 or 4 people, 3 or 2 short of 6; village 7 is 1 short of 2.
    assert (one["now"], one["low"], one["high"], one["people"]) == (1, 3, 4, 3)


def test_lower_is_better():
    unmet = indicator("L13", "0.2", better="lower")
    rows = [seen(place, 10 + 5 * place, 100, indicator="L13") for place in range(8)]
    rows += [seen(8, None, 50, indicator="L13")]
    (one,) = asked_for(rows, [("L13", 8, "missing")], [unmet])
    # 10 to 45 % of 50: 5 or 23 people where 10 may be; village 7 has 45 where 20 may be.
    assert (one["now"], one["low"], one["high"], one["people"]) == (25, 25, 38, 13)


def test_an_unknown_denominator_is_the_median_of_the_district():
    rows = [row for row in reported() if row["village_code"] != VILLAGES[3]]
    rows[0] = seen(0, 40, 81)
    (one,) = asked_for(rows, [("D02", 3, "missing")])
    assert (one["denominator"], one["estimated"]) == (100, True)
    # Half a person is not counted: of 81 and 100 the median is 90.
    halves = [row for row in rows if row["village_code"] != VILLAGES[2]]
    assert asked_for(halves, [("D02", 3, "missing")])[0]["denominator"] == 90


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        pytest.param(reported()[:7], [("D02", 8, "missing")], id="no denominator in the district"),
        pytest.param(
            reported()[:5] + reported()[7:], [("D02", 8, "x"), ("D02", 7, "x")],
            id="four villages without doubt",
        ),
        pytest.param(reported(), [("L07", 8, "missing")], id="an indicator that nobody reports"),
        pytest.param([], [("D02", 8, "missing")], id="nothing"),
        pytest.param(reported(), [], id="nothing is asked"),
    ],
)  # fmt: skip
def test_no_answer(rows, asked):
    assert asked_for(rows, asked) == []


def test_only_ratios_with_a_target():
    others = [
        KIA, indicator("L02", None), indicator("IDM", "0.7", kind="index"),
        indicator("E04", "0.8", kind="yes_no"),
    ]  # fmt: skip
    rows = [
        *reported(),
        *(seen(place, 1 + place, 10, indicator="L02") for place in range(8)),
        *(seen(place, indicator="IDM", value=0.5) for place in range(8)),
        *(seen(place, indicator="E04", value=1.0) for place in range(8)),
    ]
    asked = [(code, 8, "missing") for code in ("D02", "L02", "IDM", "E04")]
    assert [one["indicator"] for one in asked_for(rows, asked, others)] == ["D02"]


def test_a_district_of_few_values_has_no_place():
    rows = reported()
    # Two of three villages of the second district have a value: it is not ranked any more.
    rows[5] = seen(5, None, 100)
    (missing,) = asked_for(rows, [("D02", 3, "missing")])
    assert (missing["low"], missing["high"], missing["places"]) == (10, 34, 1)


def test_order_is_places_then_people_then_code():
    rows = reported()
    rows[1] = seen(1, None, 80)
    rows[2] = seen(2, None, 90)
    asked = [("D02", place, "missing") for place in (8, 3, 2, 1)]
    found = asked_for(rows, asked)
    assert [(one["code"], one["places"], one["people"]) for one in found] == [
        (VILLAGES[2], 2, 27), (VILLAGES[1], 2, 24), (VILLAGES[3], 2, 24), (VILLAGES[8], 0, 30),
    ]  # fmt: skip
    assert asked_for(rows, asked[::-1]) == found
    # A value that is doubtful twice is asked for once.
    assert asked_for(rows, [*asked, ("D02", 3, "again")]) == found
