"""Targets and indicators of an administrator: a revision like any other, seen by every gap."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pandas as pd
import pytest

from kampungkb.errors import PreviewOutdatedError
from kampungkb.i18n.translator import translator
from kampungkb.model.tables import INDICATOR_ENTRIES, SOURCES, TARGET_ENTRIES, shaped
from kampungkb.store.engine import open_engine
from kampungkb.store.migrate import migrate
from kampungkb.store.revisions import Change, save_revision
from kampungkb.store.undo import undo_revision
from kampungkb.tasks.dictionary_entry import (
    in_use,
    prepare_indicator,
    prepare_target,
    prepare_withdrawal,
)
from kampungkb.tasks.dictionary_forms import IndicatorForm, TargetForm, indicator_form, target_form
from kampungkb.tasks.dictionary_words import entry_words
from kampungkb.tasks.entry import remark_words
from kampungkb.tasks.entry_saving import save_form
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.snapshot import entry_problems, read_snapshot
from tests.tasks.snapshots import IDM, KIA, KKB, STUNTING
from tests.villages import REGENCY, areas, dictionary, observations, seen

ID, EN = translator("id"), translator("en")
NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
SHIPPED = dictionary(KKB, KIA, STUNTING, IDM)
GOAL = TargetForm(
    indicator="D02", target_id=None, year="2025", value="85", unit="percent", scope="regency",
    source="RPJMD", url="", confirmed=True,
)  # fmt: skip
POSTS = IndicatorForm(
    present=False, code="t01", name=("desa dengan  posyandu.", "villages with a health post"),
    short=("Posyandu", "Health post"), numerator=("Desa berposyandu", "Villages that have one"),
    denominator=("Seluruh desa", "All villages there are"), counted=("desa", "villages"),
    caution=("", ""), kind="yes_no", unit="share", better="higher", lowest_level="regency",
    population="all", pillar="services", responsible="Dinkes", supporting=("Dinkes", "DPMD"),
    periodicity="yearly", source_system="Puskesmas", sensitive=False,
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    """Two villages with child cards of 100 children each: 50 and 70."""
    engine = open_engine(f"sqlite:///{tmp_path / 'own.sqlite'}", create=True)
    migrate(engine)
    save_revision(
        engine, author="test", kind="upload", reason="begin", now=NOW,
        change=Change(
            areas=areas(), meta={"area_code": REGENCY},
            sources=shaped(pd.DataFrame([{"source_id": "made_up", "title": "Daftar"}]), SOURCES),
            observations=observations(seen(4, 50, 100), seen(5, 70, 100)),
        ),
    )  # fmt: skip
    yield engine
    engine.dispose()


def state(engine, revision=None):
    return read_snapshot(engine, SHIPPED, revision)


def save(engine, prepared):
    return save_form(
        engine, prepared.change, kind="dictionary", expected=prepared.planned.content_sha256,
        author="Admin", agency="DKBP3A", reason="sasaran baru", now=NOW,
    )  # fmt: skip


def target(engine, t=ID, **fields):
    return prepare_target(engine, state(engine), replace(GOAL, **fields), t)


def added(engine, **fields):
    return prepare_indicator(engine, state(engine), replace(POSTS, **fields))


def shortfall(of):
    rows = ledger(of).regency
    return int(rows.loc[rows["indicator"] == "D02", "shortfall"].iloc[0])


def kinds(prepared):
    return [(one.field, one.finding.kind) for one in prepared.remarks]


def test_a_target_changes_the_gaps_at_once_old_revisions_keep_theirs_and_undo_works(store):
    assert shortfall(state(store)) == 10
    made = save(store, target(store))
    assert (made.number, made.new) == (2, 1)
    assert shortfall(state(store)) == 35 + 15
    assert shortfall(state(store, 1)) == 10
    undo_revision(store, 2, author="Admin", reason="tidak jadi", now=NOW)
    assert shortfall(state(store)) == 10
    assert state(store).dictionary == SHIPPED
    assert state(store, 2).dictionary.sha256 != SHIPPED.sha256


def test_the_preview_names_the_target_in_use_before_and_after(store):
    prepared = target(store)
    used = in_use(state(store), prepared.after, "D02")
    assert (used.year, used.before.value, used.after.value) == (
        2026, Fraction(3, 5), Fraction(17, 20),
    )  # fmt: skip
    assert shortfall(prepared.after) == 50
    only_shown = target(store, confirmed=False)
    used = in_use(state(store), only_shown.after, "D02")
    assert used.before == used.after


def test_a_target_is_corrected_and_withdrawn(store):
    save(store, target(store, value="62,5"))
    (name,) = state(store).target_entries["target_id"]
    form = target_form(state(store), "D02", name, ID)
    assert form == replace(GOAL, target_id=name, value="62,5")
    assert target_form(state(store), "D02", name, EN).value == "62.5"
    again = prepare_target(store, state(store), form, ID)
    assert again.verdict == "unchanged"
    save(store, prepare_target(store, state(store), replace(form, value="70"), ID))
    assert shortfall(state(store)) == 20
    save(store, prepare_withdrawal(store, state(store), "D02", name))
    assert shortfall(state(store)) == 10


def test_a_second_target_has_an_id_of_its_own(store):
    save(store, target(store))
    save(store, target(store, source="Renstra"))
    assert list(state(store).target_entries["target_id"]) == ["2025-regency-1", "2025-regency-2"]


def test_two_administrators_at_once(store):
    first, second = target(store), target(store, value="90")
    save(store, first)
    with pytest.raises(PreviewOutdatedError):
        save(store, second)
    assert shortfall(state(store)) == 50


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"value": "delapan puluh"}, ("value", "form_target_number")),
        ({"value": "-5"}, ("value", "form_target_number")),
        ({"value": "101"}, ("value", "form_target_over_whole")),
        ({"year": "26"}, ("year", "form_year_form")),
        ({"year": "1999"}, ("year", "form_year_form")),
        ({"source": " "}, ("source", "form_text_missing")),
        ({"source": "x" * 201}, ("source", "form_text_too_long")),
        ({"url": "javascript:alert(1)"}, ("url", "form_url_form")),
        ({"note": ("Ada.", "")}, ("note_en", "form_text_missing")),
        ({"note": ("(lihat lampiran)", "(see annex)")}, ("note", "form_words_form")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_target_stands_beside_its_field(store, fields, found):
    prepared = target(store, **fields)
    assert (kinds(prepared), prepared.planned) == ([found], None)
    assert prepared.after.dictionary == SHIPPED
    for t in (ID, EN):
        assert remark_words(t, prepared.remarks[0]).endswith(".")


def test_the_same_target_twice_is_refused(store):
    save(store, target(store))
    assert kinds(target(store)) == [(None, "form_target_twice")]


@pytest.mark.parametrize(
    ("typed", "text", "exact"),
    [
        ("62,5", "62.5", Fraction(5, 8)),
        ("62.50 %", "62.5", Fraction(5, 8)),
        ("100", "100", Fraction(1)),
        ("6–7", "6-7", None),
    ],
)
def test_case_29_a_target_is_exact(store, typed, text, exact):
    save(store, target(store, value=typed, year="", note=("menurut rapat", "by the meeting")))
    added_one = state(store).dictionary.get("D02").targets[-1]
    assert (added_one.text, added_one.value, added_one.year) == (text, exact, None)
    assert (added_one.note.id, added_one.area) == ("Menurut rapat.", "36.04")


def test_scopes_have_their_areas(store):
    save(store, target(store, scope="province"))
    save(store, target(store, scope="nation"))
    found = {one.scope: one.area for one in state(store).dictionary.get("D02").targets}
    assert found == {"regency": "36.04", "province": "36", "nation": None}


def test_an_indicator_is_added_tidied_and_shown_as_it_was_typed(store):
    prepared = added(store)
    assert (prepared.verdict, prepared.code) == ("ready", "T01")
    save(store, prepared)
    one = state(store).dictionary.get("T01")
    assert (one.name.id, one.name.en) == ("Desa dengan posyandu", "Villages with a health post")
    assert (one.lowest_level, one.weight, one.supporting) == ("village", None, ("DPMD",))
    again = indicator_form(one)
    assert again.present
    assert prepare_indicator(store, state(store), again).verdict == "unchanged"
    save(store, prepare_target(store, state(store), replace(GOAL, indicator="T01"), ID))
    assert [one.text for one in state(store).dictionary.get("T01").targets] == ["85"]
    save(store, prepare_withdrawal(store, state(store), "T01", None))
    assert "T01" not in state(store).dictionary
    assert state(store).target_entries.empty


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"code": "posyandu"}, ("code", "form_code_form")),
        ({"code": "d02"}, ("code", "form_code_taken")),
        ({"name": ("D02 id", "Other")}, ("name_id", "form_words_taken")),
        ({"short": ("Desa dengan posyandu yang aktif", "X")}, ("short_id", "form_text_too_long")),
        ({"name": ("", "Villages")}, ("name_id", "form_text_missing")),
        ({"responsible": "Dinkes; DPMD"}, ("responsible", "form_one_agency")),
        ({"source_system": ""}, ("source_system", "form_text_missing")),
        ({"name": ("(x)", "(x)")}, ("name", "form_words_form")),
        ({"kind": "index"}, (None, "form_dictionary_refused")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_indicator_stands_beside_its_field(store, fields, found):
    assert kinds(added(store, **fields)) == [found]


def test_an_average_of_villages_is_a_simple_mean(store):
    save(store, added(store, kind="index", unit="index", lowest_level="village"))
    assert state(store).dictionary.get("T01").weight == "none"


def test_an_indicator_with_values_keeps_its_meaning_and_stays(store):
    save(store, added(store))
    save_revision(
        store, author="t", kind="upload", reason="r", now=NOW,
        change=Change(observations=observations(seen(4, indicator="T01", value=1))),
    )  # fmt: skip
    of = state(store)
    form = replace(indicator_form(of.dictionary.get("T01")), kind="ratio")
    assert kinds(prepare_indicator(store, of, form)) == [("kind", "form_meaning_fixed")]
    assert kinds(prepare_withdrawal(store, of, "T01", None)) == [
        (None, "form_indicator_has_values")
    ]


def test_a_broken_entry_stops_nothing_and_is_told(store):
    entries = [{"indicator": "D02", "target_id": "x", "entry": "{}", "revision": 1}]
    codes = [{"code": "D02", "entry": "{}", "revision": 1}]
    save_revision(
        store, author="t", kind="dictionary", reason="by hand", now=NOW,
        change=Change(
            target_entries=shaped(pd.DataFrame(entries), TARGET_ENTRIES),
            indicator_entries=shaped(pd.DataFrame(codes), INDICATOR_ENTRIES),
        ),
    )  # fmt: skip
    of = state(store)
    assert of.dictionary.indicators == SHIPPED.indicators
    assert shortfall(of) == 10
    assert entry_problems(store, SHIPPED) == [
        "D02: code: is an indicator of the shipped dictionary", "D02: target x: unit: is missing",
    ]  # fmt: skip
    assert [one.target_id for one in of.entries_left_out] == [None, "x"]
    save(store, target(store))
    assert shortfall(state(store)) == 50


def test_an_entry_is_told_in_words_and_shown_as_it_is_where_nobody_can_read_it(store):
    save(store, target(store))
    save(store, added(store))
    of = state(store)
    (goal,), (posts,) = of.target_entries["entry"], of.indicator_entries["entry"]
    key = {"indicator": "D02", "target_id": "2025-regency-1"}
    assert entry_words(ID, of, key, goal) == "85\N{NO-BREAK SPACE}% (2025) menurut RPJMD"
    assert entry_words(EN, of, {"code": "T01"}, posts) == "Villages with a health post"
    assert entry_words(ID, of, key, "{}") == "{}"
    assert entry_words(ID, of, {**key, "indicator": "Z99"}, goal) == goal[:119] + "…"
