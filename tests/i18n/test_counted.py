"""One of what is counted reads differently from many, in English."""

from dataclasses import replace

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import ROOT
from tests.villages import indicator

SHIPPED = read_dictionary(ROOT / "data" / "indicators.toml")
ID, EN = translator("id"), translator("en")
# Names that have no plural.
SAME = {"KKB", "posyandu"}


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.code)
def test_every_indicator_names_one_of_what_it_counts(one):
    many = one.counted.en
    assert one.counted_one is not None
    assert (one.counted_one == many) == (many in SAME)
    assert (EN.counted(one, 1), EN.counted(one, 2)) == (one.counted_one, many)
    assert (EN.counted(one, 0), ID.counted(one, 1)) == (many, one.counted.id)
    # The same things have the same name everywhere.
    assert {other.counted_one for other in SHIPPED if other.counted.en == many} == {one.counted_one}


def test_one_child_and_two_children():
    assert EN.counted(SHIPPED.get("D02"), 1) == "child"
    assert EN.counted(SHIPPED.get("L07"), 1) == "infant"
    assert EN.counted(SHIPPED.get("D02"), -1) == "children"


def test_what_has_no_word_for_one_keeps_that_for_many():
    added = indicator("D02")
    assert added.counted_one is None
    assert EN.counted(added, 1) == "children"
    assert EN.counted(replace(added, counted_one="child"), 1) == "child"
