"""What a change does to a village, in one word."""

import pandas as pd
import pytest

from kampungkb.analysis.effects import effects


def effect(before, after, *, higher=True):
    """Sides are value, people missing and verdict."""
    row = {
        f"{side}_{name}": cell
        for side, cells in (("before", before), ("after", after))
        for name, cell in zip(("value", "shortfall", "verdict"), cells, strict=True)
    }
    return effects(pd.DataFrame([row], dtype=object), pd.Series([higher])).tolist()


NOTHING = (None, None, "no_data")


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        pytest.param((0.5, 10, "below"), (0.9, 0, "met"), "reached", id="reached"),
        pytest.param((0.9, 0, "met"), (0.5, 10, "below"), "lost", id="lost"),
        pytest.param((0.9, 0, "met"), (0.7, 0, "cannot_tell"), "lost", id="not sure any more"),
        pytest.param((0.5, 10, "below"), (0.5, 9, "below"), "less", id="fewer people"),
        pytest.param((0.5, 9, "below"), (0.6, 10, "below"), "more", id="people before the value"),
        pytest.param((0.5, None, None), (0.6, None, None), "better", id="value alone"),
        pytest.param((0.9, 0, "met"), (0.8, 0, "met"), "worse", id="worse and still met"),
        pytest.param((0.5, 5, "below"), (0.5, 5, "below"), "basis", id="origin alone"),
        pytest.param(NOTHING, (0.9, 0, "met"), "first", id="first value, and met"),
        pytest.param((0.9, 0, "met"), NOTHING, "gone", id="gone, and was met"),
    ],
)
def test_effect(before, after, word):
    assert effect(before, after) == [word]


def test_less_is_better_where_lower_is():
    assert effect((0.2, None, None), (0.1, None, None), higher=False) == ["better"]
    assert effect((0.1, None, None), (0.2, None, None), higher=False) == ["worse"]


def test_no_rows_have_no_effects():
    names = [f"{s}_{n}" for s in ("before", "after") for n in ("value", "shortfall", "verdict")]
    assert effects(pd.DataFrame(columns=names), pd.Series([], dtype=bool)).tolist() == []
