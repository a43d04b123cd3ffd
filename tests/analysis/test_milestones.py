"""Stages, the funnel, waiting and classes, on nine villages.

Kramat has the villages 0 to 3, Lempuyang 4 to 6, Mancak 7 and 8.
"""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.milestones import (
    FORMED_BY,
    class_counts,
    formed_by,
    funnel,
    reached_milestones,
    village_stages,
    waiting,
)
from kampungkb.model.milestones import MILESTONES
from tests.analysis.stages import classes, given_class, stone, stones
from tests.villages import (
    DISTRICTS,
    REGENCY,
    VILLAGES,
    district_of,
    formation,
    formations,
    of_level,
    regency_of,
)

AS_OF = "2026-Q3"
ALL = of_level("village")


LIST = formations(
    formation(8, formed_on=date(2020, 5, 1)),
    formation(1, origin="illustrative"),
    formation(0, formed_on=date(2026, 12, 1)),  # after the period
)
STONES = stones(
    stone(4, "socialisation", date(2024, 1, 10)),
    stone(4, "policy", date(2026, 9, 20)),
    stone(4, "trained", date(2026, 10, 1)),  # after the period
    stone(5, "policy"),
    stone(5, "socialisation", date(2023, 3, 1), origin="illustrative"),
    stone(6, "plan", date(2024, 1, 1)),
    stone(6, "working_group", date(2025, 1, 1)),  # later than a later stage
    stone(7, "launched", reached=False),  # officially not
    stone(7, "launched", date(2022, 1, 1), origin="illustrative"),
    stone(8, "trained", date(2021, 1, 1), origin="illustrative"),
)


def reached(rows=STONES, listed=LIST, as_of=AS_OF):
    return reached_milestones(rows, listed, ALL, as_of)


def by_place(stages: pd.DataFrame, column: str) -> list[Any]:
    return [None if pd.isna(one) else one for one in stages[column]]


def test_stages_are_derived():
    stages = village_stages(reached(), ALL)
    assert list(stages["code"]) == list(VILLAGES)
    assert by_place(stages, "stage") == [
        None, "working_group", None, None, "policy", "policy", "plan", None, "trained",
    ]  # fmt: skip
    assert by_place(stages, "next") == [
        "socialisation", "trained", "socialisation", "socialisation", "working_group",
        "working_group", "secretariat", "socialisation", "plan",
    ]  # fmt: skip
    # The last day on which something was reached; none where the furthest stage has no day.
    assert by_place(stages, "since") == [
        None, None, None, None, date(2026, 9, 20), None, date(2025, 1, 1), None, date(2021, 1, 1),
    ]  # fmt: skip
    assert list(stages["recorded"]) == [0, 1, 0, 0, 2, 2, 2, 0, 2]
    # Of village 1 nothing but the list speaks; village 8 has been trained since.
    assert list(stages["implied"]) == [False, True, *[False] * 7]
    assert [at for at, one in enumerate(stages["made_up"]) if one] == [1, 5, 8]


def test_the_list_implies_a_working_group_unless_a_record_speaks():
    rows = reached()
    implied = rows[rows["implied"]]
    assert implied[["village_code", "milestone"]].to_numpy().tolist() == [
        [VILLAGES[1], "working_group"], [VILLAGES[8], "working_group"],
    ]  # fmt: skip
    assert list(implied["reached_on"]) == [None, date(2020, 5, 1)]
    denied = reached(stones(stone(8, "working_group", reached=False)))
    assert VILLAGES[8] not in set(denied["village_code"])


def test_the_list_comes_into_force_with_its_day():
    assert VILLAGES[0] in set(reached(as_of="2026-Q4")["village_code"])
    assert VILLAGES[8] not in set(reached(stones(), as_of="2019")["village_code"])
    # Without a period everything counts.
    assert len(reached(as_of=None)) == len(reached(as_of="2026-Q4"))


def test_what_is_outside_the_register_is_left_out():
    other = stones(stone(0, "policy", village_code="36.04.99.2001"))
    assert reached(other, formations()).empty
    assert list(village_stages(reached(other, formations()), ALL)["recorded"]) == [0] * 9


def test_funnel_of_districts_and_of_the_regency():
    found = funnel(reached(), district_of())
    assert found[["code", "milestone"]].to_numpy().tolist() == [
        [code, one] for code in DISTRICTS for one in MILESTONES
    ]
    table = found.pivot(index="code", columns="milestone", values="villages")[list(MILESTONES)]
    assert table.to_numpy().tolist() == [
        [0, 0, 1, 0, 0, 0, 0, 0, 0],
        [2, 2, 1, 0, 1, 0, 0, 0, 0],
        [0, 0, 1, 1, 0, 0, 0, 0, 0],
    ]
    assert list(found.drop_duplicates("code")["all"]) == [4, 3, 2]
    whole = funnel(reached(), regency_of()).set_index("milestone")
    assert list(whole["villages"]) == [2, 2, 3, 1, 1, 0, 0, 0, 0]
    assert list(whole["made_up"]) == [1, 0, 1, 1, 0, 0, 0, 0, 0]
    assert list(whole["implied"]) == [0, 0, 2, 0, 0, 0, 0, 0, 0]
    assert set(whole["code"]) == {REGENCY}


def test_longest_wait_first_and_unknown_days_apart():
    found = waiting(village_stages(reached(), ALL), AS_OF)
    assert found.known[["code", "days"]].to_numpy().tolist() == [
        [VILLAGES[8], 2098], [VILLAGES[6], 637], [VILLAGES[4], 10],
    ]  # fmt: skip
    assert list(found.unknown["code"]) == [VILLAGES[1], VILLAGES[5]]
    assert "days" not in found.unknown
    # Without a period nothing can be counted.
    nothing = waiting(village_stages(reached(as_of=None), ALL), None)
    assert (len(nothing.known), len(nothing.unknown)) == (0, 6)


def test_who_has_the_last_stage_waits_for_nothing():
    stages = village_stages(reached(stones(stone(2, "classified", date(2025, 1, 1)))), ALL)
    assert VILLAGES[2] not in set(waiting(stages, AS_OF).known["code"])


@pytest.mark.parametrize(
    ("definition", "places"),
    [
        ("list", [1, 8]), ("socialisation", [4, 5]), ("working_group", [1, 6, 8]),
        ("launched", []), ("plan", [6]),
    ],
)  # fmt: skip
def test_definitions_count_other_villages(definition, places):
    found = formed_by(definition, reached(), LIST, ALL, AS_OF)
    assert list(found["code"]) == [VILLAGES[place] for place in places]


def test_a_definition_has_its_own_days():
    found = formed_by("working_group", reached(), LIST, ALL, AS_OF).set_index("code")
    assert list(found["formed_on"]) == [None, date(2025, 1, 1), date(2020, 5, 1)]
    assert list(found["origin"]) == ["illustrative", "official", "official"]
    assert ("list", *MILESTONES) == FORMED_BY


def test_latest_class_official_first():
    rows = classes(
        given_class(8, "dasar", "2024"), given_class(8, "mandiri", "2025"),
        given_class(8, "berkelanjutan", "2025", origin="illustrative"),
        given_class(1, "berkembang", "2026", origin="illustrative"),
        given_class(1, "mandiri", "2027"),  # begins after the period
        given_class(3, "dasar", "2025"),  # not formed
    )  # fmt: skip
    found = class_counts(rows, [VILLAGES[1], VILLAGES[8], VILLAGES[7]], ALL, AS_OF)
    assert found.classes.to_numpy().tolist() == [
        ["dasar", 1, 0], ["berkembang", 1, 1], ["mandiri", 1, 0], ["berkelanjutan", 0, 0],
    ]  # fmt: skip
    assert (found.unclassified, found.not_formed) == (1, 1)


def test_no_class_is_no_zero_of_anything_but_classes():
    found = class_counts(classes(), [VILLAGES[8]], ALL, None)
    assert list(found.classes["villages"]) == [0, 0, 0, 0]
    assert (found.unclassified, found.not_formed) == (1, 0)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 8), st.sampled_from(MILESTONES), st.booleans(),
            st.sampled_from(["official", "illustrative"]),
            st.none() | st.dates(date(2020, 1, 1), date(2028, 1, 1)),
        ),
        max_size=30, unique_by=lambda row: (row[0], row[1], row[3]),
    ),
    st.randoms(),
)  # fmt: skip
def test_districts_add_up_and_order_changes_nothing(drawn, chance):
    rows = [stone(at, one, day, reached=yes, origin=o) for at, one, yes, o, day in drawn]
    found = reached(stones(*rows))
    chance.shuffle(rows)
    pd.testing.assert_frame_equal(found, reached(stones(*rows)))
    parts = funnel(found, district_of()).groupby("milestone")[["villages", "made_up"]].sum()
    whole = funnel(found, regency_of()).set_index("milestone")[["villages", "made_up"]]
    assert parts.loc[list(MILESTONES)].to_numpy().tolist() == whole.to_numpy().tolist()
    stages = village_stages(found, ALL)
    under_way = stages["stage"].notna() & stages["next"].notna()
    apart = waiting(stages, AS_OF)
    assert len(apart.known) + len(apart.unknown) == under_way.sum()
    assert (apart.known["days"] >= 0).all()
    for definition in MILESTONES:
        counted = formed_by(definition, found, LIST, ALL, AS_OF)
        assert len(counted) == whole.at[definition, "villages"]
