"""The ledger of a nation, and of a regency that has reported for six years."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.figures import Figure, timed
from benchmarks.stores import read, store_path
from kampungkb.model.tables import AREAS, OBSERVATIONS, shaped
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.snapshot import Snapshot

NATION_LIMIT_S, PERIOD_LIMIT_S = 2.0, 0.1
_VILLAGES, _DISTRICTS = 84_000, 7_000
_QUARTERS = tuple(f"{year}-Q{quarter}" for year in range(2021, 2027) for quarter in (1, 2, 3, 4))


def measure(folder: Path, runs: int) -> Iterator[Figure]:
    """Both from made-up counts that are in memory, as after the first load."""
    snapshot = read(store_path(folder))
    regency = six_years(snapshot)
    ledger(regency)
    periods = iter(_QUARTERS[::-1])
    yield Figure("Ledger of another period: 326 villages, 54 indicators, 24 periods", "s",
                 timed(lambda: ledger(regency, next(periods)), min(runs, len(_QUARTERS))),
                 PERIOD_LIMIT_S)  # fmt: skip
    nation = _nation(snapshot)
    # A new snapshot each time: nothing that an earlier run has put in order helps.
    yield Figure("Ledger of 84,000 villages and 12 indicators", "s",
                 timed(lambda: ledger(replace(nation)), runs), NATION_LIMIT_S)  # fmt: skip


def six_years(snapshot: Snapshot) -> Snapshot:
    """The register with made-up counts: 326 villages, 54 indicators, 24 quarters."""
    codes = [one.code for one in snapshot.dictionary if one.code != "K01"][:54]
    return replace(
        snapshot, observations=_counts(codes, list(snapshot.villages["code"]), _QUARTERS)
    )


def _nation(snapshot: Snapshot) -> Snapshot:
    districts = [f"11.{at // 100:02d}.{at % 100:02d}" for at in range(_DISTRICTS)]
    per_district = _VILLAGES // _DISTRICTS
    villages = [f"{code}.{2001 + at}" for code in districts for at in range(per_district)]
    parents = [code for code in districts for _ in range(per_district)]
    areas = pd.concat([
        pd.DataFrame({"code": ["11"], "level": "regency", "name": "11"}),
        pd.DataFrame({"code": districts, "level": "district", "name": districts,
                      "parent_code": "11"}),
        pd.DataFrame({"code": villages, "level": "village", "name": villages,
                      "parent_code": parents}),
    ], ignore_index=True)  # fmt: skip
    codes = [one.code for one in snapshot.dictionary if one.kind == "ratio"][:12]
    return replace(
        snapshot, area_code="11", areas=shaped(areas, AREAS),
        observations=_counts(codes, villages, _QUARTERS[-1:]),
    )  # fmt: skip


def _counts(codes: list[str], villages: list[str], periods: tuple[str, ...]) -> pd.DataFrame:
    grid = pd.MultiIndex.from_product(
        [codes, villages, periods], names=["indicator", "village_code", "period"]
    ).to_frame(index=False)
    rng = np.random.default_rng(1)
    people = rng.integers(50, 2000, len(grid))
    return shaped(
        grid.assign(
            numerator=rng.integers(0, people), denominator=people, origin="illustrative",
            source_id="made_up", revision=1,
        ),
        OBSERVATIONS,
    )  # fmt: skip
