"""Small problems with every kind of limit, for hypothesis."""

from fractions import Fraction

from hypothesis import strategies as st

from kampungkb.planning.problem import Budget, Floor, Problem
from tests.planning.enumerated import QUARTERS, candidate, floor, problem

_QUARTER = st.integers(0, len(QUARTERS) - 1)


@st.composite
def problems(
    draw: st.DrawFn, least: int = 1, most: int = 5, *, budgets: bool = True, special: bool = True
) -> Problem:
    """Without `special` (locks, bans, ...) villages differ in their need alone."""
    count = draw(st.integers(least, most))
    needs = st.none() | st.integers(0, 9) | st.fractions(0, 9, max_denominator=7)
    candidates = [candidate(at, draw(st.integers(0, 1)), draw(needs)) for at in range(count)]
    codes = sorted(one.code for one in candidates)
    given = {
        "to_form": draw(st.integers(0, count)),
        "capacity": tuple(draw(st.integers(0, 3)) for _ in QUARTERS),
        "district_capacity": draw(st.none() | st.integers(0, 2)),
        "by_district": draw(st.dictionaries(st.just("36.04.02"), st.integers(0, 3))),
        "floors": draw(_floors()),
        "budgets": draw(_budgets(codes)) if budgets else (),
    }
    if special:
        given |= draw(_special(codes))
    return problem(*candidates, **given)


@st.composite
def _floors(draw: st.DrawFn) -> tuple[Floor, ...]:
    # The third district has no candidates.
    where = draw(st.lists(st.tuples(st.integers(0, 2), _QUARTER), max_size=3, unique=True))
    numbers = st.integers(0, 3)
    return tuple(
        floor(draw(numbers), district=district, quarter=at, formed=draw(st.integers(0, 1)))
        for district, at in where
    )


@st.composite
def _budgets(draw: st.DrawFn, codes: list[str]) -> tuple[Budget, ...]:
    # 2029 lies beyond the plan.
    years = draw(
        st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from([2027, 2028, 2029])),
                 max_size=3, unique=True)
    )  # fmt: skip
    return tuple(
        Budget(
            agency=agency, year=year, limit=Fraction(draw(st.integers(0, 5)), 2),
            effort={
                code: Fraction(effort, 2)
                for code, effort in draw(
                    st.dictionaries(st.sampled_from(codes), st.integers(0, 4))
                ).items()
            },
        )
        for agency, year in years
    )  # fmt: skip


@st.composite
def _special(draw: st.DrawFn, codes: list[str]) -> dict[str, object]:
    some = st.sampled_from(codes)
    return {
        "locks": draw(st.dictionaries(some, st.none() | _QUARTER, max_size=2)),
        "banned": frozenset(draw(st.sets(some, max_size=2))),
        # A village may have to wait for a quarter beyond the plan.
        "not_before": draw(st.dictionaries(some, st.integers(0, len(QUARTERS) + 1), max_size=2)),
        "announced": draw(st.dictionaries(some, _QUARTER, max_size=2)),
    }
