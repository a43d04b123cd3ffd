"""The trail of every attempt to change the data, taken or refused."""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, insert, select

from kampungkb.store import chain
from kampungkb.store.engine import write_transaction
from kampungkb.store.rows import storable
from kampungkb.store.schema import attempt

_TEXTS = ("author", "agency", "action", "file_name", "file_sha256", "verdict", "detail")


def record_attempt(
    engine: Engine,
    *,
    at: datetime,
    author: str | None,
    agency: str | None,
    action: str,
    file_name: str | None,
    file_sha256: str | None,
    verdict: str,
    detail: str | None,
    revision: int | None,
) -> None:
    """Add an attempt to the trail.

    Parameters
    ----------
    engine : Engine
    at : datetime
        With a time zone.
    author, agency : str, optional
        Who, as they call themselves.
    action : str
        ``upload``, ``form``, ``undo``, ``restore``, ...
    file_name, file_sha256 : str, optional
        The file that was sent.
    verdict : str
        What became of it: ``accepted``, ``unchanged``, ``decision``, ``refused``.
    detail : str, optional
        Why; no values of the file, which may hold personal data.
    revision : int, optional
        The revision that was made.

    Raises
    ------
    StoreReadOnlyError, StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.write_transaction`.
    ValueError
        The time has no zone.
    """
    given = {
        "author": author,
        "agency": agency,
        "action": action,
        "file_name": file_name,
        "file_sha256": file_sha256,
        "verdict": verdict,
        "detail": detail,
    }
    texts = {name: storable(text) for name, text in given.items()}
    about = texts | {"at": chain.timestamp(at), "revision": revision}
    last = select(attempt.c.number, attempt.c.hash).order_by(attempt.c.number.desc()).limit(1)
    with write_transaction(engine) as conn:
        number, before = conn.execute(last).one_or_none() or (0, chain.FIRST)
        record: dict[str, Any] = {**about, "number": number + 1, "previous_hash": before}
        conn.execute(insert(attempt).values(**record, hash=chain.attempt_hash(record)))


def attempts(conn: Connection) -> pd.DataFrame:
    """Every attempt, one row each, the newest first.

    Returns
    -------
    DataFrame
        ``number`` (int64; the order), ``at`` (UTC; of the clock, which may have been wrong),
        ``author``, ``agency``, ``action``, ``file_name``, ``file_sha256``, ``verdict``,
        ``detail`` (str, missing where it does not apply), ``revision`` (Int64).
    """
    names = ["number", "at", *_TEXTS, "revision"]
    query = select(*(attempt.c[name] for name in names)).order_by(attempt.c.number.desc())
    frame = pd.DataFrame(conn.execute(query).fetchall(), columns=names, dtype=object)
    times = pd.to_datetime(frame["at"], utc=True, format="ISO8601").dt.as_unit("us")
    return frame.assign(at=times).astype(
        {"number": "int64", "revision": "Int64"} | dict.fromkeys(_TEXTS, "str")
    )
