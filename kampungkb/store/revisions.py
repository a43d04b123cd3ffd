"""Saving a change as the next revision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, insert, select

from kampungkb.errors import UnknownAreaError
from kampungkb.store import chain, reference
from kampungkb.store.engine import write_transaction
from kampungkb.store.queries import current_revision, state_query
from kampungkb.store.rows import Row, data_rows
from kampungkb.store.schema import (
    FORMATION,
    OBSERVATION,
    PUBLISHED,
    VILLAGE_FIGURE,
    Versioned,
    area,
    revision,
    source,
)

Wanted = list[tuple[Versioned, list[Row]]]
"""Rows by table: key, values, and whether the row is retracted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a revision sets. Frames have the columns of ``model.tables``, any order.

    A column ``revision`` is ignored. What is left out stays as it is.
    """

    observations: pd.DataFrame | None = None
    formations: pd.DataFrame | None = None
    published: pd.DataFrame | None = None
    village_figures: pd.DataFrame | None = None
    retract_observations: pd.DataFrame | None = None
    """Keys: ``indicator``, ``village_code``, ``period``, ``origin``."""
    retract_formations: pd.DataFrame | None = None
    """Keys: ``village_code``, ``origin``."""
    retract_published: pd.DataFrame | None = None
    """Keys: ``figure``, ``area_name``, ``period``, ``source_title``."""
    retract_village_figures: pd.DataFrame | None = None
    """Keys: ``village_code``, ``figure``, ``period``."""
    sources: pd.DataFrame | None = None
    """Added, or put in place of the source with the same id."""
    areas: pd.DataFrame | None = None
    """The whole register; areas that it lacks are removed."""
    aliases: pd.DataFrame | None = None
    """All further spellings, in place of the earlier ones."""
    meta: Mapping[str, str] = field(default_factory=dict)
    """Added, or put in place of the value with the same key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRevision:
    """What became of a change."""

    number: int
    """The revision made, or the current one when nothing changed."""
    new: int
    """Rows of data that the store did not have."""
    changed: int
    """Rows that had other values, or were retracted."""
    unchanged: int
    """Rows that the store had already."""
    saved: bool
    """Whether a revision was made."""


def save_revision(
    engine: Engine,
    *,
    author: str,
    kind: str,
    reason: str,
    change: Change,
    agency: str | None = None,
    file_name: str | None = None,
    file_sha256: str | None = None,
    undoes: int | None = None,
    now: datetime,
) -> SavedRevision:
    """Store a change as the next revision, all of it or nothing.

    Rows equal to the present state are not written again; when nothing differs, no revision is
    made. Concurrent writers wait for each other.

    Parameters
    ----------
    engine : Engine
    author, reason : str
        Who, and why.
    kind : str
        ``area_pack``, ``illustrative_add``, ``illustrative_remove``, ``upload``, ``undo``, ...
    change : Change
    agency : str, optional
        For which agency.
    file_name, file_sha256 : str, optional
        The file that the change was read from.
    undoes : int, optional
        The revision that this one takes back.
    now : datetime
        With a time zone.

    Raises
    ------
    UnknownAreaError
        A row names a village that is not in the register, or the new register lacks an area
        that data refer to.
    BadPeriodError
        An observation's period is none.
    StoreReadOnlyError, StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.write_transaction`.
    ValueError
        A mistake of the caller: a key twice, a missing key, an unknown source, a negative
        count, an infinite value, ``now`` without time zone.
    """
    about = {
        "saved_at": chain.timestamp(now),
        "author": author,
        "agency": agency,
        "kind": kind,
        "reason": reason,
        "file_name": file_name,
        "file_sha256": file_sha256,
        "undoes": undoes,
    }
    rows = _change_rows(change)
    with write_transaction(engine) as conn:
        return _save(conn, about, change, rows)


def _save(conn: Connection, about: dict[str, Any], change: Change, rows: Wanted) -> SavedRevision:
    current = current_revision(conn)
    touched = _save_reference(conn, change)
    _refuse_unknown(conn, rows)
    counts = _Counts()
    differing = [
        (
            versioned,
            counts.differing(_state(conn, versioned, wanted, current), wanted, len(versioned.key)),
        )
        for versioned, wanted in rows
    ]
    if not touched and not any(written for _, written in differing):
        return counts.result(current, saved=False)
    return counts.result(append_revision(conn, about, differing), saved=True)


def append_revision(conn: Connection, about: Mapping[str, Any], rows: Wanted) -> int:
    """Write rows as the next revision and return its number.

    Parameters
    ----------
    conn : Connection
        Of a write transaction.
    about : Mapping
        The columns of ``revision`` but its number and hashes.
    rows : list of tuple
        By table, in the order of ``VERSIONED``: rows that differ from the present state, as
        `kampungkb.store.rows.data_rows` gives them.
    """
    record = {
        **about,
        "number": current_revision(conn) + 1,
        "content_sha256": rows_hash(rows),
        "previous_hash": chain.last_hash(conn),
    }
    conn.execute(insert(revision).values(**record, hash=chain.revision_hash(record)))
    for versioned, written in rows:
        _insert(conn, versioned, record["number"], written)
    number: int = record["number"]
    return number


def rows_hash(rows: Wanted) -> str:
    """SHA-256 that a revision of these rows has as its ``content_sha256``."""
    return chain.content_hash({versioned.table.name: written for versioned, written in rows})


def _change_rows(change: Change) -> Wanted:
    """The rows that a change names, table by table in the order of ``VERSIONED``."""
    return [
        (OBSERVATION, data_rows(OBSERVATION, change.observations, change.retract_observations)),
        (FORMATION, data_rows(FORMATION, change.formations, change.retract_formations)),
        (PUBLISHED, data_rows(PUBLISHED, change.published, change.retract_published)),
        (
            VILLAGE_FIGURE,
            data_rows(VILLAGE_FIGURE, change.village_figures, change.retract_village_figures),
        ),
    ]


def _save_reference(conn: Connection, change: Change) -> bool:
    """Store what has no revisions; whether anything differed."""
    differed = [
        change.areas is not None and reference.save_areas(conn, change.areas),
        change.aliases is not None and reference.save_aliases(conn, change.aliases),
        change.sources is not None and reference.save_sources(conn, change.sources),
        reference.save_meta(conn, change.meta),
    ]
    return any(differed)


def _refuse_unknown(conn: Connection, rows: Wanted) -> None:
    """Foreign keys would refuse as well, but without saying what."""
    named: dict[str, set[str]] = {"village_code": set(), "source_id": set(), "area_code": set()}
    for versioned, wanted in rows:
        names = (*versioned.key, *versioned.values)
        for column in named.keys() & set(names):
            place = names.index(column)
            named[column] |= {row[place] for row in wanted} - {None}
    levels = dict(conn.execute(select(area.c.code, area.c.level)).all())
    villages = {code for code, level in levels.items() if level == "village"}
    for level, unknown in (
        ("village", named["village_code"] - villages),
        ("area", named["area_code"] - set(levels)),
    ):
        if unknown:
            raise UnknownAreaError(level, sorted(unknown))
    unknown = named["source_id"] - set(conn.scalars(select(source.c.source_id)))
    if unknown:
        raise ValueError(f"sources that are not in the store: {', '.join(sorted(unknown))}")


@dataclass(slots=True)
class _Counts:
    """Rows that are new, changed and unchanged, over all tables of data."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def differing(self, state: Mapping[Row, Row], wanted: list[Row], width: int) -> list[Row]:
        """Those of the wanted rows that differ from the present state."""
        rows = []
        for row in wanted:
            present = state.get(row[:width])
            retracted = row[-1]
            if present == (None if retracted else row[width:-1]):
                self.unchanged += 1
                continue
            if present is None:
                self.new += 1
            else:
                self.changed += 1
            rows.append(row)
        return rows

    def result(self, number: int, *, saved: bool) -> SavedRevision:
        """The counts as the answer to the caller."""
        return SavedRevision(
            number=number,
            new=self.new,
            changed=self.changed,
            unchanged=self.unchanged,
            saved=saved,
        )


def _state(
    conn: Connection, versioned: Versioned, wanted: list[Row], current: int
) -> dict[Row, Row]:
    """Values by key as of the current revision, of the indicators that are wanted."""
    if not wanted or not current:
        return {}
    indicators = {row[0] for row in wanted} if versioned is OBSERVATION else None
    names = (*versioned.key, *versioned.values)
    width = len(versioned.key)
    found = conn.execute(state_query(versioned, current, names, indicators))
    return {row[:width]: row[width:] for row in map(tuple, found)}


def _insert(conn: Connection, versioned: Versioned, number: int, rows: list[Row]) -> None:
    names = (*versioned.key, *versioned.values, "retracted", "revision")
    if rows:
        conn.execute(
            insert(versioned.table),
            [dict(zip(names, (*row, number), strict=True)) for row in rows],
        )
