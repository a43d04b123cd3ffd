"""Looking a store over: whether it is whole, and still what was saved."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import Connection, Engine, select, text

from kampungkb.errors import BadPeriodError, StoreUnreadableError
from kampungkb.model.periods import period_end
from kampungkb.store import chain, files, queries
from kampungkb.store.agendas import agendas
from kampungkb.store.attempts import attempts
from kampungkb.store.engine import read_transaction
from kampungkb.store.migrate import schema_version
from kampungkb.store.scenarios import scenario_faults, scenarios
from kampungkb.store.schema import CLASSIFICATION, HEAD, OBSERVATION, VERSIONED, area

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    """``integrity``, ``foreign_keys`` (both only SQLite: PostgreSQL sees to them itself),
    ``schema``, ``hash_chain``, ``contents``, ``areas``, ``periods``, ``tables``, ``files``,
    ``attempts``, ``scenarios``, ``agendas``."""
    ok: bool
    detail: str
    """What was found, in English; empty when all is well."""


def check_store(engine: Engine) -> list[Check]:
    """Look a store over.

    Returns
    -------
    list of Check
        Always the same names in the same order for one kind of database. A check that a damaged
        store does not let finish has failed.

    Raises
    ------
    StoreMissingError
        The SQLite file is not there.
    """
    sqlite = engine.dialect.name == "sqlite"
    return [_checked(engine, name, look) for name, look in (_SQLITE if sqlite else ()) + _BOTH]


_Look = Callable[[Connection], list[str]]


def _checked(engine: Engine, name: str, look: _Look) -> Check:
    try:
        with read_transaction(engine) as conn:
            faults = _outdated(conn, name) or look(conn)
    except StoreUnreadableError as error:
        return Check(name, ok=False, detail=str(error))
    more = len(faults) - _SHOWN
    shown = faults[:_SHOWN] + ([f"and {more} more"] if more > 0 else [])
    return Check(name, ok=not faults, detail="; ".join(shown))


def _outdated(conn: Connection, name: str) -> list[str]:
    """Why a check cannot be made: tables that it reads were added by a later step."""
    if name in _WHATEVER_SCHEMA:
        return []
    version = schema_version(conn)
    if version is None or version >= HEAD:
        return []
    return ["not looked at; opening the store with another command brings its schema up to date"]


def _integrity(conn: Connection) -> list[str]:
    found = conn.scalars(text("PRAGMA integrity_check")).all()
    return [line for line in found if line != "ok"]


def _foreign_keys(conn: Connection) -> list[str]:
    rows = conn.execute(text("PRAGMA foreign_key_check"))
    return [f"table {row[0]} refers to a missing row of {row[2]}" for row in rows]


def _schema(conn: Connection) -> list[str]:
    version = schema_version(conn)
    return [] if version == HEAD else [f"the schema is {version}, this program's is {HEAD}"]


def _contents(conn: Connection) -> list[str]:
    return [
        f"the rows of revision {number} are not the saved ones"
        for number in chain.changed_contents(conn)
    ]


def _areas(conn: Connection) -> list[str]:
    """Codes that data name and the register lacks or calls something else than a village."""
    levels = dict(conn.execute(select(area.c.code, area.c.level)).all())
    villages = {code for code, level in levels.items() if level == "village"}
    faults = [
        f"{code} refers to the missing area {parent}"
        for code, parent in conn.execute(select(area.c.code, area.c.parent_code))
        if parent is not None and parent not in levels
    ]
    for versioned in VERSIONED:
        if "village_code" in versioned.table.c:
            codes = set(conn.scalars(select(versioned.table.c.village_code).distinct()))
            name = versioned.table.name
            faults += [f"{name}: {code} is no village" for code in sorted(codes - villages)]
    return faults


def _periods(conn: Connection) -> list[str]:
    periods: set[str] = set()
    for versioned in (OBSERVATION, CLASSIFICATION):
        periods |= set(conn.scalars(select(versioned.table.c.period).distinct()))
    faults = []
    for period in sorted(periods):
        try:
            period_end(period)
        except BadPeriodError as error:
            faults.append(str(error))
    return faults


def _tables(conn: Connection) -> list[str]:
    """Whether what is stored can be handed out in the types of ``model.tables``."""
    revision = queries.current_revision(conn)
    reads: list[Callable[[], object]] = [
        *(partial(read, conn) for read in (queries.areas, queries.aliases, queries.sources)),
        *(partial(queries.state, conn, versioned, revision) for versioned in VERSIONED),
        partial(queries.revisions, conn),
        partial(files.kept_files, conn),
        partial(attempts, conn),
        partial(scenarios, conn),
        partial(agendas, conn),
    ]
    faults = []
    for read in reads:
        try:
            read()
        except (TypeError, ValueError) as error:
            faults.append(str(error))
    return faults


def _files(conn: Connection) -> list[str]:
    return [f"file {name} is not the one that was kept" for name in files.changed_files(conn)]


_WHATEVER_SCHEMA: Final = ("integrity", "foreign_keys", "schema")
_SQLITE: Final[tuple[tuple[str, _Look], ...]] = (
    ("integrity", _integrity),
    ("foreign_keys", _foreign_keys),
)
_BOTH: Final[tuple[tuple[str, _Look], ...]] = (
    ("schema", _schema),
    ("hash_chain", chain.broken_links),
    ("contents", _contents),
    ("areas", _areas),
    ("periods", _periods),
    ("tables", _tables),
    ("files", _files),
    ("attempts", chain.broken_attempts),
    ("scenarios", scenario_faults),
    ("agendas", chain.broken_agendas),
)
