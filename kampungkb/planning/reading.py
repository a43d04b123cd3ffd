"""The plan that stands in the values of a solution."""

from collections.abc import Mapping, Sequence

import numpy as np

from kampungkb.planning.problem import Problem
from kampungkb.planning.program import Floats, Program


def quarters_in_order(
    program: Program, values: Floats, order: Sequence[int] | None = None
) -> dict[str, int]:
    """Place of the quarter of each chosen village.

    Where villages of a district differ in nothing but their need, the solution says how many are
    formed by when, and `order` says which: places of the candidates, the neediest first unless
    given.
    """
    problem = program.problem
    if order is None:
        order = sorted(range(program.villages), key=lambda at: (-program.need[at], at))
    counts = np.rint(values[program.first_count : program.missed_target]).astype(int)
    counts = counts.reshape(len(problem.districts), program.many)
    formed = np.rint(values[: program.first_count]).reshape(program.villages, program.many) > 0
    found: dict[int, int] = {}
    taken = [0] * len(problem.districts)
    for at in order:
        place = int(program.district[at])
        if program.mixed[at]:
            if formed[at, -1]:
                found[at] = int(np.argmax(formed[at]))
        elif problem.candidates[at].code not in problem.banned:
            # The k-th is formed in the quarter that brings the count to k.
            quarter = int(np.searchsorted(counts[place], taken[place], side="right"))
            taken[place] += 1
            if quarter < program.many:
                found[at] = quarter
    return {problem.candidates[at].code: found[at] for at in sorted(found)}


def in_order(problem: Problem, quarter_of: Mapping[str, int]) -> dict[str, int]:
    """The same plan, with villages that differ in nothing but their code in the codes' order."""
    alike: dict[tuple[object, ...], list[str]] = {}
    for one in problem.candidates:
        code = one.code
        efforts = tuple(budget.effort.get(code) for budget in problem.budgets)
        unlike = (
            code in problem.locks and (problem.locks[code],), problem.not_before.get(code),
            problem.announced.get(code), code in problem.banned,
        )  # fmt: skip
        alike.setdefault((one.district_code, one.need, efforts, *unlike), []).append(code)
    ordered: dict[str, int] = {}
    for codes in alike.values():
        quarters = sorted(quarter_of[code] for code in codes if code in quarter_of)
        ordered |= dict(zip(codes, quarters, strict=False))
    return dict(sorted(ordered.items()))
