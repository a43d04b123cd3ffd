"""A made-up scenario, as the pages save one."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from kampungkb.store.engine import read_transaction
from kampungkb.store.scenarios import Scenario, announced, save_scenario, scenario, scenarios
from tests.store.made_up import NOW, VILLAGES

PLAN = {VILLAGES[0]: "2027-Q3", VILLAGES[1]: "2027-Q4"}
OTHER_PLAN = {VILLAGES[0]: "2027-Q4", VILLAGES[2]: "2027-Q3"}
WHO: dict[str, Any] = {"author": "Budi", "agency": "Bappeda", "now": NOW + timedelta(hours=1)}


def save(engine: Engine, name: str = "Rencana A", **values: Any) -> Scenario:
    usual = {
        "author": "Siti", "agency": "DKBP3A", "data_revision": 1, "plan": PLAN, "now": NOW,
        "assumptions": '{"share": "3/4"}', "summary": '{"people": 9}', "note": None,
    }  # fmt: skip
    return save_scenario(engine, **usual | values, name=name)


def read(engine: Engine, scenario_id: int, version: int | None = None) -> Scenario:
    with read_transaction(engine) as conn:
        return scenario(conn, scenario_id, version)


def shown(engine: Engine) -> int | None:
    """Number of the announced scenario."""
    with read_transaction(engine) as conn:
        found = announced(conn)
    return None if found is None else found.scenario_id


def standing(engine: Engine) -> list[tuple[int, int, str]]:
    """Number, version and what was done last of each scenario, the last written first."""
    with read_transaction(engine) as conn:
        frame = scenarios(conn)
    names = ["scenario_id", "version", "action"]
    return list(frame[names].itertuples(index=False, name=None))
