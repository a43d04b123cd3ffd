"""SOURCES.md of an area pack, from the recipe's own words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

import pandas as pd

from kampungkb.areas.boundaries import GAP_WIDTH_M, SNAPPING_M
from kampungkb.areas.sources import Part, Recipe

_MOST_SHOWN: Final = 40


def sources_document(
    recipe: Recipe,
    register: pd.DataFrame,
    without_polygon: Sequence[str],
    dropped: Mapping[str, Sequence[str]],
) -> str:
    """Who published what, on which day, under which licence, and what was done with it."""
    names = register.set_index("code")["name"]
    lines = [
        f"# {names[recipe.code]} ({recipe.code}): sources of this area pack",
        "",
        "Built by `python -m kampungkb area build` from the recipe"
        f" `data/recipes/{recipe.root.place}`; do not edit by hand. `area.json` holds the"
        " SHA-256 of every file.",
        "",
    ]
    for source in recipe.sources:
        lines += _source(source)
    lines += _geometry(recipe, names, without_polygon, dropped)
    notes = recipe.root.part("area").texts("notes")
    if notes:
        lines += ["## Known problems", "", *(f"- {note}" for note in notes), ""]
    return "\n".join(lines)


def _source(source: Part) -> list[str]:
    facts = {
        "Publisher": source.text("publisher"),
        "Date": source.text("date"),
        "Licence": source.text("licence"),
        "Address": f"<{source.text('url')}>" if source.text("url") else None,
        "Taken": source.maybe("taken"),
        "Processing": source.maybe("processing"),
    }
    lines = [f"## `{source.text('id')}`: {source.text('title')}", ""]
    lines += [f"- {label}: {text}" for label, text in facts.items() if text]
    lines += [f"- Known problem: {text}" for text in source.texts("problems")]
    return [*lines, ""]


def _geometry(
    recipe: Recipe,
    names: "pd.Series[str]",
    without_polygon: Sequence[str],
    dropped: Mapping[str, Sequence[str]],
) -> list[str]:
    part = recipe.root.part("boundaries")
    steps = ", ".join(
        f"{layer.values['metres']} m and {layer.values['decimals']} decimals"
        for layer in part.parts("layers")
    )
    lines = [
        "## Processing of the boundaries",
        "",
        f"UTM; `shapely.coverage_clean` (gaps under {GAP_WIDTH_M:g} m closed, corners within"
        f" {SNAPPING_M:g} m joined); `shapely.coverage_simplify` (Visvalingam-Whyatt: the tolerance"
        " is the square root of a triangle's area, no distance); back to WGS 84; all lines"
        f" snap-rounded together. Tolerances: {steps}. Districts are dissolved from the same"
        " lines. Outer rings run clockwise, as d3 wants them.",
        "",
        "`area_km2` in `register.csv` is geodesic, from the source polygons, and not official.",
        "",
    ]
    if without_polygon:
        shown = _shown(names, without_polygon)
        lines += [f"Villages without a polygon ({len(without_polygon)}): {shown}.", ""]
    for layer, codes in dropped.items():
        shown = _shown(names, codes)
        lines += [f"Islets too small for the grid of `{layer}` ({len(codes)}): {shown}.", ""]
    return lines


def _shown(names: "pd.Series[str]", codes: Sequence[str]) -> str:
    """Names and codes, each once with its number of times; not all of a nation's."""
    times = Counter(codes)
    texts = [
        f"{escape(names[code], quote=False)} {code}" + (f" ({n})" if n > 1 else "")
        for code, n in list(times.items())[:_MOST_SHOWN]
    ]
    left = len(times) - len(texts)
    return ", ".join(texts) + (f" and {left} more villages" if left else "")
