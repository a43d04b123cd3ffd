"""The hash chains over revisions, attempts, scenarios and agendas, which show tampering.

Each revision holds the SHA-256 of the rows of data that it wrote (``content_sha256``), and one
over its own columns and the hash before it (``hash``). Whoever changes, removes or slips in a
row breaks the chain from there on; the chain does not stop somebody who computes all of it anew.
An attempt has its own columns and the hash of the attempt before it; so have each version of a
scenario and each saved agenda.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from kampungkb.store.rows import Row
from kampungkb.store.schema import VERSIONED, Versioned, agenda, attempt, revision, scenario

FIRST: Final = ""
"""What stands before the first revision."""

# Dates become their ISO form; floats their shortest exact one.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


def timestamp(now: datetime) -> str:
    """A time as the store keeps it: UTC, ISO 8601, microseconds.

    Raises
    ------
    ValueError
        The time has no zone.
    """
    if now.tzinfo is None:
        raise ValueError("the time of a revision needs a time zone")
    return now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def content_hash(written: Mapping[str, Sequence[tuple[Any, ...]]]) -> str:
    """SHA-256 of the rows of one revision.

    Parameters
    ----------
    written : Mapping
        By name of table: key, values and mark of retraction of each row, in order of the key.
    """
    hasher = hashlib.sha256()
    for versioned in VERSIONED:
        name = versioned.table.name
        for row in written.get(name, ()):
            hasher.update(_line(name, row))
    return hasher.hexdigest()


def preview_hash(content: str, before: Sequence[tuple[str, Sequence[Row | None]]]) -> str:
    """SHA-256 of what a revision would write and of what it would take the place of.

    Parameters
    ----------
    content : str
        `content_hash` of the rows.
    before : sequence of tuple
        By table: for each of the rows the present values of its key, None where there are none.
    """
    hasher = hashlib.sha256(f"{content}\n".encode())
    for name, rows in before:
        for row in rows:
            hasher.update(_line(name, (None,) if row is None else row))
    return hasher.hexdigest()


def revision_hash(record: Mapping[str, Any]) -> str:
    """SHA-256 over a revision's columns but ``hash``, the hash before it among them."""
    return _link(revision, record)


def attempt_hash(record: Mapping[str, Any]) -> str:
    """SHA-256 over an attempt's columns but ``hash``, the hash before it among them."""
    return _link(attempt, record)


def scenario_hash(record: Mapping[str, Any]) -> str:
    """SHA-256 over a scenario's columns but ``hash``, the hash before it among them."""
    return _link(scenario, record)


def agenda_hash(record: Mapping[str, Any]) -> str:
    """SHA-256 over an agenda's columns but ``hash``, the hash before it among them."""
    return _link(agenda, record)


def _link(table: Table, record: Mapping[str, Any]) -> str:
    names = [column.name for column in table.columns if column.name != "hash"]
    return hashlib.sha256(_encode([record[name] for name in names]).encode()).hexdigest()


def last_hash(conn: Connection) -> str:
    """Hash of the latest revision."""
    return _last(conn, revision)


def last_attempt(conn: Connection) -> str:
    """Hash of the latest attempt."""
    return _last(conn, attempt)


def last_scenario(conn: Connection) -> str:
    """Hash of the scenario that was written last."""
    return _last(conn, scenario)


def last_agenda(conn: Connection) -> str:
    """Hash of the agenda that was written last."""
    return _last(conn, agenda)


def _last(conn: Connection, table: Table) -> str:
    query = select(table.c.hash).order_by(table.c.number.desc()).limit(1)
    return conn.scalar(query) or FIRST


def broken_links(conn: Connection) -> list[str]:
    """What does not fit in the chain, one sentence per revision and fault; empty when intact."""
    return _faults(conn, revision)


def broken_attempts(conn: Connection) -> list[str]:
    """What does not fit in the chain of attempts; empty when intact."""
    return _faults(conn, attempt)


def broken_scenarios(conn: Connection) -> list[str]:
    """What does not fit in the chain of scenarios; empty when intact."""
    return _faults(conn, scenario)


def broken_agendas(conn: Connection) -> list[str]:
    """What does not fit in the chain of agendas; empty when intact."""
    return _faults(conn, agenda)


def _faults(conn: Connection, table: Table) -> list[str]:
    name = table.name
    faults = []
    before, expected = FIRST, 1
    for record in conn.execute(select(table).order_by(table.c.number)).mappings():
        number = record["number"]
        if number != expected:
            faults.append(f"{name} {expected} is missing")
        if record["previous_hash"] != before:
            faults.append(f"{name} {number} does not follow the one before it")
        if record["hash"] != _link(table, dict(record)):
            faults.append(f"{name} {number} was changed")
        before, expected = record["hash"], number + 1
    return faults


def changed_contents(conn: Connection) -> list[int]:
    """Revisions whose rows of data are not the ones that were saved with them."""
    saved = dict(conn.execute(select(revision.c.number, revision.c.content_sha256)).all())
    hashers = {number: hashlib.sha256() for number in saved}
    for versioned in VERSIONED:
        _add_rows(conn, versioned, hashers)
    return [
        number for number in sorted(hashers) if hashers[number].hexdigest() != saved.get(number)
    ]


def _add_rows(conn: Connection, versioned: Versioned, hashers: "dict[int, Any]") -> None:
    columns = versioned.table.c
    names = (*versioned.key, *versioned.values, "retracted")
    query = select(columns.revision, *(columns[name] for name in names)).order_by(
        columns.revision, *(columns[name] for name in versioned.key)
    )
    for number, *row in conn.execute(query):
        hashers.setdefault(number, hashlib.sha256()).update(_line(versioned.table.name, row))


def _line(name: str, row: Sequence[Any]) -> bytes:
    return f"{_encode([name, *row])}\n".encode()
