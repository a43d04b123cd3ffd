"""A form holds a value against the rules of uploads: what is refused, asked, and shown first."""

import shutil

import pytest

from kampungkb.store.engine import open_engine
from tests.pages.entering import (
    MONGPOK,
    begun,
    can_save,
    context,
    field,
    official,
    remarks,
    saved,
    state,
    typed,
    words,
    written,
)
from tests.pages.screen import blocks, plain, shown

BLANK = {"numerator": "", "denominator": "", "value": "", "title": "Laporan"}
REFUSED = [
    # What is typed, and how the sentence begins in both languages; case 33: nothing is no zero.
    ({}, "Formulir belum memuat satu isian pun.", "Nothing is filled in yet."),
    ({"numerator": "-3", "denominator": "90"}, "Jumlah -3 negatif.", "The count -3 is negative."),
    ({"value": "120"}, "Nilai 120 % melebihi 100 %.", "120 % is more than 100 %."),
    ({"numerator": "91", "denominator": "90"}, "Pembilang D02 (91) lebih besar daripada",
     "The numerator of D02 (91) is larger than"),
    ({"numerator": "3,0E+09", "denominator": "90"}, "3,0E+09", "3,0E+09"),
    ({"numerator": "tujuh", "denominator": "90"}, "tujuh tidak terbaca sebagai angka.",
     "tujuh cannot be read as a number."),
]  # fmt: skip


def ticks(app):
    return [one for one in app.checkbox if one.key.startswith("entry_accept_")]


@pytest.mark.parametrize("language", ["id", "en"])
def test_33_to_39_what_an_upload_refuses_a_form_refuses_beside_the_field(engine, language):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3", lang=language)
    for fields, said, said_in_english in REFUSED:
        typed(app, **(BLANK | fields))
        (remark,) = remarks(app)
        assert remark.startswith(said if language == "id" else said_in_english)
        assert can_save(app) == []
    assert state(engine).last_revision == 2


def test_case_29_the_language_of_the_screen_reads_what_is_typed(engine):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    saved(typed(app, **(BLANK | {"numerator": "1.234", "denominator": "2.000"})))
    assert official(engine) == [["2026-Q3", 1234, 2000]]
    saved(typed(app, **(BLANK | {"value": "12,5"})))
    rows = state(engine).observations
    mine = rows[(rows["origin"] == "official") & (rows["village_code"] == MONGPOK)]
    assert mine.loc[mine["indicator"] == "D02", "value"].tolist() == [0.125]
    # As it stands in the form of the reader's language, so that checking it again changes nothing.
    assert field(app, "value") == "12,5"
    typed(app, title="Laporan")
    assert "Tidak ada yang berubah" in words(app)


@pytest.mark.parametrize(
    ("language", "warning"),
    [
        ("id", "Periode Triwulan I 2031 belum berakhir"),
        ("en", "The period Q1 2031 lies in the future."),
    ],
)
def test_case_32_a_period_to_come_waits_for_its_tick(engine, language, warning):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2031-Q1", lang=language)
    typed(app, **(BLANK | {"numerator": "1900", "denominator": "2600"}))
    (tick,) = ticks(app)
    assert shown(tick.label).startswith(warning)
    assert can_save(app) == [False]
    tick.check().run()
    saved(app)
    assert official(engine) == [["2031-Q1", 1900, 2600]]


def test_case_37_nobody_of_nobody_is_no_rate_and_no_zero(engine):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    saved(typed(app, **(BLANK | {"numerator": "0", "denominator": "0"})))
    assert official(engine) == [["2026-Q3", 0, 0]]
    panel = next(one for one in map(plain, blocks(app)) if one.startswith("Data saat ini"))
    assert "belum ada data 0 dari 0" in panel
    assert "0,00" not in panel


def test_the_remark_about_the_period_stands_beside_the_period_and_stops_nothing(engine):
    assert state(engine).last_revision == 2
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026")
    typed(app, **(BLANK | {"numerator": "1900", "denominator": "2600"}))
    remark = [plain(one) for one in blocks(app) if "kkb-remark-info" in one]
    assert [one for one in remark if "2026" in one] == remark
    assert len(remark) == 1
    assert can_save(app) == [True]


def test_another_period_takes_along_what_was_typed_but_not_what_is_official(engine):
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q2")
    saved(typed(app, **(BLANK | {"numerator": "1800", "denominator": "2600"})))
    assert field(app, "numerator") == "1800"
    written(app, "2026-Q3")
    # Nobody typed this: it belongs to the other period.
    assert [field(app, name) for name in ("numerator", "denominator")] == ["", ""]
    typed(app, numerator="1900", title="Laporan")
    written(app, "2026-Q2")
    assert [field(app, name) for name in ("numerator", "denominator")] == ["1900", "2600"]
    assert official(engine) == [["2026-Q2", 1800, 2600]]


def test_taking_back_one_period_is_not_taking_back_another(engine):
    for period in ("2026-Q2", "2026-Q3"):
        app = begun(wilayah=MONGPOK, indikator="D02", periode=period)
        saved(typed(app, **(BLANK | {"numerator": "1800", "denominator": "2600"})))
    (tick,) = [one for one in app.checkbox if one.key.endswith("_no_data")]
    tick.check().run()
    app.selectbox(key="param_periode").set_value("2026-Q2").run()
    (tick,) = [one for one in app.checkbox if one.key.endswith("_no_data")]
    assert tick.value is False
    assert [one[0] for one in official(engine)] == ["2026-Q2", "2026-Q3"]


@pytest.mark.parametrize("source", ["pack_path", "cleared_path"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_first_figures_of_an_empty_store_are_checked_shown_and_saved(
    source, language, request, tmp_path, monkeypatch
):
    path = tmp_path / "own.sqlite"
    shutil.copyfile(request.getfixturevalue(source), path)
    monkeypatch.setenv("KAMPUNGKB_STORE", str(path))
    engine = open_engine(f"sqlite:///{path}")
    before = state(engine).last_revision
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3", lang=language)
    typed(app, **(BLANK | {"numerator": "91", "denominator": "90"}))
    assert len(remarks(app)) == 1
    typed(app, **(BLANK | {"numerator": "7", "denominator": "10"}))
    saved(app, "pertama")
    assert (official(engine), state(engine).last_revision) == ([["2026-Q3", 7, 10]], before + 1)
    app = begun(wilayah=MONGPOK, lang=language)
    app.selectbox(key=f"entry_field_{context(app)}_class_name").set_value("dasar")
    saved(typed(app, class_period="2026", title="SK 3"), "pertama")
    rows = state(engine).classifications
    assert rows[["village_code", "period", "class_name"]].to_numpy().tolist() == [
        [MONGPOK, "2026", "dasar"]
    ]
    engine.dispose()
