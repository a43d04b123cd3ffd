"""Scenarios as pages use them: what is saved of a plan, and what is known of a saved one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, Engine

from kampungkb.errors import BadPeriodError
from kampungkb.model.periods import period_end
from kampungkb.planning.compared import labelled
from kampungkb.planning.explain import people_reached
from kampungkb.planning.relaxations import last_quarter
from kampungkb.store import scenarios as store
from kampungkb.store.engine import read_transaction
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.plan import Answer
from kampungkb.tasks.plan_assumptions import Assumptions, from_json, to_json

_WHOLE: Final = ("villages", "unknown", "short", "floors_missed", "budgets_passed", "target",
                 "formed")  # fmt: skip
_EXACT: Final = ("benefit", "bound", "people", "share")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeps:
    """The announced scenario of which a plan keeps as much as possible."""

    scenario_id: int
    version: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A plan's figures as they were when it was saved; None: the scenario does not say."""

    # optimal, feasible or relaxed, as `Answer.status`.
    status: str | None = None
    benefit: Fraction | None = None
    bound: Fraction | None = None
    people: Fraction | None = None
    # Villages of the plan, and those of them whose need was unknown.
    villages: int | None = None
    unknown: int | None = None
    # What is missed: villages, floors and budgets.
    short: int | None = None
    floors_missed: int | None = None
    budgets_passed: int | None = None
    # The target (0-1 and whole villages), and how many were formed then.
    share: Fraction | None = None
    target: int | None = None
    formed: int | None = None
    start: str | None = None
    by: str | None = None
    # None, too, where the target is not reached.
    reached_on: str | None = None
    # Whether illustrative data decide; a scenario that does not say is not called official.
    made_up: bool = True
    keeps: Keeps | None = None

    @property
    def needs_unknown(self) -> bool:
        """Whether no village of the plan has a known need: nobody counted is not nobody there."""
        return bool(self.villages) and self.unknown == self.villages

    @property
    def bound_gap(self) -> Fraction:
        """By which share of the bound a better plan could be better at most."""
        if not self.bound or self.benefit is None:
            return Fraction(0)
        return max((self.bound - self.benefit) / self.bound, Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A plan that can be saved."""

    data_revision: int
    # JSON, as `store.scenarios.Scenario` has them.
    assumptions: str
    summary: str
    plan: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The latest version of a scenario, without its plan."""

    scenario_id: int
    version: int
    name: str
    # Who saved the plan itself, for which agency and when (UTC), whatever was done with it since.
    author: str
    agency: str | None
    at: datetime
    data_revision: int
    note: str | None
    announced: bool
    withdrawn: bool
    summary: Summary


def offer_of(answer: Answer, keeps: Keeps | None = None) -> Offer | None:
    """What can be saved of an answer; None where there is no plan.

    The same answer gives the same texts: saved again, it is recognised.
    """
    plan, assumptions = answer.plan, answer.assumptions
    if plan is None:
        return None
    needs = [plan.problem.candidates[plan.problem.at[code]].need for code in plan.quarter_of]
    summary = {
        "status": answer.status, "benefit": str(plan.benefit), "bound": str(plan.bound),
        "people": str(people_reached(plan)), "villages": len(plan.quarter_of),
        "unknown": needs.count(None), "short": plan.short,
        "floors_missed": len(plan.floors_missed), "budgets_passed": len(plan.budgets_passed),
        "share": str(assumptions.share),
        "target": answer.basis.target_villages(assumptions.share),
        "formed": len(answer.basis.formed), "start": assumptions.start, "by": assumptions.by,
        "reached_on": None if plan.short else last_quarter(plan), "made_up": answer.made_up,
        "keeps": None if keeps is None
        else {"scenario_id": keeps.scenario_id, "version": keeps.version, "name": keeps.name},
    }  # fmt: skip
    return Offer(
        data_revision=answer.basis.snapshot.revision, assumptions=to_json(assumptions),
        summary=json.dumps(summary, ensure_ascii=False, sort_keys=True), plan=labelled(plan),
    )  # fmt: skip


def read_summary(text: str) -> Summary:
    """The figures of a scenario; what is not there, or is none, is unknown."""
    try:
        told: Any = json.loads(text)
    except ValueError:
        told = None
    told = told if isinstance(told, dict) else {}
    status = told.get("status")
    known: dict[str, Any] = {
        **{name: _exact(told.get(name)) for name in _EXACT},
        **{name: _whole(told.get(name)) for name in _WHOLE},
        **{name: _quarter(told.get(name)) for name in ("start", "by", "reached_on")},
    }
    return Summary(
        status=status if status in ("optimal", "feasible", "relaxed") else None,
        made_up=told.get("made_up") is not False,
        keeps=_keeps(told.get("keeps")),
        **known,
    )


def _exact(told: object) -> Fraction | None:
    if isinstance(told, bool) or not isinstance(told, int | str):
        return None
    try:
        return Fraction(told)
    except (ValueError, ZeroDivisionError):
        return None


def _whole(told: object) -> int | None:
    return told if isinstance(told, int) and not isinstance(told, bool) else None


def _quarter(told: object) -> str | None:
    try:
        period_end(told) if isinstance(told, str) else None
    except BadPeriodError:
        return None
    return told if isinstance(told, str) else None


def _keeps(told: object) -> Keeps | None:
    if not isinstance(told, dict):
        return None
    number, version, name = (told.get(one) for one in ("scenario_id", "version", "name"))
    if not isinstance(number, int) or not isinstance(version, int) or not isinstance(name, str):
        return None
    return Keeps(scenario_id=number, version=version, name=name)


def assumptions_of(scenario: Scenario) -> Assumptions | None:
    """What a scenario's plan follows from; None where this program cannot read it."""
    try:
        return from_json(scenario.assumptions)
    except ValueError:
        return None


def entries(engine: Engine) -> tuple[Entry, ...]:
    """All scenarios: the announced one first, withdrawn ones last, else the newest first."""
    with read_transaction(engine) as conn:
        rows = store.scenarios(conn).to_dict("records")
        made = [_steps(conn, int(row["scenario_id"])) for row in rows]
    found = [_entry(row, own) for row, own in zip(rows, made, strict=True)]
    return tuple(sorted(found, key=lambda one: (one.withdrawn, not one.announced)))


def _entry(row: Mapping[Any, Any], made: Sequence["Step"]) -> Entry:
    saved = next((one for one in made if one.action == "saved"), made[-1])
    return Entry(
        scenario_id=int(row["scenario_id"]), version=int(row["version"]), name=row["name"],
        author=saved.author, agency=saved.agency, at=saved.at,
        data_revision=int(row["data_revision"]), note=_text(row["note"]),
        announced=bool(row["announced"]), withdrawn=bool(row["withdrawn"]),
        summary=read_summary(row["summary"]),
    )  # fmt: skip


def _text(cell: Any) -> str | None:
    return None if pd.isna(cell) else str(cell)


def plan_of(engine: Engine, entry: Entry) -> Scenario:
    """A scenario as its entry says, with its plan.

    Raises
    ------
    UnknownScenarioError
        There is no such version.
    """
    with read_transaction(engine) as conn:
        return store.scenario(conn, entry.scenario_id, entry.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What made a version of a scenario."""

    version: int
    action: str
    author: str
    agency: str | None
    at: datetime


def steps(engine: Engine, scenario_id: int) -> tuple[Step, ...]:
    """What has become of a scenario, the newest step first."""
    with read_transaction(engine) as conn:
        return _steps(conn, scenario_id)


def _steps(conn: Connection, scenario_id: int) -> tuple[Step, ...]:
    return tuple(
        Step(
            version=int(row["version"]), action=row["action"], author=row["author"],
            agency=_text(row["agency"]), at=row["saved_at"].to_pydatetime(),
        )
        for row in store.scenario_versions(conn, scenario_id).to_dict("records")
    )  # fmt: skip


def save(
    engine: Engine,
    offer: Offer,
    *,
    name: str,
    note: str | None,
    author: str,
    agency: str,
    now: datetime,
    over: Entry | None = None,
) -> tuple[Scenario, bool]:
    """Save a plan, as a new scenario or as the next version of one.

    Returns
    -------
    scenario, new
        New is False where it was there already, and nothing was written.

    Raises
    ------
    KampungKBError
        As `store.scenarios.save_scenario`.
    """
    before = {(one.scenario_id, one.version) for one in entries(engine)}
    made = store.save_scenario(
        engine, name=name, author=author, agency=agency, data_revision=offer.data_revision,
        assumptions=offer.assumptions, plan=offer.plan, summary=offer.summary, note=note, now=now,
        scenario_id=None if over is None else over.scenario_id,
        expected_version=None if over is None else over.version,
    )  # fmt: skip
    return made, (made.scenario_id, made.version) not in before


def restored(
    engine: Engine, scenario_id: int, version: int, *, expected_version: int,
    author: str, agency: str, now: datetime,
) -> Scenario:  # fmt: skip
    """Make an earlier version of a scenario its newest one again.

    Raises
    ------
    KampungKBError
        As `store.scenarios.save_scenario`.
    """
    with read_transaction(engine) as conn:
        old = store.scenario(conn, scenario_id, version)
    return store.save_scenario(
        engine, name=old.name, author=author, agency=agency, data_revision=old.data_revision,
        assumptions=old.assumptions, plan=old.plan, summary=old.summary, note=old.note, now=now,
        scenario_id=scenario_id, expected_version=expected_version,
    )  # fmt: skip


def announced_quarters(engine: Engine) -> dict[str, str]:
    """Quarter by village code of the announced plan; empty where none is announced.

    Raises
    ------
    StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.read_transaction`.
    """
    with read_transaction(engine) as conn:
        found = store.announced(conn)
    return {} if found is None else dict(found.plan)
