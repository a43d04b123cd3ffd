"""Rows about the stages and classes of the nine villages in ``tests/villages.py``."""

from datetime import date
from typing import Any

import pandas as pd

from kampungkb.model.tables import CLASSIFICATIONS, MILESTONES, shaped
from tests.villages import VILLAGES


def stone(village: int, milestone: str, day: date | None = None, **more: Any) -> dict[str, Any]:
    return {
        "village_code": VILLAGES[village], "milestone": milestone, "origin": "official",
        "reached": True, "reached_on": day, "source_id": "made_up", "revision": 1,
    } | more  # fmt: skip


def stones(*rows: dict[str, Any]) -> pd.DataFrame:
    return shaped(pd.DataFrame(rows, columns=list(MILESTONES), dtype=object), MILESTONES)


def given_class(village: int, name: str, period: str, **more: Any) -> dict[str, Any]:
    return {"village_code": VILLAGES[village], "period": period, "origin": "official",
            "class_name": name, "revision": 1} | more  # fmt: skip


def classes(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(CLASSIFICATIONS), dtype=object)
    return shaped(frame, CLASSIFICATIONS)
