"""Corrections without a spreadsheet: each tab's way from the form to a revision and back."""

import re
import shutil
from datetime import UTC, datetime

import pytest

from kampungkb.store.attempts import attempts
from kampungkb.store.engine import open_engine, read_transaction
from kampungkb.store.undo import undo_revision
from kampungkb.tasks.ledger import ledger
from kampungkb.ui import load
from tests.pages.entering import (
    CIKANDE,
    MONGPOK,
    PAGE,
    begun,
    can_save,
    context,
    official,
    present,
    remarks,
    saved,
    state,
    typed,
    words,
    written,
)
from tests.pages.screen import block, blocks, errors, introduced, notes, opened, shown

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def formed(engine):
    rows = state(engine).formations
    return {(one.village_code, one.origin): one.formed for one in rows.itertuples()}


@pytest.mark.usefixtures("filled")
def test_the_page_asks_who_is_at_work_before_anything_else():
    app = opened(PAGE)
    assert (errors(app), notes(app), dict(app.query_params)) == ([], [], {})
    assert app.text_input(key="entry_identity_name").value == ""
    assert [one.key for one in app.button if one.key.startswith("entry_check")] == []
    introduced(app)
    assert "Pilih desa yang pembentukannya hendak dikoreksi." in words(app)


@pytest.mark.usefixtures("own_store")
def test_a_link_opens_the_form_of_one_value():
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q1")
    assert dict(app.query_params) == {
        "wilayah": MONGPOK, "indikator": "D02", "periode": "2026-Q1", "bagian": "nilai",
    }  # fmt: skip
    assert app.selectbox(key="param_periode").value == "2026-Q1"
    panel = present(app)
    assert "Mongpok" in panel
    assert "data contoh" in panel


def test_one_value_is_checked_shown_saved_and_undone(engine):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    typed(app, numerator="dua", denominator="2600")
    assert [one[:3] for one in remarks(app)] == ["dua", "Dok"]
    assert "Belum dapat disimpan: 2 hal perlu diperbaiki." in words(app)
    assert can_save(app) == []
    typed(app, numerator="1.900", title="Laporan Disdukcapil")
    assert app.text_input(key=f"entry_field_{context(app)}_denominator").value == "2600"
    assert "unggah ulang" not in words(app)
    assert "1.900 dari 2.600" not in present(app)
    assert can_save(app) == [True]
    assert state(engine).last_revision == 2
    saved(app)
    assert official(engine) == [["2026-Q3", 1900, 2600]]
    done = block(app, "kkb-done")
    assert done.startswith("Tersimpan sebagai revisi 3.")
    (links,) = [one for one in blocks(app) if 'class="kkb-done"' in one]
    assert re.findall(r'href="([^"]*)"', links) == [
        f"/profil?wilayah={MONGPOK}", "/riwayat?revisi=3",
    ]  # fmt: skip
    assert "1.900 dari 2.600" in words(app)
    assert app.text_input(key=f"entry_field_{context(app)}_numerator").value == "1900"
    undo_revision(engine, 3, author="Siti", reason="tidak jadi", now=NOW)
    assert official(engine) == []


def test_case_29_a_percentage_with_a_comma(engine):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3", lang="en")
    saved(typed(app, value="12,5", title="Report"), "first figure")
    rows = state(engine).observations
    mine = rows[(rows["origin"] == "official") & (rows["village_code"] == MONGPOK)]
    assert mine.loc[mine["indicator"] == "D02", "value"].tolist() == [0.125]


@pytest.mark.usefixtures("own_store")
def test_a_period_can_be_written():
    app = begun(wilayah=MONGPOK, indikator="D02")
    written(app, "kemarin")
    typed(app, numerator="1", denominator="2", title="x")
    assert [one for one in remarks(app) if "kemarin tidak terbaca sebagai periode" in one]
    assert "periode" not in app.query_params
    written(app, "Semester I 2026")
    assert app.query_params["periode"] == "2026-S1"


def test_a_reason_is_needed(engine):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    typed(app, numerator="1900", denominator="2600", title="Laporan")
    saved(app, "  ")
    assert "Alasan belum diisi." in remarks(app)[-1]
    assert state(engine).last_revision == 2
    assert block(saved(app, "laporan susulan"), "kkb-done").startswith("Tersimpan")


def test_case_38_a_jump_waits_for_its_tick(engine):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q2")
    saved(typed(app, numerator="1900", denominator="2600", title="Laporan"))
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    typed(app, numerator="190", denominator="2600", title="Laporan")
    assert can_save(app) == [False]
    (tick,) = [one for one in app.checkbox if one.key.startswith("entry_accept_")]
    assert "sepuluh kali lipat" in shown(tick.label)
    tick.check().run()
    assert can_save(app) == [True]
    saved(app)
    assert [one[1] for one in official(engine)] == [1900, 190]


def test_case_52_a_double_click_stores_once(engine):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    typed(app, numerator="1900", denominator="2600", title="Laporan")
    other = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    saved(typed(other, numerator="1900", denominator="2600", title="Laporan"))
    # The second click arrives when the first one has stored it all.
    done = block(saved(app), "kkb-done")
    assert done.startswith("Sudah tersimpan; data pada revisi 3 tidak berubah.")
    assert state(engine).last_revision == 3


def test_case_51_what_somebody_changed_in_between_is_told(engine):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    typed(app, numerator="1900", denominator="2600", title="Laporan")
    other = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    saved(typed(other, numerator="1800", denominator="2600", title="Laporan lain"))
    app.text_input(key=f"entry_field_{context(app)}_reason").input("salah")
    app.button(key=f"entry_save_button_{context(app)}").click().run()
    (told,) = errors(app)
    assert told.startswith("Data sudah berubah sejak pratinjau dibuat; kini datanya pada revisi 3.")
    assert official(engine) == [["2026-Q3", 1800, 2600]]
    saved(app)
    assert official(engine) == [["2026-Q3", 1900, 2600]]


def test_an_official_value_is_taken_back_with_a_reason(engine):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    assert [one.key for one in app.checkbox] == []
    saved(typed(app, numerator="1900", denominator="2600", title="Laporan"))
    (take_back,) = [one for one in app.checkbox if one.key.endswith("_no_data")]
    take_back.check().run()
    assert [one.key for one in app.text_input if one.key.endswith("_numerator")] == []
    saved(typed(app), "salah desa")
    assert official(engine) == []
    assert state(engine).last_revision == 4


def test_one_village_is_formed_with_milestone_and_class(engine):
    before = formed(engine)
    app = begun(wilayah=CIKANDE)
    app.radio(key=f"entry_field_{context(app)}_state").set_value("formed")
    app.selectbox(key=f"entry_field_{context(app)}_class_name").set_value("mandiri")
    typed(app, formed_on="2025", document="SK 12", class_period="2026", title="SK 12",
          working_group_on="17 Agustus 2025", plan_document="RKM")  # fmt: skip
    assert "2025 tidak terbaca sebagai tanggal." in remarks(app)[0]
    typed(app, formed_on="17-08-2025")
    assert remarks(app) == []
    saved(app, "SK baru diterima")
    after = formed(engine)
    assert after.pop((CIKANDE, "official")) is True
    assert after == {key: said for key, said in before.items() if key != (CIKANDE, "official")}
    panel = present(app)
    assert "terbentuk" in panel
    assert "17 Agustus 2025" in panel
    assert "mandiri 2026" in panel
    assert "Penyusunan RKM tanggal belum diketahui RKM" in panel
    undo_revision(engine, 3, author="Siti", reason="tidak jadi", now=NOW)
    assert formed(engine) == before


@pytest.mark.usefixtures("own_store")
def test_nothing_typed_is_no_change():
    app = typed(begun(wilayah=MONGPOK), title="Daftar")
    assert "Tidak ada yang berubah" in words(app)
    assert can_save(app) == []


def shortfall(engine, revision=None):
    rows = ledger(state(engine, revision)).regency
    return int(rows.loc[rows["indicator"] == "D02", "shortfall"].iloc[0])


def test_a_target_changes_the_shortfall_everywhere_and_can_be_undone(engine):
    before = shortfall(engine)
    app = begun(bagian="kamus", indikator="D02")
    typed(app, value="85", year="2026", source="")
    assert "Bagian ini belum diisi." in remarks(app)[0]
    typed(app, source="RPJMD")
    effect = block(app, "kkb-entry-effect")
    assert "Sebelum 60" in effect
    assert "Sesudah 85" in effect
    saved(app, "sasaran baru")
    assert shortfall(engine) > before
    assert shortfall(engine, 2) == before
    assert "85\N{NO-BREAK SPACE}% ● dipakai RPJMD" in present(app).replace("  ", " ")
    (which,) = [one for one in app.selectbox if one.key.startswith("entry_which_")]
    which.set_value("2026-regency-1").run()
    assert app.text_input(key=f"entry_field_{context(app)}_value").value == "85"
    (withdraw,) = [one for one in app.checkbox if one.key.endswith("_withdraw")]
    withdraw.check().run()
    saved(typed(app), "keliru")
    assert shortfall(engine) == before
    undo_revision(engine, 4, author="Siti", reason="benar", now=NOW)
    assert shortfall(engine) > before


def test_an_indicator_is_added(engine):
    app = begun(bagian="kamus")
    app.radio(key="entry_what").set_value("indicator").run()
    texts = {
        f"{name}_{language}": f"{name} {language}".capitalize()
        for name in ("name", "short", "numerator", "denominator", "counted")
        for language in ("id", "en")
    }
    typed(app, code="D02", source_system="Puskesmas", **texts)
    assert remarks(app) == ["Kode D02 sudah dipakai dalam kamus. Pilih kode lain."]
    typed(app, code="T01")
    assert remarks(app) == []
    saved(app, "indikator daerah")
    added = state(engine).dictionary.get("T01")
    assert (added.name.id, added.kind, added.unit) == ("Name id", "ratio", "share")
    app = begun(bagian="nilai", wilayah=MONGPOK, indikator="T01", periode="2026")
    saved(typed(app, numerator="3", denominator="4", title="Laporan"))
    assert official(engine, code="T01") == [["2026", 3, 4]]
    # Whoever undoes the indicator leaves values behind that no page knows: none may stumble.
    undo_revision(engine, 3, author="Siti", reason="tidak jadi", now=NOW)
    assert "T01" not in state(engine).dictionary
    for page in ("gaps", "quality", "dictionary"):
        assert errors(opened(f"pages/{page}.py")) == []


def test_case_70_what_is_typed_is_text_and_nothing_else(engine):
    sly = "<img src=x onerror=alert(1)> '; DROP TABLE area; -- =cmd|' /C calc'!A0"
    app = begun(wilayah=CIKANDE)
    app.radio(key=f"entry_field_{context(app)}_state").set_value("formed")
    saved(typed(app, document=sly, title=sly), sly)
    assert sly in present(app)
    assert "<img" not in "".join(blocks(app))
    assert state(engine).revisions["reason"].iloc[-1] == sly


@pytest.mark.usefixtures("own_store")
def test_an_old_revision_and_a_reading_server_take_nothing(monkeypatch):
    app = introduced(opened(PAGE, v="1", wilayah=MONGPOK))
    assert "Revisi 1 bukan yang terakhir." in words(app)
    assert [one for one in app.button if one.key.startswith("entry_check")] == []
    monkeypatch.setenv("KAMPUNGKB_WRITING", "deny")
    app = introduced(opened(PAGE, wilayah=MONGPOK))
    assert "hanya untuk dibaca" in words(app)
    assert [one for one in app.button if one.key.startswith("entry_check")] == []


@pytest.mark.usefixtures("filled")
def test_a_district_of_another_page_is_quietly_left_aside():
    app = introduced(opened(PAGE, wilayah="36.04.23"))
    assert (notes(app), dict(app.query_params)) == ([], {})


def test_a_refused_form_is_in_the_trail(engine):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    typed(app, numerator="dua", denominator="2600")
    app.run()
    with read_transaction(engine) as conn:
        trail = attempts(conn)
    assert trail[["author", "action", "verdict", "detail"]].to_numpy().tolist() == [
        ["Siti Aminah", "form", "refused", "form_source_missing, number_unreadable"]
    ]


@pytest.mark.usefixtures("own_store")
def test_what_stands_in_the_session_of_other_pages_is_no_choice():
    app = begun(bagian="nilai", wilayah=MONGPOK, indikator="K01")
    assert "indikator" not in app.query_params
    assert "Pilih desa dan indikator" in words(app)


def test_saving_needs_a_store_that_may_be_written(engine, monkeypatch):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    typed(app, numerator="1900", denominator="2600", title="Laporan")
    real = load.writer

    def refuse():
        monkeypatch.setenv("KAMPUNGKB_WRITING", "deny")
        return real()

    monkeypatch.setattr(load, "writer", refuse)
    app.text_input(key=f"entry_field_{context(app)}_reason").input("salah")
    app.button(key=f"entry_save_button_{context(app)}").click().run()
    assert len(errors(app)) == 1
    assert state(engine).last_revision == 2


def test_another_language_keeps_what_was_typed(own_store):
    assert own_store.is_file()
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    typed(app, numerator="1900", title="Laporan")
    app.button(key="switch_language").click().run()
    assert errors(app) == []
    assert app.text_input(key=f"entry_field_{context(app)}_numerator").value == "1900"
    assert remarks(app) == [
        "This count is blank, but the other one is there. Fill it in too, or leave both blank."
    ]


def test_a_store_without_values_takes_the_first_one(pack_path, tmp_path, monkeypatch):
    path = tmp_path / "pack.sqlite"
    shutil.copyfile(pack_path, path)
    monkeypatch.setenv("KAMPUNGKB_STORE", str(path))
    app = begun(wilayah=MONGPOK, indikator="D02")
    assert "Belum ada nilai untuk desa ini." in present(app)
    typed(app, numerator="7", denominator="10", title="Laporan")
    written(app, "Triwulan I 2026")
    saved(typed(app, numerator="7", denominator="10", title="Laporan"))
    engine = open_engine(f"sqlite:///{path}")
    assert official(engine) == [["2026-Q1", 7, 10]]
    engine.dispose()


def test_another_tab_keeps_what_was_checked(own_store):
    assert own_store.is_file()
    app = typed(begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3"), numerator="1900")
    for part in ("pembentukan", "nilai"):
        app.session_state["param_bagian"] = part
        app.run()
    assert errors(app) == []
    assert app.text_input(key=f"entry_field_{context(app)}_numerator").value == "1900"
