"""The files that revisions were read from, kept under names of our own."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, Engine, insert, select

from kampungkb.store.engine import read_transaction
from kampungkb.store.rows import storable
from kampungkb.store.schema import kept_file

# Of a sender's name only this much is taken over, and only from this list.
_SUFFIXES: Final = frozenset(
    {".csv", ".ods", ".ots", ".tsv", ".txt", ".xls", ".xlsm", ".xlsx", ".xltm", ".xltx"}
)
_LISTED: Final = ("file_sha256", "stored_name", "original_name", "bytes", "stored_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file as it was sent."""

    file_sha256: str
    stored_name: str
    """Safe in any folder: number of the revision, beginning of the hash, suffix."""
    original_name: str
    """As the sender called it; shown literally, never used as a path."""
    stored_at: datetime
    content: bytes


def stored_name(revision: int, file_sha256: str, original_name: str) -> str:
    """Our name for the file of a revision, such as ``00012-3f2a9c01b7de.xlsx``."""
    found = re.search(r"\.[a-z]{3,4}\Z", original_name.casefold())
    suffix = found.group() if found else ""
    return f"{revision:05d}-{file_sha256[:12]}{suffix if suffix in _SUFFIXES else ''}"


def keep_file(
    conn: Connection,
    *,
    file_sha256: str,
    original_name: str,
    content: bytes,
    revision: int,
    stored_at: str,
) -> None:
    """Keep a file, unless it is there already, from whichever revision.

    Parameters
    ----------
    conn : Connection
        Of a write transaction.
    stored_at : str
        As `kampungkb.store.chain.timestamp` gives it.
    """
    there = select(kept_file.c.file_sha256).where(kept_file.c.file_sha256 == file_sha256)
    if conn.scalar(there) is not None:
        return
    conn.execute(
        insert(kept_file).values(
            file_sha256=file_sha256,
            stored_name=stored_name(revision, file_sha256, original_name),
            original_name=storable(original_name),
            bytes=len(content),
            stored_at=stored_at,
            content=content,
        )
    )


def kept_files(conn: Connection) -> pd.DataFrame:
    """The files that are kept, without their content.

    Returns
    -------
    DataFrame, one row per file, by ``stored_name``
        ``file_sha256``, ``stored_name``, ``original_name`` (str), ``bytes`` (int64),
        ``stored_at`` (UTC).
    """
    query = select(*(kept_file.c[name] for name in _LISTED)).order_by(
        kept_file.c.stored_name, kept_file.c.file_sha256
    )
    frame = pd.DataFrame(conn.execute(query).fetchall(), columns=list(_LISTED), dtype=object)
    times = pd.to_datetime(frame["stored_at"], utc=True, format="ISO8601").dt.as_unit("us")
    texts = dict.fromkeys(("file_sha256", "stored_name", "original_name"), "str")
    return frame.assign(stored_at=times).astype(texts | {"bytes": "int64"})


def read_file(engine: Engine, file_sha256: str) -> StoredFile | None:
    """A kept file with its content; None where none is kept (it may have held personal data)."""
    columns = kept_file.c
    query = select(
        columns.file_sha256,
        columns.stored_name,
        columns.original_name,
        columns.stored_at,
        columns.content,
    ).where(columns.file_sha256 == storable(file_sha256))
    with read_transaction(engine) as conn:
        row = conn.execute(query).mappings().one_or_none()
    if row is None:
        return None
    values: dict[str, Any] = dict(row)
    return StoredFile(**values | {"stored_at": datetime.fromisoformat(values["stored_at"])})


def changed_files(conn: Connection) -> list[str]:
    """Names of files whose content is not what was kept."""
    listed = conn.execute(
        select(kept_file.c.file_sha256, kept_file.c.stored_name).order_by(kept_file.c.stored_name)
    ).fetchall()
    changed = []
    for digest, name in listed:
        # One at a time: together they may be larger than the memory.
        content = conn.scalar(select(kept_file.c.content).where(kept_file.c.file_sha256 == digest))
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            changed.append(name)
    return changed
