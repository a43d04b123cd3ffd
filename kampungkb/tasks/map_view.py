"""What the map of a measure shows: a class and words for each unit, and the legend."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.analysis.classes import Classes, Method, ValueClass, value_classes
from kampungkb.charts.theme import THIN_SHAPE, VERDICT_SHAPES, Palette, spread, verdict_colour
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.words import row_text, state_word, stated_verdicts, verdict_word

Measure = Literal["value", "verdict", "shortfall"]
MEASURES: tuple[Measure, ...] = ("value", "verdict", "shortfall")
_VERDICTS = ("met", "cannot_tell", "below", "thin")


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """One line of the legend."""

    label: str
    count: int
    colour: str
    # Drawn in the swatch where colour alone would have to tell.
    shape: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """A measure on the map.

    ``rows``: the rows of the ledger in the order of the register, with ``index`` (of the class;
    -1: no data), ``text`` (the measure in words) and ``brief`` (what of it `label` and `words`
    do not say).
    """

    indicator: Indicator
    measure: Measure
    level: str
    rows: pd.DataFrame
    colours: tuple[str, ...]
    legend: tuple[LegendEntry, ...]
    # What is shown, as it stands before each unit's own text.
    label: str
    # What each class says, where classes are words.
    words: tuple[str, ...] = ()


def measures_of(indicator: Indicator, level: str) -> tuple[Measure, ...]:
    """What can be shown of an indicator at a level.

    An index has no shortfall, and one village of a yes_no has none either: it is in the state
    or it is not.
    """
    if indicator.kind == "ratio" or (indicator.kind == "yes_no" and level == "district"):
        return MEASURES
    return ("value",)


def map_view(
    ledger: Ledger,
    indicator: Indicator,
    measure: Measure,
    *,
    level: Literal["village", "district"],
    method: Method,
    count: int,
    palette: Palette,
    t: Translator,
) -> MapView:
    """Put a measure of an indicator on the map.

    Parameters
    ----------
    ledger : Ledger
    indicator, measure, level
        What is coloured, and which units. A measure that the indicator does not have, or that
        needs a target where there is none, falls back to its value.
    method, count
        How values are put in classes; verdicts and yes_no have classes of their own.
    """
    rows = ledger.rows(level)
    rows = rows[rows["indicator"] == indicator.code].reset_index(drop=True)
    if measure not in measures_of(indicator, level) or rows["target"].isna().all():
        measure = "value"
    is_state = indicator.kind == "yes_no" and level == "village"
    if measure == "verdict":
        colours, legend, index = _by_verdict(rows, palette, t)
    elif is_state:
        colours, legend, index = _by_state(rows, indicator, palette, t)
    else:
        colours, legend, index = _by_class(rows, indicator, measure, method, count, palette, t)
    words = _class_words(indicator, measure, legend, is_state=is_state, t=t)
    missing = int((index == -1).sum())
    if missing:
        legend.append(
            LegendEntry(label=t("common.no_data"), count=missing, colour=palette.no_data, shape="–")
        )
    rows = rows.assign(index=index, text=_texts(rows, indicator, measure, t))
    label = t.words(indicator.short)
    if measure == "shortfall":
        label = t("map.shortfall_label", indicator=label, counted=t.words(indicator.counted))
    return MapView(
        indicator=indicator,
        measure=measure,
        level=level,
        rows=rows.assign(brief=_briefs(rows, measure, is_state=is_state, t=t)),
        colours=colours,
        legend=tuple(legend),
        label=label,
        words=words,
    )


_Coloured = tuple[tuple[str, ...], list[LegendEntry], npt.NDArray[np.int8]]


def _by_verdict(rows: pd.DataFrame, palette: Palette, t: Translator) -> _Coloured:
    stated = stated_verdicts(rows)
    names = [name for name in _VERDICTS if (stated == name).any()]
    index = stated.map({name: i for i, name in enumerate(names)}).fillna(-1)
    colours = tuple(verdict_colour(palette, name) for name in names)
    legend = [
        LegendEntry(
            label=verdict_word(t, name),
            count=int((stated == name).sum()),
            colour=colour,
            shape=VERDICT_SHAPES.get(name, THIN_SHAPE),
        )
        for name, colour in zip(names, colours, strict=True)
    ]
    return colours, legend, index.to_numpy().astype(np.int8)


def _by_state(
    rows: pd.DataFrame, indicator: Indicator, palette: Palette, t: Translator
) -> _Coloured:
    good = 1.0 if indicator.better == "higher" else 0.0
    colours = (palette.sequential[1], palette.reached if good else palette.below)
    index = np.where(rows["value"].isna(), -1, (rows["value"] == 1).astype("int8"))
    legend = [
        LegendEntry(
            label=state_word(t, indicator, yes=yes),
            count=int((index == int(yes)).sum()),
            colour=colours[int(yes)],
            shape="●" if yes else "○",
        )
        for yes in (True, False)
    ]
    return colours, legend, index.astype(np.int8)


def _by_class(
    rows: pd.DataFrame, indicator: Indicator, measure: Measure, method: Method, count: int,
    palette: Palette, t: Translator,
) -> _Coloured:  # fmt: skip
    column = "shortfall" if measure == "shortfall" else "value"
    target = None
    if measure == "value" and rows["target"].notna().any():
        target = float(rows["target"].dropna().iloc[0])
    found = value_classes(
        rows[column].astype("Float64"),
        method="quantiles" if method == "target" and target is None else method,
        count=count,
        target=target,
        better=indicator.better,
        zero_apart=measure == "shortfall",
    )
    colours = _class_colours(found, palette)
    legend = [
        LegendEntry(label=_range(one, indicator, measure, t), count=one.count, colour=colour)
        for one, colour in zip(found.classes, colours, strict=True)
    ]
    return colours, legend, found.index


def _class_colours(found: Classes, palette: Palette) -> tuple[str, ...]:
    short = [one for one in found.classes if one.reached is False]
    good = [one for one in found.classes if one.reached]
    if not short and not good:
        return spread(palette.sequential, len(found.classes))
    colours = dict(zip(map(id, good), spread(palette.good, len(good)), strict=True))
    # Strongest where it is farthest from the target, on whichever side that is.
    low_first = not good or (bool(short) and short[0].low < good[0].low)
    shades = spread(palette.short, len(short))
    colours |= dict(zip(map(id, short), shades if low_first else shades[::-1], strict=True))
    return tuple(colours[id(one)] for one in found.classes)


def _range(one: ValueClass, indicator: Indicator, measure: Measure, t: Translator) -> str:
    def shown(value: float) -> str:
        return t.number(value) if measure == "shortfall" else shown_value(t, indicator, value)

    return shown(one.low) if one.low == one.high else f"{shown(one.low)} – {shown(one.high)}"


def _class_words(
    indicator: Indicator, measure: Measure, legend: list[LegendEntry], *, is_state: bool,
    t: Translator,
) -> tuple[str, ...]:  # fmt: skip
    if is_state:
        return tuple(state_word(t, indicator, yes=yes) for yes in (False, True))
    return tuple(one.label for one in legend) if measure == "verdict" else ()


def _briefs(
    rows: pd.DataFrame, measure: Measure, *, is_state: bool, t: Translator
) -> "pd.Series[str]":
    """326 times the same words would be half of what the map sends."""
    if is_state:
        return rows["text"].where(rows["value"].isna(), "")
    if measure == "shortfall":
        numbers = pd.Series(t.numbers(rows["shortfall"]), index=rows.index)
        return rows["text"].where(rows["shortfall"].isna(), numbers)
    return rows["text"]


def _texts(rows: pd.DataFrame, indicator: Indicator, measure: Measure, t: Translator) -> list[str]:
    texts = []
    row: dict[Any, Any]
    for row in rows[["level", "value", "shortfall", "status"]].to_dict("records"):
        if measure == "shortfall" and not pd.isna(row["shortfall"]):
            short = int(row["shortfall"])
            texts.append(t("map.people", n=short, counted=t.counted(indicator, int(short))))
        else:
            texts.append(row_text(t, indicator, row))
    return texts
