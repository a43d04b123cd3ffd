"""What an administrator added to the indicator dictionary: it goes through the same checks.

An entry is JSON of one table of ``data/indicators.toml``. An indicator of the file is never
replaced: what was printed yesterday must mean the same today. Its targets can be added to.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from kampungkb.errors import DictionaryError
from kampungkb.model.indicators import (
    Dictionary,
    Indicator,
    check_targets,
    check_together,
    indicator_of,
    target_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An entry that the dictionary cannot take."""

    indicator: str
    # None: the entry is the indicator itself.
    target_id: str | None
    # In English, with indicator and field.
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One row of INDICATOR_ENTRIES or TARGET_ENTRIES."""

    code: str
    target_id: str | None
    text: str


def entry_text(table: Mapping[str, Any]) -> str:
    """A table as the store keeps it: the same text for the same table."""
    return json.dumps(table, ensure_ascii=False, sort_keys=True, allow_nan=False)


def entry_table(text: str) -> dict[str, Any]:
    """The table of a stored text.

    Raises
    ------
    DictionaryError
        It is no JSON, or no table.
    """
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DictionaryError("entry: is no JSON") from error
    if not isinstance(table, dict):
        raise DictionaryError("entry: is no table")
    return table


def extended(
    dictionary: Dictionary, indicator_entries: pd.DataFrame, target_entries: pd.DataFrame
) -> Dictionary:
    """A dictionary with the entries of the store.

    Parameters
    ----------
    dictionary : Dictionary
        Of the file.
    indicator_entries : DataFrame, `INDICATOR_ENTRIES`
        Indicators that the file lacks.
    target_entries : DataFrame, `TARGET_ENTRIES`
        Targets of indicators of the file or of `indicator_entries`.

    Returns
    -------
    Dictionary
        The file's indicators in its order, then the added ones by code; under each indicator the
        file's targets, then the added ones by id. Without entries it is the same dictionary.

    Raises
    ------
    DictionaryError
        An entry contradicts itself or another one, or would replace an indicator of the file;
        named by indicator and field.
    """
    found, left_out = usable(dictionary, indicator_entries, target_entries)
    for one in left_out:
        raise DictionaryError(one.problem)
    return found


def usable(
    dictionary: Dictionary, indicator_entries: pd.DataFrame, target_entries: pd.DataFrame
) -> tuple[Dictionary, tuple[LeftOut, ...]]:
    """A dictionary with those entries of the store that it can take, and the others.

    An entry that is not usable (stored by hand, or overtaken by a newer file) must not stop a
    dashboard.

    Parameters
    ----------
    dictionary, indicator_entries, target_entries
        As in `extended`.
    """
    entries = list(_entries(indicator_entries, target_entries))
    if not entries:
        return dictionary, ()
    indicators = {indicator.code: indicator for indicator in dictionary}
    left_out = []
    for entry in entries:
        try:
            taken = _with(indicators, entry, dictionary)
            check_together(tuple(taken.values()))
        except DictionaryError as error:
            problem = str(error.blanks["detail"])
            left_out.append(
                LeftOut(indicator=entry.code, target_id=entry.target_id, problem=problem)
            )
        else:
            indicators = taken
    digest = hashlib.sha256(dictionary.sha256.encode())
    for entry in entries:
        digest.update(json.dumps([entry.code, entry.target_id, entry.text]).encode())
    together = Dictionary(indicators=tuple(indicators.values()), sha256=digest.hexdigest())
    return together, tuple(left_out)


def _entries(indicators: pd.DataFrame, targets: pd.DataFrame) -> Iterator[_Entry]:
    for row in indicators.sort_values("code").to_dict("records"):
        yield _Entry(code=row["code"], target_id=None, text=row["entry"])
    for row in targets.sort_values(["indicator", "target_id"]).to_dict("records"):
        yield _Entry(code=row["indicator"], target_id=row["target_id"], text=row["entry"])


def _with(
    indicators: Mapping[str, Indicator], entry: _Entry, shipped: Dictionary
) -> dict[str, Indicator]:
    """The indicators and one entry more."""
    if entry.target_id is None:
        return {**indicators, entry.code: _added(entry, shipped)}
    if entry.code not in indicators:
        raise DictionaryError(f"{entry.code}: target {entry.target_id}: the indicator is not there")
    own = indicators[entry.code]
    target = target_of(entry_table(entry.text), f"{entry.code}: target {entry.target_id}")
    grown = replace(own, targets=(*own.targets, target))
    check_targets(grown)
    return {**indicators, entry.code: grown}


def _added(entry: _Entry, shipped: Dictionary) -> Indicator:
    if entry.code in shipped:
        raise DictionaryError(f"{entry.code}: code: is an indicator of the shipped dictionary")
    indicator = indicator_of(entry_table(entry.text), entry.code)
    if indicator.code != entry.code:
        raise DictionaryError(f"{entry.code}: code: the entry says {indicator.code!r}")
    if indicator.excludes_axis:
        # It holds both ways, and an indicator of the file cannot be told of it.
        raise DictionaryError(f"{entry.code}: excludes_axis: fits only the shipped dictionary")
    return indicator


def free_target_id(target_entries: pd.DataFrame, code: str, year: int | None, scope: str) -> str:
    """An id for a further target of an indicator, such as ``2027-regency-1``."""
    own = target_entries[target_entries["indicator"] == code]
    stem, taken, number = f"{year or 'undated'}-{scope}", set(own["target_id"]), 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
