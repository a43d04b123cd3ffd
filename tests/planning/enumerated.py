"""Every plan of a small problem, and the best of them by the words of the design alone."""

from fractions import Fraction
from itertools import product

from kampungkb.planning.problem import Candidate, Floor, Problem
from kampungkb.planning.verified import broken, budgets_passed, floors_missed

QUARTERS = ("2027-Q3", "2027-Q4", "2028-Q1")


def candidate(at: int, district: int = 0, need: int | None = 1) -> Candidate:
    """A village, named by its place."""
    district_code = f"36.04.0{district + 1}"
    return Candidate(
        code=f"{district_code}.{2001 + at}", name=f"Desa {at}", district_code=district_code,
        need=None if need is None else Fraction(need),
    )  # fmt: skip


def problem(*candidates: Candidate, **given: object) -> Problem:
    """A problem of three quarters with room for all, unless told otherwise."""
    ordered = tuple(sorted(candidates, key=lambda one: one.code))
    usual = {
        "candidates": ordered, "quarters": QUARTERS, "to_form": len(ordered),
        "capacity": (len(ordered),) * len(QUARTERS),
    }  # fmt: skip
    return Problem(**(usual | given))  # type: ignore[arg-type]


def floor(required: int, *, district: int = 0, quarter: int = 0, formed: int = 0) -> Floor:
    """A floor of a district."""
    return Floor(
        district_code=f"36.04.0{district + 1}", quarter=quarter, required=required,
        formed=formed, share=Fraction(1, 2),
    )  # fmt: skip


Missed = tuple[int, int, Fraction, Fraction]


def judged(of: Problem, quarter_of: dict[str, int]) -> Missed:
    """What a plan misses, target first, and then the benefit, so that the smallest is best."""
    floors = sum(one.short for one in floors_missed(of, quarter_of))
    budgets = sum((one.over for one in budgets_passed(of, quarter_of)), Fraction(0))
    return of.to_form - len(quarter_of), floors, budgets, -of.benefit(quarter_of)


def best_of_all(of: Problem) -> Missed | None:
    """The best judgement among all plans; None: no plan keeps the hard limits."""
    codes = [one.code for one in of.candidates]
    choices = [None, *range(len(of.quarters))]
    best: Missed | None = None
    for chosen in product(choices, repeat=len(codes)):
        plan = {c: q for c, q in zip(codes, chosen, strict=True) if q is not None}
        if len(plan) <= of.to_form and not broken(of, plan):
            here = judged(of, plan)
            best = here if best is None or here < best else best
    return best
