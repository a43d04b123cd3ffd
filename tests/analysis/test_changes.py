"""What changed on the same villages, and what the first screen says."""

import pandas as pd
import pytest

from kampungkb.analysis.changes import Standing, changes, earlier_values, standing
from kampungkb.analysis.gaps import indicator_terms
from kampungkb.analysis.latest import latest_values
from kampungkb.analysis.unit_changes import unit_changes
from tests.villages import (
    DISTRICTS,
    VILLAGES,
    gaps_of,
    indicator,
    observations,
    regency_of,
    seen,
)

KIA = indicator("D02", "0.6")
STUNTING = indicator("L02", "0.14", better="lower")
IDM = indicator("IDM", None, kind="index")


def moved(indicators, *rows, as_of=None):
    table = observations(*rows)
    terms = indicator_terms(indicators, 2026)
    return changes(latest_values(table, as_of), earlier_values(table, as_of), terms)


def test_earlier_is_before_the_last_period_of_each_indicator():
    table = observations(
        seen(0, 1, 10, period="2025-Q4"), seen(0, 2, 10, period="2026-Q1"),
        seen(0, 3, 10, period="2026-Q2"), seen(1, 4, 10, period="2025-Q4"),
        seen(0, 5, 10, period="2025", indicator="L02"),
    )  # fmt: skip
    assert earlier_values(table, None)[["village_code", "numerator"]].values.tolist() == [
        [VILLAGES[0], 2], [VILLAGES[1], 4],
    ]  # fmt: skip
    assert earlier_values(table, "2026-Q1")["numerator"].tolist() == [1, 4]
    assert earlier_values(table, "2025-Q4").empty
    assert earlier_values(observations(), None).empty


def test_only_villages_with_a_value_at_both_times_are_compared():
    found = moved(
        [KIA],
        seen(0, 400, 1000, period="2025-Q4"), seen(0, 500, 1000),
        # A large village that reports for the first time would look like a fall,
        seen(1, 0, 9000),
        # and one that stopped reporting counts would too.
        seen(2, 90, 100, period="2025-Q4"), seen(2, None, 100),
        # Who has not reported again would be compared with himself.
        seen(3, 10, 100, period="2025-Q4"),
    )  # fmt: skip
    assert found.loc["D02", ["now", "before", "villages", "period_before"]].tolist() == [
        0.5, 0.4, 1, "2025-Q4",
    ]  # fmt: skip
    assert found.loc["D02", "change"] == pytest.approx(0.1)
    assert found.loc["D02", "direction"] == "better"


def test_a_change_of_ratios_is_no_mean_of_changes():
    found = moved(
        [KIA],
        seen(0, 1, 10, period="2025-Q4"), seen(0, 9, 10),
        seen(1, 500, 1000, period="2025-Q4"), seen(1, 400, 1000),
    )  # fmt: skip
    assert found.loc["D02", ["now", "before"]].tolist() == [409 / 1010, 501 / 1010]
    assert found.loc["D02", "direction"] == "worse"


def test_shares_without_counts_are_not_compared():
    assert moved([KIA], seen(0, value=0.5, period="2025-Q4"), seen(0, value=0.4)).empty
    found = moved(
        [KIA],
        seen(0, value=0.9, period="2025-Q4"), seen(0, value=0.1),
        seen(1, 5, 10, period="2025-Q4"), seen(1, 6, 10),
    )  # fmt: skip
    assert found.loc["D02", ["now", "before", "villages"]].tolist() == [0.6, 0.5, 1]


@pytest.mark.parametrize(
    ("better", "now", "direction"),
    [
        ("higher", 600, "better"),
        ("higher", 400, "worse"),
        ("lower", 600, "worse"),
        ("lower", 400, "better"),
        ("lower", 500, "same"),
        # Ten people of a thousand more or less may be chance.
        ("higher", 490, "cannot_tell"),
        ("lower", 490, "cannot_tell"),
    ],
)
def test_direction(better, now, direction):
    one = indicator("D02", "0.6", better=better)
    rows = (seen(0, 500, 1000, period="2025-Q4"), seen(0, now, 1000))
    assert moved([one], *rows)["direction"].tolist() == [direction]
    # The other pages say the same of the same change.
    table, terms = observations(*rows), indicator_terms([one], 2026)
    of_unit = unit_changes(
        latest_values(table, None), earlier_values(table, None), regency_of(), terms
    )
    assert of_unit["direction"].tolist() == [direction]


def test_what_chance_explains_is_not_called_worse():
    found = stand([KIA], *everywhere([50] * 9, period="2025-Q4"), *everywhere([49] * 9))
    assert (found.worsened, found.furthest) == (None, "D02")


def test_more_than_all_has_a_direction_without_an_interval():
    found = moved([KIA], seen(0, 103, 100, period="2025-Q4"), seen(0, 101, 100))
    assert found["direction"].tolist() == ["worse"]


def test_index_is_a_mean_of_villages():
    found = moved(
        [IDM],
        *(seen(p, indicator="IDM", value=v, period="2023") for p, v in enumerate([0.5, 0.7])),
        *(seen(p, indicator="IDM", value=v, period="2024") for p, v in enumerate([0.6, 0.8])),
    )
    assert found.loc["IDM", ["now", "before"]].tolist() == pytest.approx([0.7, 0.6])


def test_period_before_is_the_latest_of_several():
    found = moved(
        [KIA],
        seen(0, 1, 2, period="2025"), seen(0, 1, 2, period="2026-Q2"),
        seen(1, 1, 2, period="2025-Q4"), seen(1, 1, 2, period="2026-Q2"),
    )  # fmt: skip
    assert found["period_before"].tolist() == ["2025"]


def test_nothing_to_compare():
    for rows in ((), (seen(0, 1, 2),)):
        found = moved([KIA], *rows)
        assert found.empty
        assert found.columns.tolist() == [
            "now", "before", "change", "villages", "period_before", "direction",
        ]  # fmt: skip


def everywhere(numerators, code="D02", denominator=100, **fields):
    return [seen(p, n, denominator, indicator=code, **fields) for p, n in enumerate(numerators)]


def stand(indicators, *rows):
    terms = indicator_terms(indicators, 2026)
    table = observations(*rows)
    move = changes(latest_values(table, None), earlier_values(table, None), terms)
    return standing(
        gaps_of("regency", indicators, *rows), gaps_of("district", indicators, *rows), move
    )


def test_standing():
    rows = [
        *everywhere([53] * 9, period="2025-Q4"), *everywhere([50, 50, 50, 50, 20, 30, 60, 60, 60]),
        *everywhere([20] * 9, "L02", period="2025-Q4"), *everywhere([29] * 9, "L02"),
    ]  # fmt: skip
    # KIA lacks 40 + 70 + 0; stunting has 15 too many in each village: 60 + 45 + 30.
    assert stand([KIA, STUNTING], *rows) == Standing(
        worsened="L02", furthest="L02", furthest_shortfall=135,
        district_code=DISTRICTS[0], district_shortfall=60,
    )  # fmt: skip
    assert stand([KIA], *rows) == Standing(
        worsened="D02", furthest="D02", furthest_shortfall=110,
        district_code=DISTRICTS[1], district_shortfall=70,
    )  # fmt: skip


def test_ties_go_by_code():
    d01 = indicator("D01", "0.6")
    numerators = [50, 60, 60, 60, 50, 60, 60, 60, 60]
    rows = [*everywhere(numerators), *everywhere(numerators, "D01")]
    found = stand([KIA, d01], *rows)
    assert (found.furthest, found.district_code) == ("D01", DISTRICTS[0])


def test_what_few_villages_report_is_not_ranked():
    rows = [
        *everywhere([50] * 9), *everywhere([90] * 7, "L02", period="2025-Q4"),
        *everywhere([99] * 7, "L02"),
    ]  # fmt: skip
    found = stand([KIA, STUNTING], *rows)
    assert (found.worsened, found.furthest, found.furthest_shortfall) == (None, "D02", 90)


def test_nothing_to_say():
    nothing = Standing(
        worsened=None, furthest=None, furthest_shortfall=None,
        district_code=None, district_shortfall=None,
    )  # fmt: skip
    assert stand([KIA], *everywhere([90] * 9)) == nothing
    assert stand([KIA]) == nothing


def test_arguments_are_not_changed():
    table = observations(seen(0, 1, 2, period="2025"), seen(0, 1, 2))
    copy = table.copy()
    earlier_values(table, "2026")
    pd.testing.assert_frame_equal(table, copy)
