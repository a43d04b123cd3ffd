"""Plans of nine made-up villages, saved as scenarios."""

import shutil
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from kampungkb.store.engine import open_engine
from kampungkb.store.revisions import save_revision
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.plan import answer
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.scenario import Entry, Offer, entries, offer_of, save
from tests.store.made_up import area_change
from tests.tasks.snapshots import reported, snapshot
from tests.tasks.test_plan_problem import assumed
from tests.villages import formation, formations

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


@cache
def basis(*formed: int) -> Basis:
    """Child cards of all villages but 3; villages 1 and 8 are formed, and those that are named."""
    rows = [formation(8), formation(1, origin="illustrative"), *(formation(at) for at in formed)]
    own = snapshot(*reported(), formations=formations(*rows))
    return Basis(snapshot=own, ledger=ledger(own))


def offer(of: Basis | None = None, **given: Any) -> Offer:
    """A plan that can be saved: five villages in the four quarters of 2027."""
    found = offer_of(answer(of or basis(), assumed(**given), today=TODAY))
    assert found is not None
    return found


def saved(engine: Engine, name: str = "Rencana A", *, after: int = 0, **given: Any) -> Entry:
    """A saved scenario, `after` hours after the first."""
    made, _ = save(
        engine, offer(**given), name=name, note=None, author="Siti", agency="DKBP3A",
        now=NOW + timedelta(hours=after),
    )  # fmt: skip
    return entry(engine, made.scenario_id)


def entry(engine: Engine, scenario_id: int) -> Entry:
    (found,) = [one for one in entries(engine) if one.scenario_id == scenario_id]
    return found


def opened(template: Path, folder: Path) -> Engine:
    """A store of its own with one revision, without a scenario."""
    path = folder / "own.sqlite"
    shutil.copyfile(template, path)
    engine = open_engine(f"sqlite:///{path}")
    save_revision(engine, author="test", kind="area", reason="test", change=area_change(), now=NOW)
    return engine
