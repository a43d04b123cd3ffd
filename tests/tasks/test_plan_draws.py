"""Needs drawn anew: of whole people, around what was counted, and the same for everybody."""

from fractions import Fraction

import numpy as np

from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.plan_assumptions import Assumptions
from kampungkb.tasks.plan_draws import SEED, drawn_needs
from kampungkb.tasks.plan_problem import Basis, problem_of
from tests.tasks.snapshots import reported, snapshot


def drawn(draws: int = 200, weight: str = "1"):
    own = snapshot(*reported())
    basis = Basis(snapshot=own, ledger=ledger(own))
    weights = {"D02": Fraction(weight)}
    problem = problem_of(
        basis,
        Assumptions(
            share=Fraction(3, 4), start="2027-Q1", by="2027-Q4", per_quarter=2, needs=weights
        ),
    )
    rng = np.random.default_rng(SEED)
    return problem, drawn_needs(basis, problem, weights, draws=draws, rng=rng)


def test_every_draw_has_whole_people_never_more_than_live_there():
    problem, found = drawn()
    assert len(found) == 200
    assert {len(row) for row in found} == {len(problem.candidates)}
    numbers = [need for row in found for need in row if need is not None]
    assert all(need.denominator == 1 and 0 <= need <= 300 for need in numbers)


def test_an_unknown_need_stays_unknown():
    problem, found = drawn()
    unknown = [one.need is None for one in problem.candidates]
    assert sum(unknown) == 1
    assert all([need is None for need in row] == unknown for row in found)


def test_draws_lie_around_what_was_counted():
    problem, found = drawn(2000)
    at = max(range(len(problem.candidates)), key=lambda i: problem.candidates[i].need or 0)
    needs = [row[at] for row in found]
    # 10 of 100 have a card and 60 are to have one: 50 are missing. Drawn towards the others.
    assert 35 < float(np.mean([float(need) for need in needs])) <= 51
    assert len(set(needs)) > 5


def test_a_weight_multiplies_the_people():
    _, once = drawn(20)
    _, half = drawn(20, "1/2")
    assert [[None if n is None else n / 2 for n in row] for row in once] == half


def test_the_same_seed_draws_the_same():
    assert drawn(50)[1] == drawn(50)[1]
