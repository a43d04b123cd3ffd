"""Saving what is kept only as it is now: register, spellings, sources, facts about the store."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from kampungkb.errors import UnknownAreaError
from kampungkb.model import tables
from kampungkb.store.rows import Row, tuples
from kampungkb.store.schema import VERSIONED, area, area_alias, meta, source


def save_areas(conn: Connection, frame: pd.DataFrame) -> bool:
    """Put a register in place of the present one; whether anything differed.

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
    return _sync(conn, area, tables.AREAS, wanted, width=1, whole=True)


def save_aliases(conn: Connection, frame: pd.DataFrame) -> bool:
    """Put spellings in place of the present ones; whether anything differed."""
    wanted = _by_key(frame, tables.ALIASES, 3)
    return _sync(conn, area_alias, tables.ALIASES, wanted, width=3, whole=True)


def save_sources(conn: Connection, frame: pd.DataFrame) -> bool:
    """Add or replace sources by their id; whether anything differed."""
    wanted = _by_key(frame, tables.SOURCES, 1)
    return _sync(conn, source, tables.SOURCES, wanted, width=1)


def save_meta(conn: Connection, values: Mapping[str, str]) -> bool:
    """Add or replace facts about the store; whether anything differed."""
    wanted: dict[Row, Row] = {(key,): (key, value) for key, value in values.items()}
    return _sync(conn, meta, {"key": "str", "value": "str"}, wanted, width=1)


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
            columns = versioned.table.c
            column = columns.village_code if "village_code" in columns else columns.area_code
            named |= set(conn.scalars(select(column).where(column.in_(sorted(codes))).distinct()))
    return named


def _sync(
    conn: Connection,
    table: Table,
    contract: tables.Contract,
    wanted: Mapping[Row, Row],
    *,
    width: int,
    whole: bool = False,
) -> bool:
    """Make the rows of a table equal to the wanted ones, and remove others if `whole`."""
    names = list(contract)
    present = {
        tuple(row[:width]): tuple(row)
        for row in conn.execute(select(*(table.c[name] for name in names)))
    }
    key = [table.c[name] == bindparam(f"key_{name}") for name in names[:width]]

    def where(of: Row) -> dict[str, Any]:
        return {f"key_{name}": value for name, value in zip(names[:width], of, strict=True)}

    gone = [where(k) for k in present if whole and k not in wanted]
    added = [dict(zip(names, row, strict=True)) for k, row in wanted.items() if k not in present]
    changed = [
        where(k) | dict(zip(names[width:], row[width:], strict=True))
        for k, row in wanted.items()
        if k in present and present[k] != row
    ]
    if gone:
        conn.execute(delete(table).where(*key), gone)
    if added:
        conn.execute(insert(table), added)
    if changed:
        conn.execute(update(table).where(*key), changed)
    return bool(gone or added or changed)
