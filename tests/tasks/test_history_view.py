"""The history in words: found again, taken back, and what differs row by row."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.errors import NotUndoableError, StoreReadOnlyError
from kampungkb.i18n.translator import translator
from kampungkb.store.attempts import attempts
from kampungkb.store.engine import read_transaction
from kampungkb.tasks import history_view as view
from kampungkb.tasks.history import undo_document
from kampungkb.tasks.history_rows import Difference, differences, largest_first, stays_word
from kampungkb.tasks.history_view import Entry, Remedy
from tests.store.made_up import NOW, observation, read_revision, save_areas, save_rows
from tests.tasks.snapshots import snapshot
from tests.villages import VILLAGES

ID, EN = translator("id"), translator("en")
PERCENT = "\N{NO-BREAK SPACE}%"


def entry(number: int = 3, **about: Any) -> Entry:
    given_ = {
        "number": number, "time": datetime(2026, 11, 20, 2, 5, tzinfo=UTC), "author": "Siti",
        "agency": "Dinkes", "kind": "upload", "reason": "Laporan", "file_name": None,
        "file_sha256": None, "new": 1, "changed": 0, "ended": 0, "undoes": None,
        "undone_by": None,
    }  # fmt: skip
    return Entry(**given_ | about)


def row(table: str, key: dict[str, Any], before: Any, after: Any) -> dict[str, Any]:
    change = "new" if before is None else "retracted" if after is None else "changed"
    return {"table": table, "key": key, "change": change, "before": before, "after": after}


def seen(place: int = 0, code: str = "D02", **about: Any) -> dict[str, Any]:
    return {
        "indicator": code, "village_code": VILLAGES[place], "period": "2026-Q3",
        "origin": "official",
    } | about  # fmt: skip


def counts(
    numerator: int | None, denominator: int | None, value: float | None = None, **about: Any
) -> dict[str, Any]:
    given_ = {"numerator": numerator, "denominator": denominator, "value": value}
    return {**given_, "status": None, "source_id": "a"} | about


def said(*rows: dict[str, Any], t: Any = ID) -> list[Difference]:
    return differences(t, snapshot(), rows)


def sides(table: str, key: dict[str, Any], before: Any, after: Any) -> tuple[str, str]:
    (only,) = said(row(table, key, before, after))
    return only.before, only.after


# Revisions.


@pytest.fixture
def store(fresh_db):
    save_areas(fresh_db)
    save_rows(fresh_db, observation(0), observation(1), agency="Dinkes", reason="dua")
    save_rows(fresh_db, observation(0, numerator=8))
    return fresh_db


def test_entries_are_the_newest_first_with_what_they_changed(store):
    found = view.entries(store)
    assert [one.number for one in found] == [3, 2, 1]
    assert [(one.new, one.changed, one.ended) for one in found] == [(0, 1, 0), (2, 0, 0), (0, 0, 0)]
    assert (found[1].time, found[1].agency, found[1].reason) == (NOW, "Dinkes", "dua")


@pytest.mark.parametrize(
    ("one", "remedy"),
    [
        pytest.param(entry(3), Remedy(action="undo", number=3, about=3), id="undo"),
        pytest.param(
            entry(3, undone_by=5), Remedy(action="restore", number=5, about=3), id="undone"
        ),
        pytest.param(
            entry(5, kind="undo", undoes=3),
            Remedy(action="restore", number=5, about=3),
            id="an undo",
        ),
        pytest.param(entry(5, kind="undo", undoes=3, undone_by=6), None, id="an undone undo"),
        pytest.param(entry(1, kind="area_pack"), None, id="register"),
        pytest.param(entry(4, new=0), None, id="no row of data"),
    ],
)
def test_remedy(one, remedy):
    assert view.remedy(one) == remedy


def test_what_is_found_fits_all_that_was_asked():
    found = (entry(3), entry(2, kind="undo"), entry(1, agency=None, reason="100% b_c"))
    assert view.chosen(found, ID) == found
    assert [one.number for one in view.chosen(found, ID, kind="upload")] == [3, 1]
    assert [one.number for one in view.chosen(found, ID, kind="upload", agency="Dinkes")] == [3]
    assert [one.number for one in view.chosen(found, ID, text=" PEMBATALAN ")] == [2]
    assert [one.number for one in view.chosen(found, ID, text="% b_")] == [1]
    assert [one.number for one in view.chosen(found, ID, text="20 November 2026 09.05")] == [
        3,
        2,
        1,
    ]
    assert [one.number for one in view.chosen(found, EN, text="20 November 2026 09.05")] == []


@given(st.text(), st.text())
def test_case_70_a_text_is_found_as_it_stands(reason, text):
    found = view.chosen([entry(reason=reason, author="", agency=None, kind="")], ID, text=text)
    needle = text.strip().casefold()
    stands = any(needle in part.casefold() for part in (reason, "3", "20 November 2026 09.05 WIB"))
    assert bool(found) == stands


@pytest.mark.parametrize(
    ("changes", "indonesian", "english"),
    [
        ((1, 0, 0), "1 baris baru", "1 new row"),
        ((1234, 1, 2), "1.234 baris baru, 1 baris berubah, 2 baris berakhir",
         "1,234 new rows, 1 row changed, 2 rows ended"),
        ((0, 0, 0), "tidak ada baris data yang berubah", "no row of data changed"),
    ],
)  # fmt: skip
def test_counts_in_words(changes, indonesian, english):
    named = dict(zip(("new", "changed", "ended"), changes, strict=True))
    assert view.counts_word(ID, **named) == indonesian
    assert view.counts_word(EN, **named) == english


def test_the_headline_names_the_last_one_and_shortens_its_reason():
    assert view.headline(ID, []) == ""
    assert view.headline(ID, [entry(3), entry(2)]) == (
        "2 revisi tersimpan. Terakhir revisi 3 oleh Siti (Dinkes), 20 November 2026 09.05 WIB: "
        "“Laporan”."
    )
    assert view.headline(EN, [entry(3, reason="x" * 121)]).endswith(f"“{'x' * 119}…”.")
    assert view.headline(EN, [entry(3, reason="x" * 120)]).endswith(f"“{'x' * 120}”.")


def test_an_unknown_kind_or_verdict_is_shown_as_it_is_stored():
    assert (view.kind_word(ID, "later"), view.verdict_word(ID, "later")) == ("later", "later")
    assert view.who(ID, None, None) == "tanpa nama"


# Undoing.


def undo(engine, number, **about):
    given_ = {
        "action": "undo", "author": "Budi", "agency": "DPMD", "reason": "salah", "now": NOW,
        "t": ID, "accepted": (), "expected": None,
    }  # fmt: skip
    return view.undo(engine, number, **given_ | about)


def trail(engine) -> list[tuple[Any, ...]]:
    with read_transaction(engine) as conn:
        found = attempts(conn)[["action", "author", "agency", "verdict", "detail", "revision"]]
    return [tuple(one) for one in found.astype(object).where(found.notna(), None).to_numpy()]


def test_every_attempt_to_undo_leaves_a_trace(store):
    assert undo(store, 3)["revision"] == 4
    assert undo(store, 3)["verdict"] == "unchanged"
    with pytest.raises(NotUndoableError):
        undo(store, 1)
    about = ("undo", "Budi", "DPMD")
    assert trail(store) == [
        (*about, "refused", "revision 1 set what is not kept by revision and cannot be undone",
         None),
        (*about, "unchanged", "revision 3", 4),
        (*about, "accepted", "revision 3", 4),
    ]  # fmt: skip


def test_what_was_saved_is_saved_though_the_trail_lacks_a_line(store, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise StoreReadOnlyError("store", "locked")

    monkeypatch.setattr(view.trail, "record_attempt", refuse)
    assert undo(store, 3)["revision"] == 4
    assert read_revision(store) == 4


def test_a_file_that_is_not_kept(store):
    assert view.kept_names(store) == {}
    with pytest.raises(LookupError, match="no file ab is kept"):
        view.file_content(store, "ab")


# Rows that differ.


def test_the_largest_changes_come_first_then_what_ended_then_what_is_new():
    rows = [
        row("observation", seen(0), None, counts(1, 2)),
        row("observation", seen(1), counts(1, 2), None),
        row("observation", seen(2), counts(50, 100), counts(60, 100)),
        row("observation", seen(3, "IDM"), counts(None, None, 0.4), counts(None, None, 0.2)),
        row("observation", seen(4), counts(0, 0), counts(5, 10)),
        row("observation", seen(5), counts(0, 10), counts(1, 10)),
    ]
    assert [rows.index(one) for one in largest_first(rows)] == [5, 3, 2, 4, 1, 0]


@pytest.mark.parametrize(
    ("key", "values", "words"),
    [
        (seen(), counts(1234, 2000), f"1.234 dari 2.000 (61,70{PERCENT})"),
        (seen(), counts(0, 0), "0 dari 0"),
        (seen(), counts(None, None), "belum ada data"),
        (seen(), counts(None, None, 0.5), f"50,00{PERCENT}"),
        (seen(code="IDM"), counts(None, None, 0.6792, status="<b>Maju</b>"),
         "0,6792 (<b>Maju</b>)"),
        (seen(code="IDM"), counts(None, None, status="Mandiri"), "Mandiri"),
        (seen(code="K01"), counts(None, None, 1.0), "ya"),
        (seen(code="K01"), counts(None, None, 0.0), "tidak"),
        (seen(code="X99"), counts(3, 4), "3 dari 4"),
    ],
)  # fmt: skip
def test_an_observation_in_words(key, values, words):
    assert sides("observation", key, None, values) == ("–", words)


def test_names_instead_of_codes():
    (one,) = said(row("observation", seen(4, origin="illustrative"), counts(1, 4), counts(2, 4)))
    assert one == Difference(
        what="D02 id", area="Desa 4", district="Lempuyang", period="TW III 2026", change="berubah",
        before=f"1 dari 4 (25,00{PERCENT})", after=f"2 dari 4 (50,00{PERCENT})", made_up=True,
    )  # fmt: skip


def test_what_looks_the_same_tells_note_and_source():
    before, after = sides("observation", seen(), counts(1, 2), counts(1, 2, source_id="b"))
    assert (before, after) == (f"1 dari 2 (50,00{PERCENT}); a", f"1 dari 2 (50,00{PERCENT}); b")


def test_other_rows_in_words():
    village = {"village_code": VILLAGES[0], "origin": "official"}
    formed = {"formed": True, "formed_on": "2024-07-03", "scheme": "kkb", "document": "SK 1",
              "note": None, "source_id": "a"}  # fmt: skip
    assert sides("formation", village, formed | {"formed": False}, formed) == (
        "belum tercatat terbentuk", "terbentuk, 3 Juli 2024, SK 1"
    )  # fmt: skip
    reached = {"reached": True, "reached_on": None, "document": "Perdes 2", "note": None,
               "source_id": "a"}  # fmt: skip
    (one,) = said(row("milestone", village | {"milestone": "plan"}, reached, None))
    assert (one.what, one.before, one.after, one.change) == (
        "Tahap penyusunan RKM", "tercapai, Perdes 2", "–", "berakhir"
    )  # fmt: skip
    classed = {"class_name": "mandiri", "document": None, "note": None, "source_id": "a"}
    (one,) = said(row("classification", village | {"period": "2026"}, None, classed))
    assert (one.what, one.period, one.after) == ("Klasifikasi", "2026", "mandiri")
    (one,) = said(row("indicator_entry", {"code": "D02"}, None, {"entry": '{"code": "D02"}'}))
    assert (one.what, one.area, one.after) == ("Kamus: D02 id", "–", '{"code": "D02"}')
    figure = {"figure": "stunting", "area_name": "Serang", "period": "2023", "source_title": "x"}
    shares = [{"value": value, "unit": "share"} for value in (0.14, None)]
    (one,) = said(row("published", figure, *shares))
    assert (one.what, one.area, one.period, one.before, one.after) == (
        "stunting", "Serang", "2023", f"14,00{PERCENT}", "belum ada data"
    )  # fmt: skip
    census = {"village_code": VILLAGES[0], "figure": "population_census", "period": "2010"}
    assert sides("village_figure", census, {"value": 1234.0}, None) == ("1.234", "–")


def test_rows_that_stay_are_named(store):
    save_rows(store, observation(1, numerator=1))
    document = undo_document(store, 2, author="", reason="", now=NOW, t=ID, dry_run=True)
    of = snapshot()
    first = {**document["findings"][0], "row_key": seen(4)}
    assert stays_word(ID, of, first) == (
        "D02 id, Desa 4 (Lempuyang), TW III 2026: diubah lagi oleh revisi 3"
    )
    entry_ = {"table": "indicator_entry", "row_key": {"code": "D02"}, "revision": 3}
    assert stays_word(EN, of, entry_) == "Dictionary: D02 en, Serang: changed again by revision 3"
