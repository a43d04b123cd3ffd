"""What the store holds, as frames of ``kampungkb.model.tables``.

Every function takes a connection of :func:`kampungkb.store.engine.read_transaction`; those that
read data take the revision as of which they answer.
"""

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, Table, and_, func, select

from kampungkb.model import tables
from kampungkb.store.schema import (
    FORMATION,
    OBSERVATION,
    PUBLISHED,
    VILLAGE_FIGURE,
    Versioned,
    area,
    area_alias,
    source,
)
from kampungkb.store.schema import meta as meta_table
from kampungkb.store.schema import revision as revision_table


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
    return _frame(conn, OBSERVATION, revision, indicators)


def formations(conn: Connection, revision: int) -> pd.DataFrame:
    """Formations (``FORMATIONS``) as of a revision, by village and origin."""
    return _frame(conn, FORMATION, revision)


def published(conn: Connection, revision: int) -> pd.DataFrame:
    """Published figures (``PUBLISHED``) as of a revision, by figure, area, period, source."""
    return _frame(conn, PUBLISHED, revision)


def village_figures(conn: Connection, revision: int) -> pd.DataFrame:
    """Figures of villages (``VILLAGE_FIGURES``) as of a revision, by village, figure, period."""
    return _frame(conn, VILLAGE_FIGURE, revision)


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


def _frame(
    conn: Connection,
    versioned: Versioned,
    revision: int,
    indicators: Collection[str] | None = None,
) -> pd.DataFrame:
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
