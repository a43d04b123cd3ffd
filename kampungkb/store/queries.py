"""What the store holds, as frames of ``kampungkb.model.tables``.

Every function takes a connection of :func:`kampungkb.store.engine.read_transaction`; those that
read data take the revision as of which they answer.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any

import pandas as pd
from sqlalchemy import (
    Boolean,
    Connection,
    Select,
    Table,
    and_,
    case,
    func,
    not_,
    or_,
    select,
    union_all,
)

from kampungkb.model import tables
from kampungkb.store.rows import Row
from kampungkb.store.schema import (
    CLASSIFICATION,
    FORMATION,
    INDICATOR_ENTRY,
    MILESTONE,
    OBSERVATION,
    PUBLISHED,
    TARGET_ENTRY,
    VERSIONED,
    VILLAGE_FIGURE,
    Versioned,
    area,
    area_alias,
    source,
)
from kampungkb.store.schema import meta as meta_table
from kampungkb.store.schema import revision as revision_table

History = list[tuple[int, Row | None]]
"""What a key was worth, by revision that said so, the earliest first; None: retracted."""


def current_revision(conn: Connection) -> int:
    """Number of the latest revision; 0 when there is none."""
    return conn.scalar(select(func.max(revision_table.c.number))) or 0


def areas(conn: Connection) -> pd.DataFrame:
    """The register (``AREAS``), one row per area, by code."""
    return _whole(conn, area, tables.AREAS, "code")


def aliases(conn: Connection) -> pd.DataFrame:
    """Further spellings (``ALIASES``), one row per code, name and source."""
    return _whole(conn, area_alias, tables.ALIASES, "code", "name", "source")


def sources(conn: Connection) -> pd.DataFrame:
    """Sources (``SOURCES``), one row per source, by ``source_id``."""
    return _whole(conn, source, tables.SOURCES, "source_id")


def observations(
    conn: Connection, revision: int, indicators: Collection[str] | None = None
) -> pd.DataFrame:
    """Values as of a revision, official and illustrative side by side.

    Parameters
    ----------
    conn : Connection
    revision : int
        State to read. 0: before anything was saved.
    indicators : collection of str, optional
        Only these; all unless given.

    Returns
    -------
    DataFrame of ``OBSERVATIONS``, by indicator, village, period and origin
        ``revision``: the one that gave the row its present values.
    """
    return state(conn, OBSERVATION, revision, indicators)


def formations(conn: Connection, revision: int) -> pd.DataFrame:
    """Formations (``FORMATIONS``) as of a revision, by village and origin."""
    return state(conn, FORMATION, revision)


def published(conn: Connection, revision: int) -> pd.DataFrame:
    """Published figures (``PUBLISHED``) as of a revision, by figure, area, period, source."""
    return state(conn, PUBLISHED, revision)


def village_figures(conn: Connection, revision: int) -> pd.DataFrame:
    """Figures of villages (``VILLAGE_FIGURES``) as of a revision, by village, figure, period."""
    return state(conn, VILLAGE_FIGURE, revision)


def milestones(conn: Connection, revision: int) -> pd.DataFrame:
    """Milestones (``MILESTONES``) as of a revision, by village, milestone and origin."""
    return state(conn, MILESTONE, revision)


def classifications(conn: Connection, revision: int) -> pd.DataFrame:
    """Classes (``CLASSIFICATIONS``) as of a revision, by village, period and origin."""
    return state(conn, CLASSIFICATION, revision)


def indicator_entries(conn: Connection, revision: int) -> pd.DataFrame:
    """Dictionary entries (``INDICATOR_ENTRIES``) as of a revision, by code."""
    return state(conn, INDICATOR_ENTRY, revision)


def target_entries(conn: Connection, revision: int) -> pd.DataFrame:
    """Targets (``TARGET_ENTRIES``) as of a revision, by indicator and ``target_id``."""
    return state(conn, TARGET_ENTRY, revision)


def revisions(conn: Connection) -> pd.DataFrame:
    """Everything that was ever saved, one row per revision, by number.

    Returns
    -------
    DataFrame
        ``revision`` (int64), ``time`` (UTC; of the writer's clock, which may have been wrong:
        the order is that of the numbers), ``author``, ``agency``, ``kind``, ``reason``,
        ``file_name``, ``file_sha256`` (str, missing where it does not apply), ``undoes`` (Int64),
        ``hash`` (str).
    """
    columns = revision_table.c
    query = select(
        columns.number.label("revision"),
        columns.saved_at.label("time"),
        *(columns[name] for name in ("author", "agency", "kind", "reason")),
        *(columns[name] for name in ("file_name", "file_sha256", "undoes", "hash")),
    ).order_by(columns.number)
    names = [column.name for column in query.selected_columns]
    frame = _from_rows(names, conn.execute(query).fetchall())
    times = pd.to_datetime(frame["time"], utc=True, format="ISO8601").dt.as_unit("us")
    return frame.assign(time=times).astype(
        {"revision": "int64", "undoes": "Int64"}
        | dict.fromkeys(set(names) - {"revision", "time", "undoes"}, "str")
    )


def change_counts(conn: Connection) -> pd.DataFrame:
    """How many rows of data each revision changed against the one before it.

    Returns
    -------
    DataFrame, one row per revision that holds rows of data, by number
        ``revision``, ``new``, ``changed``, ``retracted`` (int64): rows that the store did not
        have, that it had with other values, and that ended.
    """
    parts = union_all(*(_kinds_of_change(versioned) for versioned in VERSIONED)).subquery()
    sums = [func.sum(parts.c[name]).label(name) for name in ("new", "changed", "retracted")]
    query = select(parts.c.revision, *sums).group_by(parts.c.revision).order_by(parts.c.revision)
    names = ["revision", "new", "changed", "retracted"]
    return _from_rows(names, conn.execute(query).fetchall()).astype("int64")


def _kinds_of_change(versioned: Versioned) -> Select[Any]:
    row = versioned.table.c
    absent = func.lag(row.retracted, type_=Boolean()).over(
        partition_by=[row[name] for name in versioned.key], order_by=row.revision
    )
    rows = select(row.revision, row.retracted, absent.label("absent")).subquery().c
    new = and_(not_(rows.retracted), or_(rows.absent.is_(None), rows.absent))
    return select(
        rows.revision,
        func.sum(case((new, 1), else_=0)).label("new"),
        func.sum(case((or_(rows.retracted, new), 0), else_=1)).label("changed"),
        func.sum(case((rows.retracted, 1), else_=0)).label("retracted"),
    ).group_by(rows.revision)


def histories(
    conn: Connection, versioned: Versioned, after: int, until: int, last: int
) -> Iterator[tuple[Row, History]]:
    """Everything that was said, up to revision `last`, of keys that some revisions set.

    Parameters
    ----------
    conn : Connection
    versioned : Versioned
        A table of data.
    after, until : int
        The revisions that choose the keys: greater than `after`, and not greater than `until`.
    last : int
        What later revisions say is left out.

    Yields
    ------
    tuple
        Key and history, in the order of the keys.
    """
    row, chosen = versioned.table.c, versioned.table.alias("chosen").c
    keys = select(*(chosen[name] for name in versioned.key))
    keys = keys.where(chosen.revision > after, chosen.revision <= until).distinct()
    touched = keys.subquery("touched")
    same = and_(*(row[name] == touched.c[name] for name in versioned.key))
    names = (*versioned.key, *versioned.values, "retracted", "revision")
    query = (
        select(*(row[name] for name in names))
        .select_from(touched.join(versioned.table, same))
        .where(row.revision <= last)
        .order_by(*(row[name] for name in versioned.key), row.revision)
    )
    width = len(versioned.key)
    rows = map(tuple, conn.execute(query))
    for key, found in groupby(rows, key=lambda one: one[:width]):
        yield key, [(one[-1], None if one[-2] else one[width:-2]) for one in found]


def meta(conn: Connection) -> dict[str, str]:
    """Facts about the store itself, such as the hash of its area pack."""
    rows = conn.execute(select(meta_table.c.key, meta_table.c.value).order_by(meta_table.c.key))
    return dict(rows.all())


def state_query(
    versioned: Versioned, revision: int, names: Sequence[str], indicators: Collection[str] | None
) -> Select[Any]:
    """Rows of a table as of a revision, in the order of their key."""
    row, later = versioned.table, versioned.table.alias("later")
    key = [row.c[name] for name in versioned.key]
    newer = select(1).where(
        and_(
            *(later.c[name] == row.c[name] for name in versioned.key),
            later.c.revision > row.c.revision,
            later.c.revision <= revision,
        )
    )
    query = select(*(row.c[name] for name in names)).where(
        row.c.revision <= revision, ~row.c.retracted, ~newer.exists()
    )
    if indicators is not None:
        query = query.where(row.c.indicator.in_(sorted(indicators)))
    return query.order_by(*key)


def state(
    conn: Connection,
    versioned: Versioned,
    revision: int,
    indicators: Collection[str] | None = None,
) -> pd.DataFrame:
    """Any table of data as of a revision, in its contract's columns, by key."""
    names = list(versioned.contract)
    query = state_query(versioned, revision, names, indicators)
    return tables.shaped(_from_rows(names, conn.execute(query).fetchall()), versioned.contract)


def _whole(conn: Connection, table: Table, contract: tables.Contract, *key: str) -> pd.DataFrame:
    query = select(*(table.c[name] for name in contract)).order_by(*(table.c[k] for k in key))
    return tables.shaped(_from_rows(list(contract), conn.execute(query).fetchall()), contract)


def _from_rows(names: Sequence[str], rows: Sequence[Any]) -> pd.DataFrame:
    # By columns: pandas takes five times as long to turn rows into columns itself.
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    return pd.DataFrame(
        {name: pd.Series(column, dtype=object) for name, column in zip(names, columns, strict=True)}
    )
