"""Bringing a store's schema up to date.

Each file in ``migrations/versions`` is one step. All steps run in one write transaction, on
both databases, so a migration that was killed is as if never begun.
"""

import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from kampungkb.store.engine import read_transaction, unreadable, write_transaction
from kampungkb.store.schema import HEAD, VERSION_TABLE, metadata

# Alembic's ``op`` is one for the process.
_MIGRATING = threading.Lock()


def needs_migration(engine: Engine) -> bool:
    """Whether the schema is not the newest one; reading is enough to find out.

    Raises
    ------
    StoreMissingError
        The SQLite file is not there.
    StoreUnreadableError
        See :func:`kampungkb.store.engine.read_transaction`.
    """
    with read_transaction(engine) as conn:
        return schema_version(conn) != HEAD


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest one.

    A store that is up to date is only read, so one on a read-only medium can be opened.

    Raises
    ------
    StoreMissingError
        The SQLite file is not there, and the engine was not opened to create it.
    StoreUnreadableError
        The schema is newer than this program, or the database belongs to another program.
    StoreReadOnlyError
        The schema has to change and cannot.
    """
    if not needs_migration(engine):
        return
    with _MIGRATING, write_transaction(engine) as conn:
        _refuse_unknown(conn)
        upgrade(conn)


def schema_version(conn: Connection) -> str | None:
    """The schema that a store says it has; None when it has none yet."""
    if not inspect(conn).has_table(VERSION_TABLE):
        return None
    version: str | None = conn.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - a constant
    return version


def _refuse_unknown(conn: Connection) -> None:
    version = schema_version(conn)
    if version is None:
        found = set(inspect(conn).get_table_names())
        # A PostgreSQL database may hold tables of extensions; a SQLite file is ours alone.
        foreign = found if conn.dialect.name == "sqlite" else found & set(metadata.tables)
        if foreign:
            raise unreadable(conn.engine.url, "not_a_store", f"table {min(foreign)}")
    elif version not in {script.revision for script in _scripts().walk_revisions()}:
        raise unreadable(conn.engine.url, "newer", f"schema {version}, this program: {HEAD}")


def _scripts() -> Any:
    # Here and below not at the top: loading Alembic takes 0.3 s, which only a migration needs.
    from alembic.script import ScriptDirectory

    return ScriptDirectory(Path(__file__).parent / "migrations")


def upgrade(conn: Connection, to: str = "head") -> None:
    """Run the steps up to one, within a write transaction."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    scripts = _scripts()

    def steps(current: Any, _context: Any) -> Any:
        return scripts._upgrade_revs(to, current)

    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(
            connection=conn, target_metadata=metadata, version_table=VERSION_TABLE
        )
        environment.run_migrations()
