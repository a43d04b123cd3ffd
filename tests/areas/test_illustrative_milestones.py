"""Made-up stages and classes: they lead to the formed villages, the same on every run."""

import hashlib
from datetime import date

import pandas as pd
import pytest

from kampungkb.areas.illustrative import IllustrativeData, illustrative_data
from kampungkb.areas.pack import read_pack
from kampungkb.model import tables
from kampungkb.model.milestones import MILESTONES
from kampungkb.settings import ROOT


@pytest.fixture(scope="module")
def pack():
    return read_pack(ROOT / "data" / "areas" / "36.04")


@pytest.fixture(scope="module")
def serang(pack):
    return illustrative_data(pack.areas, pack.village_figures, pack.published, pack.formations)


def of_two_districts() -> IllustrativeData:
    """A regency of 40 villages, one of them officially formed."""
    rows = [("99.01", "regency", None), ("99.01.01", "district", "99.01"),
            ("99.01.02", "district", "99.01")]  # fmt: skip
    rows += [(f"99.01.{1 + at % 2:02d}.{2001 + at}", "village", f"99.01.{1 + at % 2:02d}")
             for at in range(40)]  # fmt: skip
    areas = pd.DataFrame(rows, columns=["code", "level", "parent_code"]).assign(name="Contoh")
    official = pd.DataFrame({"village_code": ["99.01.01.2001"]}).assign(
        formed=True, scheme="kkb", origin="official"
    )
    return illustrative_data(
        tables.shaped(areas, tables.AREAS),
        tables.empty(tables.VILLAGE_FIGURES),
        tables.empty(tables.PUBLISHED),
        tables.shaped(official, tables.FORMATIONS | {"revision": "Int64"}),
    )


def test_stages_lead_to_the_formed_villages(pack, serang):
    stones = serang.milestones
    assert len(stones) == 350
    assert not stones.duplicated(["village_code", "milestone"]).any()
    # Nothing is made up about a village of the official list.
    assert set(pack.formations["village_code"]).isdisjoint(stones["village_code"])
    formed = serang.formations.set_index("village_code")
    group = stones[stones["milestone"] == "working_group"].set_index("village_code")
    assert group["reached_on"].to_dict() == formed["formed_on"].to_dict()
    assert group["document"].to_dict() == formed["document"].to_dict()
    others = stones[~stones["village_code"].isin(formed.index)]
    assert set(others["milestone"]) == {"socialisation", "policy"}
    days = stones["reached_on"].dropna()
    assert max(days) <= date(2026, 9, 30)
    assert all(day.weekday() < 5 for day in days)
    assert stones["reached_on"].isna().sum() == 21


def test_stages_of_a_formed_village_follow_each_other(serang):
    own = serang.milestones[serang.milestones["village_code"].isin(
        serang.formations["village_code"]
    )]  # fmt: skip
    for _, rows in own.groupby("village_code"):
        known = rows[rows["reached_on"].notna()].set_index("milestone")["reached_on"]
        days = [known[one] for one in MILESTONES if one in known.index]
        assert days == sorted(days)


def test_only_who_has_the_last_stage_has_a_class(serang):
    last = serang.milestones[serang.milestones["milestone"] == "classified"]
    classes = serang.classifications
    assert list(classes["village_code"]) == sorted(last["village_code"])
    assert classes["class_name"].value_counts().to_dict() == {
        "dasar": 10, "mandiri": 5, "berkembang": 4, "berkelanjutan": 2,
    }  # fmt: skip
    assert set(classes["period"]) == {"2025", "2026"}
    assert set(classes["origin"]) | set(serang.milestones["origin"]) == {"illustrative"}


def test_stages_are_the_same_on_every_machine():
    data = of_two_districts()
    text = data.milestones.to_csv(index=False, lineterminator="\n")
    text += data.classifications.to_csv(index=False, lineterminator="\n")
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "d89996d4cd92abd2"
