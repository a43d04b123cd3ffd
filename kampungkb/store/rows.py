"""Frames as rows of Python's own types, the same for both databases."""

import json
import math
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from kampungkb.model import tables
from kampungkb.model.periods import period_end
from kampungkb.store.schema import CLASSIFICATION, OBSERVATION, Versioned

Row = tuple[Any, ...]


def data_rows(
    versioned: Versioned, frame: pd.DataFrame | None, retract: pd.DataFrame | None = None
) -> list[Row]:
    """Rows of a table of data that a change names, in the order of their key.

    Parameters
    ----------
    versioned : Versioned
    frame : DataFrame, optional
        Rows to set.
    retract : DataFrame, optional
        Keys whose rows end.

    Returns
    -------
    list of tuple
        Key, values, and whether the row is retracted. Missing is None.

    Raises
    ------
    BadPeriodError
        The period of an observation or of a class is none.
    ValueError
        A key is missing or there twice, a count is negative, a value is infinite, a text holds
        the character NUL, an entry of the dictionary is no JSON object.
    """
    rows: list[Row] = []
    if frame is not None:
        names = (*versioned.key, *versioned.values)
        shaped = tables.shaped(frame, {name: versioned.contract[name] for name in names})
        _refuse_negative(versioned, shaped)
        _refuse_entries(shaped)
        rows = [(*row, False) for row in tuples(shaped)]
    if retract is not None:
        nothing = (None,) * len(versioned.values)
        keys = tuples(tables.shaped(retract, dict.fromkeys(versioned.key, "str")))
        rows += [(*key, *nothing, True) for key in keys]
    _refuse_keys(versioned, rows)
    return sorted(rows, key=lambda row: row[: len(versioned.key)])


def tuples(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame, missing as None."""
    return list(zip(*(_plain(column) for _, column in frame.items()), strict=True))


def storable(text: str | None) -> str | None:
    """A text from outside as both databases take it: without NUL and without half characters."""
    if text is None:
        return None
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _plain(column: "pd.Series[Any]") -> list[Any]:
    objects = column.astype(object)
    values: list[Any] = objects.where(column.notna(), None).tolist()
    present = [value for value in values if value is not None]
    kind = str(column.dtype)
    if kind in {"float64", "Float64"}:
        if any(map(math.isinf, present)):
            raise ValueError(f"{column.name}: a value is infinite")
        # SQLite gives -0.0 back as 0.0, and the hash would not fit.
        return [None if value is None else value + 0.0 for value in values]
    if kind == "object":
        return [value.date() if isinstance(value, datetime) else value for value in values]
    if kind == "str" and any("\0" in value for value in set(present)):
        # PostgreSQL takes no such text, so neither does SQLite.
        raise ValueError(f"{column.name}: a text holds the character NUL")
    return values


def _refuse_negative(versioned: Versioned, shaped: pd.DataFrame) -> None:
    for name in {"numerator", "denominator"} & set(shaped.columns):
        if (shaped[name] < 0).any():
            raise ValueError(f"{versioned.table.name}: {name} is negative")


def _refuse_entries(shaped: pd.DataFrame) -> None:
    """What is kept as JSON is one table of the dictionary, or nobody could read it again."""
    for entry in shaped.get("entry", ()):
        if not (isinstance(entry, str) and isinstance(json.loads(entry), dict)):
            raise ValueError(f"an entry of the dictionary is no table: {str(entry)[:40]}")


def _refuse_keys(versioned: Versioned, rows: Sequence[Row]) -> None:
    name, width = versioned.table.name, len(versioned.key)
    keys = [row[:width] for row in rows]
    if any(None in key for key in keys):
        raise ValueError(f"{name}: a part of a key is missing ({', '.join(versioned.key)})")
    if len(set(keys)) < len(keys):
        twice = next(key for key, times in Counter(keys).items() if times > 1)
        raise ValueError(f"{name}: there twice: {', '.join(twice)}")
    if versioned in (OBSERVATION, CLASSIFICATION):
        place = versioned.key.index("period")
        for period in sorted({row[place] for row in rows}):
            period_end(period)
