"""A form's row goes the way of a file: the same rules, one revision, and back again."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from kampungkb.errors import PreviewOutdatedError
from kampungkb.i18n.translator import translator
from kampungkb.model.tables import CLASSIFICATIONS, MILESTONES, SOURCES, shaped
from kampungkb.store import attempts
from kampungkb.store.engine import open_engine, read_transaction
from kampungkb.store.migrate import migrate
from kampungkb.store.revisions import Change, save_revision
from kampungkb.store.undo import undo_revision
from kampungkb.tasks.entry import (
    Cited,
    FormationEntry,
    ValueEntry,
    number_cell,
    prepare_entry,
    remark_words,
)
from kampungkb.tasks.entry_saving import note_refused, save_form
from kampungkb.tasks.entry_view import (
    prefilled_formation,
    prefilled_value,
    present_formation,
    present_values,
)
from kampungkb.tasks.snapshot import read_snapshot
from kampungkb.tasks.upload import known_of
from tests.tasks.snapshots import IDM, KIA, KKB, STUNTING
from tests.villages import (
    REGENCY,
    VILLAGES,
    areas,
    dictionary,
    formation,
    formations,
    observations,
    seen,
)

ID, EN = translator("id"), translator("en")
NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 1)
REPORT = Cited(title="Laporan Puskesmas", agency="Dinkes")
POSTS = dictionary(KKB, KIA, STUNTING, IDM)


def milestone(place, name, **more):
    return {"village_code": VILLAGES[place], "milestone": name, "origin": "official",
            "reached": True, "source_id": "made_up", "revision": 1} | more  # fmt: skip


@pytest.fixture
def store(tmp_path):
    """Nine villages; 4 has official values, 2 made-up ones; 8 is formed, 1 made up."""
    engine = open_engine(f"sqlite:///{tmp_path / 'own.sqlite'}", create=True)
    migrate(engine)
    save_revision(
        engine, author="test", kind="upload", reason="begin", now=NOW,
        change=Change(
            areas=areas(), meta={"area_code": REGENCY},
            sources=shaped(pd.DataFrame([{"source_id": "made_up", "title": "Daftar"}]), SOURCES),
            observations=observations(
                seen(4, 50, 100), seen(4, 40, 100, period="2025-Q4"),
                seen(2, 10, 100, origin="illustrative"),
                seen(4, indicator="IDM", period="2025", value=0.6792),
            ),
            formations=formations(
                formation(8, document="SK 1", formed_on=date(2024, 5, 2)),
                formation(1, origin="illustrative"), formation(3, origin="illustrative"),
            ),
            milestones=shaped(
                pd.DataFrame([
                    milestone(8, "working_group", reached_on=date(2024, 5, 2), document="SK 1"),
                    milestone(8, "plan", document="RKM"),
                ]), MILESTONES,
            ),
            classifications=shaped(
                pd.DataFrame([{
                    "village_code": VILLAGES[8], "period": "2025", "origin": "official",
                    "class_name": "dasar", "source_id": "made_up",
                }]).assign(revision=1), CLASSIFICATIONS,
            ),
        ),
    )  # fmt: skip
    yield engine
    engine.dispose()


def state(engine: Engine):
    return read_snapshot(engine, POSTS)


def prepared(engine, entry, cited=REPORT, t=ID, accepted=()):
    of = state(engine)
    return prepare_entry(engine, of, known_of(of, TODAY), entry, cited, t, accepted=accepted)


def saved(engine, entry, **more):
    ready = prepared(engine, entry, **more)
    assert (ready.verdict, ready.open) == ("ready", ())
    return save_form(
        engine, ready.change, kind="form", expected=ready.planned.content_sha256, author="Siti",
        agency="Dinkes", reason="salah ketik", now=NOW,
    )  # fmt: skip


def kinds(ready):
    return [(one.field, one.finding.kind) for one in ready.remarks]


def value(place=4, **more):
    usual = {"indicator": "D02", "period": "Triwulan I 2026", "numerator": "", "denominator": ""}
    return ValueEntry(village=VILLAGES[place], **(usual | more))


def official(engine, place=4, code="D02"):
    rows = state(engine).observations
    mine = rows[(rows["village_code"] == VILLAGES[place]) & (rows["indicator"] == code)]
    columns = ["period", "origin", "numerator", "denominator", "value"]
    return mine[columns].astype(object).where(mine[columns].notna(), None).to_numpy().tolist()


def test_a_value_is_one_revision_with_its_document_and_can_be_undone(store):
    made = saved(store, value(numerator="55", denominator="100"))
    assert (made.number, made.new, made.changed, made.saved) == (2, 0, 1, True)
    assert official(store) == [
        ["2025-Q4", "official", 40, 100, None], ["2026-Q1", "official", 55, 100, None],
    ]  # fmt: skip
    of = state(store)
    source = of.sources[of.sources["source_id"].str.startswith("form-")].iloc[0]
    assert (source["title"], source["publisher"]) == ("Laporan Puskesmas", "Dinkes")
    last = of.revisions.iloc[-1]
    assert (last["kind"], last["author"], last["agency"], last["reason"]) == (
        "form", "Siti", "Dinkes", "salah ketik",
    )  # fmt: skip
    assert pd.isna(last["file_name"])
    undo_revision(store, 2, author="Siti", reason="tidak jadi", now=NOW)
    assert official(store)[1] == ["2026-Q1", "official", 50, 100, None]


@pytest.mark.parametrize("t", [ID, EN])
def test_case_29_a_comma_and_a_point_are_the_same_number_in_a_form(store, t):
    for typed in ("12,5", "12.5", "12,5 %"):
        ready = prepared(store, value(value=typed), t=t)
        assert ready.change.observations["value"].tolist() == [0.125]
        assert ready.verdict == "ready"


def test_case_29_in_a_form_the_language_reads_three_figures_after_a_mark():
    assert (number_cell("1.234", "id"), number_cell("1.234", "en")) == (1234, 1.234)
    assert number_cell("1.815.551", "id") == 1815551
    assert number_cell(" dua ", "id") == "dua"
    assert number_cell("0.12345678901234567", "id") == "0.12345678901234567"


@given(st.decimals(0, 999, places=3))
def test_a_decimal_is_read_back_exactly(number):
    cell = number_cell(str(number).replace(".", ","), "id")
    assert Decimal(str(cell)) == number


def test_everything_wrong_is_said_at_once_beside_its_field(store):
    entry = value(period="kemarin", numerator="dua", denominator="-3")
    ready = prepared(store, entry, Cited(title=" ", agency=None))
    assert sorted(kinds(ready)) == [
        ("agency", "form_agency_missing"), ("denominator", "count_negative"),
        ("numerator", "number_unreadable"), ("period", "period_unreadable"),
        ("title", "form_source_missing"),
    ]  # fmt: skip
    assert (ready.verdict, ready.planned) == ("refused", None)
    words = " ".join(remark_words(ID, one) for one in ready.remarks)
    assert "unggah" not in words
    assert "Jumlah -3 negatif. Periksa angkanya." in words


def test_case_36_more_than_everybody_is_refused(store):
    ready = prepared(store, value(numerator="101", denominator="100"))
    assert kinds(ready) == [("numerator", "numerator_over_denominator")]
    assert ready.verdict == "refused"


@pytest.mark.parametrize("more", [{}, {"value": "12,5"}])
def test_one_count_without_the_other_is_not_lost(store, more):
    for typed, blank in (("numerator", "denominator"), ("denominator", "numerator")):
        ready = prepared(store, value(**{typed: "12"}, **more))
        assert kinds(ready) == [(blank, "form_count_missing")]
        assert ready.planned is None


def test_case_38_a_jump_is_confirmed_first(store):
    entry = value(period="2026-Q2", numerator="5", denominator="100")
    ready = prepared(store, value(period="2026-Q2", numerator="4", denominator="100"))
    assert (ready.verdict, [one.kind for one in ready.open]) == ("decision", ["value_jump"])
    confirmed = prepared(store, entry, accepted=[one.key for one in ready.open])
    assert (confirmed.verdict, confirmed.open) == ("ready", ())


def test_case_23_personal_data_are_refused_in_a_form_too(store):
    ready = prepared(
        store, FormationEntry(village=VILLAGES[2], state="formed", document="3604012345678901")
    )
    assert kinds(ready) == [("document", "personal_data")]
    assert ready.planned is None
    assert "3604012345678901" not in remark_words(ID, ready.remarks[0])


def test_the_same_value_from_another_document_is_no_change(store):
    ready = prepared(store, value(numerator="50", denominator="100"))
    assert ready.verdict == "unchanged"
    assert not saved_twice(store, ready).saved


def saved_twice(engine, ready):
    return save_form(
        engine, ready.change, kind="form", expected=ready.planned.content_sha256, author="Siti",
        agency=None, reason="x", now=NOW,
    )  # fmt: skip


def test_case_52_a_double_click_stores_once(store):
    ready = prepared(store, value(numerator="51", denominator="100"))
    assert [saved_twice(store, ready).number for _ in range(2)] == [2, 2]
    assert state(store).last_revision == 2


def test_case_51_what_was_not_shown_is_not_stored(store):
    ready = prepared(store, value(numerator="51", denominator="100"))
    saved(store, value(numerator="52", denominator="100"))
    with pytest.raises(PreviewOutdatedError):
        saved_twice(store, ready)
    assert official(store)[1][2] == 52


def test_a_value_is_taken_back_and_the_other_periods_stay(store):
    saved(store, value(no_data=True), cited=Cited(title="", agency=None))
    assert official(store) == [["2025-Q4", "official", 40, 100, None]]
    ready = prepared(store, value(no_data=True))
    assert (kinds(ready), ready.verdict) == ([("no_data", "form_nothing_to_end")], "refused")


def test_made_up_values_cannot_be_taken_back(store):
    assert kinds(prepared(store, value(2, no_data=True))) == [("no_data", "form_nothing_to_end")]


def formed(engine):
    rows = state(engine).formations
    return {(row.village_code, row.origin): row.formed for row in rows.itertuples()}


def test_one_village_does_not_end_the_made_up_formation_of_others(store):
    saved(store, FormationEntry(
        village=VILLAGES[2], state="formed", formed_on="17 Agustus 2025", document="SK 7",
        class_name="mandiri", class_period="2026",
        milestones={"policy": ("1-2-2024", ""), "plan": ("", "RKM 2"), "launched": ("", "")},
    ))  # fmt: skip
    assert formed(store) == {
        (VILLAGES[8], "official"): True, (VILLAGES[2], "official"): True,
        (VILLAGES[1], "illustrative"): True, (VILLAGES[3], "illustrative"): True,
    }  # fmt: skip
    of = state(store)
    assert prefilled_formation(of, VILLAGES[2], ID) == FormationEntry(
        village=VILLAGES[2], state="formed", formed_on="17-08-2025", document="SK 7",
        class_name="mandiri", class_period="2026",
        milestones={"policy": ("01-02-2024", ""), "plan": ("", "RKM 2")},
    )  # fmt: skip


def test_what_a_form_shows_and_nobody_changes_changes_nothing(store):
    of = state(store)
    ready = prepared(store, prefilled_formation(of, VILLAGES[8], ID))
    assert (ready.verdict, ready.planned.unchanged) == ("unchanged", 4)
    for code, period in (("D02", "2026-Q1"), ("IDM", "2025")):
        usual = prefilled_value(of, VILLAGES[4], POSTS.get(code), period, EN)
        assert prepared(store, usual, t=EN).verdict == "unchanged"


def test_what_is_emptied_is_taken_back(store):
    usual = prefilled_formation(state(store), VILLAGES[8], ID)
    saved(store, FormationEntry(
        village=VILLAGES[8], state="formed", formed_on=usual.formed_on, document=usual.document,
        milestones={"working_group": usual.milestones["working_group"], "plan": (" ", "")},
    ))  # fmt: skip
    now = present_formation(state(store), VILLAGES[8], ID)
    known = [(one.name, one.day, one.document) for one in now.milestones]
    assert known == [("Pembentukan Pokja", date(2024, 5, 2), "SK 1")]
    assert (now.state.formed, now.state.day, now.classes) == (True, date(2024, 5, 2), ())


def test_a_village_is_said_not_to_be_formed_or_nothing_is_said(store):
    saved(store, FormationEntry(village=VILLAGES[1], state="not_formed"))
    assert formed(store)[VILLAGES[1], "official"] is False
    saved(store, FormationEntry(village=VILLAGES[1], state="no_data"))
    assert (VILLAGES[1], "official") not in formed(store)
    assert formed(store)[VILLAGES[1], "illustrative"] is True


def test_an_older_scheme_stays_what_it_is(store):
    save_revision(
        store, author="t", kind="upload", reason="r", now=NOW,
        change=Change(formations=formations(formation(5, scheme="older"))),
    )  # fmt: skip
    saved(store, FormationEntry(village=VILLAGES[5], state="formed", document="SK 9"))
    rows = state(store).formations
    row = rows[rows["village_code"] == VILLAGES[5]].iloc[0]
    assert (row["scheme"], row["document"]) == ("older", "SK 9")


def test_a_day_without_formation_and_an_empty_form_are_refused(store):
    ready = prepared(
        store, FormationEntry(village=VILLAGES[2], state="not_formed", formed_on="17-08-2025")
    )
    assert kinds(ready) == [("formed_on", "formed_on_without_formed")]
    ready = prepared(store, FormationEntry(village=VILLAGES[2], state="no_data"))
    assert kinds(ready) == [("state", "form_blank")]
    assert kinds(prepared(store, value())) == [("numerator", "form_blank")]


def test_what_is_known_is_shown_with_period_source_and_revision(store):
    shown = present_values(state(store), VILLAGES[4], KIA, ID)
    assert [(one.period, one.value, one.counts, one.source, one.revision) for one in shown] == [
        ("Triwulan I 2026", "50,00\N{NO-BREAK SPACE}%", "50 dari 100", "Daftar", 1),
        ("Triwulan IV 2025", "40,00\N{NO-BREAK SPACE}%", "40 dari 100", "Daftar", 1),
    ]
    (made_up,) = present_values(state(store), VILLAGES[2], KIA, ID)
    assert (made_up.value, made_up.official) == ("10,00\N{NO-BREAK SPACE}%", False)


def test_case_71_every_try_leaves_a_trace_without_what_was_typed(store):
    refused = prepared(store, value(numerator="dua", denominator="3604012345678901"))
    note_refused(store, refused.remarks, kind="form", author="Siti", agency="Dinkes", now=NOW)
    saved(store, value(numerator="51", denominator="100"))
    with read_transaction(store) as conn:
        trail = attempts.attempts(conn)
    told = trail[["author", "action", "verdict", "revision"]].astype(object)
    assert told.where(told.notna(), None).to_numpy().tolist() == [
        ["Siti", "form", "accepted", 2], ["Siti", "form", "refused", None],
    ]  # fmt: skip
    assert "dua" not in str(trail["detail"].tolist())
    assert "3604012345678901" not in str(trail["detail"].tolist())


def test_what_is_typed_beside_a_choice_that_was_not_made_is_never_lost(store):
    entry = FormationEntry(
        village=VILLAGES[2], state="no_data", document="SK 3", class_period="2026",
        milestones={"plan": ("", "RKM")},
    )  # fmt: skip
    assert kinds(prepared(store, entry)) == [
        ("state", "form_state_missing"), ("class_name", "form_class_missing"),
    ]  # fmt: skip
    # Of what is taken back, the form still shows day, document and period.
    usual = prefilled_formation(state(store), VILLAGES[8], ID)
    ready = prepared(store, replace(usual, state="no_data", class_name="", milestones={}))
    assert (kinds(ready), ready.verdict, ready.planned.retracted) == ([], "ready", 4)
