"""Saving what is kept only as it is now: register, spellings, sources, facts about the store.

What differs is worked out first, by reading alone, so that a preview can tell as much as a save.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from kampungkb.errors import UnknownAreaError
from kampungkb.model import tables
from kampungkb.store.rows import Row, tuples
from kampungkb.store.schema import VERSIONED, area, area_alias, meta, source


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one table lacks to be as it is wanted; false where it lacks nothing."""

    table: Table
    columns: tuple[str, ...]
    """The columns of its key first."""
    width: int
    """How many columns the key has."""
    gone: list[Row]
    """Keys."""
    added: list[Row]
    changed: list[Row]

    def __bool__(self) -> bool:
        return bool(self.gone or self.added or self.changed)


def area_difference(conn: Connection, frame: pd.DataFrame) -> Difference:
    """What putting a register in place of the present one changes.

    Raises
    ------
    UnknownAreaError
        It lacks areas that data refer to.
    ValueError
        A code twice, or a parent that is not there.
    """
    wanted = _by_key(frame, tables.AREAS, 1)
    parents = {row[3] for row in wanted.values()} - {None}
    orphans = parents - {code for (code,) in wanted}
    if orphans:
        raise ValueError(f"areas without a register entry: {', '.join(sorted(orphans))}")
    removed = set(conn.scalars(select(area.c.code))) - {code for (code,) in wanted}
    needed = _with_data(conn, removed)
    if needed:
        raise UnknownAreaError("area", sorted(needed))
    return _difference(conn, area, tables.AREAS, wanted, width=1, whole=True)


def alias_difference(conn: Connection, frame: pd.DataFrame, *, whole: bool) -> Difference:
    """What spellings change: all there are if `whole`, else added to the present ones."""
    wanted = _by_key(frame, tables.ALIASES, 3)
    return _difference(conn, area_alias, tables.ALIASES, wanted, width=3, whole=whole)


def source_difference(conn: Connection, frame: pd.DataFrame) -> Difference:
    """What adding or replacing sources by their id changes."""
    wanted = _by_key(frame, tables.SOURCES, 1)
    return _difference(conn, source, tables.SOURCES, wanted, width=1)


def meta_difference(conn: Connection, values: Mapping[str, str]) -> Difference:
    """What adding or replacing facts about the store changes."""
    wanted: dict[Row, Row] = {(key,): (key, value) for key, value in values.items()}
    return _difference(conn, meta, {"key": "str", "value": "str"}, wanted, width=1)


def save(conn: Connection, differences: Iterable[Difference]) -> None:
    """Make the tables as they are wanted."""
    for one in differences:
        _save(conn, one)


def _by_key(frame: pd.DataFrame, contract: tables.Contract, width: int) -> dict[Row, Row]:
    rows = tuples(tables.shaped(frame, contract))
    wanted = {row[:width]: row for row in rows}
    if len(wanted) < len(rows):
        names = ", ".join(list(contract)[:width])
        raise ValueError(f"a row is there twice, by {names}")
    return wanted


def _with_data(conn: Connection, codes: set[str]) -> set[str]:
    """Those of the codes that rows of data name."""
    named: set[str] = set()
    if codes:
        for versioned in VERSIONED:
            for name in {"village_code", "area_code"} & set(versioned.table.c.keys()):
                column = versioned.table.c[name]
                query = select(column).where(column.in_(sorted(codes))).distinct()
                named |= set(conn.scalars(query))
    return named


def _difference(
    conn: Connection,
    table: Table,
    contract: tables.Contract,
    wanted: Mapping[Row, Row],
    *,
    width: int,
    whole: bool = False,
) -> Difference:
    """What the wanted rows change in a table; the others end if `whole`."""
    present = {
        tuple(row[:width]): tuple(row)
        for row in conn.execute(select(*(table.c[name] for name in contract)))
    }
    return Difference(
        table=table,
        columns=tuple(contract),
        width=width,
        gone=[key for key in present if whole and key not in wanted],
        added=[row for key, row in wanted.items() if key not in present],
        changed=[row for key, row in wanted.items() if key in present and present[key] != row],
    )


def _save(conn: Connection, one: Difference) -> None:
    table, names, width = one.table, one.columns, one.width
    key = [table.c[name] == bindparam(f"key_{name}") for name in names[:width]]

    def where(of: Row) -> dict[str, Any]:
        return {f"key_{name}": value for name, value in zip(names[:width], of, strict=True)}

    if one.gone:
        conn.execute(delete(table).where(*key), [where(k) for k in one.gone])
    if one.added:
        conn.execute(insert(table), [dict(zip(names, row, strict=True)) for row in one.added])
    if one.changed:
        rows = [
            where(row[:width]) | dict(zip(names[width:], row[width:], strict=True))
            for row in one.changed
        ]
        conn.execute(update(table).where(*key), rows)
