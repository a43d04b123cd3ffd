"""A change looked at before it is saved, on nine villages."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.store.revisions import Change
from kampungkb.tasks.ledger import gap_document
from kampungkb.tasks.preview import preview
from tests.tasks.snapshots import reported, snapshot
from tests.villages import VILLAGES, formation, formations, observations, seen

BEFORE = snapshot(*reported())


def ended(village, **fields):
    row = seen(village, **fields)
    return {name: row[name] for name in ("indicator", "village_code", "period", "origin")}


def change(*rows, gone=(), **more):
    retracted = pd.DataFrame([*gone]) if gone else None
    return Change(observations=observations(*rows), retract_observations=retracted, **more)


MIXED = change(
    seen(0, 65, 100), seen(1, 90, 100), seen(4, 40, 100), seen(8, 5, 10),
    seen(2, 9, 10, period="2025-Q4"), seen(5, 100, 100, period="2026-Q2"), gone=[ended(6)],
)  # fmt: skip


def told(frame, *names):
    plain = frame[list(names)].astype(object)
    return plain.where(plain.notna(), None).to_numpy().tolist()


def places(codes):
    return [VILLAGES.index(code) for code in codes]


def test_values_that_differ_largest_first():
    shown = preview(BEFORE, MIXED)
    rows = shown.values
    assert places(rows["village_code"]) == [0, 6, 4, 8, 5, 2]
    assert told(rows, "kind", "before_value", "after_value", "people", "counted") == [
        ["changed", 0.1, 0.65, -50, True],
        ["ended", 0.7, None, 20, True],
        ["changed", 0.5, 0.4, 10, True],
        ["new", None, 0.5, 1, True],
        ["new", None, 1.0, 0, True],
        ["changed", 0.4, 0.9, None, False],
    ]
    # A new quarter is held against the one that counted before.
    assert told(rows.iloc[[4]], "earlier_period", "earlier_value", "difference") == [
        ["2026-Q1", 0.6, 0.4]
    ]
    assert (shown.counts, shown.unchanged) == ({"new": 2, "changed": 3, "ended": 1}, 1)
    assert (shown.empty, shown.as_of) == (False, "2026-Q2")


def test_villages_that_look_otherwise():
    rows = preview(BEFORE, MIXED).villages
    assert places(rows["code"]) == [0, 6, 4, 8, 5]
    assert told(rows, "effect", "direction", "before_verdict", "after_verdict") == [
        ["less", "better", "below", "cannot_tell"],
        ["lost", "worse", "met", "below"],
        ["more", "worse", "below", "below"],
        ["first", "new", "no_data", "cannot_tell"],
        ["reached", "better", "cannot_tell", "met"],
    ]


def test_the_regency_before_and_after():
    rows = preview(BEFORE, MIXED).regency
    names = ("numerator", "denominator", "shortfall", "villages_with_value", "period")
    assert told(rows, "indicator", *(f"before_{name}" for name in names)) == [
        ["D02", 287, 517, 64, 7, "2026-Q1"]
    ]
    assert told(rows, *(f"after_{name}" for name in names), "after_target") == [
        [347, 527, 45, 8, "2026-Q2", 0.6]
    ]


def test_both_sides_are_as_of_one_period():
    """Else a target of a later year would be taken for a change of the villages."""
    shown = preview(BEFORE, change(seen(0, 65, 100, period="2027-Q1")))
    assert (shown.ledger_before.as_of, shown.ledger_after.as_of) == ("2027-Q1", "2027-Q1")


def test_a_late_period_changes_nothing_that_is_shown():
    shown = preview(BEFORE, change(seen(2, 9, 10, period="2025-Q4")))
    assert told(shown.values, "counted", "people", "difference") == [[False, None, 0.5]]
    assert (len(shown.villages), shown.touched) == (0, ("D02",))


def test_an_official_value_hides_the_sample():
    before = snapshot(
        seen(0, 5, 10, origin="illustrative"), seen(1, 5, 10, origin="illustrative"), seen(2, 5, 10)
    )
    shown = preview(before, change(seen(0, 5, 10), seen(2, 6, 10)))
    assert told(shown.hidden_illustrative, "indicator", "villages") == [["D02", 1]]
    assert told(shown.villages, "effect", "before_origin", "after_origin") == [
        ["less", "official", "official"],
        ["basis", "illustrative", "official"],
    ]
    row = shown.values[shown.values["village_code"] == VILLAGES[0]]
    assert told(row, "kind", "earlier_origin", "people") == [["new", "illustrative", 0]]


def test_a_sample_value_beside_an_official_one_does_not_count():
    shown = preview(BEFORE, change(seen(0, 90, 100, origin="illustrative")))
    assert told(shown.values, "kind", "counted", "people") == [["new", False, None]]
    assert shown.villages.empty


def test_a_formation_touches_the_formed_villages():
    rows = formations(formation(3), formation(1))
    shown = preview(BEFORE, Change(formations=rows))
    assert (shown.formed.before, shown.formed.after) == (2, 3)
    assert (shown.touched, list(shown.others)) == (("K01",), ["formation"])
    assert told(shown.others["formation"], "village_code", "kind") == [
        [VILLAGES[1], "new"], [VILLAGES[3], "new"],
    ]  # fmt: skip
    assert shown.values.empty
    assert told(shown.regency, "before_numerator", "after_numerator") == [[2, 3]]


def test_what_is_there_already_is_no_change():
    shown = preview(BEFORE, change(seen(0, 10, 100)))
    assert (shown.empty, shown.unchanged, shown.touched) == (True, 1, ())
    assert shown.after is BEFORE


def test_the_ledgers_are_those_of_every_page():
    shown = preview(BEFORE, MIXED)
    for side, of in (("before", shown.before), ("after", shown.after)):
        document = gap_document(of, "regency", indicator="D02", as_of=shown.as_of)
        (row,) = document["rows"]
        own = shown.regency.iloc[0]
        for name in ("numerator", "denominator", "shortfall", "verdict", "value"):
            assert own[f"{side}_{name}"] == row[name]


CELLS = st.tuples(
    st.integers(0, 8), st.integers(0, 30), st.integers(0, 30),
    st.sampled_from(["2025-Q4", "2026-Q1", "2026-Q2"]), st.sampled_from(["D02", "L02"]),
    st.sampled_from(["official", "illustrative"]),
)  # fmt: skip


# An example is two whole ledgers.
@settings(max_examples=40)
@given(st.lists(CELLS, max_size=12, unique_by=lambda one: (one[0], *one[3:])))
def test_villages_add_up_to_the_regency(cells):
    rows = [
        seen(place, n, d, period=period, indicator=code, origin=origin)
        for place, n, d, period, code, origin in cells
    ]
    shown = preview(BEFORE, change(*rows, gone=[]))
    for own in shown.regency.to_dict("records"):
        people = shown.villages.loc[shown.villages["indicator"] == own["indicator"], "people"]
        sides = [own[f"{side}_shortfall"] for side in ("before", "after")]
        was, now = (0 if pd.isna(one) else one for one in sides)
        assert int(people.sum()) == now - was


@pytest.mark.parametrize("code", ["D02", "L02"])
def test_order_of_rows_changes_nothing(code):
    rows = [seen(place, place, 10, indicator=code) for place in range(6)]
    one, other = (preview(BEFORE, change(*order)) for order in (rows, rows[::-1]))
    pd.testing.assert_frame_equal(one.values, other.values)
    pd.testing.assert_frame_equal(one.villages, other.villages)
