"""Milestones, classes and entries of the dictionary in the documents and the snapshot."""

import json

import pandas as pd
import pytest

from kampungkb.i18n.translator import translator
from kampungkb.store.revisions import Change
from kampungkb.tasks.history import comparison_document, undo_document
from kampungkb.tasks.snapshot import read_snapshot
from tests.store.made_up import NOW, VILLAGES, save, save_areas
from tests.store.uploaded import MILESTONE, TABLES, change, later, retraction
from tests.villages import dictionary

ID, EN = translator("id"), translator("en")
PLACE = "Desa 1 (36.04.01.2001)"


@pytest.fixture
def store(fresh_db):
    save_areas(fresh_db)
    return fresh_db


def messages(engine, number, t=ID):
    document = undo_document(
        engine, number, author="Budi", reason="salah", now=NOW, t=t, dry_run=True
    )
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    return [finding["message"] for finding in document["findings"]]


def test_an_undo_names_what_stays(store):
    save(store, change())
    save(store, later())
    assert messages(store, 2) == [
        f"Tahap pembentukan Pokja di {PLACE} diubah lagi oleh revisi 3. Catatan itu tetap dan "
        "tidak dikembalikan.",
        f"Klasifikasi {PLACE} periode 2026 diubah lagi oleh revisi 3. Klasifikasi itu tetap dan "
        "tidak dikembalikan.",
        "Indikator X01 dalam kamus diubah lagi oleh revisi 3. Isinya tetap dan tidak dikembalikan.",
        "Sasaran 2027/regency untuk indikator X01 diubah lagi oleh revisi 3. Sasaran itu tetap "
        "dan tidak dikembalikan.",
    ]
    assert messages(store, 2, EN) == [
        f"The stage working group formed of {PLACE} was changed again by revision 3. It stays "
        "and is not put back.",
        f"The class of {PLACE} for 2026 was changed again by revision 3. It stays and is not put "
        "back.",
        "The indicator X01 in the dictionary was changed again by revision 3. It stays and is "
        "not put back.",
        "The target 2027/regency of the indicator X01 was changed again by revision 3. It stays "
        "and is not put back.",
    ]


def test_sample_data_say_so(store):
    sample = {"origin": "illustrative"}
    for document in ("SK 1", "SK 2"):
        row = sample | {"document": document}
        save(store, change(milestones=row, classifications=row))
    assert [message.split(" 1 ")[0] for message in messages(store, 2)] == [
        "Tahap contoh pembentukan Pokja di Desa", "Klasifikasi contoh Desa",
    ]  # fmt: skip


def test_every_milestone_has_its_words(store):
    words = {
        "classified": "klasifikasi", "launched": "pencanangan", "plan": "penyusunan RKM",
        "policy": "penetapan kebijakan", "registered": "terdaftar dan melapor",
        "secretariat": "sekretariat dan Rumah DataKu", "socialisation": "sosialisasi",
        "something": "something", "trained": "pelatihan Pokja",
        "working_group": "pembentukan Pokja",
    }  # fmt: skip
    for document in ("SK 1", "SK 2"):
        rows = [MILESTONE | {"milestone": name, "document": document} for name in words]
        save(store, Change(milestones=pd.DataFrame(rows)))
    assert [message.split(" di Desa 1")[0] for message in messages(store, 2)] == [
        f"Tahap {word}" for word in words.values()
    ]


def test_a_comparison_lists_their_rows(store):
    save(store, change())
    save(store, later())
    save(store, retraction())
    document = comparison_document(store, 2, 3)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert [row["table"] for row in document["rows"]] == [
        "milestone", "classification", "indicator_entry", "target_entry",
    ]  # fmt: skip
    assert document["rows"][0] == {
        "table": "milestone",
        "key": {"village_code": VILLAGES[0], "milestone": "working_group", "origin": "official"},
        "change": "changed",
        "before": {"reached": True, "reached_on": "2026-08-17", "document": "SK 12/2026",
                   "note": "a\nb", "source_id": "made_up"},
        "after": {"reached": False, "reached_on": None, "document": None, "note": "a\nb",
                  "source_id": "made_up"},
    }  # fmt: skip
    assert document["rows"][3]["after"] == {"entry": '{"text": "80 %"}'}
    gone = comparison_document(store, 2, 4)
    assert {row["change"] for row in gone["rows"]} == {"retracted"}
    assert [row["after"] for row in gone["rows"]] == [None] * 4


def test_the_snapshot_holds_them_as_of_its_revision(store):
    save(store, change())
    save(store, retraction())
    found = [read_snapshot(store, dictionary(), number) for number in (1, 2, 3)]
    for name in TABLES:
        assert [len(getattr(one, name)) for one in found] == [0, 1, 0]
    assert found[1].milestones["milestone"].tolist() == ["working_group"]
    assert found[1].target_entries["entry"].tolist() == ['{"text": "75 %"}']


@pytest.mark.parametrize("name", ["milestones", "classifications"])
def test_one_made_up_row_makes_the_snapshot_illustrative(store, name):
    save(store, change())
    assert read_snapshot(store, dictionary()).illustrative is False
    save(store, change(**{name: {"origin": "illustrative"}}))
    assert read_snapshot(store, dictionary()).illustrative is True
