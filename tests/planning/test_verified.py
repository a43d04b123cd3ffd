"""Each hard limit, broken by one plan."""

import pytest

from kampungkb.planning.problem import Problem
from kampungkb.planning.verified import broken
from tests.planning.enumerated import candidate, problem

_A, _B = "36.04.01.2001", "36.04.01.2002"
_TWO = (candidate(0), candidate(1))


@pytest.mark.parametrize(
    ("of", "plan", "words"),
    [
        (problem(*_TWO), {"36.04.09.2001": 0}, "36.04.09.2001 is no candidate"),
        (problem(*_TWO, to_form=1), {_A: 0, _B: 1}, "2 villages instead of 1"),
        (problem(*_TWO, capacity=(1, 1, 1)), {_A: 0, _B: 0}, "2 villages in 2027-Q3"),
        (problem(*_TWO), {_A: 3}, "there is no quarter 3"),
        (problem(*_TWO), {_A: -1}, "there is no quarter -1"),
        (problem(*_TWO, district_capacity=1), {_A: 2, _B: 2},
         "2 villages of 36.04.01 in quarter 2"),
        (problem(*_TWO, district_capacity=2, by_district={"36.04.01": 1}), {_A: 0, _B: 0},
         "2 villages of 36.04.01 in quarter 0"),
        (problem(*_TWO, banned=frozenset({_B})), {_B: 0}, f"{_B} is banned"),
        (problem(*_TWO, locks={_A: None}), {_B: 0}, f"{_A} is locked"),
        (problem(*_TWO, locks={_A: 1}), {_A: 0}, f"{_A} is locked"),
        (problem(*_TWO, not_before={_A: 2}), {_A: 1}, f"{_A} is too early"),
    ],
)  # fmt: skip
def test_a_broken_limit_is_named(of: Problem, plan: dict[str, int], words: str) -> None:
    assert broken(of, plan) == (words,)


def test_an_allowed_plan_breaks_nothing() -> None:
    of = problem(
        *_TWO, district_capacity=1, locks={_A: 1}, not_before={_B: 2}, banned=frozenset()
    )  # fmt: skip
    assert broken(of, {_A: 1, _B: 2}) == ()
