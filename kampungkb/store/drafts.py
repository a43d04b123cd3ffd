"""Uploads and forms that are not saved yet; they survive a lost connection and a restart."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, insert, select, update

from kampungkb.store import chain
from kampungkb.store.engine import read_transaction, write_transaction
from kampungkb.store.rows import storable
from kampungkb.store.schema import draft as draft_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody has begun to change."""

    draft_id: str
    """Random, so that it cannot be guessed."""
    started_at: datetime
    changed_at: datetime
    """Both with a time zone."""
    author: str
    agency: str | None
    file_name: str | None
    """As the sender called it; None for a form."""
    file_sha256: str | None
    content: bytes | None
    """The file; None for a form, and where drafts are only listed."""
    choices: str
    """JSON of what the person has chosen and confirmed so far."""
    base_revision: int
    """The revision that the person saw."""


def save_draft(engine: Engine, draft: Draft) -> None:
    """Keep a draft, in place of the one with the same id.

    A draft without content but with the hash of the file that is there keeps that file, so
    choices can be saved without sending the file again.

    Raises
    ------
    StoreReadOnlyError, StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.write_transaction`.
    ValueError
        A time has no zone.
    """
    values: dict[str, Any] = {
        "started_at": chain.timestamp(draft.started_at),
        "changed_at": chain.timestamp(draft.changed_at),
        "author": storable(draft.author),
        "agency": storable(draft.agency),
        "file_name": storable(draft.file_name),
        "file_sha256": draft.file_sha256,
        "choices": storable(draft.choices),
        "base_revision": draft.base_revision,
    }
    same = draft_table.c.draft_id == draft.draft_id
    with write_transaction(engine) as conn:
        present = conn.execute(select(draft_table.c.file_sha256).where(same)).one_or_none()
        if present is None:
            conn.execute(
                insert(draft_table).values(**values, draft_id=draft.draft_id, content=draft.content)
            )
            return
        if draft.file_sha256 is None or draft.file_sha256 != present.file_sha256:
            values["content"] = draft.content
        conn.execute(update(draft_table).where(same).values(**values))


def read_draft(engine: Engine, draft_id: str) -> Draft | None:
    """A draft with its content; None where there is none, or no more."""
    query = _query(content=True).where(draft_table.c.draft_id == storable(draft_id))
    with read_transaction(engine) as conn:
        row = conn.execute(query).mappings().one_or_none()
    return None if row is None else _draft(dict(row))


def list_drafts(engine: Engine) -> list[Draft]:
    """All drafts without their content, the one that was changed last first."""
    query = _query(content=False).order_by(draft_table.c.changed_at.desc(), draft_table.c.draft_id)
    with read_transaction(engine) as conn:
        rows = conn.execute(query).mappings().fetchall()
    return [_draft(dict(row)) for row in rows]


def discard_draft(engine: Engine, draft_id: str) -> None:
    """Remove a draft, if it is there."""
    with write_transaction(engine) as conn:
        remove_draft(conn, draft_id)


def remove_draft(conn: Connection, draft_id: str) -> None:
    """Remove a draft within a write transaction, if it is there."""
    conn.execute(delete(draft_table).where(draft_table.c.draft_id == storable(draft_id)))


def _query(*, content: bool) -> Select[Any]:
    return select(*(column for column in draft_table.c if content or column.name != "content"))


def _draft(row: dict[str, Any]) -> Draft:
    times = {name: datetime.fromisoformat(row[name]) for name in ("started_at", "changed_at")}
    return Draft(**{"content": None} | row | times)
