"""Mutu data: every interaction that changes what is shown, and what the address keeps of it."""

import pytest

from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.quality_view import quality, quality_view
from kampungkb.ui import load
from tests.pages.screen import address, block, blocks, errors, notes, opened, plain

PERCENT = "\N{NO-BREAK SPACE}%"
QUALITY = "pages/quality.py"
pytestmark = pytest.mark.usefixtures("filled")
TUNJUNG_TEJA = "36.04.20"


def chosen(app, name: str, value: str | None):
    """The page after a choice in one of its filters."""
    app.selectbox(key=f"param_{name}").set_value(value).run()
    assert errors(app) == []
    return app


def view(**choice):
    of = load.snapshot()
    own = {"agency": None, "district": None, "kind": None} | choice
    return quality_view(quality(of, ledger(of)), **own)


def lines(app) -> list[str]:
    return [plain(one) for one in blocks(app) if 'class="kkb-found' in one]


@pytest.fixture
def app():
    return opened(QUALITY)


def test_first_visit(app):
    assert (errors(app), notes(app), address(app)) == ([], [], {})
    assert block(app, "kkb-head").endswith(
        f"22 dari 50 indikator desa sudah dilaporkan; 100{PERCENT} isiannya ada, 3,6{PERCENT} di "
        "antaranya usang. 20 temuan, 8 perlu diperiksa; paling mendesak: lonjakan sepuluh kali "
        "lipat (Anak tidak sekolah 7–15, Kecamatan Gunungsari)."
    )
    assert len(lines(app)) == 20
    assert lines(app)[0] == (
        "◆ mendesak Lonjakan sepuluh kali lipat · Anak tidak sekolah 7–15 1 desa, perubahan "
        "terbesar 11,6 kali lipat; terakhir TW III 2026 Kecamatan Gunungsari Dindikbud"
    )
    panel = block(app, "kkb-panel")
    assert panel.startswith("Lonjakan sepuluh kali lipat Anak tidak sekolah 7–15 · ")
    assert "DATA CONTOH, bukan angka resmi" in panel
    assert "Yang dapat dilakukan Tanyakan apakah satu angka" in panel
    # The most urgent finding is shown before anything is chosen.
    table = app.dataframe[0].value
    assert list(table.columns) == [
        "Desa", "Kecamatan", "Periode", "Pembilang", "Penyebut", "Nilai", "Nilai sebelumnya",
    ]  # fmt: skip
    assert table.iloc[0, :5].to_list() == ["Luwuk", "Gunungsari", "TW III 2026", 70, 357]


def test_a_button_shows_the_rows_of_its_finding(app):
    (number,) = [n for n, line in enumerate(lines(app)) if "Angka tampak dibulatkan" in line]
    app.button(key=f"finding_{number}").click().run()
    assert errors(app) == []
    key = "heaped_digits.L12.36.04.17"
    assert address(app) == {"temuan": key}
    ours = view().rows
    ours = ours[ours["key"] == key]
    table = app.dataframe[0].value
    assert list(table["Pembilang"]) == list(ours["numerator"])
    assert set(table["Kecamatan"]) == {"Carenang"}
    assert block(app, "kkb-panel").startswith("Angka tampak dibulatkan KB modern (mCPR) · ")
    assert app.button(key=f"finding_{number}").disabled


def test_several_indicators_are_named_in_each_row():
    app = opened(QUALITY, temuan=f"late_report.Dinkes.{TUNJUNG_TEJA}")
    assert (errors(app), notes(app)) == ([], [])
    assert address(app) == {"temuan": f"late_report.Dinkes.{TUNJUNG_TEJA}"}
    table = app.dataframe[0].value
    assert len(table) == 45
    assert table["Indikator"].nunique() == 5
    assert set(table["Periode"]) == {"TW II 2026"}


def test_agency_and_district(app):
    chosen(app, "opd", "Dinkes")
    chosen(app, "wilayah", TUNJUNG_TEJA)
    assert address(app) == {"opd": "Dinkes", "wilayah": TUNJUNG_TEJA}
    ours = view(agency="Dinkes", district=TUNJUNG_TEJA)
    assert len(lines(app)) == len(ours.findings) == 1
    total = ours.total.iloc[0]
    stale = f"{100 * total['stale'] / total['filled']:.1f}".replace(".", ",")
    assert f"8 dari 16 indikator desa sudah dilaporkan; 100{PERCENT} isiannya ada, {stale}" in (
        block(app, "kkb-head")
    )
    lists = block(app, "kkb-quality")
    assert "72 isian: 8 indikator yang sudah dilaporkan di 9 desa" in lists
    assert f"{total['stale']} usang" in lists
    assert "8 indikator per desa belum pernah dilaporkan" in lists


def test_a_choice_that_is_filtered_away_is_forgotten(app):
    app.button(key="finding_1").click().run()
    assert address(app) == {"temuan": "copied_forward.D02"}
    chosen(app, "jenis", "uncounted")
    assert address(app) == {"jenis": "uncounted"}
    assert block(app, "kkb-panel").startswith("Pembilang atau penyebut kosong ")
    assert len(lines(app)) == 3
    chosen(app, "jenis", None)
    assert address(app) == {}


def test_a_kind_without_a_finding(app):
    chosen(app, "jenis", "near_full")
    assert lines(app) == []
    assert list(app.dataframe) == []
    assert block(app, "kkb-panel") == ""
    said = [plain(one) for one in blocks(app)]
    assert (
        "Tidak ada temuan untuk pilihan ini. Angka yang ada tidak melanggar satu pun aturan "
        "pemeriksaan."
    ) in said
    assert "0 temuan" in said
    assert block(app, "kkb-head").endswith("Tidak ada temuan yang perlu diperiksa.")


def test_period(app):
    chosen(app, "periode", "2026-Q2")
    assert address(app) == {"periode": "2026-Q2"}
    assert "s.d. Triwulan II 2026" in block(app, "kkb-head")
    # The district was not late yet, and the slip of the last quarter was not made.
    assert not any("Laporan terakhir belum masuk" in line for line in lines(app))
    assert not any("Anak tidak sekolah" in line and "Lonjakan" in line for line in lines(app))


def test_whom_to_call(app):
    (table,) = [one for one in blocks(app) if "kkb-quality-verify" in one]
    ours = view().verify
    assert table.count("<tr>") == 1 + len(ours) == 21
    first = ours.iloc[0]
    assert f'href="/profil?wilayah={first["code"]}"' in table
    assert plain(table).startswith("Menampilkan 20 dari 183 nilai yang kosong atau perlu diperiksa")
    assert "Bukan nilai, hanya untuk memilih siapa yang dihubungi dulu." in plain(table)
    low, high = (f"{first[name]:,}".replace(",", ".") for name in ("low", "high"))
    assert f"{low} sampai {high}" in plain(table)


def test_lists_lead_on_and_keep_the_language():
    app = opened(QUALITY, lang="en")
    (lists,) = [one for one in blocks(app) if 'class="kkb-quality"' in one]
    assert f'href="/profil?wilayah={TUNJUNG_TEJA}&amp;lang=en"' in lists
    assert 'href="/kamus?indikator=L05&amp;lang=en"' in lists
    assert "78.2% up to date" in plain(lists)


def test_downloads_are_offered(app):
    labels = [one.proto.label for one in app.get("download_button")]
    assert labels == ["Excel (XLSX)", "CSV"] * 4


WHOLE = {
    "opd": "DKBP3A", "wilayah": "36.04.17", "jenis": "heaped_digits", "periode": "2026-Q2",
    "temuan": "heaped_digits.L12.36.04.17", "lang": "en",
}  # fmt: skip


def test_address_restores_the_whole_state():
    app = opened(QUALITY, **WHOLE)
    assert (errors(app), notes(app)) == ([], [])
    assert address(app) == WHOLE
    assert block(app, "kkb-panel").startswith("Figures look rounded Modern contraception (mCPR)")


@pytest.mark.parametrize(
    ("name", "value"),
    [("temuan", "jump_tenfold.<b>"), ("jenis", "tahayul"), ("wilayah", "99.99"), ("opd", "X")],
)
def test_what_does_not_exist_is_dropped_with_a_hint(name, value):
    app = opened(QUALITY, **{name: value})
    assert errors(app) == []
    assert notes(app) == [f"Bagian alamat ini tidak dikenal dan diabaikan: {name}={value}."]
    assert address(app) == {}


@pytest.mark.parametrize("store", ["pack_path", "cleared_path"])
def test_without_reports_of_agencies(store, request, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_STORE", str(request.getfixturevalue(store)))
    app = opened(QUALITY)
    assert (errors(app), notes(app)) == ([], [])
    assert block(app, "kkb-head").endswith(
        f"5 dari 50 indikator desa sudah dilaporkan; 100{PERCENT} isiannya ada, semuanya "
        "mutakhir. Tidak ada temuan yang perlu diperiksa."
    )
    assert "45 indikator per desa belum pernah dilaporkan" in block(app, "kkb-quality")
    chosen(app, "opd", "Dinkes")
    assert block(app, "kkb-head").endswith(
        "Belum ada indikator per desa yang dilaporkan sampai periode ini."
    )
    assert block(app, "kkb-quality").startswith(
        "Belum ada laporan per desa untuk pilihan ini. Unggah laporan perangkat daerah"
    )
