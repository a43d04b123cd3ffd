"""Opening the store: SQLite with settings that lose nothing on a crash, or PostgreSQL.

Failures of the driver become refusals that a reader can act on. Their blanks carry, beside the
English ``detail``, a ``reason``: ``damaged``, ``not_a_store``, ``newer``, ``locked``,
``no_access``, ``unreachable``, ``kind`` (unreadable); ``locked``, ``read_only``, ``full``,
``failing`` (read only).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, func, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from kampungkb.errors import (
    KampungKBError,
    StoreMissingError,
    StoreReadOnlyError,
    StoreUnreadableError,
)
from kampungkb.store.schema import VERSION_TABLE

BUSY_MS: Final = 5000

_WRITING = "kampungkb_writing"
_BUSY = "kampungkb_busy_ms"
# Any fixed number: all writers of this program ask for the same lock.
_WRITE_LOCK = 3604_2026

_UNREADABLE: Final = {
    "damaged": "the database is damaged; restore a backup",
    "not_a_store": "this is no store of this program",
    "newer": "its schema is unknown here; a newer version of the program made it",
    "locked": "another program holds it locked; try again in a moment",
    "no_access": "it cannot be opened; look at its permissions",
    "unreachable": "the database server cannot be reached",
    "kind": "only SQLite and PostgreSQL are known",
}
_READ_ONLY: Final = {
    "locked": "another program is writing; try again in a moment",
    "read_only": "the file, its folder or the database allows no writing",
    "full": "the disk is full",
    "failing": "the disk reports an error",
}


def store_name(url: URL | str) -> str:
    """Name of a store for people: a file's path, or an address without user and password."""
    try:
        address = make_url(url)
    except ArgumentError:
        scheme, found, _ = str(url).partition("://")
        return scheme if found else "?"
    if address.get_backend_name() == "sqlite":
        return address.database or ":memory:"
    port = f":{address.port}" if address.port else ""
    return f"{address.drivername}://{address.host or ''}{port}/{address.database or ''}"


def unreadable(url: URL | str, reason: str, addition: str = "") -> StoreUnreadableError:
    """The refusal to read a store, for one of the module's reasons."""
    detail = _UNREADABLE[reason] + (f" ({addition})" if addition else "")
    error = StoreUnreadableError(store_name(url), detail)
    error.blanks["reason"] = reason
    return error


def read_only(url: URL | str, reason: str) -> StoreReadOnlyError:
    """The refusal to write to a store, for one of the module's reasons."""
    error = StoreReadOnlyError(store_name(url), _READ_ONLY[reason])
    error.blanks["reason"] = reason
    return error


def open_engine(url: str, *, create: bool = False, busy_ms: int = BUSY_MS) -> Engine:
    """Prepare access to a store; nothing is opened or created yet.

    Parameters
    ----------
    url : str
        SQLAlchemy address, ``sqlite:////path`` or ``postgresql+psycopg://...``.
    create : bool
        Whether the first connection makes a SQLite file, and its folder, where there is none.
        Otherwise a missing file is refused when it is read.
    busy_ms : int
        How long to wait for another writer before giving up.

    Raises
    ------
    StoreUnreadableError
        The address is of no database that the program knows.
    """
    address = _address(url)
    options = {_BUSY: busy_ms}
    if address.get_backend_name() == "postgresql":
        # A connection that died in the meantime is replaced instead of handed out.
        return create_engine(
            address,
            connect_args={} if "connect_timeout" in address.query else {"connect_timeout": 5},
            pool_pre_ping=True,
            execution_options=options,
        )
    # No pool: opening takes 0.2 ms, and a file put in place by a restore is seen at once.
    engine = create_engine(
        address,
        creator=lambda: _sqlite_connection(address, busy_ms, create=create),
        poolclass=NullPool,
        execution_options=options,
    )
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise unreadable(url, "kind") from None  # the cause would show the password
    if address.get_backend_name() == "sqlite" and address.database not in {None, "", ":memory:"}:
        return address
    if address.drivername == "postgresql+psycopg":
        return address
    raise unreadable(address, "kind")


def _sqlite_path(address: URL) -> Path:
    return Path(address.database or "").absolute()


def _sqlite_connection(address: URL, busy_ms: int, *, create: bool) -> sqlite3.Connection:
    path = _sqlite_path(address)
    if create:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise read_only(address, "read_only") from error
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={'rwc' if create else 'rw'}",
        uri=True,
        timeout=busy_ms / 1000,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        # Not WAL: Debian 12's SQLite has the WAL-reset fault, which can damage the file.
        # A draft may hold personal data; once discarded, its bytes do not stay in the file.
        for pragma in (
            "journal_mode=DELETE", "synchronous=EXTRA", "foreign_keys=ON", "secure_delete=ON",
        ):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _sqlite_begin(conn: Connection) -> None:
    writing = conn.get_execution_options().get(_WRITING)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def store_exists(url: str) -> bool:
    """Whether there is a store; looking does not create one.

    A SQLite file counts when it is not empty, a PostgreSQL database when it holds a schema of
    ours. It may still lack its data, when the program was stopped before it had saved them.

    Raises
    ------
    StoreUnreadableError
        The database server cannot be reached.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        path = _sqlite_path(address)
        return path.is_file() and path.stat().st_size > 0
    engine = open_engine(url)
    try:
        with read_transaction(engine) as conn:
            return inspect(conn).has_table(VERSION_TABLE)
    finally:
        engine.dispose()


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """One unchanging view of the store, without taking the write lock.

    Keep it short: on SQLite no writer can finish while a reader is inside.

    Raises
    ------
    StoreMissingError
        The SQLite file is not there.
    StoreUnreadableError
        Damaged, of another program, locked, or out of reach.
    """
    with _translated(engine, writing=False), engine.connect() as conn:
        if engine.dialect.name == "postgresql":
            conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with conn.begin():
            yield conn


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction of the only writer: others wait, and all of it is stored or nothing.

    Raises
    ------
    StoreMissingError
        The SQLite file is not there.
    StoreReadOnlyError
        Locked for longer than the waiting time, not writable, or the disk is full.
    StoreUnreadableError
        Damaged, of another program, or out of reach.
    """
    with _translated(engine, writing=True), engine.connect() as conn:
        conn.execution_options(**{_WRITING: True})
        with conn.begin():
            if engine.dialect.name == "postgresql":
                wait = str(engine.get_execution_options()[_BUSY])
                conn.execute(select(func.set_config("lock_timeout", wait, True)))
                conn.execute(select(func.pg_advisory_xact_lock(_WRITE_LOCK)))
            yield conn


@contextmanager
def _translated(engine: Engine, *, writing: bool) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        refusal = _refusal(engine.url, error.orig, writing=writing)
        if refusal is None:
            raise
        raise refusal from error


def _refusal(url: URL, cause: Any, *, writing: bool) -> KampungKBError | None:
    """What a driver's failure means; None when it is a mistake of ours."""
    if isinstance(cause, sqlite3.Error):
        return _sqlite_refusal(url, cause, writing=writing)
    if isinstance(cause, psycopg.Error):
        return _postgresql_refusal(url, cause, writing=writing)
    return None


def _sqlite_refusal(url: URL, cause: sqlite3.Error, *, writing: bool) -> KampungKBError | None:
    code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    path = _sqlite_path(url)
    if code == sqlite3.SQLITE_CANTOPEN and not path.exists():
        return StoreMissingError(store_name(url))
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return unreadable(url, "damaged", str(cause))
    if code == sqlite3.SQLITE_ERROR and "no such table" in str(cause):
        return unreadable(url, "not_a_store", str(cause))
    if writing and os.access(path, os.R_OK):
        reason = _SQLITE_WRITING.get(code)
        return read_only(url, reason) if reason else None
    reason = _SQLITE_READING.get(code)
    return unreadable(url, reason, str(cause)) if reason else None


_SQLITE_WRITING: Final = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_CANTOPEN: "read_only",  # the journal, in a folder that takes no files
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "failing",
}
_SQLITE_READING: Final = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_CANTOPEN: "no_access",
    sqlite3.SQLITE_PERM: "no_access",
    # An interrupted write has to be rolled back first, and that needs the right to write.
    sqlite3.SQLITE_READONLY: "no_access",
    sqlite3.SQLITE_IOERR: "damaged",
}


def _postgresql_refusal(url: URL, cause: psycopg.Error, *, writing: bool) -> KampungKBError | None:
    """By the five characters of SQLSTATE (PostgreSQL manual, appendix A)."""
    state = cause.sqlstate
    if state is None:
        if isinstance(cause, psycopg.OperationalError):
            return unreadable(url, "unreachable", _first_line(cause, url))
        return None
    if state == "42P01":
        return unreadable(url, "not_a_store", _first_line(cause, url))
    if state.startswith("XX"):
        return unreadable(url, "damaged", _first_line(cause, url))
    if writing and state in _POSTGRESQL_WRITING:
        return read_only(url, _POSTGRESQL_WRITING[state])
    if state == "42501":
        return unreadable(url, "no_access", _first_line(cause, url))
    if state[:2] in {"08", "28", "3D", "53", "57"}:
        return unreadable(url, "unreachable", _first_line(cause, url))
    return None


_POSTGRESQL_WRITING: Final = {
    "55P03": "locked",
    "40P01": "locked",
    "25006": "read_only",
    "42501": "read_only",
    "53100": "full",
    "58030": "failing",
}


def _first_line(cause: Exception, url: URL) -> str:
    lines = str(cause).strip().splitlines()
    text = lines[0] if lines else type(cause).__name__
    return text.replace(str(url.password), "***") if url.password else text
