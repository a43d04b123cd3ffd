"""What a change does to the picture: values, verdicts, shortfalls, before and after.

Both sides are computed by the same ledger as every page, as of one period.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kampungkb.analysis.effects import effects
from kampungkb.analysis.formed import formed_villages
from kampungkb.model.periods import latest_period
from kampungkb.store.revisions import Change
from kampungkb.tasks.applied import AFTER, BEFORE, applied
from kampungkb.tasks.ledger import Ledger, ledger
from kampungkb.tasks.snapshot import Snapshot

_SHOWN: Final = (
    "period", "numerator", "denominator", "value", "shortfall", "verdict", "origin", "target",
    "villages", "villages_with_value", "published",
)  # fmt: skip
_COUNTS: Final = ("numerator", "denominator", "value")
_WORKED_OUT: Final = (
    "earlier_period", "earlier_origin", "earlier_value", "difference", "counted", "people",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Formed:
    """Formed villages before and after, and how many made-up formations stop counting."""

    before: int
    after: int
    ended_illustrative: int


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A change, looked at before it is saved."""

    before: Snapshot
    after: Snapshot
    ledger_before: Ledger
    ledger_after: Ledger
    # The latest period of both sides; None in a store without values.
    as_of: str | None
    # One row per value that differs, the largest change first: `indicator`, `village_code`,
    # `period`, `origin`, `kind` (new, changed, ended), numerator, denominator and value with
    # `before_` and `after_`, `earlier_period`, `earlier_origin` and `earlier_value` (what counted
    # before at the village where a new row takes its place), `difference` (of the value, to the
    # one before or the earlier one: share points or own unit), `counted` (whether the row counts
    # at `as_of`, before or after), `people` (change of the village's shortfall, which is 0 where
    # it had none; missing where not counted or never in people).
    values: pd.DataFrame
    # The other tables that differ, by name, as in `Applied.differences`.
    others: Mapping[str, pd.DataFrame]
    unchanged: int
    # One row per touched indicator: those of `_SHOWN`, with `before_` and `after_`.
    regency: pd.DataFrame
    # One row per touched indicator and village that looks otherwise afterwards, by indicator,
    # then the largest change first: verdict, shortfall, value, period and origin with `before_`
    # and `after_`, `people` (they add up to the change of the regency's shortfall), `direction`
    # (better, worse, new, gone, same), `effect` (`kampungkb.analysis.effects`).
    villages: pd.DataFrame
    formed: Formed
    # One row per indicator: `villages` whose made-up values are no longer read.
    hidden_illustrative: pd.DataFrame

    @property
    def touched(self) -> tuple[str, ...]:
        """Codes of the indicators that look otherwise, or got values; in the dictionary's order."""
        return tuple(self.regency["indicator"])

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of data are new, changed and ended."""
        kinds = pd.concat([self.values["kind"], *(one["kind"] for one in self.others.values())])
        return {kind: int((kinds == kind).sum()) for kind in ("new", "changed", "ended")}

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not sum(self.counts.values())


def preview(before: Snapshot, change: Change) -> Preview:
    """Work out what saving a change would show.

    Parameters
    ----------
    before : Snapshot
        The last revision.
    change : Change
    """
    result = applied(before, change)
    after = result.snapshot
    periods = {one for one in (before.as_of, after.as_of) if one is not None}
    as_of = latest_period(periods)
    old, new = ledger(before, as_of), ledger(after, as_of)
    differences = dict(result.differences)
    cells = differences.pop("observation", None)
    villages = _villages(old, new)
    named = set() if cells is None else set(cells["indicator"])
    touched = [one for one in after.dictionary.codes if one in named | set(villages["indicator"])]
    return Preview(
        before=before,
        after=after,
        ledger_before=old,
        ledger_after=new,
        as_of=as_of,
        values=_values(cells, old, new),
        others={name: frame for name, frame in differences.items() if len(frame)},
        unchanged=result.unchanged,
        regency=_regency(old, new, touched),
        villages=villages,
        formed=_formed(before, after, as_of),
        hidden_illustrative=_hidden(cells, before),
    )


def _both(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    key = ["indicator", "code"]
    names = [name for name in _SHOWN if name in new]
    return (
        old[[*key, *names]]
        .merge(
            new[[*key, *names]], on=key, how="outer", validate="one_to_one", suffixes=("_b", "_a")
        )
        .rename(
            columns={f"{n}_b": BEFORE + n for n in names} | {f"{n}_a": AFTER + n for n in names}
        )
    )


def _regency(old: Ledger, new: Ledger, touched: list[str]) -> pd.DataFrame:
    both = _both(old.regency, new.regency)
    rows = both[both["indicator"].isin(touched)]
    order = {code: at for at, code in enumerate(touched)}
    return rows.sort_values("indicator", key=lambda c: c.map(order), ignore_index=True)


def _villages(old: Ledger, new: Ledger) -> pd.DataFrame:
    both = _both(old.village, new.village)
    differs = np.zeros(len(both), dtype=bool)
    for name in ("verdict", "shortfall", "value", "numerator", "denominator", "origin"):
        before, after = both[BEFORE + name], both[AFTER + name]
        equal = (before == after).astype("boolean").fillna(False).to_numpy(dtype=bool)
        differs |= ~(equal | (before.isna() & after.isna()).to_numpy())
    rows = both[differs].copy()
    rows["people"] = _people(rows[BEFORE + "shortfall"], rows[AFTER + "shortfall"])
    rows["direction"] = _directions(rows, new)
    rows["effect"] = effects(rows, rows["indicator"].map(new.terms["better"]) == "higher")
    size = rows["people"].abs().fillna(0)
    lack = rows[AFTER + "shortfall"].astype("Int64").fillna(0)
    order = {code: at for at, code in enumerate(new.terms.index)}
    return (
        rows.assign(_place=rows["indicator"].map(order), _size=-size, _lack=-lack)
        .sort_values(["_place", "_size", "_lack", "code"], ignore_index=True)
        .drop(columns=["_place", "_size", "_lack"])
    )


def _people(before: pd.Series, after: pd.Series) -> pd.Series:
    """What a village adds to the change above it: all that it lacks where it had no value."""
    was, now = before.astype("Int64"), after.astype("Int64")
    return (now.fillna(0) - was.fillna(0)).where(was.notna() | now.notna())


def _directions(rows: pd.DataFrame, new: Ledger) -> pd.Series:
    """By shortfall where there is one, else by the value."""
    higher = rows["indicator"].map(new.terms["better"]) == "higher"
    was, now = (rows[side + "value"].astype("Float64") for side in (BEFORE, AFTER))
    gain = (now - was) * higher.map({True: 1.0, False: -1.0}).astype("Float64")
    by_people = -rows["people"].astype("Float64")
    gain = by_people.where(by_people.fillna(0) != 0, gain).fillna(0)
    found = np.select([gain > 0, gain < 0], ["better", "worse"], "same")
    blank_before, blank_after = (
        (rows[side + "verdict"] == "no_data") | rows[side + "period"].isna()
        for side in (BEFORE, AFTER)
    )
    found = np.where(blank_before & ~blank_after, "new", found)
    return pd.Series(np.where(blank_after & ~blank_before, "gone", found), index=rows.index)


def _values(cells: pd.DataFrame | None, old: Ledger, new: Ledger) -> pd.DataFrame:
    names = [side + name for name in _COUNTS for side in (BEFORE, AFTER)]
    columns = ["indicator", "village_code", "period", "origin", "kind", *names]
    if cells is None:
        return pd.DataFrame(columns=[*columns, *_WORKED_OUT])
    rows = cells[columns].copy()
    for side in (BEFORE, AFTER):
        rows[side + "value"] = _rate(rows, side)
    rows = _beside(_beside(rows, old, "was"), new, "now")
    place = [
        ((rows["period"] == rows[f"period_{side}"]) & (rows["origin"] == rows[f"origin_{side}"]))
        .fillna(False).to_numpy(dtype=bool)
        for side in ("was", "now")
    ]  # fmt: skip
    rows["counted"] = place[0] | place[1]
    takes = place[1] & (rows["kind"] == "new").to_numpy() & rows["value_was"].notna().to_numpy()
    for name in ("period", "origin"):
        rows[f"earlier_{name}"] = rows[f"{name}_was"].where(takes)
    rows["earlier_value"] = rows["value_was"].astype("Float64").where(takes)
    base = rows[BEFORE + "value"].fillna(rows["earlier_value"])
    rows["difference"] = rows[AFTER + "value"] - base
    change = _people(rows["shortfall_was"], rows["shortfall_now"])
    rows["people"] = change.where(rows["counted"])
    return _largest_first(rows, new)[[*columns, *_WORKED_OUT]]


def _beside(rows: pd.DataFrame, of: Ledger, name: str) -> pd.DataFrame:
    """The rows with what counts at their village, each column named after the side."""
    shown = ["period", "origin", "value", "shortfall"]
    counted = of.village[["indicator", "code", *shown]].rename(
        columns={"code": "village_code"} | {one: f"{one}_{name}" for one in shown}
    )
    return rows.merge(counted, on=["indicator", "village_code"], how="left", validate="m:1")


def _largest_first(rows: pd.DataFrame, new: Ledger) -> pd.DataFrame:
    order = {code: at for at, code in enumerate(new.terms.index)}
    return (
        rows.assign(
            _people=-rows["people"].abs().fillna(-1),
            _size=-rows["difference"].abs().fillna(-1),
            _place=rows["indicator"].map(order),
        )
        .sort_values(
            ["_people", "_size", "_place", "village_code", "period", "origin"], ignore_index=True
        )
        .drop(columns=["_people", "_size", "_place"])
    )


def _rate(rows: pd.DataFrame, side: str) -> pd.Series:
    """The value, computed from its counts where both are there; missing for 0 of 0."""
    top, bottom = (rows[side + name].astype("Float64") for name in ("numerator", "denominator"))
    given = rows[side + "value"].astype("Float64")
    return (top / bottom.where(bottom != 0)).where(top.notna() & bottom.notna(), given)


def _formed(before: Snapshot, after: Snapshot, as_of: str | None) -> Formed:
    made_up = [
        set(one.formations.loc[one.formations["origin"] == "illustrative", "village_code"])
        for one in (before, after)
    ]
    return Formed(
        before=len(formed_villages(before.formations, as_of)),
        after=len(formed_villages(after.formations, as_of)),
        ended_illustrative=len(made_up[0] - made_up[1]),
    )


def _hidden(cells: pd.DataFrame | None, before: Snapshot) -> pd.DataFrame:
    """Villages that get their first official value of an indicator and had made-up ones."""
    columns = ["indicator", "villages"]
    if cells is None:
        return pd.DataFrame(columns=columns)
    key = ["indicator", "village_code"]
    arriving = cells[(cells["origin"] == "official") & (cells["kind"] == "new")][key]
    held = {
        origin: before.observations.loc[before.observations["origin"] == origin, key]
        .drop_duplicates()
        for origin in ("official", "illustrative")
    }  # fmt: skip
    pairs = set(zip(*(arriving.drop_duplicates()[name] for name in key), strict=True))
    official, made_up = (
        set(zip(*(held[origin][name] for name in key), strict=True))
        for origin in ("official", "illustrative")
    )
    hidden = pd.Series(sorted(code for code, _ in (pairs & made_up) - official), dtype="str")
    counts = hidden.value_counts().sort_index()
    return pd.DataFrame({"indicator": counts.index, "villages": counts.to_numpy()})
