"""Journeys of a spreadsheet: template out, filled, in, looked at, saved, seen, undone."""

import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Locator, expect

from kampungkb.store.drafts import list_drafts
from kampungkb.store.engine import open_engine
from tests.browser.journey import Reader, serving, visiting

pytestmark = pytest.mark.browser

MONGPOK = "36.04.23.2015"
# The first and the last number of the seventeen villages of Cikeusal.
CIKEUSAL = (2001, 2017)
KIA = "D02 · KIA 0–<17"
# Colours of the map for villages that meet their target and that do not.
REACHED, BELOW = "rgb(15, 118, 110)", "rgb(200, 68, 42)"


@pytest.fixture(scope="module")
def office_path(filled_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that these journeys change; what one keeps no other one looks at."""
    return Path(shutil.copyfile(filled_path, tmp_path_factory.mktemp("office") / "store.sqlite"))


@pytest.fixture(scope="module")
def office(office_path: Path) -> Iterator[str]:
    with serving(office_path) as address:
        yield address


def fill(path: Path, period: str, counts: Mapping[str, tuple[int, int]]) -> None:
    """Fill the KIA columns of a template as an agency does."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet["A3"].value == "Periode"
    sheet["B3"] = period
    (at,) = (one.column for one in sheet[5] if one.value == KIA)
    for row in range(8, sheet.max_row + 1):
        given = counts.get(sheet.cell(row, 1).value)
        if given is not None:
            sheet.cell(row, at).value, sheet.cell(row, at + 1).value = given
    book.save(path)


def save(reader: Reader) -> int:
    """Save what is previewed; the number of the revision."""
    button = reader.page.get_by_role("button", name=re.compile(r"^Simpan sebagai revisi \d+$"))
    expect(button).to_be_enabled()
    reader.rest()
    number = int(button.inner_text().rpartition(" ")[2])
    button.click()
    reader.says(".kkb-upload-done", f"tersimpan sebagai revisi {number}")
    return number


def painted(reader: Reader, code: str) -> tuple[str, str]:
    """The colour that a village has on the map, and what the map says of it."""
    script = f"""(() => {{
      for (const group of div.querySelectorAll(".choroplethlayer > g")) {{
        const trace = group.__data__[0].trace;
        if (trace.name !== "units") continue;
        const at = trace.locations.indexOf("{code}");
        const path = [...group.children].find(one => one.__data__.loc === "{code}");
        return [getComputedStyle(path).fill, trace.text[at]];
      }}
    }})()"""
    colour, text = reader.map(script)
    return colour, " ".join(text.split())


def on_the_map(reader: Reader, office: str) -> str:
    """What the panel beside the map of verdicts says of Mongpok's KIA."""
    reader.open(f"{office}/peta?warna=D02&tampil=verdict&wilayah={MONGPOK}")
    reader.drawn("D02", "verdict")
    reader.says(".kkb-panel h2", "Mongpok")
    return " ".join(reader.page.locator(".kkb-panel .kkb-own").inner_text().split())


def lacking(reader: Reader) -> Locator:
    """The shortfall that the panel of the gaps says."""
    label = reader.page.get_by_text("Kekurangan", exact=True)
    return reader.page.locator(".kkb-panel dl > div", has=label).locator("dd")


def undo(reader: Reader, revision: int, says: str, reason: str) -> None:
    """Undo a revision of which the page says first what would change."""
    page = reader.page
    panel = page.locator(".st-key-history_panel")
    button = f"Batalkan revisi {revision}"
    reader.press(button)
    expect(panel).to_contain_text(f"Membatalkan revisi {revision} akan menyimpan revisi baru")
    expect(panel).to_contain_text(says)
    # Nobody is asked twice in one tab.
    expect(panel).to_contain_text("Sari (Disdukcapil)")
    field = panel.get_by_role("textbox", name="Alasan")
    reader.press(button)
    expect(panel).to_contain_text("Tulis alasannya")
    reader.rest()
    field.fill(reason)
    page.get_by_role("button", name=button).click()
    expect(panel).to_contain_text(f"Revisi {revision} sudah dibatalkan.")


def test_template_out_filled_in_saved_seen_and_undone(office, reader, tmp_path):
    page = reader.page
    was = "KIA 0–<17 TW II 2026 · data contoh 67,68 % ●mencapai sasaran"
    assert on_the_map(reader, office) == was
    assert painted(reader, MONGPOK) == (REACHED, "67,68 % · mencapai sasaran")
    reader.says(".kkb-legend", "● mencapai sasaran (110)")
    reader.says(".kkb-legend", "▼ belum mencapai (166)")

    page.goto(f"{office}/unggah")
    reader.introduce("Sari", "Disdukcapil")
    with page.expect_download() as waiting:
        reader.rest()
        page.get_by_role("button", name="Unduh templat", exact=True).click()
    path = tmp_path / waiting.value.suggested_filename
    assert path.name == "templat-Disdukcapil.xlsx"
    waiting.value.save_as(path)
    # All seventeen have met the target of 60 %; of 2.500 it asks 1.500, so Mongpok lacks 500.
    first, last = CIKEUSAL
    counts = {f"36.04.23.{number}": (900, 1000) for number in range(first, last + 1)}
    fill(path, "Semester I 2026", counts | {MONGPOK: (1000, 2500)})
    reader.send(path)
    reader.says(
        ".kkb-preview-finding",
        "17 nilai KIA 0–<17 Semester I 2026: 17 baru; kekurangan Kabupaten Serang naik dari 32.834 "
        "menjadi 33.334 anak; 1 desa tidak lagi tercapai.",
    )
    assert page.locator(".kkb-preview-counts li").all_inner_texts() == [
        "17 baru", "0 berubah", "0 tetap", "309 desa tidak termuat",
    ]  # fmt: skip
    # Cikeusal had 21.263 of 29.189 and has 16 times 900 of 1.000 and 1.000 of 2.500 now.
    card = page.locator(".kkb-preview-card")
    for line in (
        "Nilai 57,16 % 57,21 %",
        "Pembilang dari penyebut 295.145 dari 516.351 289.282 dari 505.662",
        "Kekurangan (anak) 32.834 33.334",
    ):
        expect(card).to_contain_text(re.compile(r"\s*".join(map(re.escape, line.split()))))
    revision = save(reader)

    page.get_by_role("link", name="Lihat di peta").click()
    reader.drawn("D02", "value")
    assert reader.parameters() == {"warna": "D02", "periode": "2026-S1"}
    now = "KIA 0–<17 Sem. I 2026 40,00 % ▼belum mencapai 500 anak"
    assert on_the_map(reader, office) == now
    assert painted(reader, MONGPOK) == (BELOW, "40,00 % · belum mencapai")
    reader.says(".kkb-legend", "● mencapai sasaran (109)")
    reader.says(".kkb-legend", "▼ belum mencapai (167)")
    reader.open(f"{office}/kesenjangan?indikator=D02&wilayah={MONGPOK}")
    reader.says(".kkb-panel", "1.000 dari 2.500")
    expect(lacking(reader)).to_have_text("500 anak")

    page.goto(f"{office}/riwayat?revisi={revision}")
    undo(reader, revision, "17 baris berakhir", "berkas semester yang keliru")
    assert on_the_map(reader, office) == was
    assert painted(reader, MONGPOK) == (REACHED, "67,68 % · mencapai sasaran")
    reader.says(".kkb-legend", "● mencapai sasaran (110)")
    reader.says(".kkb-legend", "▼ belum mencapai (166)")


def messy(path: Path, period: str, misspelt: str) -> None:
    """A sheet as agencies send it: titles above the header, `Ds.`, 1.204, a total below."""
    book = Workbook()
    sheet = book.active
    for row in (
        ["PEMERINTAH KABUPATEN SERANG"],
        ["Cakupan kepemilikan akta kelahiran anak 0–18 tahun"],
        [f"Keadaan {period}"],
        [],
        ["No", "Kecamatan", "Desa", "Pembilang", "Penyebut"],
        [1, "Cikeusal", "Ds. Mongpok", "1.204", "1.300"],
        [2, "Cikeusal", f"Ds. {misspelt}", "987", "1.012"],
        [3, "Cikeusal", "Ds. Dahu", "12.345", "12.400"],
        [None, "Jumlah", None, "14.536", "14.712"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("A2:E2")
    book.save(path)


def widest(reader: Reader) -> int:
    """Pixels that the page asks for; more than the window has, and it scrolls sideways."""
    width: int = reader.page.evaluate(
        "Math.max(...[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map(one => one.scrollWidth))"
    )
    return width


@pytest.mark.parametrize(
    ("width", "height", "period", "misspelt", "village", "code"),
    [
        pytest.param(
            1366, 768, "Semester I 2026", "Panyabranggan", "Panyabrangan", "36.04.23.2008",
            id="laptop",
        ),
        pytest.param(
            390, 844, "Semester II 2025", "Gandayassa", "Gandayasa", "36.04.23.2009", id="phone"
        ),
    ],
)  # fmt: skip
def test_messy_sheet_is_asked_about_once_and_the_same_again_changes_nothing(
    office, browser, tmp_path, width, height, period, misspelt, village, code
):
    path = tmp_path / "rekap akta.xlsx"
    messy(path, period, misspelt)
    with visiting(browser, width, height) as visitor:
        page = visitor.page
        page.goto(f"{office}/unggah")
        visitor.introduce("Sari", "Disdukcapil")
        visitor.send(path)
        visitor.says(".kkb-understood", f"indikator D01 · Akta kelahiran 0–18, periode {period}")
        card = page.locator(".st-key-upload_card_0")
        expect(card).to_contain_text(f"Ds. {misspelt}, Kec. Cikeusal tidak ada dalam register")
        assert widest(visitor) <= width
        expect(card.get_by_role("radio").first).to_have_accessible_name(f"{village}, Kec. Cikeusal")
        visitor.rest()
        card.get_by_text(f"{village}, Kec. Cikeusal", exact=True).click()
        visitor.press("Pakai jawaban ini")
        visitor.says(".kkb-preview-counts", "3 baru")
        visitor.drawn("D01")
        assert widest(visitor) <= width
        visitor.rest()
        page.get_by_text("Yang dilakukan program").click()
        visitor.says(".st-key-upload_infos", "1 baris jumlah tidak diambil.")
        visitor.says(".st-key-upload_infos", "baris 9")
        revision = save(visitor)

        visitor.send(path)
        visitor.says(
            ".kkb-upload-done",
            f"Tidak ada perubahan: isi rekap akta.xlsx sudah sama dengan revisi {revision}. "
            "Tidak ada yang disimpan.",
        )
        # 98 % of 1.012 are 992 whole children.
        visitor.open(f"{office}/kesenjangan?indikator=D01&wilayah={code}")
        visitor.says(".kkb-panel h2", village)
        visitor.says(".kkb-panel", "987 dari 1.012")
        expect(lacking(visitor)).to_have_text("5 anak")
        assert (visitor.outside, visitor.complaints) == ([], [])


def table(path: Path, *rows: list[object], head: tuple[str, ...] = ()) -> Path:
    """A small sheet of our own headers."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Data"
    for row in (["kode_desa", "indikator", "periode", "pembilang", "penyebut", *head], *rows):
        sheet.append(row)
    book.save(path)
    return path


def stored_revisions(path: Path) -> list[int]:
    """The numbers of the revisions; other journeys may have kept theirs before."""
    with closing(sqlite3.connect(path)) as store:
        return [number for (number,) in store.execute("SELECT number FROM revision")]


def test_refused_file_says_where_and_comes_back_coloured(office, office_path, reader, tmp_path):
    page = reader.page
    stored = stored_revisions(office_path)
    page.goto(f"{office}/unggah")
    reader.introduce("Sari", "Disdukcapil")

    nik = table(
        tmp_path / "dengan NIK.xlsx",
        [MONGPOK, "D03", "2026-09", 30, 100, "3604231501900001"],
        ["36.04.23.2008", "D03", "2026-09", 30, 100, "3604236502910002"],
        head=("NIK",),
    )
    reader.send(nik)
    reader.says(
        ".kkb-upload-refused",
        "dengan NIK.xlsx tidak diterima dan tidak disimpan.Kolom NIK memuat data pribadi.",
    )

    twice = table(
        tmp_path / "dua kali.xlsx",
        [MONGPOK, "D03", "2026-09", 30, 100],
        ["36.04.23.2008", "D03", "2026-09", 30, 100],
        [MONGPOK, "D03", "2026-09", 40, 100],
    )
    reader.send(twice)
    where = page.locator(".st-key-upload_faults tbody tr")
    expect(where).to_have_count(1)
    expect(where.locator("td").first).to_have_text("Baris 4, kolom kode_desa")
    said = where.locator("td").last.inner_text()
    assert said.startswith("36.04.23.2015 Mongpok, Kec. Cikeusal tercantum dua kali, pada baris 2")
    expect(page.get_by_role("button", name="Simpan sebagai revisi")).to_have_count(0)
    with page.expect_download() as waiting:
        reader.press("Unduh berkas dengan tanda")
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "dua-kali-temuan.xlsx"
    sheet = load_workbook(path)["Data"]
    assert sheet["F1"].value == "Yang perlu diperbaiki"
    coloured = {
        one.coordinate: one.value for row in sheet.iter_rows() for one in row if one.fill.fill_type
    }
    assert coloured == {"A4": MONGPOK, "F4": said}
    reader.press("Batalkan unggahan")
    reader.press("Ya, buang unggahan ini")
    expect(page.get_by_text("Belum punya tabelnya?")).to_be_visible()
    expect(page.locator(".st-key-upload_waiting")).to_have_count(0)
    assert stored_revisions(office_path) == stored


def test_60_cut_in_the_middle_and_resumed_after_a_restart(filled_path, browser, tmp_path):
    store = tmp_path / "store.sqlite"
    shutil.copyfile(filled_path, store)
    path = table(
        tmp_path / "ikd.xlsx",
        [MONGPOK, "D03", "2026-09", 30, 100],
        ["36.04.23.2008", "D03", "2026-09", 30, 100],
    )
    with serving(store) as address, visiting(browser) as visitor:
        visitor.page.goto(f"{address}/unggah")
        visitor.introduce("Sari", "Disdukcapil")
        visitor.send(path)
        visitor.says(".kkb-preview-counts", "2 baru")
        assert (visitor.outside, visitor.complaints) == ([], [])
    with serving(store) as address, visiting(browser) as visitor:
        page = visitor.page
        page.goto(f"{address}/unggah")
        visitor.introduce("Budi", "Disdukcapil")
        visitor.says(".st-key-upload_waiting", "1 unggahan belum selesai")
        visitor.says(".st-key-upload_waiting", "ikd.xlsx oleh Sari")
        visitor.press("Lanjutkan")
        visitor.says(".kkb-preview-counts", "2 baru")
        assert save(visitor) == 3
        page.get_by_role("link", name="Lihat atau batalkan di Riwayat").click()
        visitor.says(".kkb-revision-facts", "Budi (Disdukcapil)")
        visitor.says(".kkb-revision-facts", "2 baris baru")
        assert (visitor.outside, visitor.complaints) == ([], [])
    engine = open_engine(f"sqlite:///{store}")
    assert list_drafts(engine) == []
    engine.dispose()
