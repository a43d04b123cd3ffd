"""The documents of the history: every field always, and the numbers of the store."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kampungkb.i18n.translator import translator
from kampungkb.store.engine import open_engine
from kampungkb.store.revisions import Change
from kampungkb.tasks.history import (
    backup_document,
    blank_backup,
    blank_restore,
    blank_undo,
    comparison_document,
    restore_document,
    revisions_document,
    undo_document,
)
from tests.store.made_up import (
    NOW,
    VILLAGES,
    observation,
    observations,
    read_revision,
    save,
    save_areas,
    save_rows,
)

ID, EN = translator("id"), translator("en")
FINDING = [
    "key", "kind", "severity", "sheet", "row", "column", "value", "expected", "suggestions",
    "message", "table", "row_key", "revision",
]  # fmt: skip


@pytest.fixture
def store(fresh_db):
    save_areas(fresh_db)
    return fresh_db


def undo(engine, number, t=ID, **about):
    document = undo_document(
        engine, number, **{"author": "Budi", "reason": "salah", "now": NOW, "t": t} | about
    )
    assert list(document) == list(blank_undo(number))
    # As it is: no value of pandas or of the database is in it.
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    return document


def counts(new=0, changed=0, retracted=0, unchanged=0):
    return {"new": new, "changed": changed, "retracted": retracted, "unchanged": unchanged}


def test_an_empty_store_has_no_revisions(fresh_db):
    assert revisions_document(fresh_db) == {"revisions": []}


def test_revisions_say_who_what_and_how_many(store):
    save_rows(
        store, observation(0), observation(1), file_name="a.xlsx", file_sha256="ab", agency="X"
    )
    undo(store, 2)
    document = revisions_document(store)
    assert json.loads(json.dumps(document)) == document
    first = {
        "revision": 1, "time": "2026-10-01T08:30:00.000000Z", "author": "Siti", "agency": None,
        "kind": "area_pack", "reason": "test", "file_name": None, "file_sha256": None,
        "changes": counts(unchanged=None), "undoes": None, "undone_by": None,
    }  # fmt: skip
    assert document["revisions"] == [
        first,
        first | {"revision": 2, "kind": "upload", "agency": "X", "file_name": "a.xlsx",
                 "file_sha256": "ab", "changes": counts(new=2, unchanged=None), "undone_by": 3},
        first | {"revision": 3, "kind": "undo", "author": "Budi", "reason": "salah", "undoes": 2,
                 "changes": counts(changed=2, retracted=2, unchanged=None)},
    ]  # fmt: skip


def test_undone_by_is_the_undo_in_effect(store):
    save_rows(store, observation())
    for number in (2, 3, 2):
        undo(store, number)
    found = revisions_document(store)["revisions"]
    assert [(one["undoes"], one["undone_by"]) for one in found] == [
        (None, None), (None, 5), (2, 4), (3, None), (2, None),
    ]  # fmt: skip


def test_an_undo_without_findings(store):
    save_rows(store, observation(0), observation(1))
    save_rows(store, observation(0, numerator=8))
    save(store, Change(retract_observations=observations(observation(1))))
    dry = undo(store, 3, dry_run=True)
    assert dry | {"change_sha256": None} == blank_undo(3) | {
        "verdict": "accepted",
        "changes": counts(changed=1),
    }
    assert undo(store, 3) == dry | {"revision": 5}
    assert undo(store, 4)["changes"] == counts(new=1)
    assert undo(store, 4) == blank_undo(4) | {
        "verdict": "unchanged", "revision": 6, "changes": counts(unchanged=1)
    }  # fmt: skip


def test_a_finding_names_table_key_and_later_revision(store):
    save_rows(store, observation(0))
    save_rows(store, observation(0, numerator=8, status="Maju"))
    document = undo(store, 2)
    assert (document["verdict"], document["revision"]) == ("decision", None)
    (finding,) = document["findings"]
    assert list(finding) == FINDING
    assert finding == dict.fromkeys(FINDING) | {
        "key": f"changed_since:observation:D02/{VILLAGES[0]}/2026-Q1/official:3",
        "kind": "changed_since",
        "severity": "warning",
        "value": "numerator=8, denominator=10, status=Maju, source_id=made_up",
        "expected": None,
        "suggestions": [],
        "message": "Nilai D02 Desa 1 (36.04.01.2001) periode Triwulan I 2026 diubah lagi oleh "
        "revisi 3. Nilai itu tetap dan tidak dikembalikan.",
        "table": "observation",
        "row_key": {
            "indicator": "D02", "village_code": VILLAGES[0], "period": "2026-Q1",
            "origin": "official",
        },
        "revision": 3,
    }  # fmt: skip
    assert undo(store, 2, EN, dry_run=True)["findings"][0]["message"] == (
        f"The value of D02 of Desa 1 (36.04.01.2001) for {EN.period('2026-Q1')} was changed again "
        "by revision 3. It stays and is not put back."
    )
    assert read_revision(store) == 3


def test_each_table_has_its_sentence_and_sample_data_say_so(store):
    def change(n):
        origin = {"village_code": VILLAGES[0], "formed": True, "document": f"SK {n}"}
        return Change(
            observations=observations(observation(numerator=n, origin="illustrative")),
            formations=pd.DataFrame(
                [origin | {"origin": one} for one in ("official", "illustrative")]
            ),
            published=pd.DataFrame(
                [{"figure": "TFR", "area_name": "Kab. Serang", "period": "2023",
                  "source_title": "BPS", "value": float(n), "confirmed": True}]
            ),
            village_figures=pd.DataFrame(
                [{"village_code": VILLAGES[0], "figure": "penduduk", "period": "2010",
                  "value": float(n)}]
            ),
        )  # fmt: skip

    save(store, change(1))
    save(store, change(2))
    place = "Desa 1 (36.04.01.2001)"
    assert [finding["message"].split(" diubah")[0] for finding in undo(store, 2)["findings"]] == [
        f"Nilai contoh D02 {place} periode Triwulan I 2026",
        f"Pembentukan contoh di {place}",
        f"Pembentukan di {place}",
        "Angka terbitan TFR Kab. Serang periode 2023 dari BPS",
        f"Angka penduduk {place} periode 2010",
    ]


def test_a_comparison_lists_rows(store):
    save_rows(store, observation(0, numerator=1), observation(1))
    save(
        store,
        Change(
            observations=observations(observation(0, numerator=2)),
            retract_observations=observations(observation(1)),
            formations=pd.DataFrame(
                [{"village_code": VILLAGES[2], "origin": "official", "formed": True,
                  "formed_on": date(2020, 1, 2)}]
            ),
        ),
    )  # fmt: skip
    document = comparison_document(store, 2, 3)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert (document["from"], document["to"]) == (2, 3)
    assert document["changes"] == counts(new=1, changed=2, retracted=1, unchanged=None)
    values = {"numerator": 1, "denominator": 10, "value": None, "status": None}
    values["source_id"] = "made_up"
    key = {"indicator": "D02", "village_code": VILLAGES[0], "period": "2026-Q1"}
    key["origin"] = "official"
    assert document["rows"] == [
        {"table": "observation", "key": key, "change": "changed", "before": values,
         "after": values | {"numerator": 2}},
        {"table": "observation", "key": key | {"village_code": VILLAGES[1]},
         "change": "retracted", "before": values | {"numerator": 7}, "after": None},
        {"table": "formation", "key": {"village_code": VILLAGES[2], "origin": "official"},
         "change": "new", "before": None,
         "after": {"formed": True, "formed_on": "2020-01-02", "scheme": None, "document": None,
                   "note": None, "source_id": None}},
    ]  # fmt: skip
    assert comparison_document(store, 3, 3)["rows"] == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_backup_and_restore_say_what_was_done(store, tmp_path: Path):
    path, target = tmp_path / "b.sqlite", tmp_path / "new.sqlite"
    written = backup_document(store, path)
    assert list(written) == list(blank_backup(path))
    assert (written["verdict"], written["path"], written["revision"]) == ("accepted", str(path), 1)
    assert (written["bytes"], len(written["hash"])) == (path.stat().st_size, 64)
    url = f"sqlite:///{target}"
    restored = restore_document(url, path)
    assert list(restored) == list(blank_restore(url, path))
    assert restored == written | {"store": str(target), "kept": None}
    assert read_revision(open_engine(url)) == 1
    assert restore_document(url, path) == restored | {"verdict": "unchanged"}
