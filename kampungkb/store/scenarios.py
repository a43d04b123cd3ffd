"""Scenarios: saved plans, version by version, and the one that is announced.

Nothing is overwritten. Saving a change, announcing, withdrawing and taking that back each write a
row, which is the scenario's newest version. Whoever writes says which version they saw; where
somebody else was faster, nothing is written.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import pandas as pd
from sqlalchemy import Connection, Engine, Select, func, insert, select

from kampungkb.errors import (
    BadPeriodError,
    ScenarioAnnouncedError,
    ScenarioNameTakenError,
    ScenarioOutdatedError,
    ScenarioWithdrawnError,
    UnknownScenarioError,
)
from kampungkb.model.periods import period_end
from kampungkb.store import chain
from kampungkb.store.engine import write_transaction
from kampungkb.store.rows import storable
from kampungkb.store.schema import scenario as scenario_table

Action = Literal["saved", "announced", "ended", "withdrawn", "reinstated"]
"""What made a version; ``ended``: another scenario was announced in its place."""

_COLUMNS: Final = (
    "scenario_id", "version", "action", "name", "author", "agency", "saved_at", "data_revision",
    "summary", "note", "announced", "withdrawn",
)  # fmt: skip
_TYPES: Final = {
    "scenario_id": "int64", "version": "int64", "data_revision": "int64",
    "announced": "bool", "withdrawn": "bool",
    "action": "str", "name": "str", "author": "str", "agency": "str", "summary": "str",
    "note": "str",
}  # fmt: skip
_PLAN: Final = ("assumptions", "plan", "summary", "data_revision")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One version of a scenario."""

    scenario_id: int
    version: int
    """From 1 on."""
    action: Action
    name: str
    author: str
    agency: str | None
    """Who made this version, and for which agency."""
    saved_at: datetime
    """UTC."""
    data_revision: int
    """The revision of the data that the plan was made from."""
    assumptions: str
    """JSON of what the plan follows from."""
    plan: Mapping[str, str]
    """Quarter, such as 2027-Q3, by village code, in the order of the codes."""
    summary: str
    """JSON of the plan's figures, as they were when it was saved."""
    note: str | None
    announced: bool
    withdrawn: bool


def save_scenario(
    engine: Engine,
    *,
    name: str,
    author: str,
    agency: str | None,
    data_revision: int,
    assumptions: str,
    plan: Mapping[str, str],
    summary: str,
    note: str | None = None,
    scenario_id: int | None = None,
    expected_version: int | None = None,
    now: datetime,
) -> Scenario:
    """Save a plan as a new scenario, or as the next version of one.

    What is there already, by the same author, is not written again: saving twice saves once. A
    withdrawn scenario that is saved again is withdrawn no more.

    Parameters
    ----------
    engine : Engine
    name : str
        Kept with single spaces. No other scenario that is not withdrawn may have it; capitals
        and spaces make no other name.
    author, agency, data_revision, assumptions, plan, summary, note
        See `Scenario`.
    scenario_id, expected_version : int, optional
        The scenario of which this is the next version, and the version that was seen.
    now : datetime
        With a time zone.

    Returns
    -------
    Scenario
        As it is stored.

    Raises
    ------
    ScenarioNameTakenError
        Another scenario has the name; so has the second of two who save a new one at once.
    ScenarioOutdatedError
        There is a version after the one that was seen.
    ScenarioAnnouncedError
        The scenario is announced and its plan would change. Name and note may change.
    UnknownScenarioError
        There is no scenario of this id.
    BadPeriodError
        A quarter of the plan is none.
    StoreReadOnlyError, StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.write_transaction`.
    ValueError
        A mistake of the caller: no name, no JSON object, a version without a scenario or the
        other way round, ``now`` without time zone.
    """
    if (scenario_id is None) != (expected_version is None):
        raise ValueError("a next version needs the scenario and the version that was seen")
    told = {
        "action": "saved",
        "name": _single_spaced(name),
        **_stamp(author, agency, now),
        "data_revision": data_revision,
        "assumptions": _json_object(assumptions),
        "plan": _plan_text(plan),
        "summary": _json_object(summary),
        "note": storable(note),
    }
    with write_transaction(engine) as conn:
        if scenario_id is None or expected_version is None:
            return _save_new(conn, told)
        return _save_next(conn, told, scenario_id, expected_version)


def announce(
    engine: Engine,
    scenario_id: int,
    *,
    expected_version: int,
    author: str,
    agency: str | None,
    now: datetime,
) -> Scenario:
    """Mark a scenario as the announced one, in place of the one that was until now.

    Both are written in one transaction, so there is never more than one. What is announced
    already stays as it is.

    Raises
    ------
    ScenarioOutdatedError
        There is a version after the one that was seen.
    ScenarioWithdrawnError
        The scenario is withdrawn.
    UnknownScenarioError, StoreReadOnlyError, StoreUnreadableError, StoreMissingError, ValueError
        As `save_scenario`.
    """
    stamp = _stamp(author, agency, now)
    with write_transaction(engine) as conn:
        present = scenario(conn, scenario_id)
        if present.announced:
            return present
        _refuse_outdated(present, expected_version)
        if present.withdrawn:
            raise ScenarioWithdrawnError(present.name)
        former = announced(conn)
        if former is not None:
            _append(conn, former, stamp, action="ended", announced=False)
        return _append(conn, present, stamp, action="announced", announced=True)


def withdraw(
    engine: Engine,
    scenario_id: int,
    *,
    expected_version: int,
    author: str,
    agency: str | None,
    now: datetime,
) -> Scenario:
    """Withdraw a scenario; it stays in the store, and its name is free. Ends its announcement.

    What is withdrawn already stays as it is.

    Raises
    ------
    ScenarioOutdatedError
        There is a version after the one that was seen.
    UnknownScenarioError, StoreReadOnlyError, StoreUnreadableError, StoreMissingError, ValueError
        As `save_scenario`.
    """
    stamp = _stamp(author, agency, now)
    with write_transaction(engine) as conn:
        present = scenario(conn, scenario_id)
        if present.withdrawn:
            return present
        _refuse_outdated(present, expected_version)
        return _append(conn, present, stamp, action="withdrawn", announced=False, withdrawn=True)


def reinstate(
    engine: Engine,
    scenario_id: int,
    *,
    expected_version: int,
    author: str,
    agency: str | None,
    now: datetime,
) -> Scenario:
    """Take a withdrawal back. The scenario is not announced, even if it was before.

    What is not withdrawn stays as it is.

    Raises
    ------
    ScenarioOutdatedError
        There is a version after the one that was seen.
    ScenarioNameTakenError
        Another scenario has taken the name in the meantime.
    UnknownScenarioError, StoreReadOnlyError, StoreUnreadableError, StoreMissingError, ValueError
        As `save_scenario`.
    """
    stamp = _stamp(author, agency, now)
    with write_transaction(engine) as conn:
        present = scenario(conn, scenario_id)
        if not present.withdrawn:
            return present
        _refuse_outdated(present, expected_version)
        _refuse_taken(conn, present.name, scenario_id)
        return _append(conn, present, stamp, action="reinstated", withdrawn=False)


def scenarios(conn: Connection) -> pd.DataFrame:
    """The latest version of each scenario, withdrawn ones among them; last written first.

    Returns
    -------
    DataFrame, one row per scenario
        ``scenario_id``, ``version`` (int64), ``action`` (`Action`), ``name``, ``author``,
        ``agency`` (str; who made this version; agency may be missing), ``saved_at`` (UTC),
        ``data_revision`` (int64), ``summary`` (str, JSON), ``note`` (str, may be missing),
        ``announced``, ``withdrawn`` (bool), ``saved_by`` (str): who last saved the plan itself,
        whoever announced or withdrew it since.
    """
    frame = _frame(conn, select(scenario_table).order_by(scenario_table.c.number.desc()))
    saved = frame.loc[frame["action"] == "saved", ["scenario_id", "author"]]
    saved = saved.drop_duplicates("scenario_id").rename(columns={"author": "saved_by"})
    latest = frame.drop_duplicates("scenario_id")
    return latest.merge(saved, on="scenario_id", how="left", validate="one_to_one")


def scenario_versions(conn: Connection, scenario_id: int) -> pd.DataFrame:
    """Every version of a scenario, the newest first; no rows where there is no such scenario.

    Returns
    -------
    DataFrame, one row per version
        The columns of `scenarios` but ``saved_by``.
    """
    query = select(scenario_table).where(scenario_table.c.scenario_id == scenario_id)
    return _frame(conn, query.order_by(scenario_table.c.version.desc()))


def scenario(conn: Connection, scenario_id: int, version: int | None = None) -> Scenario:
    """One version of a scenario, the latest unless told otherwise.

    Raises
    ------
    UnknownScenarioError
        There is none.
    """
    columns = scenario_table.c
    query = select(scenario_table).where(columns.scenario_id == scenario_id)
    if version is not None:
        query = query.where(columns.version == version)
    row = conn.execute(query.order_by(columns.version.desc()).limit(1)).mappings().one_or_none()
    if row is None:
        raise UnknownScenarioError(scenario_id)
    return _scenario(dict(row))


def announced(conn: Connection) -> Scenario | None:
    """The announced scenario; None where none is."""
    found = [one for one in _latest(conn) if one.announced]
    return found[0] if found else None


def scenario_faults(conn: Connection) -> list[str]:
    """What is wrong with the stored scenarios, in English; empty when all is well."""
    faults = chain.broken_scenarios(conn)
    try:
        shown = [one.scenario_id for one in _latest(conn) if one.announced]
    except (TypeError, ValueError) as error:
        return [*faults, f"a scenario cannot be read: {error}"]
    if len(shown) > 1:
        faults.append(f"{len(shown)} scenarios are announced: {', '.join(map(str, shown))}")
    return faults


def folded(name: str) -> str:
    """A name as it is compared: capitals, spaces and ways of writing one letter are alike."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _save_new(conn: Connection, told: dict[str, Any]) -> Scenario:
    holder = _holder(conn, told["name"])
    if holder is not None:
        if _is_same(holder, told):
            return holder
        raise ScenarioNameTakenError(holder.name, holder.author)
    last = conn.scalar(select(func.max(scenario_table.c.scenario_id))) or 0
    state = {"scenario_id": last + 1, "version": 1, "announced": False, "withdrawn": False}
    return _write(conn, told | state)


def _save_next(
    conn: Connection, told: dict[str, Any], scenario_id: int, expected_version: int
) -> Scenario:
    present = scenario(conn, scenario_id)
    if _is_same(present, told) and not present.withdrawn:
        return present
    _refuse_outdated(present, expected_version)
    _refuse_taken(conn, told["name"], scenario_id)
    before = _record(present)
    if present.announced and any(told[name] != before[name] for name in _PLAN):
        raise ScenarioAnnouncedError(present.name)
    return _write(conn, before | told | {"version": present.version + 1, "withdrawn": False})


def _is_same(present: Scenario, told: Mapping[str, Any]) -> bool:
    """Whether it holds what somebody wants to save; when does not matter."""
    before = _record(present)
    return all(before[name] == told[name] for name in ("name", "author", "agency", "note", *_PLAN))


def _refuse_outdated(present: Scenario, expected_version: int) -> None:
    if present.version != expected_version:
        raise ScenarioOutdatedError(present.name, present.version, present.author)


def _refuse_taken(conn: Connection, name: str, scenario_id: int) -> None:
    holder = _holder(conn, name)
    if holder is not None and holder.scenario_id != scenario_id:
        raise ScenarioNameTakenError(holder.name, holder.author)


def _holder(conn: Connection, name: str) -> Scenario | None:
    """The scenario that has a name now."""
    found = [one for one in _latest(conn) if not one.withdrawn and folded(one.name) == folded(name)]
    return found[0] if found else None


def _latest(conn: Connection) -> list[Scenario]:
    last = select(func.max(scenario_table.c.number)).group_by(scenario_table.c.scenario_id)
    query = select(scenario_table).where(scenario_table.c.number.in_(last))
    rows = conn.execute(query.order_by(scenario_table.c.scenario_id)).mappings()
    return [_scenario(dict(row)) for row in rows]


def _append(conn: Connection, present: Scenario, stamp: dict[str, Any], **state: Any) -> Scenario:
    return _write(conn, _record(present) | {"version": present.version + 1} | stamp | state)


def _write(conn: Connection, values: Mapping[str, Any]) -> Scenario:
    columns = scenario_table.c
    last = select(columns.number, columns.hash).order_by(columns.number.desc()).limit(1)
    number, before = conn.execute(last).one_or_none() or (0, chain.FIRST)
    record = {**values, "number": number + 1, "previous_hash": before}
    conn.execute(insert(scenario_table).values(**record, hash=chain.scenario_hash(record)))
    return _scenario(record)


def _frame(conn: Connection, query: Select[Any]) -> pd.DataFrame:
    rows = conn.execute(query.with_only_columns(*(scenario_table.c[name] for name in _COLUMNS)))
    frame = pd.DataFrame(rows.fetchall(), columns=list(_COLUMNS), dtype=object)
    times = pd.to_datetime(frame["saved_at"], utc=True, format="ISO8601").dt.as_unit("us")
    return frame.assign(saved_at=times).astype(_TYPES)


def _scenario(row: Mapping[str, Any]) -> Scenario:
    own = {name: row[name] for name in Scenario.__dataclass_fields__}
    own["saved_at"] = datetime.fromisoformat(row["saved_at"])
    own["plan"] = json.loads(row["plan"])
    return Scenario(**own)


def _record(of: Scenario) -> dict[str, Any]:
    """The columns of a scenario as they are stored."""
    values = {name: getattr(of, name) for name in Scenario.__dataclass_fields__}
    return values | {"saved_at": chain.timestamp(of.saved_at), "plan": _plan_text(of.plan)}


def _stamp(author: str, agency: str | None, now: datetime) -> dict[str, Any]:
    return {
        "author": storable(author),
        "agency": storable(agency),
        "saved_at": chain.timestamp(now),
    }


def _single_spaced(name: str) -> str:
    text = " ".join((storable(name) or "").split())
    if not text:
        raise ValueError("a scenario needs a name")
    return text


def _json_object(text: str) -> str:
    if not isinstance(json.loads(text), dict):
        raise ValueError(f"no JSON object: {text[:40]}")
    return storable(text) or ""


def _plan_text(plan: Mapping[str, str]) -> str:
    for code, quarter in plan.items():
        if not code or "-Q" not in quarter:
            raise BadPeriodError(quarter)
        period_end(quarter)
    return json.dumps(dict(sorted(plan.items())), ensure_ascii=False, separators=(",", ":"))
