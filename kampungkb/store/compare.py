"""What differs between two revisions."""

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from sqlalchemy import Engine

from kampungkb.errors import UnknownRevisionError
from kampungkb.model import tables
from kampungkb.store.engine import read_transaction
from kampungkb.store.queries import current_revision, histories
from kampungkb.store.rows import Row
from kampungkb.store.schema import VERSIONED, Versioned
from kampungkb.store.undo import value_at

BEFORE: Final = "before_"
AFTER: Final = "after_"

# A side on which the row is missing has no value, and plain bool cannot say so.
_NULLABLE = {"bool": "boolean", "int64": "Int64", "float64": "Float64"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Rows that differ between two revisions, by table and in the order of their keys.

    Columns of each frame: those of the key; ``change`` (``new``: only the second revision has
    the row, ``retracted``: only the first has it, ``changed``: with other values); each value
    twice, ``before_...`` as of the first and ``after_...`` as of the second, missing where that
    revision lacks the row or the value.
    """

    observations: pd.DataFrame
    formations: pd.DataFrame
    published: pd.DataFrame
    village_figures: pd.DataFrame
    milestones: pd.DataFrame
    classifications: pd.DataFrame
    indicator_entries: pd.DataFrame
    target_entries: pd.DataFrame


def differences(engine: Engine, a: int, b: int) -> Differences:
    """Compare two revisions in either order; 0 is the state before everything.

    Register, spellings and sources have no revisions and are not compared.

    Raises
    ------
    UnknownRevisionError
        There is no such revision.
    StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.read_transaction`.
    """
    with read_transaction(engine) as conn:
        last = current_revision(conn)
        for number in (a, b):
            if not 0 <= number <= last:
                raise UnknownRevisionError(number, last)

        def frame(versioned: Versioned) -> pd.DataFrame:
            low, high = sorted((a, b))
            found = histories(conn, versioned, low, high, high)
            sides = ((key, value_at(past, a), value_at(past, b)) for key, past in found)
            return _frame(versioned, [side for side in sides if side[1] != side[2]])

        return Differences(**{versioned.plural: frame(versioned) for versioned in VERSIONED})


def _frame(versioned: Versioned, rows: list[tuple[Row, Row | None, Row | None]]) -> pd.DataFrame:
    types = {name: versioned.contract[name] for name in versioned.key} | {"change": "str"}
    for side in (BEFORE, AFTER):
        for name in versioned.values:
            kind = versioned.contract[name]
            types[f"{side}{name}"] = _NULLABLE.get(kind, kind)
    nothing = (None,) * len(versioned.values)
    whole: list[tuple[Any, ...]] = [
        (*key, _change(before, after), *(before or nothing), *(after or nothing))
        for key, before, after in rows
    ]
    columns = zip(*whole, strict=True) if whole else ((),) * len(types)
    frame = pd.DataFrame(
        {name: pd.Series(column, dtype=object) for name, column in zip(types, columns, strict=True)}
    )
    return tables.shaped(frame, types)


def _change(before: Row | None, after: Row | None) -> str:
    if before is None:
        return "new"
    return "retracted" if after is None else "changed"
