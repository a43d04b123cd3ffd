"""Every chart of the program as a picture: its words and colours are those of the figure."""

import importlib
import inspect
import io
import pkgutil

import plotly.graph_objects as go
import pytest
from PIL import Image

import kampungkb.charts
from kampungkb.charts.rollout_course import rollout_course
from kampungkb.charts.theme import LIGHT
from kampungkb.exports.picture import MOST_BYTES, picture
from kampungkb.exports.picture_axes import number
from kampungkb.exports.picture_text import lines_of
from tests.charts import (
    test_distribution,
    test_formation_charts,
    test_gap_bullets,
    test_gap_heat,
    test_plan_bars,
    test_plan_calendar,
    test_plan_course,
    test_plan_fairness_line,
    test_rank_dots,
    test_shortfall_bars,
    test_trend,
    test_whatif_change,
)
from tests.exports.pictures import MARK, about, box, drawn, said, stroke, svg_of, texts

POINTS = [("2017", 30, "30 (2017)"), ("2023", 52, "52 (2023)")]
LINES = [(245, "75 % = 245 desa"), (326, "100 % = 326 desa")]
# Each with the data of its own tests.
CHARTS = {
    "distribution": test_distribution.drawn,
    "fairness_line": test_plan_fairness_line.drawn,
    "formation_course": test_formation_charts.course,
    "formation_funnel": test_formation_charts.funnel,
    "gap_bullets": test_gap_bullets.drawn,
    "gap_heat": test_gap_heat.drawn,
    "plan_bars": lambda **more: test_plan_bars.drawn(test_plan_bars.rows(300, 200, None), **more),
    "plan_calendar": test_plan_calendar.drawn,
    "plan_course": test_plan_course.drawn,
    "rank_dots": test_rank_dots.drawn,
    "rollout_course": lambda **_: rollout_course(POINTS, LINES, palette=LIGHT),
    "shortfall_bars": test_shortfall_bars.drawn,
    "trend": lambda **more: test_trend.drawn(test_trend.reported(40, 42, 44, 46, 48), **more),
    "whatif_change": test_whatif_change.drawn,
}


def words(markup):
    """Letters of a text of a figure, without its markup."""
    return "".join(run.text for line in lines_of(str(markup)) for run in line)


def letters(text):
    return "".join(str(text).split())


def axes(figure):
    """The axes that are drawn: plotly leaves out one that no trace lies on."""
    for letter in "xy":
        names = {getattr(trace, f"{letter}axis", None) or letter for trace in figure.data}
        for name in names:
            yield figure.layout[f"{letter}axis{name[1:]}"]


def test_no_chart_is_forgotten():
    known = set()
    for module in pkgutil.iter_modules(kampungkb.charts.__path__):
        own = importlib.import_module(f"kampungkb.charts.{module.name}")
        known |= {
            name
            for name, one in inspect.getmembers(own, inspect.isfunction)
            if one.__module__ == own.__name__ and not name.startswith("_")
            and inspect.signature(one).return_annotation is go.Figure
        }  # fmt: skip
    assert known - {"figure_of"} == set(CHARTS)


@pytest.mark.parametrize("name", CHARTS)
def test_every_word_of_a_chart_is_in_its_picture(name):
    figure = CHARTS[name](mark=MARK)
    root = svg_of(figure, about(is_made_up=True))
    found = letters("".join(texts(root)))
    for note in figure.layout.annotations:
        # Lines of the head are put together anew.
        for line in str(note.text).split("<br>"):
            for run in (run for one in lines_of(line) for run in one):
                assert letters(run.text) in found, run
    for axis in axes(figure):
        low, high = sorted(map(number, axis.range))
        for value, tick in zip(axis.tickvals or (), axis.ticktext or (), strict=False):
            assert letters(words(tick)) in found or not low <= number(value) <= high
    assert said(root).count(MARK) == 1


@pytest.mark.parametrize("name", CHARTS)
def test_no_word_of_a_chart_reaches_the_edge_of_a_square(name):
    png = picture(CHARTS[name](), about(), shape="square")
    assert len(png) <= MOST_BYTES
    with Image.open(io.BytesIO(png)) as found:
        grey = found.convert("L")
    edges = [grey.crop(one) for one in ((0, 0, 4, 1080), (1076, 0, 1080, 1080))]
    assert [one.getextrema() for one in edges] == [(255, 255)] * 2


def test_stacked_bars_have_the_figures_lengths_and_colours():
    units = [("36.04.01", "Kramat"), ("36.04.02", "Lempuyang")]
    parts = test_shortfall_bars.PARTS.assign(shortfall=[300, 20, 160, 5, 7])
    figure = test_shortfall_bars.drawn(parts, units)
    bars = drawn(svg_of(figure), "trace-")
    first, second = bars["trace-0-0"], bars["trace-1-0"]
    assert (first[0], second[0]) == (LIGHT.categories[5], LIGHT.categories[4])
    kramat, after, lempuyang = (box(one) for one in (first[1], second[1], bars["trace-0-1"][1]))
    assert (kramat[2] - kramat[0]) / (after[2] - after[0]) == pytest.approx(15, rel=1e-3)
    assert (kramat[2] - kramat[0]) / (lempuyang[2] - lempuyang[0]) == pytest.approx(300 / 160)
    # The second begins where the first ends, and all of them at zero.
    assert after[0] == pytest.approx(kramat[2], abs=1e-4)
    assert lempuyang[0] == pytest.approx(kramat[0], abs=1e-4)
    # The unseen rest of each row is for fingers.
    assert not any(name.startswith("trace-3-") for name in bars)


def test_columns_are_as_high_as_their_counts():
    bars = {
        name: box(corners)
        for name, (_, corners) in drawn(svg_of(test_distribution.drawn()), "trace-").items()
    }
    high = {name: bottom - top for name, (_, top, _, bottom) in bars.items()}
    assert set(high) == {"trace-0-1", "trace-0-2", "trace-1-0", "trace-1-1"}
    assert high["trace-0-1"] / high["trace-0-2"] == pytest.approx(2, rel=1e-3)
    assert high["trace-1-1"] / high["trace-1-0"] == pytest.approx(10 / 3, rel=1e-3)
    assert bars["trace-1-1"][3] == pytest.approx(bars["trace-0-1"][1], abs=1e-4)


def test_each_cell_has_the_colour_of_its_class():
    figure = test_gap_heat.drawn()
    cells = drawn(svg_of(figure), "cell-")
    assert {name: fill for name, (fill, _) in cells.items()} == {
        f"cell-{row}-{column}": test_gap_heat.colour_of(figure, value)
        for row, line in enumerate(figure.data[0].z)
        for column, value in enumerate(line)
    }


def test_lines_have_the_figures_colours_and_break_where_it_does():
    figure = test_trend.drawn(test_trend.reported(40, 42, None, None, 48), ahead=False)
    root = svg_of(figure)
    at = [one.name for one in figure.data].index("course")
    assert stroke(root, f"line-{at}-0") == LIGHT.sequential[5]
    found = {name: len(corners) for name, (_, corners) in drawn(root, f"line-{at}-").items()}
    assert found == {f"line-{at}-0": 2, f"line-{at}-1": 1}


def test_bars_beside_one_another_share_their_row():
    figure = go.Figure(
        [go.Bar(x=["a", "b"], y=[1, 2], text=["satu", "dua"]), go.Bar(x=["a", "b"], y=[3, 4])],
        {"template": "none", "barmode": "group", "bargap": 0.2},
    )
    root = svg_of(figure)
    bars = [box(drawn(root, "trace-")[f"trace-{at}-0"][1]) for at in (0, 1)]
    assert bars[0][2] == pytest.approx(bars[1][0], abs=1e-4)
    high = [bottom - top for _, top, _, bottom in bars]
    assert high[1] / high[0] == pytest.approx(3, rel=1e-3)
    assert {"a", "b", "satu", "dua"} <= set(texts(root))


@pytest.mark.parametrize(
    "figure",
    [
        pytest.param(test_gap_heat.drawn(rows=[], columns=[]), id="gap_heat"),
        pytest.param(test_shortfall_bars.drawn(units=[]), id="shortfall_bars"),
        pytest.param(test_distribution.drawn(bins=test_distribution.BINS.iloc[:0]), id="bins"),
        pytest.param(rollout_course([], [], palette=LIGHT), id="rollout_course"),
        pytest.param(go.Figure(), id="nothing"),
    ],
)
def test_no_data_is_an_empty_picture_with_its_title(figure):
    assert "Kramat masih kekurangan 320 anak" in said(svg_of(figure))
