"""Saving a change as the next revision, and saying beforehand what that would write."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, insert, select

from kampungkb.errors import PreviewOutdatedError, UnknownAreaError
from kampungkb.store import chain, drafts, files, reference
from kampungkb.store.engine import read_transaction, write_transaction
from kampungkb.store.queries import current_revision, state_query
from kampungkb.store.reference import Difference
from kampungkb.store.rows import Row, data_rows, storable
from kampungkb.store.schema import OBSERVATION, VERSIONED, Versioned, area, revision, source

Wanted = list[tuple[Versioned, list[Row]]]
"""Rows by table: key, values, and whether the row is retracted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a revision sets. Frames have the columns of ``model.tables``, any order.

    A column ``revision`` is ignored. What is left out stays as it is.

    Where there are rows of data but no register and no ``meta``, the sources and spellings
    belong to the data: they are stored only if a row of data differs, and never make a revision.
    """

    observations: pd.DataFrame | None = None
    formations: pd.DataFrame | None = None
    published: pd.DataFrame | None = None
    village_figures: pd.DataFrame | None = None
    milestones: pd.DataFrame | None = None
    classifications: pd.DataFrame | None = None
    indicator_entries: pd.DataFrame | None = None
    target_entries: pd.DataFrame | None = None
    retract_observations: pd.DataFrame | None = None
    """Keys: ``indicator``, ``village_code``, ``period``, ``origin``."""
    retract_formations: pd.DataFrame | None = None
    """Keys: ``village_code``, ``origin``."""
    retract_published: pd.DataFrame | None = None
    """Keys: ``figure``, ``area_name``, ``period``, ``source_title``."""
    retract_village_figures: pd.DataFrame | None = None
    """Keys: ``village_code``, ``figure``, ``period``."""
    retract_milestones: pd.DataFrame | None = None
    """Keys: ``village_code``, ``milestone``, ``origin``."""
    retract_classifications: pd.DataFrame | None = None
    """Keys: ``village_code``, ``period``, ``origin``."""
    retract_indicator_entries: pd.DataFrame | None = None
    """Keys: ``code``."""
    retract_target_entries: pd.DataFrame | None = None
    """Keys: ``indicator``, ``target_id``."""
    sources: pd.DataFrame | None = None
    """Added, or put in place of the source with the same id."""
    areas: pd.DataFrame | None = None
    """The whole register; areas that it lacks are removed."""
    aliases: pd.DataFrame | None = None
    """All further spellings, in place of the earlier ones."""
    added_aliases: pd.DataFrame | None = None
    """Spellings beside the present ones. What two people taught at once is kept of both."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRevision:
    """What saving a change would write now."""

    current: int
    """The revision as of which it was worked out."""
    new: int
    """Rows of data that the store does not have."""
    changed: int
    """Rows that get other values, or end."""
    retracted: int
    """Those of the changed rows that end."""
    unchanged: int
    """Rows that the store has already."""
    content_sha256: str | None
    """SHA-256 of the rows and of the values that they take the place of, to be handed to
    `save_revision` as ``expected``; None where nothing differs and no revision would be made.

    The former values are in it because they were shown: where somebody else has changed one of
    them in the meantime, the rows alone would still be the same.
    """
    rows: Wanted
    """What is written, table by table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file to be kept with the revision that was read from it."""

    file_sha256: str
    original_name: str
    """As the sender called it."""
    content: bytes


def plan_revision(engine: Engine, change: Change) -> PlannedRevision:
    """Say what :func:`save_revision` would write now; the store is only read.

    Raises
    ------
    UnknownAreaError, BadPeriodError, ValueError
        As :func:`save_revision`.
    StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.read_transaction`.
    """
    rows = _change_rows(change)
    with read_transaction(engine) as conn:
        return _work_out(conn, change, rows).plan


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
    expected: str | None = None,
    file: KeptFile | None = None,
    draft_id: str | None = None,
) -> SavedRevision:
    """Store a change as the next revision, all of it or nothing.

    Rows equal to the present state are not written again; when nothing differs, no revision is
    made and no file kept. Concurrent writers wait for each other.

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
    expected : str, optional
        `PlannedRevision.content_sha256` of the preview; anything else than what was previewed is
        not stored. What is stored already is no difference: saving twice saves once.
    file : KeptFile, optional
        Kept in the same transaction, under a name of ours. Its name and hash are those of the
        revision unless `file_name` and `file_sha256` say otherwise.
    draft_id : str, optional
        A draft that is removed in the same transaction, also when nothing differs.

    Raises
    ------
    UnknownAreaError
        A row names a village that is not in the register, or the new register lacks an area
        that data refer to.
    BadPeriodError
        The period of an observation or of a class is none.
    PreviewOutdatedError
        The store was changed after the preview. Nothing is stored, and the draft stays.
    StoreReadOnlyError, StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.write_transaction`.
    ValueError
        A mistake of the caller: a key twice, a missing key, an unknown source, a negative
        count, an infinite value, ``now`` without time zone, a file that has another hash.
    """
    if file is not None:
        _refuse_other_file(file, file_sha256)
        file_name = file.original_name if file_name is None else file_name
        file_sha256 = file.file_sha256
    about = {
        "saved_at": chain.timestamp(now),
        "author": storable(author),
        "agency": storable(agency),
        "kind": kind,
        "reason": storable(reason),
        "file_name": storable(file_name),
        "file_sha256": file_sha256,
        "undoes": undoes,
    }
    rows = _change_rows(change)
    with write_transaction(engine) as conn:
        work = _work_out(conn, change, rows)
        saved = _save(conn, about, work, expected, file)
        if draft_id is not None:
            drafts.remove_draft(conn, draft_id)
        return saved


def _save(
    conn: Connection,
    about: dict[str, Any],
    work: "_Work",
    expected: str | None,
    file: KeptFile | None,
) -> SavedRevision:
    plan = work.plan
    number, saves = plan.current, plan.content_sha256 is not None
    if saves:
        if expected is not None and plan.content_sha256 != expected:
            raise PreviewOutdatedError(plan.current)
        reference.save(conn, work.reference)
        number = append_revision(conn, about, plan.rows)
        if file is not None:
            files.keep_file(
                conn,
                file_sha256=file.file_sha256,
                original_name=file.original_name,
                content=file.content,
                revision=number,
                stored_at=about["saved_at"],
            )
    return SavedRevision(
        number=number,
        new=plan.new,
        changed=plan.changed,
        unchanged=plan.unchanged,
        saved=saves,
    )


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


def _refuse_other_file(file: KeptFile, file_sha256: str | None) -> None:
    digest = hashlib.sha256(file.content).hexdigest()
    if {file.file_sha256, file_sha256 or digest} != {digest}:
        raise ValueError("the file to be kept has another hash than the one it is said to have")


def _change_rows(change: Change) -> Wanted:
    """The rows that a change names, table by table in the order of ``VERSIONED``."""
    rows = []
    for versioned in VERSIONED:
        frame = getattr(change, versioned.plural)
        retract = getattr(change, f"retract_{versioned.plural}")
        rows.append((versioned, data_rows(versioned, frame, retract)))
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What saving a change does."""

    plan: PlannedRevision
    reference: list[Difference]


def _work_out(conn: Connection, change: Change, rows: Wanted) -> _Work:
    """What saving a change does now, by reading alone."""
    current = current_revision(conn)
    differences = _reference(conn, change)
    _refuse_unknown(conn, change, rows)
    found = _Found()
    for versioned, wanted in rows:
        found.add(versioned, wanted, _state(conn, versioned, wanted, current))
    written = any(differing for _, differing in found.rows)
    if not written and _belongs_to_data(change):
        differences = []
    plan = PlannedRevision(
        current=current,
        new=found.new,
        changed=found.changed,
        retracted=found.retracted,
        unchanged=found.unchanged,
        content_sha256=found.sha256() if written or any(differences) else None,
        rows=found.rows,
    )
    return _Work(plan=plan, reference=differences)


def _belongs_to_data(change: Change) -> bool:
    """Whether sources and spellings are those of the rows that stand beside them."""
    frames = (
        getattr(change, f"{prefix}{versioned.plural}") is not None
        for versioned in VERSIONED
        for prefix in ("", "retract_")
    )
    return change.areas is None and not change.meta and any(frames)


def _reference(conn: Connection, change: Change) -> list[Difference]:
    """What differs of what has no revisions."""
    found = [reference.meta_difference(conn, change.meta)]
    if change.areas is not None:
        found.append(reference.area_difference(conn, change.areas))
    for frame, whole in ((change.aliases, True), (change.added_aliases, False)):
        if frame is not None:
            found.append(reference.alias_difference(conn, frame, whole=whole))
    if change.sources is not None:
        found.append(reference.source_difference(conn, change.sources))
    return found


def _refuse_unknown(conn: Connection, change: Change, rows: Wanted) -> None:
    """Foreign keys would refuse as well, but without saying what, and not in a preview."""
    named: dict[str, set[str]] = {"village_code": set(), "source_id": set(), "area_code": set()}
    for versioned, wanted in rows:
        names = (*versioned.key, *versioned.values)
        for column in named.keys() & set(names):
            place = names.index(column)
            named[column] |= {row[place] for row in wanted} - {None}
    for frame in (change.aliases, change.added_aliases):
        if frame is not None:
            named["area_code"] |= set(frame["code"])
    levels = _levels(conn, change)
    villages = {code for code, level in levels.items() if level == "village"}
    for level, unknown in (
        ("village", named["village_code"] - villages),
        ("area", named["area_code"] - set(levels)),
    ):
        if unknown:
            raise UnknownAreaError(level, sorted(unknown))
    sources = set(conn.scalars(select(source.c.source_id)))
    if change.sources is not None:
        sources |= set(change.sources["source_id"])
    unknown = named["source_id"] - sources
    if unknown:
        raise ValueError(f"sources that are not in the store: {', '.join(sorted(unknown))}")


def _levels(conn: Connection, change: Change) -> dict[str, str]:
    """Level by code, of the register as it is after the change."""
    if change.areas is not None:
        return dict(zip(change.areas["code"], change.areas["level"], strict=True))
    return dict(conn.execute(select(area.c.code, area.c.level)).all())


class _Found:
    """Collects the rows that differ from the present state, and counts all of them."""

    def __init__(self) -> None:
        self.new = self.changed = self.retracted = self.unchanged = 0
        self.rows: Wanted = []
        self._before: list[tuple[str, list[Row | None]]] = []

    def add(self, versioned: Versioned, wanted: list[Row], state: Mapping[Row, Row]) -> None:
        """Look at the wanted rows of one table."""
        width = len(versioned.key)
        differing, before = [], []
        for row in wanted:
            present, retracted = state.get(row[:width]), row[-1]
            if present == (None if retracted else row[width:-1]):
                self.unchanged += 1
                continue
            self.new += present is None
            self.changed += present is not None
            self.retracted += retracted
            differing.append(row)
            before.append(present)
        self.rows.append((versioned, differing))
        self._before.append((versioned.table.name, before))

    def sha256(self) -> str:
        """Of the rows and of what they take the place of."""
        return chain.preview_hash(rows_hash(self.rows), self._before)


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
