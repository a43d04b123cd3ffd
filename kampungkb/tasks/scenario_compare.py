"""Saved plans side by side, all measured by the data and the weights of today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd
from sqlalchemy import Engine

from kampungkb.model.periods import quarter_of
from kampungkb.planning.compared import Comparison, Move, compared
from kampungkb.planning.problem import Problem
from kampungkb.tasks.plan_assumptions import DEFAULT_NEEDS, Assumptions
from kampungkb.tasks.plan_problem import Basis, problem_of
from kampungkb.tasks.scenario import Entry, assumptions_of, plan_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A scenario with its plan."""

    entry: Entry
    # Quarter by village code.
    plan: Mapping[str, str]
    # None: this program cannot read them.
    assumptions: Assumptions | None


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Scenarios side by side; the first is the one that the others are held against."""

    basis: Basis
    sides: tuple[Side, ...]
    # Whose needs count: those of the first scenario's weights and of the data as they are now.
    problem: Problem
    comparison: Comparison
    weights: Mapping[str, Fraction]

    @property
    def same_weights(self) -> bool:
        """Whether all scenarios weigh needs alike."""
        return all(
            one.assumptions is None or one.assumptions.weights == self.weights for one in self.sides
        )

    def moved(self, at: int) -> dict[str, int]:
        """How many villages the scenario at a place (1 on) treats otherwise, by kind of move."""
        kinds = [one.kind for one in self.comparison.moves[at - 1]]
        return {
            kind: kinds.count(kind)
            for kind in ("earlier", "later", "added", "dropped")
            if kind in kinds
        }


def side(engine: Engine, entry: Entry) -> Side:
    """A scenario with its plan, as the entry says.

    Raises
    ------
    UnknownScenarioError
        There is no such version.
    """
    found = plan_of(engine, entry)
    return Side(entry=entry, plan=found.plan, assumptions=assumptions_of(found))


def compare(basis: Basis, sides: Sequence[Side]) -> Compared:
    """Put scenarios side by side.

    Raises
    ------
    ValueError
        There is none.
    """
    first = sides[0]
    weights = DEFAULT_NEEDS if first.assumptions is None else first.assumptions.weights
    problem = problem_of(basis, _needs_only(first, weights))
    return Compared(
        basis=basis,
        sides=tuple(sides),
        problem=problem,
        comparison=compared(
            problem,
            [one.plan for one in sides],
            formed=len(basis.formed),
            villages=len(basis.snapshot.villages),
        ),
        weights=weights,
    )


def _needs_only(first: Side, weights: Mapping[str, Fraction]) -> Assumptions:
    """Assumptions without limits: only needs and quarters count in a comparison."""
    own = first.assumptions
    today = quarter_of(first.entry.at.date())
    start, by = (today, today) if own is None or not own.quarters else (own.start, own.by)
    return Assumptions(share=Fraction(0), start=start, by=by, per_quarter=0, needs=dict(weights))


def moved_villages(found: Compared) -> pd.DataFrame:
    """Villages that not all scenarios treat alike.

    Returns
    -------
    DataFrame, one row per village, in the order of the first scenario, then by code
        ``code``, ``need`` (object: Fraction; None: not known, or formed meanwhile), and for each
        scenario ``quarter_<place>`` (None: not in it); for each but the first ``move_<place>``
        (object: `Move`; None: as in the first).
    """
    moves = [{one.code: one for one in many} for many in found.comparison.moves]
    plans = [one.plan for one in found.sides]
    rows = [
        {
            "code": code,
            "need": _need(found.problem, code),
            **{f"quarter_{at}": plan.get(code) for at, plan in enumerate(plans)},
            **{f"move_{at}": own.get(code) for at, own in enumerate(moves, start=1)},
        }
        for code in sorted(
            {code for own in moves for code in own}, key=lambda one: (_place(found, one), one)
        )
    ]
    columns = ["code", "need", *(f"quarter_{at}" for at in range(len(plans))),
               *(f"move_{at}" for at in range(1, len(plans)))]  # fmt: skip
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _place(found: Compared, code: str) -> int:
    quarters = found.comparison.quarters
    own = found.sides[0].plan.get(code)
    return len(quarters) if own is None else quarters.index(own)


def _need(problem: Problem, code: str) -> Fraction | None:
    return problem.candidates[problem.at[code]].need if code in problem.at else None


def move_at(row: Mapping[str, object], at: int) -> Move | None:
    """What a scenario makes of a village of `moved_villages`."""
    found = row[f"move_{at}"]
    return found if isinstance(found, Move) else None


def source_titles(basis: Basis, weights: Mapping[str, Fraction]) -> tuple[str, ...]:
    """Titles of the sources of needs and formations, in the order of their ids."""
    latest, of = basis.ledger.latest, basis.snapshot
    used = latest[latest["indicator"].isin(weights)]["source_id"]
    named = {*used.dropna(), *of.formations["source_id"].dropna()}
    titles = of.sources.set_index("source_id")["title"]
    return tuple(str(titles[one]) for one in sorted(named) if one in titles.index)
