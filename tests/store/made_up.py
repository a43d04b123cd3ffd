"""A small made-up regency for the store's tests."""

from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from kampungkb.model import tables
from kampungkb.store import queries
from kampungkb.store.engine import read_transaction
from kampungkb.store.revisions import Change, SavedRevision, save_revision

NOW = datetime(2026, 10, 1, 8, 30, tzinfo=UTC)
VILLAGES = ("36.04.01.2001", "36.04.01.2002", "36.04.01.2010")


def area_change() -> Change:
    """A regency, a district, three villages, two spellings, one source."""
    rows = [
        {"code": "36.04", "level": "regency", "name": "Serang", "kind": "kabupaten"},
        {"code": "36.04.01", "level": "district", "name": "Kramat", "parent_code": "36.04"},
        *(
            {
                "code": code, "level": "village", "name": f"Desa {code[-1]}", "kind": "desa",
                "parent_code": "36.04.01", "area_km2": 1.5, "lon": 106.1, "lat": -6.1,
            }
            for code in VILLAGES
        ),
    ]  # fmt: skip
    aliases = [{"code": VILLAGES[0], "name": name, "source": "bps"} for name in ("Ds. 1", "D 1")]
    return Change(
        areas=pd.DataFrame(rows),
        aliases=pd.DataFrame(aliases),
        sources=pd.DataFrame([{"source_id": "made_up", "title": "Made up", "date": "2026"}]),
        meta={"area_code": "36.04"},
    )


def observation(village: int = 0, **values: Any) -> dict[str, Any]:
    """A row of ``OBSERVATIONS``: 7 of 10, unless told otherwise."""
    return {
        "indicator": "D02", "village_code": VILLAGES[village], "period": "2026-Q1",
        "origin": "official", "numerator": 7, "denominator": 10, "source_id": "made_up",
    } | values  # fmt: skip


def observations(*rows: dict[str, Any]) -> pd.DataFrame:
    # As objects: beside a missing one, pandas would turn a count into a float.
    frame = pd.DataFrame(rows, dtype=object)
    return tables.shaped(frame, tables.OBSERVATIONS | {"revision": "Int64"})


def save(engine: Engine, change: Change, **about: Any) -> SavedRevision:
    return save_revision(
        engine,
        **{"author": "Siti", "kind": "upload", "reason": "test", "now": NOW} | about,
        change=change,
    )


def save_areas(engine: Engine) -> SavedRevision:
    return save(engine, area_change(), kind="area_pack")


def save_rows(engine: Engine, *rows: dict[str, Any], **about: Any) -> SavedRevision:
    return save(engine, Change(observations=observations(*rows)), **about)


def read_observations(engine: Engine, revision: int) -> pd.DataFrame:
    with read_transaction(engine) as conn:
        return queries.observations(conn, revision)


def read_revision(engine: Engine) -> int:
    with read_transaction(engine) as conn:
        return queries.current_revision(conn)
