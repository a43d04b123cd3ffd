"""Shortfalls, sums, verdicts and origins, in numbers that a person can add up."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.gaps import (
    COLUMNS,
    agency_gaps,
    area_gaps,
    indicator_terms,
    latest_published,
    village_gaps,
)
from kampungkb.analysis.latest import latest_values
from tests.villages import (
    DISTRICTS,
    REGENCY,
    VILLAGES,
    district_of,
    gaps_of,
    indicator,
    observations,
    of_level,
    published,
    regency_of,
    seen,
    target,
)

KIA = indicator("D02", "0.6")
STUNTING = indicator("L02", "0.14", better="lower", responsible="DKBP3A")
KKB = indicator("K01", "0.75", kind="yes_no")
IDM = indicator("IDM", None, kind="index")


def numbers(frame, *columns):
    return frame[list(columns)].astype(object).where(frame[list(columns)].notna(), None).values


# Kramat has 4 villages, Lempuyang 3, Mancak 2; the last village has not reported.
KIA_ROWS = [
    seen(place, numerator, denominator)
    for place, (numerator, denominator) in enumerate(
        [(10, 100), (90, 100), (6, 10), (0, 0), (50, 100), (60, 100), (70, 100), (1, 7)]
    )
]


def test_village_rows():
    rows = gaps_of("village", [KIA], *KIA_ROWS)
    assert tuple(rows.columns) == COLUMNS
    assert rows["code"].tolist() == list(VILLAGES)
    assert numbers(rows, "numerator", "denominator", "shortfall", "unserved").tolist() == [
        [10, 100, 50, 90],
        [90, 100, 0, 10],
        [6, 10, 0, 4],
        [None, None, None, None],
        [50, 100, 10, 50],
        [60, 100, 0, 40],
        [70, 100, 0, 30],
        [1, 7, 4, 6],
        [None, None, None, None],
    ]
    assert rows["verdict"].tolist() == [
        "below", "met", "cannot_tell", "no_data", "below", "cannot_tell", "met", "below", "no_data",
    ]  # fmt: skip
    assert set(rows["target"]) == {0.6}
    assert set(rows["target_year"]) == {2024}
    assert rows["villages_with_value"].tolist() == [1, 1, 1, 0, 1, 1, 1, 1, 0]


def test_districts_add_up_their_villages():
    rows = gaps_of("district", [KIA], *KIA_ROWS)
    assert rows["code"].tolist() == list(DISTRICTS)
    assert rows["name"].tolist() == ["Kramat", "Lempuyang", "Mancak"]
    # Kramat: 106 of 210 lacks 20 as a whole, but 50 people are missing in its first village.
    assert numbers(rows, "numerator", "denominator", "shortfall", "unserved").tolist() == [
        [106, 210, 50, 104],
        [180, 300, 10, 120],
        [1, 7, 4, 6],
    ]
    assert rows["value"].tolist() == [106 / 210, 0.6, 1 / 7]
    assert numbers(rows, "villages", "villages_with_value", "low_coverage").tolist() == [
        [4, 3, True],
        [3, 3, False],
        [2, 1, True],
    ]


def test_regency_is_no_mean_of_ratios():
    row = gaps_of("regency", [KIA], *KIA_ROWS).iloc[0]
    assert (row["numerator"], row["denominator"]) == (287, 517)
    assert row["value"] == 287 / 517
    assert (row["shortfall"], row["unserved"]) == (64, 230)
    assert (row["villages"], row["villages_with_value"], row["low_coverage"]) == (9, 7, True)


@pytest.mark.parametrize(("reported", "low"), [(7, True), (8, False), (9, False)])
def test_coverage_below_80_percent_is_marked(reported, low):
    # 80 % of 9 is 7.2.
    row = gaps_of("regency", [KIA], *(seen(place, 1, 2) for place in range(reported))).iloc[0]
    assert (row["villages_with_value"], bool(row["low_coverage"])) == (reported, low)


def test_coverage_of_exactly_80_percent_is_enough():
    places = (0, 1, 4, 5)
    villages = of_level("village").iloc[[0, 1, 2, 4, 5]]
    rows = gaps_of("village", [KIA], *(seen(place, 1, 2) for place in places))
    terms = indicator_terms([KIA], 2026)
    parents = pd.Series(REGENCY, index=villages["code"], dtype="str")
    own = rows[rows["code"].isin(villages["code"])]
    found = area_gaps(own, parents, of_level("regency"), terms)
    assert found[["villages", "villages_with_value", "low_coverage"]].values.tolist() == [
        [5, 4, False]
    ]


def test_index_is_a_simple_mean_without_counts():
    rows = [
        seen(place, indicator="IDM", value=value, status="Berkembang")
        for place, value in enumerate([0.5, 0.7, 0.9])
    ]
    villages = gaps_of("village", [IDM], *rows)
    assert villages["value"].head(3).tolist() == [0.5, 0.7, 0.9]
    assert villages["status"].head(3).tolist() == ["Berkembang"] * 3
    district = gaps_of("district", [IDM], *rows)
    assert district["value"].iloc[0] == pytest.approx(0.7)
    assert district["status"].isna().all()
    empty = ["numerator", "denominator", "shortfall", "unserved", "low", "high", "target"]
    for frame in (villages, district):
        assert frame[empty].isna().all(axis=None)
    assert villages["verdict"].tolist()[3:] == ["no_data"] * 6
    # There is a value but nothing to hold it against.
    assert villages["verdict"].head(3).isna().all()


def test_villages_of_a_yes_no_have_no_counts():
    rows = gaps_of(
        "village", [KKB], seen(0, indicator="K01", value=1), seen(1, indicator="K01", value=0)
    )
    assert rows[["numerator", "denominator", "shortfall", "unserved"]].isna().all(axis=None)
    assert rows["verdict"].head(3).tolist() == ["met", "below", "no_data"]


def test_yes_no_counts_villages():
    rows = [
        seen(place, indicator="K01", value=int(place in (0, 1, 2, 4))) for place in range(9)
    ]  # fmt: skip
    district = gaps_of("district", [KKB], *rows)
    # 75 % of 4, 3 and 2 villages: 3, 3 and 2 of them.
    assert numbers(district, "numerator", "denominator", "shortfall", "unserved").tolist() == [
        [3, 4, 0, 1],
        [1, 3, 2, 2],
        [0, 2, 2, 2],
    ]
    assert district["verdict"].tolist() == ["met", "below", "below"]
    assert district[["low", "high"]].isna().all(axis=None)
    regency = gaps_of("regency", [KKB], *rows).iloc[0]
    # 75 % of 9 is 7: counts of villages do not add up over districts (2 + 2 is not 3).
    assert (regency["numerator"], regency["denominator"], regency["shortfall"]) == (4, 9, 3)


def test_yes_no_where_less_is_better():
    poor = indicator("E06", "0.25", kind="yes_no", better="lower")
    rows = [seen(place, indicator="E06", value=int(place < 2)) for place in range(4)]
    assert gaps_of("village", [poor], *rows)["verdict"].head(4).tolist() == [
        "below", "below", "met", "met",
    ]  # fmt: skip
    # At most one of the four villages may be in that state.
    assert gaps_of("district", [poor], *rows)["shortfall"].iloc[0] == 1


def test_kinds_side_by_side():
    rows = [
        seen(0, 5, 10), seen(0, 2, 10, indicator="L02"), seen(0, indicator="K01", value=1),
        seen(0, indicator="IDM", value=0.6792),
    ]  # fmt: skip
    found = gaps_of("regency", [IDM, KIA, STUNTING, KKB], *rows)
    assert found["indicator"].tolist() == ["IDM", "D02", "L02", "K01"]
    assert found["value"].tolist() == [0.6792, 0.5, 0.2, 1.0]
    assert numbers(found, "numerator", "shortfall").tolist() == [
        [None, None],
        [5, 1],
        [2, 1],
        [1, 0],
    ]


def test_nothing_reported_is_unknown_not_zero():
    district = gaps_of("district", [KIA], seen(0, 0, 10), seen(4, 0, 0))
    assert numbers(district, "numerator", "denominator", "value", "shortfall").tolist() == [
        [0, 10, 0.0, 6],
        [None, None, None, None],
        [None, None, None, None],
    ]
    assert district["verdict"].tolist() == ["below", "no_data", "no_data"]
    assert district["origin"].tolist()[0] == "official"
    assert district["origin"].isna().tolist() == [False, True, True]


def test_indicator_without_any_value_has_no_rows():
    assert gaps_of("district", [KIA, STUNTING], seen(0, 1, 2))["indicator"].unique().tolist() == [
        "D02"
    ]
    assert gaps_of("regency", [KIA]).empty


def test_share_without_its_counts_is_shown_but_not_added():
    rows = [seen(0, value=0.9), seen(1, 8, None, value=0.8), seen(2, 1, 4)]
    villages = gaps_of("village", [KIA], *rows)
    assert villages["value"].head(3).tolist() == [0.9, 0.8, 0.25]
    assert villages["verdict"].head(3).tolist() == ["met", "met", "cannot_tell"]
    assert villages["shortfall"].head(2).isna().all()
    row = gaps_of("regency", [KIA], *rows).iloc[0]
    assert (row["numerator"], row["denominator"], row["villages_with_value"]) == (1, 4, 1)


@pytest.mark.parametrize(
    ("origins", "together"),
    [
        (("official", "official"), "official"),
        (("illustrative", "illustrative"), "illustrative"),
        (("official", "illustrative"), "mixed"),
    ],
)
def test_origin_of_a_sum(origins, together):
    rows = [seen(place, 1, 2, origin=origin) for place, origin in enumerate(origins)]
    found = gaps_of("district", [KIA], *rows)
    assert found["origin"].iloc[0] == together
    assert found["origin"].isna().tolist() == [False, True, True]


def test_what_adds_nothing_gives_neither_origin_nor_period():
    row = gaps_of(
        "regency", [KIA], seen(0, 1, 2), seen(1, None, 2, origin="illustrative", period="2026-Q4")
    ).iloc[0]
    assert (row["origin"], row["period"]) == ("official", "2026-Q1")


def test_period_of_a_sum_is_its_latest():
    rows = [seen(0, 1, 2, period="2026-Q4"), seen(1, 1, 2, period="2026"), seen(4, 1, 2)]
    found = gaps_of("district", [KIA], *rows)
    assert found["period"].head(2).tolist() == ["2026", "2026-Q1"]
    assert found["period"].isna().tolist() == [False, False, True]


def test_published_stands_beside_and_changes_nothing():
    figures = published({"value": 0.4653}, {"value": 0.9, "area_code": DISTRICTS[1]})
    for level, beside in (("regency", [0.4653]), ("district", [None, 0.9, None])):
        without = gaps_of(level, [KIA], *KIA_ROWS)
        found = gaps_of(level, [KIA], *KIA_ROWS, published=figures)
        assert numbers(found, "published").ravel().tolist() == beside
        pd.testing.assert_frame_equal(
            found.drop(columns="published"), without.drop(columns="published")
        )


def test_latest_confirmed_published_figure():
    figures = published(
        {"value": 0.5, "period": "2025"},
        {"value": 0.4, "period": "2024"},
        {"value": 0.9, "period": "2026", "confirmed": False},
        {"value": 0.8, "period": "2026", "indicator": None},
        {"value": 0.7, "period": "2026", "area_code": None},
    )
    assert latest_published(figures, None)["value"].tolist() == [0.5]
    assert latest_published(figures, "2024")["value"].tolist() == [0.4]
    assert latest_published(figures, "2023").empty


def test_published_count_of_villages_is_no_share():
    figures = published(
        {"value": 0.1595, "indicator": "K01"},
        {"value": 60, "indicator": "K01", "unit": "desa", "period": "2025"},
    )
    rows = [seen(place, indicator="K01", value=0) for place in range(9)]
    assert gaps_of("regency", [KKB], *rows, published=figures)["published"].tolist() == [0.1595]


def test_share_goes_before_the_count_published_with_it():
    figures = published({"value": 0.1595}, {"value": 52, "unit": "desa"})
    assert latest_published(figures, None)["value"].tolist() == [0.1595]
    assert latest_published(figures[::-1], None)["value"].tolist() == [0.1595]


def test_agencies_add_up_to_the_regency():
    rows = [*KIA_ROWS, *(seen(place, 20, 100, indicator="L02") for place in range(9))]
    indicators = [KIA, STUNTING, indicator("D01", "0.9")]
    regency = gaps_of("regency", indicators, *rows, seen(0, 1, 10, indicator="D01"))
    agencies = agency_gaps(regency, indicator_terms(indicators, 2026))
    assert agencies[["level", "code", "name", "indicator", "shortfall"]].values.tolist() == [
        ["agency", "DKBP3A", "DKBP3A", "L02", 54],
        ["agency", "Dinkes", "Dinkes", "D02", 64],
        ["agency", "Dinkes", "Dinkes", "D01", 8],
    ]
    assert agencies["shortfall"].sum() == regency["shortfall"].sum()


@pytest.mark.parametrize(
    ("better", "goal", "numerator", "denominator", "verdict"),
    [
        ("higher", "0.6", 7, 10, "cannot_tell"),
        ("higher", "0.6", 700, 1000, "met"),
        ("higher", "0.6", 500, 1000, "below"),
        ("lower", "0.14", 10, 1000, "met"),
        ("lower", "0.14", 1, 10, "cannot_tell"),
        ("lower", "0.14", 300, 1000, "below"),
        pytest.param("higher", "1", 10, 10, "met", id="all of them"),
        pytest.param("higher", "1", 99, 100, "below", id="nearly all"),
        pytest.param("lower", "0", 0, 10, "met", id="nobody"),
        pytest.param("lower", "0", 1, 10, "below", id="one too many"),
        pytest.param("higher", "0", 0, 10, "met", id="nothing asked"),
        pytest.param("higher", "0.6", 103, 100, "met", id="more than all: no interval"),
    ],
)
def test_verdict_of_a_ratio(better, goal, numerator, denominator, verdict):
    one = indicator("D02", goal, better=better)
    row = gaps_of("village", [one], seen(0, numerator, denominator)).iloc[0]
    assert row["verdict"] == verdict


def test_verdict_of_an_index_and_a_share_without_counts():
    ibangga = indicator("L25", "61.43", kind="index", unit="index_100")
    rows = [seen(place, indicator="L25", value=v) for place, v in enumerate([61.42, 61.43, 61.44])]
    assert gaps_of("village", [ibangga], *rows)["verdict"].head(3).tolist() == [
        "below", "met", "met",
    ]  # fmt: skip
    rows = [seen(place, value=value) for place, value in enumerate([0.5999, 0.6, 0.1 + 0.5])]
    assert gaps_of("village", [KIA], *rows)["verdict"].head(3).tolist() == ["below", "met", "met"]


def test_without_a_target_there_is_no_verdict():
    row = gaps_of("regency", [indicator("D02", None)], seen(0, 6, 10)).iloc[0]
    assert numbers(row.to_frame().T, "target", "target_year", "shortfall", "verdict").tolist() == [
        [None, None, None, None]
    ]
    assert (row["value"], row["unserved"]) == (0.6, 4)


def test_terms_of_an_indicator():
    dated = indicator("D02", None, targets=(target("0.188", year=2025), target("0.6", year=2030)))
    terms = indicator_terms([dated, indicator("D05", None)], 2026)
    assert terms.index.tolist() == ["D02", "D05"]
    assert terms.loc["D02", ["target", "target_year", "p", "q", "has_target"]].tolist() == [
        0.188, 2025, 47, 250, True,
    ]  # fmt: skip
    assert terms.loc["D05", ["p", "q", "has_target"]].tolist() == [0, 1, False]
    assert math.isnan(terms.loc["D05", "target"])
    assert indicator_terms([], 2026).empty


@settings(max_examples=5, deadline=None)
@given(order=st.permutations(range(12)))
def test_row_order_changes_nothing(order):
    rows = [*KIA_ROWS, *(seen(p, 3, 10, period="2025", origin="illustrative") for p in range(4))]
    shuffled = [rows[at] for at in order]
    for level in ("village", "district", "regency"):
        pd.testing.assert_frame_equal(
            gaps_of(level, [KIA], *shuffled), gaps_of(level, [KIA], *rows)
        )


def test_arguments_are_not_changed():
    latest = latest_values(observations(*KIA_ROWS), None)
    villages, terms = of_level("village"), indicator_terms([KIA], 2026)
    copies = [frame.copy() for frame in (latest, villages, terms)]
    village_gaps(latest, villages, terms)
    for frame, copy in zip((latest, villages, terms), copies, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_an_indicator_of_formed_villages_counts_no_other():
    trained = indicator("K06", "0.5", kind="yes_no", population="formed")
    states = [seen(place, indicator="K06", value=value, numerator=None, denominator=None)
              for place, value in {0: 1.0, 1: 0.0, 4: 1.0, 7: 1.0}.items()]  # fmt: skip
    terms = indicator_terms([trained], 2026)
    # Villages 0, 1, 2 and 4 are formed; 7 is not, whatever was reported of it.
    formed = [VILLAGES[place] for place in (0, 1, 2, 4)]
    villages = village_gaps(
        latest_values(observations(*states), None), of_level("village"), terms, formed
    )
    assert villages["code"].tolist() == formed
    assert villages["verdict"].tolist() == ["met", "below", "no_data", "met"]
    district = area_gaps(villages, district_of(), of_level("district"), terms)
    counts = ["numerator", "denominator", "villages", "villages_with_value"]
    assert numbers(district, *counts).tolist() == [
        [1, 2, 3, 2], [1, 1, 1, 1], [None, None, 0, 0],
    ]  # fmt: skip
    assert district["verdict"].tolist() == ["met", "met", "no_data"]
    regency = area_gaps(villages, regency_of(), of_level("regency"), terms)
    assert regency[counts].values.tolist() == [[2, 3, 4, 3]]


def test_all_villages_count_where_the_indicator_says_so():
    terms = indicator_terms([KIA], 2026)
    latest = latest_values(observations(*KIA_ROWS), None)
    pd.testing.assert_frame_equal(
        village_gaps(latest, of_level("village"), terms, [VILLAGES[0]]),
        village_gaps(latest, of_level("village"), terms),
    )
