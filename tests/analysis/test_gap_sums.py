"""Villages add up to districts, agencies and the regency, to the last person."""

import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kampungkb.analysis.gaps import agency_gaps, area_gaps, indicator_terms, village_gaps
from kampungkb.analysis.latest import latest_values
from tests.analysis.formula import brute_force, shares
from tests.villages import (
    DISTRICT_OF,
    VILLAGES,
    district_of,
    gaps_of,
    indicator,
    observations,
    of_level,
    regency_of,
    seen,
    target,
)

SUMS = ["numerator", "denominator", "shortfall", "unserved", "villages", "villages_with_value"]
directions = st.sampled_from(["higher", "lower"])
# One report per village: missing, or a count of a denominator.
reports = st.lists(
    st.none()
    | st.integers(0, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=9, max_size=9,
)  # fmt: skip


@settings(max_examples=12)
@given(reports=reports, goal=shares, better=directions)
def test_villages_add_up_to_districts_and_regency(reports, goal, better):
    one = indicator("D02", None, better=better, targets=(target(str(goal)),))
    rows = [seen(place, *report) for place, report in enumerate(reports) if report]
    assume(rows)
    village, district, regency = (
        gaps_of(level, [one], *rows) for level in ("village", "district", "regency")
    )
    for column in ("numerator", "denominator", "shortfall", "unserved"):
        sums = [0, 0, 0]
        for place, report in enumerate(reports):
            if report and report[1] > 0:
                x, n = report
                missing = brute_force(x, n, goal, higher=better == "higher")
                add = {"numerator": x, "denominator": n, "shortfall": missing, "unserved": n - x}
                sums[DISTRICT_OF[place]] += add[column]
        assert district[column].fillna(0).tolist() == sums
        assert regency[column].fillna(0).tolist() == [sum(sums)]
        assert village[column].sum() == sum(sums)
    assert village["villages_with_value"].sum() == regency["villages_with_value"].iloc[0]


@settings(max_examples=12)
@given(all_of=reports, formed_of=reports, formed=st.sets(st.integers(0, 8), min_size=1),
       goal=shares, better=directions)  # fmt: skip
def test_four_levels_agree_to_the_last_person(all_of, formed_of, formed, goal, better):
    # The second indicator of the same agency counts formed villages only.
    indicators = [
        indicator("D02", None, better=better, targets=(target(str(goal)),)),
        indicator("L05", None, population="formed", targets=(target(str(goal)),)),
        indicator("L13", "0.1", better="lower", responsible="DKBP3A"),
    ]
    rows = [
        seen(place, *report, indicator=one.code)
        for one, given_ in zip(indicators, (all_of, formed_of, all_of[::-1]), strict=True)
        for place, report in enumerate(given_)
        if report
    ]
    terms = indicator_terms(indicators, 2026)
    village = village_gaps(
        latest_values(observations(*rows), None), of_level("village"), terms,
        [VILLAGES[place] for place in formed],
    )  # fmt: skip
    district = area_gaps(village, district_of(), of_level("district"), terms)
    regency = area_gaps(village, regency_of(), of_level("regency"), terms)
    agency = agency_gaps(regency, terms)
    whole = regency.set_index("indicator")[SUMS].sort_index()
    for level in (village, district, agency):
        sums = level.groupby("indicator")[SUMS].sum(min_count=1)
        pd.testing.assert_frame_equal(sums, whole, check_dtype=False)
    assert set(whole["villages"].drop("L05", errors="ignore")) <= {9}
    if "L05" in whole.index:
        assert whole.loc["L05", "villages"] == len(formed)
    by_agency = agency.groupby("code")["shortfall"].sum()
    assert by_agency.sum() == village["shortfall"].sum()


@settings(max_examples=12)
@given(reports=reports, goal=shares, better=directions)
def test_a_surplus_never_adds_to_what_is_short(reports, goal, better):
    one = indicator("D02", None, better=better, targets=(target(str(goal)),))
    rows = [seen(place, *report) for place, report in enumerate(reports) if report]
    assume(rows)
    village, district, regency = (
        gaps_of(level, [one], *rows) for level in ("village", "district", "regency")
    )
    assert village["net_distance"].equals(village["shortfall"])
    for frame in (district, regency):
        known = frame.dropna(subset="shortfall")
        assert (known["net_distance"] <= known["shortfall"]).all()
        wanted = [
            brute_force(int(x), int(n), goal, higher=better == "higher")
            for x, n in zip(known["numerator"], known["denominator"], strict=True)
        ]
        assert known["net_distance"].tolist() == wanted
