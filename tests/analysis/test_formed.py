"""Formed villages and the way to the target."""

from datetime import date

import pandas as pd
import pytest

from kampungkb.analysis.formed import (
    counted_values,
    formed_observations,
    formed_villages,
    rollout,
)
from kampungkb.analysis.gaps import indicator_terms
from kampungkb.analysis.latest import latest_values
from kampungkb.model.tables import AREAS, shaped
from tests.villages import (
    VILLAGES,
    formation,
    formations,
    indicator,
    observations,
    of_level,
    seen,
    target,
)

DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("as_of", "places"),
    [
        pytest.param(None, [0, 1, 2], id="at any time"),
        pytest.param("2026-Q1", [0, 1], id="formed on its last day"),
        pytest.param("2026-02", [0], id="day unknown counts always"),
    ],
)
def test_formed_as_of(as_of, places):
    rows = formations(
        formation(2, formed_on=date(2026, 4, 1)),
        formation(1, formed_on=DAY),
        formation(0),
        formation(3, formed=False),
    )
    found = formed_villages(rows, as_of)
    assert found["village_code"].tolist() == [VILLAGES[place] for place in places]


def test_official_entry_goes_before_an_illustrative_one():
    rows = formations(
        formation(0, origin="illustrative"),
        formation(0, formed=False),
        formation(1, origin="illustrative"),
        formation(1, document="SK 1"),
    )
    found = formed_villages(rows)
    assert found[["village_code", "origin", "document"]].values.tolist() == [
        [VILLAGES[1], "official", "SK 1"]
    ]


def test_formed_as_values_of_k01():
    rows = formations(formation(0), formation(4, origin="illustrative"))
    found = formed_observations(rows, of_level("village"), "2026-Q3")
    assert found["value"].tolist() == [1, 0, 0, 0, 1, 0, 0, 0, 0]
    assert found["origin"].tolist() == ["official", *["illustrative"] * 8]
    assert set(found["indicator"]) == {"K01"}
    assert set(found["period"]) == {"2026-Q3"}


def test_without_a_made_up_entry_all_of_k01_is_official():
    found = formed_observations(formations(formation(0)), of_level("village"), "2026-Q3")
    assert set(found["origin"]) == {"official"}


def test_rollout_counts_both_origins_and_says_which():
    stand = rollout(
        formations(formation(8), formation(1, origin="illustrative")),
        of_level("village"), target("0.75"), None,
    )  # fmt: skip
    assert stand.formed_codes == (VILLAGES[1], VILLAGES[8])
    # 75 % of 9 is 6.75: seven villages.
    assert (stand.villages, stand.formed, stand.formed_official) == (9, 2, 1)
    assert (stand.target_villages, stand.to_form) == (7, 5)


@pytest.mark.parametrize(
    ("formed", "to_form"),
    [(52, 193), pytest.param(244, 1, id="one short"), pytest.param(300, 0, id="never negative")],
)
def test_three_quarters_of_the_326_villages(formed, to_form):
    codes = [f"36.04.01.{2001 + place}" for place in range(326)]
    villages = shaped(pd.DataFrame({"code": codes, "level": "village"}), AREAS)
    rows = formations(*(formation(0, village_code=code) for code in codes[:formed]))
    stand = rollout(rows, villages, target("0.75"), None)
    assert (stand.formed, stand.target_villages, stand.to_form) == (formed, 245, to_form)


def test_no_target_and_no_villages():
    stand = rollout(formations(), of_level("village"), None, "2026")
    assert (stand.formed, stand.target_villages, stand.to_form) == (0, None, None)


def test_village_outside_the_register_is_not_counted():
    rows = formations(formation(0, village_code="36.71.01.1001"))
    assert rollout(rows, of_level("village"), target("0.75"), None).formed == 0


def test_values_that_are_counted():
    terms = indicator_terms(
        [indicator("D02"), indicator("K06", "0.5", kind="yes_no", population="formed")], 2026
    )
    values = latest_values(
        observations(
            seen(0, 1, 2), seen(1, 1, 2),
            *(seen(place, indicator="K06", value=1.0) for place in (0, 1, 2)),
        ),
        None,
    )  # fmt: skip
    copy = values.copy()
    found = counted_values(values, terms, [VILLAGES[1], VILLAGES[8]])
    assert found[["indicator", "village_code"]].values.tolist() == [
        ["D02", VILLAGES[0]], ["D02", VILLAGES[1]], ["K06", VILLAGES[1]],
    ]  # fmt: skip
    assert found.index.tolist() == [0, 1, 2]
    assert counted_values(values, terms, [])["indicator"].tolist() == ["D02", "D02"]
    pd.testing.assert_frame_equal(counted_values(values, terms, VILLAGES), values)
    pd.testing.assert_frame_equal(values, copy)
    assert counted_values(values.head(0), terms, []).empty
