"""Figures that somebody published for an area as a whole, with their source."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pandas as pd

from kampungkb.areas.sources import Part, Recipe, read_table
from kampungkb.errors import AreaSourceError
from kampungkb.model.tables import PUBLISHED

_MAPPED = ["figure", "area_name", "period", "value", "unit", "source_title", "source_url"]
# A source writes its remark last: in brackets, or after a semicolon.
_TITLE = re.compile(r"(?P<title>[^;]*?)(?:; (?P<after>.*?))?(?: \((?P<brackets>[^()]*)\))?")
# Published rates are rounded; a rate further than this from its own counts is another rate.
_ROUNDING = Decimal("0.001")

Row = dict[str, str]


def build_published(
    recipe: Recipe, sources: Path, register: pd.DataFrame, names: Mapping[str, str],
    aliases: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    """Published figures under their own names, some of them as a value of an indicator.

    The recipe's ``[[published]]`` name files and columns, ``[units]`` the divisor that makes a
    unit a share of 1, ``[[published_rules]]`` what a figure means: ``where`` columns equal
    texts, ``set`` columns; ``numerator_from`` and ``denominator_from`` name the figures of the
    same area, period and address that are its counts.

    Parameters
    ----------
    names : mapping
        Name by code of further areas, which need not be in the register.

    Returns
    -------
    DataFrame, one row per figure, area, period and source, ordered by area, figure and period
        The columns of `tables.PUBLISHED`, as text, in exact decimals; a share whose counts are
        known is their quotient.

    Raises
    ------
    AreaSourceError
        A value that is no number, or a share that its own counts contradict.
    """
    raw: list[Row] = []
    for part in recipe.root.parts("published"):
        raw += _read(sources, part)
    codes = _area_codes(register, names, aliases)
    rows = [_interpreted(row, recipe, codes) for row in raw]
    counts = {_place(row, row["figure"]): row["value"] for row in rows}
    for before, row in zip(raw, rows, strict=True):
        _add_counts(before, row, recipe, counts)
    frame = pd.DataFrame(rows, columns=list(PUBLISHED), dtype="str")
    order = ["area_code", "area_name", "figure", "period", "source_url"]
    return frame.sort_values(order, kind="stable", ignore_index=True)


def _read(sources: Path, part: Part) -> list[Row]:
    columns, fixed, only = part.words("columns"), part.words("fixed"), part.texts("only_codes")
    table = read_table(sources, part, list(columns.values()))
    frame = pd.DataFrame({name: table[column] for name, column in columns.items()})
    frame = frame.assign(**fixed)
    if only:
        frame = frame[frame["area_code"].isin(only)]
    missing = [name for name in _MAPPED if name not in frame]
    if missing:
        raise AreaSourceError(part.place, f"columns are missing: {', '.join(missing)}")
    rows = frame.to_dict("records")
    return [{str(name): str(value) for name, value in row.items()} for row in rows]


def _interpreted(row: Row, recipe: Recipe, codes: Mapping[str, str]) -> Row:
    """A row in the contract's columns and units, but for the counts behind a share."""
    match = _TITLE.fullmatch(row["source_title"])
    title = match["title"] if match else row["source_title"]
    remarks = [match["after"], match["brackets"]] if match else []
    value, unit = _number(row), row["unit"]
    divisor = recipe.root.words("units").get(unit) if "units" in recipe.root.values else None
    if divisor is not None:
        value, unit = value / Decimal(divisor), "share"
    out = {
        **dict.fromkeys(PUBLISHED, ""),
        **{name: row[name] for name in ("figure", "area_name", "period", "source_url")},
        "area_code": row.get("area_code") or codes.get(row["area_name"].casefold(), ""),
        "value": _text(value),
        "unit": unit,
        "source_title": title,
        "confirmed": "true",
        "note": "; ".join(remark for remark in remarks if remark),
    }
    for rule in _rules(row, recipe):
        out |= rule.words("set")
    return out


def _add_counts(
    before: Row, row: Row, recipe: Recipe, counts: Mapping[tuple[str, ...], str]
) -> None:
    """Put numerator and denominator beside a figure, and their quotient in a share's place."""
    for rule in _rules(before, recipe):
        for side in ("numerator", "denominator"):
            figure = rule.maybe(f"{side}_from")
            if figure is not None:
                row[side] = counts.get(_place(row, figure), "")
    if not (row["numerator"] and row["denominator"]) or row["unit"] != "share":
        return
    numerator, denominator = int(row["numerator"]), int(row["denominator"])
    if abs(Decimal(numerator) / denominator - Decimal(row["value"])) > _ROUNDING:
        raise AreaSourceError(
            recipe.root.place,
            f"{row['figure']} of {row['area_name']} in {row['period']} is {row['value']},"
            f" but its counts are {numerator} of {denominator}",
        )
    row["value"] = repr(numerator / denominator)


def _rules(row: Row, recipe: Recipe) -> list[Part]:
    return [
        rule
        for rule in recipe.root.parts("published_rules")
        if all(row.get(name) == text for name, text in rule.words("where").items())
    ]


def _place(row: Row, figure: str) -> tuple[str, ...]:
    return figure, row["area_name"], row["period"], row["source_url"]


def _number(row: Row) -> Decimal:
    try:
        value = Decimal(row["value"])
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        detail = f"{row['figure']} of {row['area_name']}: {row['value']!r} is no number"
        raise AreaSourceError("published figures", detail)
    return value


def _text(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _area_codes(
    register: pd.DataFrame, names: Mapping[str, str], aliases: pd.DataFrame
) -> dict[str, str]:
    """Code by the name as sources write it (case folded); a name of two areas stands for none.

    "Kecamatan Kragilan (Puskesmas Kragilan)" is a part of a district, so it has no code.
    """
    named = list(zip(register["code"], register["name"], strict=True))
    named += zip(aliases["code"], aliases["name"], strict=True)
    found: dict[str, set[str]] = {}
    districts: dict[str, list[str]] = {}
    for code, name in [*named, *names.items()]:
        if code.count(".") == 2:
            districts.setdefault(code, []).append(name)
    for code, name in [*named, *names.items()]:
        for spoken in _spoken(code, name, districts):
            found.setdefault(spoken.casefold(), set()).add(code)
    return {spoken: min(codes) for spoken, codes in found.items() if len(codes) == 1}


def _spoken(code: str, name: str, districts: Mapping[str, list[str]]) -> list[str]:
    level = code.count(".")
    if level == 0:
        return [name, f"Provinsi {name}"]
    if level == 1:
        return [name]
    if level == 2:
        return [f"Kecamatan {name}"]
    around = districts.get(code.rpartition(".")[0], [])
    return [f"{kind} {name} ({district})" for kind in ("Desa", "Kelurahan") for district in around]
