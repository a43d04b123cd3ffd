"""Plans of the filled store, each made once for all tests that save or show it."""

from dataclasses import replace
from functools import cache

from kampungkb.model.indicators import read_dictionary
from kampungkb.model.periods import quarter_after
from kampungkb.settings import ROOT, read_settings
from kampungkb.store.engine import open_engine
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.plan import Answer, answer
from kampungkb.tasks.plan_address import usual
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.snapshot import read_snapshot
from kampungkb.ui.scenario_list import today


@cache
def filled_basis(store_url: str) -> Basis:
    """What a store says."""
    engine = open_engine(store_url)
    own = read_snapshot(engine, read_dictionary(ROOT / "data" / "indicators.toml"))
    engine.dispose()
    return Basis(snapshot=own, ledger=ledger(own))


@cache
def _basis() -> Basis:
    """Of the store that the first test has filled; all have the same data."""
    return filled_basis(read_settings().store_url)


@cache
def answered(capacity: str | None = None) -> Answer:
    """75 % in eight quarters, with the smallest capacity that reaches it unless told otherwise."""
    wish = usual(_basis(), today())
    if capacity is not None:
        wish = replace(wish, per_quarter=int(capacity))
    return answer(_basis(), wish, today=today())


@cache
def slower() -> Answer:
    """At most two villages in a district and quarter, and a quarter more."""
    wish = usual(_basis(), today())
    return answer(
        _basis(), replace(wish, by=quarter_after(wish.by), per_district_quarter=2), today=today()
    )
