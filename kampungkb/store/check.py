"""Looking a store over: whether it is whole, and still what was saved."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import Connection, Engine, select, text

from kampungkb.errors import BadPeriodError, StoreUnreadableError
from kampungkb.model.periods import period_end
from kampungkb.store import chain, queries
from kampungkb.store.engine import read_transaction
from kampungkb.store.migrate import schema_version
from kampungkb.store.schema import HEAD, VERSIONED, area, observation

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    """``integrity``, ``foreign_keys`` (both only SQLite: PostgreSQL sees to them itself),
    ``schema``, ``hash_chain``, ``contents``, ``areas``, ``periods``, ``tables``."""
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
            faults = look(conn)
    except StoreUnreadableError as error:
        return Check(name, ok=False, detail=str(error))
    more = len(faults) - _SHOWN
    shown = faults[:_SHOWN] + ([f"and {more} more"] if more > 0 else [])
    return Check(name, ok=not faults, detail="; ".join(shown))


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
    faults = []
    for period in sorted(conn.scalars(select(observation.c.period).distinct())):
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
        partial(queries.observations, conn, revision),
        partial(queries.formations, conn, revision),
        partial(queries.published, conn, revision),
        partial(queries.village_figures, conn, revision),
        partial(queries.revisions, conn),
    ]
    faults = []
    for read in reads:
        try:
            read()
        except (TypeError, ValueError) as error:
            faults.append(str(error))
    return faults


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
)
