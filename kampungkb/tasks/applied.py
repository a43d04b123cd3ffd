"""The store as it would be after a change, worked out in memory: nothing is saved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.model import tables
from kampungkb.store.revisions import Change
from kampungkb.store.schema import VERSIONED, Versioned
from kampungkb.tasks.snapshot import Snapshot, with_entries

BEFORE: Final = "before_"
AFTER: Final = "after_"

_Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Applied:
    """A state and what tells it from the one before."""

    snapshot: Snapshot
    # By name of table: one row per row of data that differs, in the order of its key. Key,
    # `kind` (new, changed, ended), and each value with `before_` and `after_`.
    differences: Mapping[str, pd.DataFrame]
    # Rows that the change names and that are as they were.
    unchanged: int


def applied(before: Snapshot, change: Change) -> Applied:
    """What `save_revision` would make of a state.

    Parameters
    ----------
    before : Snapshot
        The last revision.
    change : Change
        One that `save_revision` takes.

    Returns
    -------
    Applied
        Its snapshot has the rows that reading the next revision would give; its list of
        revisions is still the old one. Where nothing would be saved, it is the one given.
    """
    number = before.last_revision + 1
    frames: dict[str, Any] = {}
    differences: dict[str, pd.DataFrame] = {}
    unchanged = 0
    for versioned in VERSIONED:
        name = versioned.plural
        wanted, ended = getattr(change, name), getattr(change, f"retract_{name}")
        if wanted is None and ended is None:
            continue
        present = getattr(before, name)
        after, differing, same = _applied(present, wanted, ended, versioned, number)
        unchanged += same
        differences[versioned.table.name] = differing
        if len(differing):
            frames[name] = after
    # Sources and spellings that stand beside rows of data are stored only with one of them.
    own = change.areas is not None or bool(change.meta) or not differences
    if frames or own:
        frames |= _reference(before, change)
    if not frames:
        return Applied(snapshot=before, differences=differences, unchanged=unchanged)
    # What is added to the dictionary changes every gap at once.
    snapshot = with_entries(replace(before, revision=number, last_revision=number, **frames))
    return Applied(snapshot=snapshot, differences=differences, unchanged=unchanged)


def _reference(before: Snapshot, change: Change) -> dict[str, Any]:
    """What differs of what has no revisions."""
    found: dict[str, Any] = {}
    spelling = ["code", "name", "source"]
    if change.areas is not None:
        areas = tables.shaped(change.areas, tables.AREAS)
        found["areas"] = areas.sort_values("code", ignore_index=True)
    if change.aliases is not None:
        aliases = tables.shaped(change.aliases, tables.ALIASES)
        found["aliases"] = aliases.sort_values(spelling, ignore_index=True)
    if change.added_aliases is not None:
        present = found.get("aliases", before.aliases)
        found["aliases"] = _added(present, change.added_aliases, spelling, tables.ALIASES)
    if change.sources is not None:
        found["sources"] = _added(
            before.sources, change.sources, ["source_id"], tables.SOURCES
        )  # fmt: skip
    if "area_code" in change.meta:
        found["area_code"] = change.meta["area_code"]
    return {
        name: value
        for name, value in found.items()
        if not (isinstance(value, pd.DataFrame) and value.equals(getattr(before, name)))
    }


def _applied(
    present: pd.DataFrame,
    wanted: pd.DataFrame | None,
    ended: pd.DataFrame | None,
    versioned: Versioned,
    number: int,
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """The table afterwards, what differs, and how many named rows do not."""
    key, values = list(versioned.key), list(versioned.values)
    contract = {name: versioned.contract[name] for name in [*key, *values]}
    setting = tables.shaped(pd.DataFrame() if wanted is None else wanted, contract)
    setting = setting.assign(**_storable(setting))
    at = _positions(setting, present, key)
    there = at >= 0
    same = there.copy()
    was = {name: _taken(present[name], at) for name in values}
    for name in values:
        same &= _equal(setting[name], was[name])
    goes = np.zeros(len(present), dtype=bool)
    unchanged = int(same.sum())
    if ended is not None:
        ending = _positions(tables.shaped(ended, dict.fromkeys(key, "str")), present, key)
        goes[ending[ending >= 0]] = True
        # To end what is not there changes nothing.
        unchanged += int((ending < 0).sum())
    differing = _sorted(
        pd.concat(
            [
                _differing(setting, was, key, values, there)[~same],
                _ended(present[goes], key, values),
            ],
            ignore_index=True,
        ),
        key,
    )
    stays = ~goes
    stays[at[there & ~same]] = False
    after = _sorted(
        pd.concat([present[stays], setting[~same].assign(revision=number)], ignore_index=True),
        key,
    )
    return tables.shaped(after, versioned.contract), differing, unchanged


def _storable(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Columns that the store gives back otherwise than it was given them."""
    # SQLite gives -0.0 back as 0.0.
    return {name: frame[name] + 0.0 for name in ("value",) if name in frame}


def _positions(rows: pd.DataFrame, present: pd.DataFrame, key: list[str]) -> Any:
    """Where the key of each row lies in the present ones; -1: it is new."""
    if not len(rows) or not len(present):
        return np.full(len(rows), -1)
    placed = present[key].assign(_at=np.arange(len(present)))
    found = rows[key].merge(placed, on=key, how="left", validate="one_to_one")["_at"]
    return found.fillna(-1).to_numpy(dtype=np.int64)


def _equal(left: pd.Series, right: pd.Series) -> _Mask:
    missing = left.isna().to_numpy(bool) & right.isna().to_numpy(bool)
    equal = (left == right).astype("boolean").fillna(False).to_numpy(dtype=bool)
    return missing | equal


def _differing(
    setting: pd.DataFrame, was: Mapping[str, Any], key: list[str], values: list[str], there: _Mask
) -> pd.DataFrame:
    frame = setting[key].copy()
    frame["kind"] = np.where(there, "changed", "new")
    for name in values:
        frame[BEFORE + name] = was[name]
        frame[AFTER + name] = _optional(setting[name])
    return frame


def _ended(rows: pd.DataFrame, key: list[str], values: list[str]) -> pd.DataFrame:
    frame = rows[key].assign(kind="ended")
    for name in values:
        frame[BEFORE + name] = _optional(rows[name])
        frame[AFTER + name] = _taken(rows[name], np.full(len(rows), -1)).set_axis(rows.index)
    return frame


def _taken(column: pd.Series, at: npt.NDArray[np.int64]) -> pd.Series:
    """The cells at these places; missing at -1."""
    whole = _optional(column)
    return pd.Series(whole.array.take(at, allow_fill=True)).astype(whole.dtype)


def _optional(column: pd.Series) -> pd.Series:
    """A column in which cells can be missing."""
    return column.astype("boolean") if column.dtype == bool else column


def _sorted(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Rows in the order of a key of texts, as the store reads them."""
    # Numbers for the few different texts of each column: a tenth of the time of sorting texts.
    codes = [pd.factorize(frame[name], sort=True)[0] for name in reversed(key)]
    return frame.take(np.lexsort(codes)).reset_index(drop=True)


def _added(
    present: pd.DataFrame, added: pd.DataFrame, key: list[str], contract: tables.Contract
) -> pd.DataFrame:
    rows = tables.shaped(added, contract)
    at = _positions(rows, present, key)
    stays = np.ones(len(present), dtype=bool)
    stays[at[at >= 0]] = False
    return _sorted(pd.concat([present[stays], rows], ignore_index=True), key)
