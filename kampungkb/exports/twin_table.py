"""Rows as columns, so that a table that repeats its names a thousand times stays small."""

from collections.abc import Mapping, Sequence
from typing import Any

Packed = dict[str, Any]


def packed(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Packed:
    """Rows by column, as JSON can hold them.

    Parameters
    ----------
    rows : sequence of mapping
        Each with all of the columns: texts, numbers, truth, None.

    Returns
    -------
    dict
        ``n``: how many rows; ``columns``: by name, one of ``{"same": value}``,
        ``{"of": [distinct values], "at": [place of each row's]}`` and ``{"each": [values]}``.
        `unpacked` makes the same rows of it.
    """
    return {"n": len(rows), "columns": {name: column([row[name] for row in rows])
                                        for name in columns}}  # fmt: skip


def column(values: Sequence[Any]) -> Packed:
    """One column, in the shortest of its three forms."""
    # By type as well: 1, 1.0 and True are equal.
    keys = [(type(one), one) for one in values]
    distinct = dict.fromkeys(keys)
    if len(distinct) == 1:
        return {"same": values[0]}
    if len(distinct) * 2 > len(values):
        return {"each": list(values)}
    place = {key: at for at, key in enumerate(distinct)}
    return {"of": [one for _, one in distinct], "at": [place[key] for key in keys]}


def unpacked(table: Packed) -> list[dict[str, Any]]:
    """The rows that `packed` was given."""
    columns = {name: values(one, table["n"]) for name, one in table["columns"].items()}
    return [{name: cells[at] for name, cells in columns.items()} for at in range(table["n"])]


def values(packed_column: Packed, n: int) -> list[Any]:
    """The cells that `column` was given."""
    if "same" in packed_column:
        return [packed_column["same"]] * n
    if "each" in packed_column:
        return list(packed_column["each"])
    return [packed_column["of"][at] for at in packed_column["at"]]
