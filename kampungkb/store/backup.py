"""Backups: one SQLite file, whatever database the store is in, and back from it.

A backup holds the rows of one moment in their order, with the hash chains, the kept files and the
drafts; it is a store itself, so ``check`` reads it as it stands. It is looked over before it takes
its name, and again before a restore puts anything in place.
"""

import errno
import hashlib
import os
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, Select, Table, insert, select
from sqlalchemy.exc import DBAPIError

from kampungkb.errors import (
    BackupExistsError,
    BackupUnsoundError,
    BackupUnwritableError,
    StoreFilledError,
    StoreReadOnlyError,
    StoreUnreadableError,
)
from kampungkb.store import chain
from kampungkb.store.check import check_store
from kampungkb.store.engine import (
    open_engine,
    read_only,
    read_transaction,
    store_exists,
    store_name,
    unreadable,
    write_transaction,
)
from kampungkb.store.files import changed_files
from kampungkb.store.migrate import migrate
from kampungkb.store.queries import current_revision
from kampungkb.store.schema import (
    VERSIONED,
    agenda,
    attempt,
    draft,
    kept_file,
    metadata,
    revision,
    scenario,
)

_CHUNK: Final = 5000
# Their rows may be many megabytes each.
_LARGE: Final = (kept_file, draft)
_SIDE_FILES: Final = ("-journal", "-wal", "-shm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup, or what it became."""

    path: Path
    """The backup's file."""
    bytes: int
    sha256: str
    """Of the file."""
    revision: int
    """The last revision in it."""
    hash: str
    """That revision's hash; empty at revision 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What became of a restore."""

    backup: Backup
    saved: bool
    """Whether anything was put in place; not where the store was equal already."""
    kept: Path | None
    """Where a damaged store was moved to."""


def back_up(engine: Engine, path: Path) -> Backup:
    """Write a backup of a store, which others may go on reading and writing.

    Raises
    ------
    BackupExistsError
        Something is at `path` already.
    BackupUnwritableError
        The file cannot be written.
    StoreUnreadableError, StoreMissingError
        The store is damaged or out of reach; no file is left.
    """
    path = path.absolute()
    if path.exists() and not (path.is_file() and path.stat().st_size == 0):
        raise BackupExistsError(str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            part = Path(folder) / "part.sqlite"
            _write(engine, part)
            fault = _fault(open_engine(f"sqlite:///{part}"))
            if fault:
                raise unreadable(engine.url, "damaged", fault)
            _on_disk(part)
            part.replace(path)
            _on_disk(path.parent)
    except OSError as error:
        raise BackupUnwritableError(str(path), error.strerror or str(error)) from error
    except StoreReadOnlyError as error:  # of the copy
        raise BackupUnwritableError(str(path), str(error.blanks["detail"])) from error
    return _described(path)


def restore(url: str, path: Path) -> Restored:
    """Make a store from a backup, where there is none or an empty one.

    A store with revisions is never overwritten. One that equals the backup stays; a damaged
    SQLite file is kept beside, under another name.

    Parameters
    ----------
    url : str
        Address of the store, as for :func:`kampungkb.store.engine.open_engine`.
    path : Path
        The backup; it is only read.

    Raises
    ------
    BackupUnsoundError
        There is no such file, or it is no whole backup. Nothing was changed.
    StoreFilledError
        The store has revisions of its own.
    StoreReadOnlyError, StoreUnreadableError
        The store cannot be written, or is out of reach.
    """
    engine = open_engine(url)
    path = path.absolute()
    sqlite = engine.dialect.name == "sqlite"
    target = Path(engine.url.database or "").absolute() if sqlite else None
    try:
        with _folder(target) as folder:
            part = _sound_copy(path, Path(folder) / "part.sqlite")
            backup = _described(path, part)
            if target is None:
                return _into_database(engine, part, backup)
            return _into_file(engine, target, part, backup)
    except OSError as error:
        reason = {errno.ENOSPC: "full", errno.EIO: "failing"}.get(error.errno or 0, "read_only")
        raise read_only(url, reason) from error
    finally:
        engine.dispose()


def _write(engine: Engine, part: Path) -> None:
    if engine.dialect.name != "sqlite":
        _copy_rows(engine, part)
        return
    try:
        with read_transaction(engine) as conn:
            # VACUUM is no part of a transaction; it takes an unchanging view of its own.
            conn.exec_driver_sql("COMMIT")
            conn.exec_driver_sql("VACUUM INTO ?", (str(part),))
    except DBAPIError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_FULL:
            raise
        raise OSError(errno.ENOSPC, str(error.orig)) from error


def _copy_rows(engine: Engine, part: Path) -> None:
    copy = open_engine(f"sqlite:///{part}", create=True)
    migrate(copy)
    with read_transaction(engine) as source, write_transaction(copy) as target:
        _copy(source, target)


def _copy(source: Connection, target: Connection) -> None:
    """Every row of our tables, in the order of their keys."""
    for table in metadata.sorted_tables:
        chunk = 1 if table in _LARGE else _CHUNK
        # Of the statement: set on the connection, it would be the last table's for all.
        query = _ordered(table).execution_options(yield_per=chunk)
        with source.execute(query) as result:
            for rows in result.mappings().partitions(chunk):
                target.execute(insert(table), [dict(row) for row in rows])


def _sound_copy(path: Path, part: Path) -> Path:
    """A copy of a backup in the newest schema; refused unless it is whole."""
    try:
        source = path.open("rb")
    except OSError as error:
        raise BackupUnsoundError(str(path), str(error.strerror)) from error
    with source, part.open("wb") as copied:
        shutil.copyfileobj(source, copied)
    if not part.stat().st_size:
        raise BackupUnsoundError(str(path), "the file is empty")
    copy = open_engine(f"sqlite:///{part}")
    try:
        migrate(copy)
        with read_transaction(copy) as conn:
            filled = current_revision(conn) > 0
    except StoreUnreadableError as error:
        raise BackupUnsoundError(str(path), _reason(error)) from error
    fault = _fault(copy) if filled else "it holds no revision"
    if fault:
        raise BackupUnsoundError(str(path), fault)
    return part


def _fault(engine: Engine) -> str:
    """The first check that a store does not pass; empty when it passes all."""
    failed = (f"{check.name}: {check.detail}" for check in check_store(engine) if not check.ok)
    return next(failed, "")


def _reason(error: StoreUnreadableError) -> str:
    # The store that it names is our copy in a folder that will be gone.
    return str(error).split(": ", 1)[-1]


def _into_file(engine: Engine, target: Path, part: Path, backup: Backup) -> Restored:
    kept = None
    if store_exists(engine.url.render_as_string(hide_password=False)):
        fault = _standing(engine, part)
        if fault is None:
            return Restored(backup=backup, saved=False, kept=None)
        if fault:
            kept = _free_name(target)
            target.rename(kept)
    for side in _SIDE_FILES:
        # A journal left behind would be played back into the file that is put in place.
        left = target.with_name(target.name + side)
        if kept and left.exists():
            left.rename(kept.with_name(kept.name + side))
        left.unlink(missing_ok=True)
    _on_disk(part)
    part.replace(target)
    _on_disk(target.parent)
    return Restored(backup=backup, saved=True, kept=kept)


def _into_database(engine: Engine, part: Path, backup: Backup) -> Restored:
    fault = _standing(engine, part)
    if fault is None:
        return Restored(backup=backup, saved=False, kept=None)
    if fault:
        raise unreadable(engine.url, "damaged", fault)
    copy = open_engine(f"sqlite:///{part}")
    with read_transaction(copy) as source, write_transaction(engine) as conn:
        _refuse_filled(engine, conn)
        _copy(source, conn)
        changed = chain.last_hash(conn) != backup.hash or chain.changed_contents(conn)
        looks = (
            chain.broken_links, chain.broken_attempts, chain.broken_scenarios,
            chain.broken_agendas, changed_files,
        )  # fmt: skip
        if changed or any(look(conn) for look in looks):
            raise BackupUnsoundError(str(backup.path), "the database gave other rows back")
    return Restored(backup=backup, saved=True, kept=None)


def _standing(engine: Engine, part: Path) -> str | None:
    """What is wrong with the present store; empty when it is empty; None: it equals the backup.

    Raises
    ------
    StoreFilledError
        Nothing is wrong, and it has revisions of its own.
    """
    try:
        migrate(engine)
        with read_transaction(engine) as conn:
            if not current_revision(conn):
                return ""
    except StoreUnreadableError as error:
        if error.blanks["reason"] != "damaged":
            raise
        return _reason(error)
    fault = _fault(engine)
    if fault:
        return fault
    copy = open_engine(f"sqlite:///{part}")
    with read_transaction(engine) as conn, read_transaction(copy) as other:
        if _essence(conn) != _essence(other):
            _refuse_filled(engine, conn)
    return None


def _essence(conn: Connection) -> list[Any]:
    """What tells a sound store from others: last hashes, and the rows that no hash is over.

    Drafts are left out: they are nobody's data yet, and those of the store stay.
    """
    chained = {revision, attempt, scenario, agenda}
    apart = {*chained, kept_file, draft, *(versioned.table for versioned in VERSIONED)}
    others = [table for table in metadata.sorted_tables if table not in apart]
    return [
        chain.last_hash(conn),
        chain.last_attempt(conn),
        chain.last_scenario(conn),
        chain.last_agenda(conn),
        conn.scalars(select(kept_file.c.file_sha256).order_by(kept_file.c.file_sha256)).all(),
        *(conn.execute(_ordered(table)).fetchall() for table in others),
    ]


def _refuse_filled(engine: Engine, conn: Connection) -> None:
    number = current_revision(conn)
    if number:
        raise StoreFilledError(store_name(engine.url), number)


def _ordered(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key.columns)


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.damaged-{n}") for n in count(1))
    return next(name for name in names if not name.exists())


def _folder(target: Path | None) -> "tempfile.TemporaryDirectory[str]":
    """A folder to work in: beside the store's file, so that a copy can take its place at once."""
    if target is None:
        return tempfile.TemporaryDirectory(prefix="restore-")
    target.parent.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=target.parent, prefix=".restore-")


def _on_disk(path: Path) -> None:
    """See to it that a file, or the names in a folder, survive a power cut."""
    if path.is_dir() and os.name != "posix":  # only there can a folder be opened
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _described(path: Path, copy: Path | None = None) -> Backup:
    engine = open_engine(f"sqlite:///{copy or path}")
    with read_transaction(engine) as conn:
        number, last = current_revision(conn), chain.last_hash(conn)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Backup(path=path, bytes=path.stat().st_size, sha256=digest, revision=number, hash=last)
