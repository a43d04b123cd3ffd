"""The figures of a plan, as the page and its pictures show them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.plan_calendar import plan_calendar
from kampungkb.charts.theme import Palette
from kampungkb.exports.picture_legend import LegendKey
from kampungkb.i18n.translator import Translator
from kampungkb.maps.layers import MapLayers
from kampungkb.maps.plan_map import PlanClass, plan_map
from kampungkb.tasks.snapshot import Snapshot


def calendar_figure(
    frame: pd.DataFrame, quarters: Sequence[str], of: Snapshot, palette: Palette, t: Translator,
    mark: str | None,
) -> go.Figure:  # fmt: skip
    """Quarters against districts, which stand by name.

    Parameters
    ----------
    frame : DataFrame
        As `kampungkb.tasks.plan_problem.frame_of` returns.
    quarters : sequence of str
        All of the plan, in order.
    mark : str or None
        Stands in the figure, such as that its figures are made up.
    """
    districts = of.districts.sort_values("name")
    own = list(zip(districts["code"], districts["name"], strict=True))
    return plan_calendar(frame, quarters, own, palette, t, mark)


def map_cells(
    of: Snapshot, layers: MapLayers, formed: frozenset[str], quarter_of: Mapping[str, str],
    needs: Mapping[str, Fraction | None],
) -> pd.DataFrame:  # fmt: skip
    """The villages of a plan's map, as `kampungkb.maps.plan_map.plan_map` asks for them.

    Parameters
    ----------
    quarter_of : mapping
        Quarter, such as 2027-Q1, by the code of each village of the plan.
    needs : mapping
        By the code of a village; what is not in it is not known.
    """
    villages = of.villages[of.villages["code"].isin(layers.bounds)]
    return villages.assign(
        formed=villages["code"].isin(formed),
        quarter=villages["code"].map(pd.Series(quarter_of, dtype=object)).astype(object),
        need=pd.Series([needs.get(code) for code in villages["code"]], villages.index, object),
    )


def quarter_map(
    cells: pd.DataFrame, quarters: Sequence[str], layers: MapLayers, of: Snapshot,
    palette: Palette, t: Translator, mark: str | None,
) -> go.Figure:  # fmt: skip
    """The villages by the quarter in which they are formed.

    Parameters
    ----------
    cells : DataFrame
        As `map_cells` returns.
    """
    districts = of.districts[of.districts["code"].isin(layers.bounds)]
    return plan_map(
        cells, quarters, layers, districts, area=of.area_code, palette=palette, t=t, mark=mark
    )


def plan_keys(legend: Sequence[PlanClass], t: Translator) -> tuple[LegendKey, ...]:
    """The legend of a plan's map, for its picture.

    Parameters
    ----------
    legend : sequence of PlanClass
        As `kampungkb.maps.plan_map.plan_legend` returns.
    """
    return tuple(
        LegendKey(
            colour=one.colour, words=f"{one.label} ({t.number(one.count)})", shape=one.shape,
            form="mark" if one.kind == "unknown" else "fill",
        )
        for one in legend
    )  # fmt: skip
