"""Agendas of meetings, saved by name.

Nothing is overwritten: saving a change, and taking an agenda off the list, each write a row, and
what a name stands for is its last one. Whoever writes says which row they saw; where somebody
else was faster, nothing is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from kampungkb.errors import AgendaTakenError
from kampungkb.store import chain
from kampungkb.store.engine import write_transaction
from kampungkb.store.rows import storable
from kampungkb.store.scenarios import folded
from kampungkb.store.schema import agenda as agenda_table


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAgenda:
    """What a name stands for since one row."""

    number: int
    """Of the row; the order of all of them, from 1 on."""
    name: str
    author: str
    agency: str | None
    saved_at: datetime
    """UTC."""
    items: str
    """The slides and comments, as one text."""
    withdrawn: bool


def save_agenda(
    engine: Engine,
    *,
    name: str,
    author: str,
    agency: str | None,
    items: str,
    seen: int | None = None,
    now: datetime,
) -> SavedAgenda:
    """Save an agenda under a name.

    What is there already, by the same author, is not written again: saving twice saves once.

    Parameters
    ----------
    engine : Engine
    name : str
        Kept with single spaces; capitals and spaces make no other name.
    author, agency, items
        See `SavedAgenda`.
    seen : int, optional
        Number of the agenda of this name that this one takes the place of.
    now : datetime
        With a time zone.

    Returns
    -------
    SavedAgenda
        As it is stored.

    Raises
    ------
    AgendaTakenError
        The name stands for an agenda that is not the one that was seen.
    StoreReadOnlyError, StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.write_transaction`.
    ValueError
        A mistake of the caller: no name, no author, no items, ``now`` without time zone.
    """
    told = {
        "name": storable(" ".join(name.split())),
        "author": storable(" ".join(author.split())),
        "agency": storable(agency),
        "items": storable(items),
        "withdrawn": False,
    }
    if not (told["name"] and told["author"] and told["items"]):
        raise ValueError("an agenda needs a name, an author and slides")
    stamp = {"saved_at": chain.timestamp(now)}
    with write_transaction(engine) as conn:
        holder = _holder(conn, name)
        if holder is not None and all(getattr(holder, one) == told[one] for one in told):
            return holder
        if holder is not None and holder.number != seen:
            raise AgendaTakenError(holder.name, holder.author)
        return _write(conn, told | stamp)


def withdraw_agenda(
    engine: Engine, name: str, *, seen: int, author: str, agency: str | None, now: datetime
) -> None:
    """Take an agenda off the list; its rows stay. What is not there stays as it is.

    Raises
    ------
    AgendaTakenError
        The name stands for another agenda than the one that was seen.
    StoreReadOnlyError, StoreUnreadableError, StoreMissingError, ValueError
        As `save_agenda`.
    """
    stamp = {"author": storable(author), "agency": storable(agency),
             "saved_at": chain.timestamp(now)}  # fmt: skip
    with write_transaction(engine) as conn:
        holder = _holder(conn, name)
        if holder is None:
            return
        if holder.number != seen:
            raise AgendaTakenError(holder.name, holder.author)
        _write(conn, {"name": holder.name, "items": holder.items, "withdrawn": True} | stamp)


def agendas(conn: Connection) -> tuple[SavedAgenda, ...]:
    """What each name stands for now, the last saved first; without those off the list."""
    rows = conn.execute(select(agenda_table).order_by(agenda_table.c.number)).mappings()
    last: dict[str, SavedAgenda] = {}
    for row in rows:
        own = _agenda(dict(row))
        last[folded(own.name)] = own
    kept = (one for one in last.values() if not one.withdrawn)
    return tuple(sorted(kept, key=lambda one: -one.number))


def _holder(conn: Connection, name: str) -> SavedAgenda | None:
    """The agenda that a name stands for now."""
    return next((one for one in agendas(conn) if folded(one.name) == folded(name)), None)


def _write(conn: Connection, values: Mapping[str, Any]) -> SavedAgenda:
    columns = agenda_table.c
    last = select(columns.number, columns.hash).order_by(columns.number.desc()).limit(1)
    number, before = conn.execute(last).one_or_none() or (0, chain.FIRST)
    record = {**values, "number": number + 1, "previous_hash": before}
    conn.execute(insert(agenda_table).values(**record, hash=chain.agenda_hash(record)))
    return _agenda(record)


def _agenda(row: Mapping[str, Any]) -> SavedAgenda:
    own = {name: row[name] for name in SavedAgenda.__dataclass_fields__}
    return SavedAgenda(**own | {"saved_at": datetime.fromisoformat(row["saved_at"])})
