"""What sources say about single villages: observations, figures, formations."""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from kampungkb.areas.sources import Part, Recipe, read_table
from kampungkb.errors import AreaSourceError

OBSERVATION_COLUMNS = [
    "indicator", "village_code", "period", "origin", "numerator", "denominator", "value",
    "status", "source_id",
]  # fmt: skip
FIGURE_COLUMNS = ["village_code", "figure", "period", "value", "note", "source_id"]
FORMATION_COLUMNS = [
    "village_code", "formed", "formed_on", "scheme", "document", "note", "origin", "source_id",
]  # fmt: skip


def build_observations(recipe: Recipe, sources: Path, villages: set[str]) -> pd.DataFrame:
    """Indicators of single villages, all official, values in the source's own digits.

    A part of the recipe names either columns (``form = "wide"``) or values of its figure
    column (``form = "long"``) and the indicator that each becomes; ``derived`` makes a yes_no
    (1 or 0) of the official word.

    Returns
    -------
    DataFrame, one row per village, indicator and period, in this order
        The columns of `tables.OBSERVATIONS` but ``revision``, as text.

    Raises
    ------
    AreaSourceError
        A value of an unknown village, or two values where one can be.
    """
    frames = [
        _observed(recipe, sources, part, villages) for part in recipe.root.parts("observations")
    ]
    if not frames:
        return pd.DataFrame(columns=OBSERVATION_COLUMNS, dtype="str")
    rows = pd.concat(frames, ignore_index=True).reindex(columns=OBSERVATION_COLUMNS, fill_value="")
    order = ["village_code", "indicator", "period"]
    if rows.duplicated(order).any():
        first = rows[rows.duplicated(order)].iloc[0]
        raise AreaSourceError(
            recipe.root.place,
            f"{first['indicator']} of {first['village_code']} in {first['period']} stands twice",
        )
    return rows.sort_values(order, ignore_index=True)


def build_village_figures(recipe: Recipe, sources: Path, register: pd.DataFrame) -> pd.DataFrame:
    """Figures of villages that are no indicators, with a row also where the figure is unknown.

    Returns
    -------
    DataFrame, one row per village and figure, ordered by code
        The columns of `tables.VILLAGE_FIGURES`, as text; where ``value`` is empty, ``note`` says
        why: the village split off since, and its figure is inside its parent village's.
    """
    names = register.set_index("code")["name"]
    villages = register.loc[register["level"] == "village", "code"]
    frames = []
    for part in recipe.root.parts("village_figures"):
        known = _figure_rows(recipe, sources, part, set(villages))
        inside = _inside(known, part, names)
        unknown = [code for code in villages if code not in set(known["village_code"])]
        notes = [inside.get(code, part.text("unknown_note")) for code in unknown]
        missing = pd.DataFrame({"village_code": unknown, "value": "", "note": notes}, dtype="str")
        rows = pd.concat([known, missing], ignore_index=True)
        frames.append(
            rows.assign(
                figure=part.text("figure"),
                period=part.text("period"),
                source_id=part.text("source"),
            )
        )
    if not frames:
        return pd.DataFrame(columns=FIGURE_COLUMNS, dtype="str")
    return pd.concat(frames, ignore_index=True)[FIGURE_COLUMNS].sort_values(
        ["village_code", "figure", "period"], ignore_index=True
    )


def build_formations(recipe: Recipe, villages: set[str]) -> pd.DataFrame:
    """The official formations that the recipe itself holds (no source file lists them).

    Returns
    -------
    DataFrame, one row per village, ordered by code
        The columns of `tables.FORMATIONS` but ``revision``, as text; ``formed_on`` is empty
        where the day is unknown.
    """
    rows = []
    for part in recipe.root.parts("formations"):
        village = part.text("village_code")
        if village not in villages:
            raise AreaSourceError(part.place, f"unknown village {village}")
        rows.append(
            {
                "village_code": village,
                "formed": "true",
                "formed_on": part.maybe("formed_on") or "",
                "scheme": part.text("scheme"),
                "document": part.maybe("document") or "",
                "note": part.maybe("note") or "",
                "origin": "official",
                "source_id": part.text("source"),
            }
        )
    frame = pd.DataFrame(rows, columns=FORMATION_COLUMNS, dtype="str")
    return frame.sort_values("village_code", ignore_index=True)


def known_villages(
    recipe: Recipe, table: pd.DataFrame, part: Part, villages: set[str]
) -> pd.DataFrame:
    """Rows of the area's villages.

    Rows of other areas are left out; a row of an unknown village inside the area is refused,
    unless the part names it in ``leave_out`` or, for all, says ``unknown = "leave_out"``.
    """
    code = part.text("code")
    inside = table[table[code].map(recipe.belongs)]
    unknown = sorted(set(inside[code]) - villages - set(part.texts("leave_out")))
    if unknown and part.maybe("unknown") != "leave_out":
        shown = ", ".join(unknown[:5])
        raise AreaSourceError(
            part.text("file"), f"figures of {len(unknown)} unknown villages: {shown}"
        )
    return inside[inside[code].isin(villages)]


def _observed(recipe: Recipe, sources: Path, part: Part, villages: set[str]) -> pd.DataFrame:
    indicators, status = part.words("indicators"), part.maybe("status")
    wanted = [*indicators, *([status] if status else [])]
    wide = _wide(recipe, sources, part, villages, wanted)
    frames = []
    for column, indicator in indicators.items():
        rows = pd.DataFrame({"village_code": wide["code"], "value": wide[column]})
        of_status = status is not None and indicator == part.text("status_of")
        rows["status"] = wide[status] if of_status else ""
        frames.append(rows.assign(indicator=indicator))
    for derived in part.parts("derived"):
        word = wide[part.text("status")]
        yes = word.isin(derived.texts("yes")).map({True: "1", False: "0"})
        rows = pd.DataFrame({"village_code": wide["code"], "value": yes.where(word != "", "")})
        frames.append(rows.assign(indicator=derived.text("indicator"), status=""))
    long = pd.concat(frames, ignore_index=True)
    return long[long["value"] != ""].assign(
        period=part.text("period"), origin="official", source_id=part.text("source")
    )


def _wide(
    recipe: Recipe, sources: Path, part: Part, villages: set[str], wanted: list[str]
) -> pd.DataFrame:
    """One row per village, ``code`` and the wanted figures as columns."""
    code = part.text("code")
    if part.text("form") == "wide":
        table = known_villages(recipe, read_table(sources, part, [code, *wanted]), part, villages)
        _check_once(table, [code], part)
        return table[[code, *wanted]].rename(columns={code: "code"})
    figure, value = part.text("figure_column"), part.text("value")
    table = read_table(sources, part, [code, figure, value])
    table = known_villages(recipe, table[table[figure].isin(wanted)], part, villages)
    _check_once(table, [code, figure], part)
    wide = table.pivot(index=code, columns=figure, values=value).reindex(columns=wanted)
    return wide.fillna("").reset_index(names="code")


def _figure_rows(recipe: Recipe, sources: Path, part: Part, villages: set[str]) -> pd.DataFrame:
    code, column = part.text("code"), part.text("figure_column")
    value, note = part.text("value"), part.text("note")
    table = read_table(sources, part, [code, column, value, note])
    table = known_villages(
        recipe, table[table[column] == part.text("figure_named")], part, villages
    )
    _check_once(table, [code], part)
    return table[[code, value, note]].set_axis(["village_code", "value", "note"], axis=1)


def _check_once(table: pd.DataFrame, columns: list[str], part: Part) -> None:
    twice = table[table.duplicated(columns)]
    if len(twice):
        shown = ", ".join(twice[columns[0]].head(5))
        raise AreaSourceError(part.text("file"), f"villages stand there more than once: {shown}")


def _inside(known: pd.DataFrame, part: Part, names: "pd.Series[str]") -> Mapping[str, str]:
    """Why a village has no figure: the notes of others say that they still include it."""
    form = part.maybe("includes")
    if form is None:
        return {}
    parents: dict[str, list[str]] = {}
    for village, note in zip(known["village_code"], known["note"], strict=True):
        for match in re.finditer(form, note):
            parents.setdefault(match["code"], []).append(f"{names[village]} ({village})")
    sentence = part.text("included_note")
    return {code: sentence.format(parents=", ".join(held)) for code, held in parents.items()}
