"""One row of each table that came with the uploads."""

from datetime import date
from typing import Any

import pandas as pd

from kampungkb.store.revisions import Change
from tests.store.made_up import VILLAGES

TABLES = ("milestones", "classifications", "indicator_entries", "target_entries")
MILESTONE = {
    "village_code": VILLAGES[0], "milestone": "working_group", "origin": "official",
    "reached": True, "reached_on": date(2026, 8, 17), "document": "SK 12/2026", "note": "a\nb",
    "source_id": "made_up",
}  # fmt: skip
CLASSIFICATION = {
    "village_code": VILLAGES[0], "period": "2026", "origin": "official",
    "class_name": "berkembang", "document": None, "note": None, "source_id": "made_up",
}  # fmt: skip
INDICATOR_ENTRY = {"code": "X01", "entry": '{"name": "Baru <b>"}'}
TARGET_ENTRY = {"indicator": "X01", "target_id": "2027/regency", "entry": '{"text": "75 %"}'}


def frames(**values: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """A frame of one row for each of the tables, with some of its values replaced."""
    usual = dict(
        zip(TABLES, (MILESTONE, CLASSIFICATION, INDICATOR_ENTRY, TARGET_ENTRY), strict=True)
    )
    return {
        name: pd.DataFrame([row | values.get(name, {})], dtype=object)
        for name, row in usual.items()
    }


def change(**values: dict[str, Any]) -> Change:
    return Change(**frames(**values))


def retraction() -> Change:
    return Change(**{f"retract_{name}": frame for name, frame in frames().items()})


def later() -> Change:
    """Every value another, and the day unknown."""
    return change(
        milestones={"reached": False, "reached_on": None, "document": None},
        classifications={"class_name": "mandiri"},
        indicator_entries={"entry": "{}"},
        target_entries={"entry": '{"text": "80 %"}'},
    )
