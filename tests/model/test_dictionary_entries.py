"""What an administrator adds to the indicator dictionary, and what it is refused for."""

import hashlib
import json
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.errors import DictionaryError
from kampungkb.model.dictionary_entries import (
    LeftOut,
    entry_table,
    entry_text,
    extended,
    free_target_id,
    usable,
)
from kampungkb.model.indicators import Dictionary, read_dictionary
from kampungkb.model.tables import INDICATOR_ENTRIES, TARGET_ENTRIES, empty, shaped
from kampungkb.model.targets import target_in_use
from kampungkb.settings import ROOT
from tests.villages import dictionary, indicator

SHIPPED = dictionary(indicator("D02", "0.6"), indicator("L02", None, better="lower"))
NO_INDICATORS, NO_TARGETS = empty(INDICATOR_ENTRIES), empty(TARGET_ENTRIES)

NEW = {
    "code": "X01", "name": {"id": "Desa dengan posyandu", "en": "Villages with a health post"},
    "short": {"id": "Posyandu", "en": "Health post"},
    "numerator": {"id": "Desa yang memiliki posyandu", "en": "Villages that have a health post"},
    "denominator": {"id": "Seluruh desa", "en": "All of the villages"},
    "counted": {"id": "desa", "en": "villages"}, "kind": "yes_no", "unit": "share",
    "better": "higher", "lowest_level": "village", "population": "all", "pillar": "services",
    "responsible": "Dinkes", "supporting": [], "periodicity": "yearly",
    "source_system": "Laporan puskesmas", "sensitive": False,
}  # fmt: skip
GOAL = {
    "year": 2026, "value": "85", "unit": "percent", "scope": "regency", "area": "36.04",
    "source": "RPJMD Kabupaten Serang", "confirmed": True,
}  # fmt: skip


def indicators(*tables, code=None):
    rows = [
        {"code": code or one["code"], "entry": entry_text(one), "revision": 3} for one in tables
    ]
    return shaped(pd.DataFrame(rows), INDICATOR_ENTRIES)


def targets(*rows):
    return shaped(
        pd.DataFrame(
            [
                {"indicator": code, "target_id": name, "entry": entry_text(table), "revision": 4}
                for code, name, table in rows
            ]
        ),
        TARGET_ENTRIES,
    )


def problem(*, added=NO_INDICATORS, goals=NO_TARGETS):
    with pytest.raises(DictionaryError) as raised:
        extended(SHIPPED, added, goals)
    return raised.value.blanks["detail"]


def test_an_indicator_comes_after_those_of_the_file():
    found = extended(SHIPPED, indicators(NEW, NEW | {
        "code": "A01", "name": {"id": "A", "en": "A"}, "short": {"id": "A", "en": "A"},
        "numerator": {"id": "A", "en": "A"},
    }), NO_TARGETS)  # fmt: skip
    assert found.codes == ("D02", "L02", "A01", "X01")
    assert (found.get("X01").kind, found.get("X01").targets) == ("yes_no", ())
    assert found.get("D02") is SHIPPED.get("D02")


def test_a_target_of_the_regency_takes_the_place_of_the_older_one():
    found = extended(SHIPPED, NO_INDICATORS, targets(("D02", "2026-regency-1", GOAL)))
    used = target_in_use(found.get("D02"), 2026)
    assert (used.value, used.year, used.source) == (
        Fraction(85, 100), 2026, "RPJMD Kabupaten Serang",
    )  # fmt: skip
    assert target_in_use(SHIPPED.get("D02"), 2026).value == Fraction(3, 5)
    assert [one.text for one in found.get("D02").targets] == ["0.6", "85"]


def test_an_added_indicator_has_targets_of_its_own_and_of_further_entries():
    own = NEW | {"target": [GOAL]}
    found = extended(
        SHIPPED, indicators(own), targets(("X01", "2027-regency-1", GOAL | {"year": 2027}))
    )
    assert [one.year for one in found.get("X01").targets] == [2026, 2027]


def test_an_indicator_of_the_file_is_never_replaced():
    added = indicators(NEW | {"code": "D02"})
    assert problem(added=added) == "D02: code: is an indicator of the shipped dictionary"
    found, left_out = usable(SHIPPED, added, NO_TARGETS)
    assert found.indicators == SHIPPED.indicators
    assert left_out == (
        LeftOut(
            indicator="D02", target_id=None,
            problem="D02: code: is an indicator of the shipped dictionary",
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("added", "detail"),
    [
        pytest.param(NEW | {"unit": "years"}, "X01: unit: 'years' does not fit yes_no, only share",
                     id="the file's own checks"),
        pytest.param(NEW | {"colour": "red"}, "X01: colour: is no field of this table",
                     id="a field that there is not"),
        pytest.param({**NEW, "short": {"id": "D02 id", "en": "Other"}},
                     "X01: short.id: 'D02 id' is also that of D02", id="a name that is taken"),
        pytest.param({**NEW, "excludes_axis": ["D02"]},
                     "X01: excludes_axis: fits only the shipped dictionary", id="an axis"),
    ],
)  # fmt: skip
def test_an_added_indicator_is_checked_as_one_of_the_file(added, detail):
    assert problem(added=indicators(added)) == detail


def test_the_code_of_a_row_is_the_code_of_its_table():
    assert problem(added=indicators(NEW, code="X02")) == "X02: code: the entry says 'X01'"


@pytest.mark.parametrize(
    ("goal", "detail"),
    [
        (GOAL | {"value": "85,5"},
         "value: '85,5' is no number such as 62.5 and no range such as 6-7"),
        (GOAL | {"value": "101"}, "value: 101 is more than the whole"),
        (GOAL | {"year": 1999}, "year: 1999 is not between 2000 and 2100"),
        (GOAL | {"area": "36"}, "area: '36' is no code of a regency"),
        (GOAL | {"url": "javascript:alert(1)"},
         "url: 'javascript:alert(1)' is no address such as https://example.id/page"),
    ],
)  # fmt: skip
def test_an_added_target_is_checked_as_one_of_the_file(goal, detail):
    assert problem(goals=targets(("D02", "t", goal))) == f"D02: target t: {detail}"


def test_a_target_needs_its_indicator_and_is_there_once():
    assert problem(goals=targets(("Z99", "t", GOAL))) == (
        "Z99: target t: the indicator is not there"
    )
    twice = targets(("D02", "a", GOAL), ("D02", "b", GOAL))
    assert problem(goals=twice) == "D02: target: 85 (2026) is there 2 times"


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '"D02"', "[" * 100_000, "null"])
def test_what_is_no_table_is_left_out_and_stops_nothing(text):
    broken = shaped(
        pd.DataFrame([{"indicator": "D02", "target_id": "a", "entry": text, "revision": 1}]),
        TARGET_ENTRIES,
    )
    sound = targets(("D02", "b", GOAL))
    found, left_out = usable(SHIPPED, NO_INDICATORS, pd.concat([broken, sound]))
    assert [one.target_id for one in left_out] == ["a"]
    assert target_in_use(found.get("D02"), 2026).value == Fraction(17, 20)


def test_another_entry_is_another_dictionary_in_every_cache():
    first = extended(SHIPPED, NO_INDICATORS, targets(("D02", "t", GOAL)))
    second = extended(SHIPPED, NO_INDICATORS, targets(("D02", "t", GOAL | {"value": "86"})))
    assert len({SHIPPED.sha256, first.sha256, second.sha256}) == 3
    again = extended(SHIPPED, NO_INDICATORS, targets(("D02", "t", GOAL)))
    assert again.sha256 == first.sha256
    assert (
        first.sha256
        == hashlib.sha256(
            SHIPPED.sha256.encode() + json.dumps(["D02", "t", entry_text(GOAL)]).encode()
        ).hexdigest()
    )


def test_without_entries_it_is_the_shipped_dictionary():
    shipped = read_dictionary(ROOT / "data" / "indicators.toml")
    assert extended(shipped, NO_INDICATORS, NO_TARGETS) is shipped


@given(st.permutations([("D02", "a", GOAL), ("D02", "b", GOAL | {"year": 2027}),
                        ("L02", "a", GOAL), ("Z99", "a", GOAL)]))  # fmt: skip
def test_the_order_of_rows_changes_nothing(rows):
    usual = usable(SHIPPED, NO_INDICATORS, targets(*sorted(rows, key=lambda row: row[:2])))
    assert usable(SHIPPED, NO_INDICATORS, targets(*rows)) == usual


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted({**NEW, "target": []})), _JSON)
def test_whatever_stands_in_an_entry_it_is_taken_or_left_out(name, value):
    found, left_out = usable(SHIPPED, indicators(NEW | {name: value}, code="X01"), NO_TARGETS)
    assert isinstance(found, Dictionary)
    assert (found.codes == ("D02", "L02", "X01")) == (left_out == ())
    assert found.indicators[:2] == SHIPPED.indicators


@given(st.dictionaries(st.text(), _JSON))
def test_a_table_is_read_back_as_it_was_written(table):
    assert entry_table(entry_text(table)) == table


def test_ids_of_targets_are_free_ones():
    present = targets(("D02", "2026-regency-1", GOAL), ("L02", "2026-regency-2", GOAL))
    assert free_target_id(present, "D02", 2026, "regency") == "2026-regency-2"
    assert free_target_id(present, "L02", 2026, "regency") == "2026-regency-1"
    assert free_target_id(present, "D02", None, "nation") == "undated-nation-1"
