"""Each rule on values that a person can look through, on both sides of its threshold."""

import pandas as pd
import pytest
from scipy import stats

from kampungkb.model.tables import AREAS, shaped
from tests.analysis.quality_cases import course, found, of_kind, places
from tests.villages import DISTRICTS, VILLAGES, indicator, seen

# Jumps


@pytest.mark.parametrize(
    ("before", "now", "jumps"),
    [
        pytest.param((5, 100), (50, 100), True, id="exactly ten times"),
        pytest.param((5, 100), (49, 100), False, id="just below"),
        pytest.param((50, 100), (5, 100), True, id="exactly a tenth"),
        pytest.param((50, 100), (6, 100), False, id="just above a tenth"),
        pytest.param((10, 1000), (20, 200), True, id="shares are compared, not people"),
        pytest.param((10, 100), (100, 1000), False, id="ten times the people, the same share"),
        pytest.param((0, 100), (50, 100), False, id="nothing is compared with 0"),
        pytest.param((3, 9), (9, 9), False, id="three times"),
        # As decimals, 0.7 is less than ten times 0.07.
        pytest.param((7, 100), (7, 10), True, id="exact where decimals are not"),
    ],
)
def test_jump(before, now, jumps):
    result = found(*course(0, before, now))
    assert [one["key"] for one in of_kind(result, "jump_tenfold")] == (
        ["jump_tenfold.D02"] if jumps else []
    )


def test_a_jump_shows_the_report_before():
    result = found(*course(3, (5, 100), (60, 120)))
    (one,) = of_kind(result, "jump_tenfold")
    assert (one["severity"], one["villages"], one["rows"], one["period"]) == (
        "high", 1, 1, "2025-Q2",
    )  # fmt: skip
    assert (one["indicator"], one["agency"], one["size"]) == ("D02", "Disdukcapil", 10.0)
    row = result.rows.iloc[0].to_dict()
    assert (row["village_code"], row["district_code"]) == (VILLAGES[3], DISTRICTS[0])
    assert (row["numerator"], row["denominator"], row["value"]) == (60, 120, 0.5)
    assert (row["period_before"], row["numerator_before"], row["denominator_before"]) == (
        "2025-Q1", 5, 100,
    )  # fmt: skip
    assert (row["value_before"], row["in_doubt"], row["made_up"]) == (0.05, True, False)


def test_who_is_back_is_no_longer_in_doubt():
    result = found(*course(0, (5, 100), (50, 100), (5, 100)))
    (one,) = of_kind(result, "jump_tenfold")
    assert one["severity"] == "medium"
    assert places(result, one["key"]) == [(0, "2025-Q2"), (0, "2025-Q3")]
    assert list(result.rows["in_doubt"]) == [False, False]


def test_who_jumps_twice_upwards_is_in_doubt():
    result = found(*course(0, (1, 1000), (10, 1000), (100, 1000)))
    assert list(result.rows["in_doubt"]) == [False, True]


def test_a_gap_is_stepped_over():
    result = found(*course(0, (5, 100), (None, 100), (0, 0), (50, 100)))
    assert places(result, "jump_tenfold.D02") == [(0, "2025-Q4")]


def test_an_index_jumps_and_a_yes_no_does_not():
    index = indicator("IDM", None, kind="index")
    state = indicator("E04", None, kind="yes_no")
    rows = [
        seen(0, indicator=code, value=value, period=period)
        for code in ("IDM", "E04")
        for value, period in ((0.07, "2024"), (0.7, "2025"))
    ]
    result = found(*rows, indicators=(index, state))
    assert list(result.findings["key"]) == ["jump_tenfold.IDM"]


# Copies


def test_a_village_that_repeats_three_times():
    result = found(*course(0, (50, 100), (50, 100), (50, 100), (50, 100), (60, 110)))
    (one,) = of_kind(result, "copied_forward")
    assert places(result, one["key"]) == [(0, "2025-Q2"), (0, "2025-Q3"), (0, "2025-Q4")]
    # The only village that reports is a tenth or more of all.
    assert (one["severity"], one["size"], one["numbers"]) == ("medium", 1.0, 1.0)
    assert not result.rows["in_doubt"].any()


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param([(50, 100)] * 3, id="only twice"),
        pytest.param([(50, 99)] * 5, id="too small to change"),
        pytest.param([(50, 100)] * 4 + [(51, 102)], id="it usually changes by three people"),
        pytest.param([(50, 100), (50, 101)] * 2 + [(50, 100)], id="only one of the two"),
        pytest.param([(None, 100)] * 5, id="without counts"),
    ],
)
def test_no_copy(counts):
    assert of_kind(found(*course(0, *counts)), "copied_forward") == []


def test_who_changes_by_four_people_repeats_oddly():
    result = found(*course(0, *[(50, 100)] * 4, (52, 102)))
    assert len(of_kind(result, "copied_forward")) == 1


def test_what_comes_once_a_year_repeats_by_itself():
    yearly = indicator("D02", periodicity="yearly")
    assert found(*course(0, *[(50, 100)] * 5), indicators=(yearly,)).findings.empty


def test_half_of_a_district_that_repeats_together():
    rows = [
        *(row for n in (0, 1, 2) for row in course(n, (40 + n, 200), (40 + n, 200))),
        *(row for n in (3, 4, 5, 6) for row in course(n, (40, 200), (47 + n, 211))),
    ]  # fmt: skip
    result = found(*rows)
    (one,) = of_kind(result, "copied_forward")
    assert places(result, one["key"]) == [(0, "2025-Q2"), (1, "2025-Q2"), (2, "2025-Q2")]
    assert one["severity"] == "medium"
    assert result.rows["in_doubt"].all()


def test_two_of_four_villages_are_too_few():
    rows = [row for place in (0, 1) for row in course(place, (40 + place, 200), (40 + place, 200))]
    rows += [row for place in (2, 3) for row in course(place, (40, 200), (57 + place, 211))]
    assert of_kind(found(*rows), "copied_forward") == []


# Digits


def numbers(district: tuple[int, ...], ends: int, other: int) -> list[dict]:
    """Reports of a district's villages, of which `ends` end in 0 or 5."""
    made = [100 + 10 * n for n in range(ends)] + [101 + 10 * n for n in range(other)]
    return [
        seen(district[n % len(district)], count, 100_000, period=f"{2000 + n // len(district)}")
        for n, count in enumerate(made)
    ]


@pytest.mark.parametrize(
    ("ends", "other", "is_odd"),
    [
        pytest.param(25, 25, True, id="half of fifty"),
        pytest.param(24, 25, False, id="forty-nine are too few"),
        pytest.param(12, 48, False, id="one in five is what chance brings"),
        pytest.param(20, 40, False, id="a third of sixty may be chance"),
    ],
)
def test_heaped_digits(ends, other, is_odd):
    result = found(*numbers((0, 1, 2, 3), ends, other))
    kinds = of_kind(result, "heaped_digits")
    assert len(kinds) == is_odd
    if is_odd:
        (one,) = kinds
        assert one["key"] == f"heaped_digits.D02.{DISTRICTS[0]}"
        assert (one["rows"], one["numbers"], one["size"], one["expected"]) == (25, 50, 0.5, 0.2)
        exact = stats.binomtest(25, 50, 0.2, alternative="greater").pvalue
        assert one["probability"] == pytest.approx(exact, rel=1e-9)
        own = result.rows[result.rows["key"] == one["key"]]
        assert (own["numerator"] % 5 == 0).all()


def test_digits_of_the_whole_regency_without_its_odd_districts():
    # Eighteen and thirty-two numbers are too few for a test by district; together they are 50.
    rows = numbers((4, 5, 6), 18, 0) + numbers((7, 8), 14, 18)
    result = found(*rows)
    (one,) = of_kind(result, "heaped_digits")
    assert one["key"] == "heaped_digits.D02"
    assert pd.isna(one["district_code"])
    assert (one["rows"], one["numbers"]) == (32, 50)
    # A district that is odd by itself does not make the others odd.
    alone = found(*numbers((0, 1, 2, 3), 60, 0), *numbers((4, 5, 6), 12, 48))
    assert [one["district_code"] for one in of_kind(alone, "heaped_digits")] == [DISTRICTS[0]]


def test_a_repeated_number_counts_once():
    once = numbers((0, 1, 2, 3), 25, 25)
    again = [row | {"period": f"{int(row['period']) + 100}"} for row in once[-4:]]
    (one,) = of_kind(found(*once, *again), "heaped_digits")
    assert one["numbers"] == 50


def test_small_numbers_have_no_last_digit():
    rows = [
        seen(n % 4, 5, 10, period=f"{2000 + n // 4}") for n in range(80)
    ]  # fmt: skip
    assert of_kind(found(*rows), "heaped_digits") == []


# Ten villages in two districts


def ten() -> pd.DataFrame:
    codes = [f"36.04.0{1 + n // 5}.{2001 + n % 5}" for n in range(10)]
    rows = [
        {"code": code, "level": "village", "name": code, "kind": "desa", "parent_code": code[:8]}
        for code in codes
    ]
    return shaped(pd.DataFrame(rows), AREAS)


def of_ten(*counts: tuple[int, int]) -> list[dict]:
    return [
        seen(0, *pair) | {"village_code": code}
        for pair, code in zip(counts, ten()["code"], strict=True)
    ]


@pytest.mark.parametrize(
    ("inside", "outside", "is_odd"),
    [
        pytest.param([(98, 100)] * 5, [(98, 100)] * 2 + [(97, 100)] * 3, True, id="98 per cent"),
        pytest.param([(98, 100)] * 4 + [(97, 100)], [(5, 100)] * 5, False, id="four of five"),
        pytest.param([(98, 100)] * 5, [(98, 100)] * 3 + [(5, 100)] * 2, False, id="so elsewhere"),
        pytest.param([(29, 29)] * 5, [(5, 100)] * 5, False, id="too small"),
    ],
)
def test_near_full(inside, outside, is_odd):
    result = found(*of_ten(*inside, *outside), villages=ten())
    assert [
        (one["key"], one["villages"], one["size"], one["expected"], one["numbers"])
        for one in of_kind(result, "near_full")
    ] == ([("near_full.D02.36.04.01", 5, 1.0, 0.4, 5.0)] if is_odd else [])


# Population


def test_more_children_than_people():
    rows = [
        seen(0, 10, 901), seen(1, 10, 900), seen(2, 10, 900),
        seen(0, 1, 800, indicator="L17", period="2025"), seen(0, 1, 900, indicator="L17"),
        seen(1, 1, 900, indicator="L17"),
    ]  # fmt: skip
    result = found(*rows, census={VILLAGES[0]: 100, VILLAGES[1]: 100, VILLAGES[2]: 899})
    population, census = of_kind(result, "exceeds_population"), of_kind(result, "exceeds_census")
    assert [(one["key"], one["severity"]) for one in population + census] == [
        ("exceeds_population.D02", "high"), ("exceeds_census.D02", "low"),
    ]  # fmt: skip
    # With a newer figure of the registry the census is not asked.
    assert places(result, "exceeds_population.D02") == [(0, "2026-Q1")]
    assert places(result, "exceeds_census.D02") == [(2, "2026-Q1")]
    assert list(result.rows["reference"]) == [900, 899]


def test_without_any_population_nothing_is_compared():
    assert found(seen(0, 10, 10**6)).findings.empty


# Twins


def test_two_villages_with_the_same_figures_of_two_indicators():
    rows = [
        *(seen(place, 60, 100) for place in (0, 8)), *(seen(place, 33, 120, indicator="L07")
        for place in (0, 8)), seen(4, 60, 100), seen(4, 34, 120, indicator="L07"),
    ]  # fmt: skip
    result = found(*rows)
    assert [
        (one["key"], one["villages"], one["rows"], one["numbers"])
        for one in of_kind(result, "duplicates")
    ] == [("duplicates.D02", 2, 2, 1.0), ("duplicates.L07", 2, 2, 1.0)]
    own = result.rows[result.rows["key"] == "duplicates.D02"]
    assert list(zip(own["village_code"], own["other_code"], strict=True)) == [
        (VILLAGES[0], VILLAGES[8]), (VILLAGES[8], VILLAGES[0]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([seen(p, 60, 100) for p in (0, 8)], id="once is chance"),
        pytest.param(
            [seen(p, n, 100, indicator=c) for p in (0, 8) for n, c in ((60, "D02"), (33, "L07"))],
            id="one denominator twice is one number",
        ),
        pytest.param(
            [seen(p, 60, 100) for p in (0, 8)]
            + [seen(p, 33, 120, indicator="L07", period="2025") for p in (0, 8)],
            id="in different periods",
        ),
        pytest.param(
            [
                seen(p, n, d, indicator=c)
                for p in (0, 8)
                for n, d, c in ((60, 99, "D02"), (9, 120, "L07"))
            ],
            id="too small",
        ),
        pytest.param(
            [row for p in (0, 8) for row in course(p, (60, 100), (61, 101), (62, 102))],
            id="one indicator three times",
        ),
    ],
)
def test_no_twins(rows):
    assert of_kind(found(*rows), "duplicates") == []


def test_two_villages_with_the_same_figures_four_times():
    counts = [(60, 100), (61, 101), (62, 102), (63, 103)]
    result = found(*(row for place in (0, 8) for row in course(place, *counts)))
    assert [(one["key"], one["rows"]) for one in of_kind(result, "duplicates")] == [
        ("duplicates.D02", 8)
    ]
