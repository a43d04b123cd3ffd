"""The formation form: stages with day and document, class, and taking each of them back."""

import re
from datetime import UTC, date, datetime

import pytest

from kampungkb.model.milestones import MILESTONES
from kampungkb.store.undo import undo_revision
from tests.pages.entering import (
    CIKANDE,
    begun,
    can_save,
    context,
    field,
    remarks,
    saved,
    state,
    typed,
    words,
)
from tests.pages.screen import block, blocks, plain

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def recorded(engine):
    """What is officially known of Cikande: state, stages with day and document, classes."""
    of = state(engine)
    frames = (of.formations, of.milestones, of.classifications)
    mine = [one[(one["village_code"] == CIKANDE) & (one["origin"] == "official")] for one in frames]
    stages = mine[1].sort_values("milestone")[["milestone", "reached_on", "document"]]
    return (
        mine[0]["formed"].tolist(),
        [[a, b.isoformat() if isinstance(b, date) else None, c]
         for a, b, c in stages.astype(object).where(stages.notna(), None).to_numpy().tolist()],
        mine[2][["period", "class_name"]].to_numpy().tolist(),
    )  # fmt: skip


def chosen(app, said, class_name):
    app.radio(key=f"entry_field_{context(app)}_state").set_value(said)
    app.selectbox(key=f"entry_field_{context(app)}_class_name").set_value(class_name)
    return app


@pytest.fixture
def app(engine):
    """The form of Cikande after its first entry was saved."""
    assert recorded(engine) == ([], [], [])
    app = chosen(begun(wilayah=CIKANDE), "formed", "mandiri")
    typed(app, formed_on="15 Maret 2026", document="SK 100", class_period="2026", title="SK 100",
          working_group_on="12-03-2026", working_group_document="SK 14", plan_document="RKM",
          launched_on="2026-03-20")  # fmt: skip
    assert remarks(app) == []
    return saved(app)


def test_stages_are_stored_with_day_and_document_and_stand_in_the_form_again(app, engine):
    assert recorded(engine) == (
        [True],
        [["launched", "2026-03-20", None], ["plan", None, "RKM"],
         ["working_group", "2026-03-12", "SK 14"]],
        [["2026", "mandiri"]],
    )  # fmt: skip
    assert [field(app, name) for name in ("formed_on", "working_group_on", "launched_on")] == [
        "15-03-2026", "12-03-2026", "20-03-2026",
    ]  # fmt: skip
    assert field(app, "plan_document") == "RKM"


def test_each_stage_has_a_row_with_a_name_that_is_spoken(app):
    names = [plain(one) for one in blocks(app) if re.search('class="kkb-entry-stone"', one)]
    assert len(names) == len(MILESTONES) == 9
    labels = [one.label for one in app.text_input if one.key.endswith("_on")][1:]
    assert labels == [f"{name}: tanggal" for name in names]


def test_what_is_emptied_is_taken_back_shown_first_and_undone(app, engine):
    before = recorded(engine)
    chosen(app, "no_data", "")
    typed(app, formed_on="", document="", working_group_on="", working_group_document="",
          launched_on="", title="SK pencabutan")  # fmt: skip
    assert remarks(app) == []
    assert recorded(engine) == before
    assert can_save(app) == [True]
    saved(app, "SK dicabut")
    assert recorded(engine) == ([], [["plan", None, "RKM"]], [])
    assert block(app, "kkb-done").startswith("Tersimpan sebagai revisi 4.")
    (links,) = [one for one in blocks(app) if 'class="kkb-done"' in one]
    assert re.findall(r'href="([^"]*)"', links)[-1] == "/riwayat?revisi=4"
    undo_revision(engine, 4, author="Siti", reason="keliru", now=NOW)
    assert recorded(engine) == before


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", ["31-02-2026 tidak terbaca sebagai tanggal.", "besok tidak terbaca sebagai tanggal.",
                "kapan saja"]),
        ("en", ["31-02-2026 cannot be read as a day.", "besok cannot be read as a day.",
                "kapan saja"]),
    ],
)  # fmt: skip
def test_everything_wrong_is_said_at_once_and_counted(engine, language, said):
    app = chosen(begun(wilayah=CIKANDE, lang=language), "formed", "dasar")
    typed(app, formed_on="31-02-2026", launched_on="besok", class_period="kapan saja", title="SK 1")
    found = remarks(app)
    assert len(found) == 3
    assert all(part in one for part, one in zip(said, found, strict=True))
    assert ("3 hal perlu" if language == "id" else "3 things need") in words(app)
    assert recorded(engine) == ([], [], [])


def test_a_form_that_says_nothing_is_refused_beside_the_state(engine):
    app = typed(begun(wilayah=CIKANDE), title="SK 1")
    assert remarks(app) == [
        "Formulir belum memuat satu isian pun. Isi yang diketahui; yang tidak diketahui dibiarkan"
        " kosong."
    ]
    assert "1 hal perlu diperbaiki" in words(app)
    assert state(engine).last_revision == 2
