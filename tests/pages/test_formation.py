"""Pembentukan: what is counted, the pace, the course, tables and files, and the empty stores."""

import csv
import io
import re
from datetime import date

import pytest

from kampungkb.exports.listing import listing_csv, listing_file_name
from kampungkb.i18n.translator import translator
from kampungkb.tasks.formation_tables import course_listing, district_listing, village_listing
from kampungkb.tasks.formation_view import Wish, formation_view
from kampungkb.tasks.ledger import gap_document
from kampungkb.ui import load
from tests.pages.screen import address, block, blocks, errors, figures, notes, opened, plain

FORMATION = "pages/formation.py"
PERCENT = "\N{NO-BREAK SPACE}%"
ID = translator("id")


@pytest.fixture
def app(request):
    request.getfixturevalue("filled")
    return opened(FORMATION)


def chosen(app, name: str, value: str):
    """The page after a choice in one of its filters."""
    app.selectbox(key=f"param_{name}").set_value(value).run()
    assert errors(app) == []
    return app


def pace(app) -> dict[str, list[str]]:
    """The table of the pace: a label and a cell for each goal."""
    (found,) = [one for one in blocks(app) if "kkb-formation-pace" in one]
    rows = re.findall(r'<tr[^>]*><th scope="row">(.*?)</tr>', found, re.S)
    cells = [re.split(r"</th>|</td>", row) for row in rows]
    return {plain(row[0]): [plain(cell) for cell in row[1:] if plain(cell)] for row in cells}


def drawn(app, name: str):
    (found,) = [one for one in figures(app) if one["name"] == name]
    return found


def trace(figure, name: str):
    (found,) = [one for one in figure["data"] if one["name"] == name]
    return found


def as_file(listing) -> list[dict[str, str]]:
    text = listing_csv(listing, ID).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_first_visit(app):
    assert (errors(app), notes(app), address(app)) == ([], [], {})
    assert block(app, "kkb-head").endswith(
        "52 dari 326 desa sudah terbentuk; untuk 245 desa pada 31 Desember 2028 perlu 8 desa per "
        "bulan."
    )
    (formed,) = [row["numerator"] for row in gap_document(load.snapshot(), "regency")["rows"]
                 if row["indicator"] == "K01"]  # fmt: skip
    assert formed == 52
    words = block(app, "kkb-panel kkb-formation-pace")
    assert f"52 dari 326 desa (15,95{PERCENT}) Daftar pembentukan · DATA CONTOH" in words
    assert "Ringkasan, Peta, dan rencana selalu memakai daftar pembentukan (52 desa)." in words
    assert "Diamati: 5 desa terbentuk dalam 60 bulan terakhir, rata-rata 0,08 desa" in words
    assert pace(app) == {
        "Masih kurang": ["193 desa", "274 desa"],
        "Waktu s.d. 31 Desember 2028": ["27 bulan", "27 bulan"],
        "Laju yang perlu": ["8 desa per bulan", "11 desa per bulan"],
        "Dengan 5 desa per bulan tercapai": ["Desember 2029", "April 2031"],
        "Peluang tercapai (model)": [f"kurang dari 1{PERCENT}", f"kurang dari 1{PERCENT}"],
    }


def test_funnel_shows_each_stage(app):
    figure = drawn(app, "funnel")
    recorded, implied = trace(figure, "recorded"), trace(figure, "implied")
    assert recorded["x"] == [77, 49, 49, 43, 37, 26, 24, 24, 21]
    # The three official villages have no record but the list.
    assert implied["x"] == [None, None, 3, *[None] * 6]
    assert "Pembentukan Pokja 52" in figure["alt"]
    texts = [one.get("text") for one in figure["layout"]["annotations"]]
    assert "DATA CONTOH, bukan angka resmi" in texts
    assert "83 dari 326 desa sudah mulai; terbanyak tertahan sebelum" in " ".join(
        plain(one) for one in blocks(app)
    )


def test_course_and_projection(app):
    figure = drawn(app, "course")
    assert trace(figure, "formed")["y"][-1] == 52
    assert trace(figure, "median")["x"][0] == "2026-09-30"
    assert trace(figure, "median")["x"][-1] == "2028-12-31"
    assert trace(figure, "way_245")["y"] == [52, 245]
    assert trace(figure, "way_326")["x"] == ["2026-09-30", "2028-12-31"]
    words = block(app, "kkb-formation-lines")
    assert "3 desa terbentuk tanpa tanggal (resmi 3, data contoh 0)" in words
    assert "Perkiraan ini model, bukan ramalan" in words


def test_another_definition(app):
    chosen(app, "terbentuk", "launched")
    assert address(app) == {"terbentuk": "launched"}
    assert block(app, "kkb-head").endswith(
        "24 dari 326 desa sudah mencapai tahap Pencanangan; untuk 245 desa pada 31 Desember 2028 "
        "perlu 9 desa per bulan."
    )
    assert "tetap memakai daftar pembentukan (52 desa)" in block(
        app, "kkb-panel kkb-formation-pace"
    )
    assert pace(app)["Masih kurang"] == ["221 desa", "302 desa"]
    assert trace(drawn(app, "course"), "formed")["y"][-1] == 24
    chosen(app, "terbentuk", "list")
    assert address(app) == {}


def test_every_definition_says_how_many_villages_it_counts(app):
    options = app.selectbox(key="param_terbentuk").options
    assert options[:4] == [
        "Daftar pembentukan (52 desa)", "Sosialisasi (77 desa)", "Penetapan kebijakan (49 desa)",
        "Pembentukan Pokja (52 desa)",
    ]  # fmt: skip
    assert len(options) == 10


def test_date_and_pace(app):
    app.date_input(key="param_tanggal").set_value(date(2029, 12, 31)).run()
    app.text_input(key="param_laju").set_value("20").run()
    assert errors(app) == []
    assert address(app) == {"tanggal": "2029-12-31", "laju": "20"}
    rows = pace(app)
    assert rows["Waktu s.d. 31 Desember 2029"] == ["39 bulan", "39 bulan"]
    assert rows["Laju yang perlu"] == ["5 desa per bulan", "8 desa per bulan"]
    assert rows["Dengan 20 desa per bulan tercapai"] == ["Juli 2027", "November 2027"]
    assert trace(drawn(app, "course"), "median")["x"][-1] == "2029-12-31"


def test_a_date_that_has_passed_is_a_sentence(app):
    app.date_input(key="param_tanggal").set_value(date(2025, 12, 31)).run()
    assert errors(app) == []
    assert block(app, "kkb-head").endswith(
        "31 Desember 2025 sudah lewat pada akhir periode data, masih kurang 193 desa menuju 245."
    )
    assert pace(app)["Laju yang perlu"] == ["–", "–"]
    # No way into the past, and no projection to it.
    names = [one["name"] for one in drawn(app, "course")["data"]]
    assert names == ["band", "median", "formed"]


def test_a_window_without_a_formation_is_not_enough_data(app):
    chosen(app, "jendela", "12")
    assert address(app) == {"jendela": "12"}
    assert pace(app)["Peluang tercapai (model)"] == ["belum cukup data", "belum cukup data"]
    assert "tidak ada desa yang tercatat terbentuk dalam 12 bulan terakhir" in block(
        app, "kkb-panel kkb-formation-pace"
    )
    assert trace(drawn(app, "course"), "median").get("y", []) == []


@pytest.mark.usefixtures("filled")
def test_everything_stands_in_the_address():
    given = {"terbentuk": "working_group", "tanggal": "2030-06-15", "laju": "7", "jendela": "120"}
    app = opened(FORMATION, **given)
    assert (errors(app), notes(app), address(app)) == ([], [], given)
    assert "untuk 245 desa pada 15 Juni 2030 perlu" in block(app, "kkb-head")
    assert pace(app)["Waktu s.d. 15 Juni 2030"] == ["44,5 bulan", "44,5 bulan"]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("terbentuk", "gapura"), ("tanggal", "31-12-2028"), ("tanggal", "9999-01-01"),
        ("laju", "0"), ("laju", "-3"), ("laju", "1e3"), ("laju", "4" * 30), ("jendela", "13"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_dropped_with_a_hint(name, value):
    app = opened(FORMATION, **{name: value})
    assert errors(app) == []
    assert address(app) == {}
    assert notes(app) == [f"Bagian alamat ini tidak dikenal dan diabaikan: {name}={value}."]


@pytest.mark.usefixtures("filled")
def test_an_earlier_period():
    app = opened(FORMATION, periode="2025-Q1")
    assert errors(app) == []
    assert address(app) == {"periode": "2025-Q1"}
    assert "s.d. Triwulan I 2025" in block(app, "kkb-head")
    assert pace(app)["Waktu s.d. 31 Desember 2028"] == ["45 bulan", "45 bulan"]


def whole(**more):
    of = load.snapshot()
    usual = {"definition": "list", "by": date(2028, 12, 31), "pace": 5, "window": 60}
    return formation_view(of, of.as_of, Wish(**(usual | more)))


@pytest.mark.usefixtures("filled")
def test_districts_and_their_file():
    app = opened(FORMATION)
    table = app.dataframe[0].value
    rows = as_file(district_listing(whole(), (), ID))
    assert list(table["Kecamatan"]) == [row[ID("export.district_name")] for row in rows]
    assert len(rows) == 29
    assert sum(int(row["Terbentuk"]) for row in rows) == 52
    assert sum(int(row["Sosialisasi"]) for row in rows) == 77
    assert sum(int(row["Belum dimulai"]) for row in rows) == 326 - 83
    assert [int(row["Belum"]) for row in rows] == sorted(
        (int(row["Belum"]) for row in rows), reverse=True
    )


@pytest.mark.usefixtures("filled")
def test_villages_and_their_file():
    app = opened(FORMATION)
    table, view = app.dataframe[1].value, whole()
    listing = village_listing(view, (), ID)
    rows = as_file(listing)
    assert len(rows) == 326
    known, unknown = len(view.waiting.known), len(view.waiting.unknown)
    assert len(table) == known
    days = [row["Hari sejak itu"] for row in rows]
    assert [int(one) for one in days[:known]] == sorted(map(int, days[:known]), reverse=True)
    # A day that nobody knows stays empty.
    assert set(days[known:]) == {""}
    assert f"tidak dapat dihitung ({unknown} desa): Cisait" in " ".join(map(plain, blocks(app)))
    name = listing_file_name(listing, ID, "csv")
    assert name == "tahapan-desa-2026-Q3-revisi-2-DATA-CONTOH.csv"


@pytest.mark.usefixtures("filled")
def test_course_file_tells_what_was_from_what_may_be():
    rows = as_file(course_listing(whole(), (), ID))
    (now,) = [row for row in rows if row["Triwulan"] == "2026-Q3"]
    (then,) = [row for row in rows if row["Triwulan"] == "2028-Q4"]
    assert (now["Jumlah terbentuk"], now["Perkiraan tengah (model)"]) == ("52", "")
    assert then["Jumlah terbentuk"] == ""
    assert int(then["Perkiraan bawah (model)"]) <= int(then["Perkiraan atas (model)"]) <= 326
    assert sum(int(row["Terbentuk, data contoh"] or 0) for row in rows) == 49


def test_classes(app):
    words = block(app, "kkb-formation-classes")
    assert words == (
        "DATA CONTOH, bukan angka resmi dasar 10 desa berkembang 4 desa mandiri 5 desa "
        "berkelanjutan 2 desa belum diklasifikasi 31 desa"
    )


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("store", ["pack_path", "cleared_path"])
def test_without_records_it_says_what_is_missing(store, language, request, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_STORE", str(request.getfixturevalue(store)))
    app = opened(FORMATION, lang=language)
    assert (errors(app), notes(app)) == ([], [])
    suffix = "" if language == "id" else "?lang=en"
    (notes_html,) = [one for one in blocks(app) if "kkb-formation-notes" in one]
    (classes,) = [one for one in blocks(app) if "kkb-formation-classes" in one]
    for found in (notes_html, classes):
        assert f'href="/unggah{suffix}"' in found
        assert f'href="/koreksi{suffix}"' in found
    if language == "id":
        assert "Riwayat tahapan belum diisi; unduh formulir di Unggah" in plain(notes_html)
        assert block(app, "kkb-head").endswith(
            "3 dari 326 desa sudah terbentuk; untuk 245 desa pada 31 Desember 2026 perlu 11 desa "
            "per bulan."
        )
        # Stages of which nobody has recorded anything are no 0.
        funnel = drawn(app, "funnel")
        assert trace(funnel, "recorded")["x"] == [None, None, 0, *[None] * 6]
        # No formed village has a day: no course is drawn, and the words say why.
        assert [one["name"] for one in figures(app)] == ["funnel"]
        assert "Belum ada desa terbentuk dengan tanggal" in " ".join(map(plain, blocks(app)))
        assert "DATA CONTOH" not in " ".join(map(plain, blocks(app)))
