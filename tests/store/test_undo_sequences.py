"""Any sequence of changes and undos, on both databases."""

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from kampungkb.store import queries
from kampungkb.store.engine import read_transaction
from kampungkb.store.revisions import Change
from kampungkb.store.schema import OBSERVATION
from kampungkb.store.undo import plan_undo, undo_revision
from tests.store.made_up import NOW, observation, observations, read_revision, save, save_areas


@pytest.fixture
def store(fresh_db):
    """Revision 1 holds the register, and no data."""
    save_areas(fresh_db)
    return fresh_db


def undo(engine, number):
    return undo_revision(
        engine, number, author="Budi", reason="x", now=NOW, accepted=["changed_since"]
    )


_cells = st.dictionaries(
    st.tuples(st.sampled_from(range(3)), st.sampled_from(["official", "illustrative"])),
    st.none() | st.integers(0, 2),
    max_size=4,
)
_steps = st.lists(st.one_of(_cells, st.integers(0, 99)), min_size=1, max_size=6)


def apply(engine, cells):
    set_, ended = (
        observations(
            *(observation(v, origin=o, numerator=n) for (v, o), n in cells.items() if chosen(n))
        )
        for chosen in (lambda n: n is not None, lambda n: n is None)
    )
    save(engine, Change(observations=set_, retract_observations=ended))


def state(engine, revision):
    names = ("village_code", "origin", "numerator")
    with read_transaction(engine) as conn:
        rows = conn.execute(queries.state_query(OBSERVATION, revision, names, None))
        return {(code, origin): numerator for code, origin, numerator in rows}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps)
def test_any_sequence_of_changes_and_undos(store, steps):
    start = read_revision(store)
    states = {number: state(store, number) for number in range(max(1, start - 4), start + 1)}
    first = min(states)
    for step in steps:
        last = read_revision(store)
        if isinstance(step, dict):
            apply(store, step)
        elif last > first:
            number = first + 1 + step % (last - first)
            with read_transaction(store) as conn:
                plan = plan_undo(conn, number)
            undone = undo(store, number)
            assert undone.plan == plan
            _check_undo(states, number, last, state(store, read_revision(store)), plan)
        states[read_revision(store)] = state(store, read_revision(store))
    last = read_revision(store)
    if last > start:
        undo(store, last)
        assert state(store, last + 1) == states[last - 1]
        undo(store, last + 1)
        assert state(store, last + 2) == states[last]
    assert {number: state(store, number) for number in states} == states


def _check_undo(states, number, last, after, plan):
    """What an undo may do, by states alone."""
    before, then, now = states[number - 1], states[number], states[last]
    kept = {(one.key["village_code"], one.key["origin"]) for one in plan.kept}
    for key in {*before, *then, *now, *after}:
        if before.get(key) == then.get(key):  # not set by it
            assert after.get(key) == now.get(key)
        elif after.get(key) != now.get(key):  # put back
            assert after.get(key) == before.get(key)
            assert now.get(key) == then.get(key)
            assert key not in kept
        if key in kept:
            assert before.get(key) != now.get(key)
        later = {states[n].get(key) for n in range(number, last + 1)}
        if before.get(key) != then.get(key) and later == {then.get(key)}:
            assert after.get(key) == before.get(key)  # nothing later changed it
