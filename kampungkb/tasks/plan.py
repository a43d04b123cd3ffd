"""A plan as the command line prints it and the page shows it: the same villages, the same words."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from kampungkb.i18n.translator import Translator
from kampungkb.planning.baselines import Baselines, baselines
from kampungkb.planning.explain import (
    Binding,
    Loss,
    binding_limits,
    people_reached,
    replacement_costs,
)
from kampungkb.planning.plan import Plan, Planner
from kampungkb.planning.problem import Problem
from kampungkb.planning.relaxations import Relaxation, last_quarter, relaxations
from kampungkb.planning.solver import Watch
from kampungkb.tasks.plan_assumptions import Assumptions, to_json
from kampungkb.tasks.plan_nearest import nearest
from kampungkb.tasks.plan_problem import Basis, Fault, faults, problem_of, unknown_needs
from kampungkb.tasks.plan_words import binding_sentence, fault_sentence, relaxation_sentence


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found for assumptions, complete or refused."""

    basis: Basis
    assumptions: Assumptions
    # Errors first; with an error there is neither problem nor plan.
    faults: tuple[Fault, ...]
    problem: Problem | None = None
    # None: the hard limits contradict each other, or there is no problem.
    plan: Plan | None = None
    losses: Mapping[str, Loss] | None = None
    binding: tuple[Binding, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    baselines: Baselines | None = None
    # Where the assumptions have errors: the answer to the nearest that have none.
    nearest: "Answer | None" = None
    seconds: float = 0.0

    @property
    def refused(self) -> bool:
        """Whether there is no plan."""
        return self.plan is None

    @cached_property
    def status(self) -> str | None:
        """optimal, feasible or relaxed; None where there is no plan."""
        if self.plan is None:
            return None
        if self.plan.relaxed:
            return "relaxed"
        return "optimal" if self.plan.proven else "feasible"

    @property
    def made_up(self) -> bool:
        """Whether an illustrative value decides who is formed or in need."""
        rows = self.basis.ledger.village
        own = rows[rows["indicator"].isin([*self.assumptions.weights, "K01"])]
        return bool(own["origin"].isin(["illustrative", "mixed"]).any())


def answer(
    basis: Basis,
    assumptions: Assumptions,
    *,
    today: date,
    watch: Watch | None = None,
) -> Answer:
    """Find the best plan and what explains it.

    Parameters
    ----------
    basis : Basis
    assumptions : Assumptions
    today : date
        A plan that would begin in a quarter that is over is refused.
    watch : callable, optional
        See `kampungkb.planning.solver`.

    Raises
    ------
    BadPeriodError, UnknownAreaError, UnknownIndicatorError
        The assumptions name a quarter, a village or an indicator that there is not.
    PlanCancelledError
        `watch` said so.
    """
    started = time.perf_counter()
    found = faults(basis, assumptions, today)
    given: dict[str, Any] = {"basis": basis, "assumptions": assumptions, "faults": found}
    if any(one.severity == "error" and one.kind != "lock_banned" for one in found):
        mended = nearest(basis, assumptions, today)
        if mended is not None:
            given["nearest"] = answer(basis, mended, today=today, watch=watch)
        return Answer(**given, seconds=time.perf_counter() - started)
    problem = problem_of(basis, assumptions)
    planner = Planner(problem, watch)
    plan = planner.plan()
    given |= {"problem": problem, "plan": plan, "relaxations": relaxations(problem, plan)}
    if plan is not None:
        given |= {
            "losses": replacement_costs(planner, plan), "binding": binding_limits(planner, plan),
            "baselines": baselines(planner),
        }  # fmt: skip
    return Answer(**given, seconds=time.perf_counter() - started)


# The fields of the document, before anything is known.
BLANK: Final[Mapping[str, Any]] = {
    "verdict": "refused", "status": None, "as_of": None, "revision": None, "illustrative": None,
    "target_share": None, "target_villages": None, "formed": None, "to_form": None,
    "quarters": [], "least_missed": None, "short": None, "floor_short": [], "budget_over": [],
    "benefit": None, "benefit_bound": None, "bound_gap": None, "people": None, "reached_on": None,
    "baselines": {"neediest_first": None, "equal_per_district": None, "alphabetical": None},
    "need_unknown": [], "villages": [], "binding": [], "relaxations": [], "notes": [],
    "nearest": None, "seconds": None,
}  # fmt: skip


def plan_document(of: Answer, t: Translator) -> dict[str, Any]:
    """The document of ``plan --json`` (design, part 7); null where a field does not apply."""
    document = {**BLANK, **_situation(of, t)}
    if of.problem is not None:
        document |= {
            "to_form": of.problem.to_form, "quarters": list(of.problem.quarters),
            "need_unknown": list(unknown_needs(of.problem)),
        }  # fmt: skip
    if of.plan is not None:
        return document | _found(of, of.plan)
    errors = [fault_sentence(of.basis, one, t) for one in of.faults if one.severity == "error"]
    return document | {
        "error": " ".join(errors) or t("plan.contradiction"), "nearest": _nearest(of.nearest)
    }  # fmt: skip


def _nearest(of: Answer | None) -> dict[str, Any] | None:
    """The nearest possible wish, and its plan."""
    if of is None:
        return None
    plan = of.plan
    return {
        "assumptions": json.loads(to_json(of.assumptions)),
        "short": None if plan is None else plan.short,
        "benefit": None if plan is None else float(plan.benefit),
        "villages": [] if plan is None else _villages(of, plan),
    }


def _situation(of: Answer, t: Translator) -> dict[str, Any]:
    share = of.assumptions.share
    return {
        "as_of": of.basis.ledger.as_of,
        "revision": of.basis.snapshot.revision,
        "illustrative": of.made_up,
        "target_share": float(share),
        "target_villages": of.basis.target_villages(share) if 0 <= share <= 1 else None,
        "formed": len(of.basis.formed),
        "binding": [_binding(of, one, t) for one in of.binding],
        "relaxations": [_relaxation(of, one, t) for one in of.relaxations],
        "notes": [fault_sentence(of.basis, one, t) for one in of.faults if one.severity == "note"],
        "seconds": round(of.seconds, 3),
    }


def _found(of: Answer, plan: Plan) -> dict[str, Any]:
    return {
        "verdict": "accepted",
        "status": of.status,
        # False: the budgets may perhaps be passed by less.
        "least_missed": plan.least_missed,
        "short": plan.short,
        "floor_short": _floors(of, plan),
        "budget_over": _budgets(plan),
        "benefit": float(plan.benefit),
        "benefit_bound": float(plan.bound),
        "bound_gap": float(plan.bound_gap),
        "people": float(people_reached(plan)),
        "reached_on": None if plan.short else last_quarter(plan),
        "baselines": _baselines(of.baselines),
        "villages": _villages(of, plan),
    }


def _number(x: Fraction | None) -> float | int | None:
    """A whole number as such, anything else as the nearest float."""
    if x is None:
        return None
    return int(x) if x.denominator == 1 else float(x)


def _villages(of: Answer, plan: Plan) -> list[dict[str, Any]]:
    problem, losses = plan.problem, of.losses or {}
    rows = []
    for code, at in sorted(plan.quarter_of.items(), key=lambda item: (item[1], item[0])):
        one, loss = problem.candidates[problem.at[code]], losses.get(code)
        rows.append(
            {
                "code": code, "name": one.name, "district_code": one.district_code,
                "quarter": problem.quarters[at], "need": _number(one.need),
                "replacement_cost": None if loss is None or not loss.proven
                else float(loss.benefit),
                "replacement_cost_at_least": None if loss is None else float(loss.benefit),
                # Without it more of the target, a floor or a budget is missed.
                "replacement_breaks": None if loss is None else loss.breaks,
            }
        )  # fmt: skip
    return rows


def _floors(of: Answer, plan: Plan) -> list[dict[str, Any]]:
    names = of.basis.snapshot.names
    return [
        {
            "district_code": one.floor.district_code,
            "name": names[one.floor.district_code],
            "by": plan.problem.quarters[one.floor.quarter], "share": float(one.floor.share),
            "required": one.floor.required, "reached": one.reached, "short": one.short,
        }
        for one in plan.floors_missed
    ]  # fmt: skip


def _budgets(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "agency": one.budget.agency, "year": one.budget.year,
            "limit": _number(one.budget.limit), "used": _number(one.used),
            "over": _number(one.over),
        }
        for one in plan.budgets_passed
    ]  # fmt: skip


def _baselines(of: Baselines | None) -> dict[str, float | None]:
    names = ("neediest_first", "equal_per_district", "alphabetical")
    found = {name: None if of is None else getattr(of, name) for name in names}
    return {name: None if x is None else float(x) for name, x in found.items()}


def _binding(of: Answer, one: Binding, t: Translator) -> dict[str, Any]:
    quarters = of.problem.quarters if of.problem else ()
    return {
        "kind": one.kind, "quarter": None if one.quarter is None else quarters[one.quarter],
        "district_code": one.district_code, "agency": one.agency, "year": one.year,
        "limit": _number(one.limit), "gain": float(one.gain),
        "gain_people": _number(one.gain_people), "proven": one.proven,
        "message": binding_sentence(of.basis.snapshot, quarters, one, t),
    }  # fmt: skip


def _relaxation(of: Answer, one: Relaxation, t: Translator) -> dict[str, Any]:
    return {
        "kind": one.kind, "now": _number(one.now), "enough": _number(one.enough),
        "codes": list(one.codes), "year": one.year,
        "reached_on": None if one.plan.short else last_quarter(one.plan),
        "short": one.plan.short,
        "benefit": float(one.plan.benefit),
        "cost": None if of.plan is None else float(of.plan.benefit - one.plan.benefit),
        "message": relaxation_sentence(of.basis.snapshot, one, t),
    }  # fmt: skip
