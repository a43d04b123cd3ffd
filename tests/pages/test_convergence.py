"""Konvergensi OPD: the matrix, an agency's page, every filter, the address, and the files."""

import csv
import io
import re
from typing import Any

import pandas as pd
import pytest

from kampungkb.analysis.convergence import counted_indicators
from kampungkb.exports.listing import listing_csv, listing_file_name
from kampungkb.i18n.translator import translator
from kampungkb.tasks.convergence_agency import agency
from kampungkb.tasks.convergence_tables import matrix_listing, visit_listing
from kampungkb.tasks.convergence_view import matrix
from kampungkb.tasks.ledger import gap_document
from kampungkb.ui import load
from tests.pages.screen import address, block, blocks, errors, notes, opened, plain

CONVERGENCE = "pages/convergence.py"
PERCENT = "\N{NO-BREAK SPACE}%"
MONGPOK, CIKEUSAL = "36.04.23.2015", "36.04.23"
ID = translator("id")
pytestmark = pytest.mark.usefixtures("filled")


def chosen(app, name: str, value: str | None):
    """The page after a choice in one of its filters."""
    app.selectbox(key=f"param_{name}").set_value(value).run()
    assert errors(app) == []
    return app


def html(app, name: str) -> str:
    """The one block of HTML with a class of ours."""
    (found,) = [one for one in blocks(app) if re.search(rf'class="{name}["\s]', one)]
    return found


def rows(markup: str) -> list[list[str]]:
    """The words of each row of a table's body, cell by cell."""
    body = markup.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [plain(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)
    ]


def agency_rows(name: str) -> list[dict[str, Any]]:
    """The rows of an agency in the command line's document."""
    found: Any = gap_document(load.snapshot(), "agency")["rows"]
    return [row for row in found if row["code"] == name]


def as_file(listing) -> list[dict[str, str]]:
    """The rows of a listing as they stand in its CSV file."""
    text = listing_csv(listing, ID).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def whole():
    of = load.snapshot()
    return of, load.ledger(of, of.as_of)


def test_first_visit():
    app = opened(CONVERGENCE)
    assert (errors(app), notes(app), address(app)) == ([], [], {})
    assert block(app, "kkb-head").endswith(
        "Dari 52 desa terbentuk, tidak ada yang kosong pada 6 perangkat daerah yang melapor; nilai "
        "terkini paling banyak belum lengkap: Dinkes (11 desa)."
    )
    words = block(app, "kkb-convergence")
    assert "belum melaporkan satu pun nilai per desa: Bapperida." in words
    assert "Hanya memiliki indikator tingkat kabupaten: Sekda dan Dinsos." in words
    assert "Dihitung dari nilai yang dilaporkan perangkat daerah, bukan dari kegiatan" in words
    table = rows(html(app, "kkb-convergence"))
    assert len(table) == 52
    assert {len(row) for row in table} == {7}
    # Made-up figures are said to be so inside the table.
    assert "Desa dan kecamatan Terjangkau DATA CONTOH, bukan angka resmi DKBP3A" in words


def test_each_cell_says_what_the_matrix_says():
    of, ledger = whole()
    cells = matrix(of, ledger, "formed", None).cells.set_index(["code", "agency"])
    (own,) = [
        row for row in rows(html(opened(CONVERGENCE), "kkb-convergence"))
        if row[0] == "Mongpok Cikeusal"
    ]  # fmt: skip
    for shown, name in zip(own[1:], ["DKBP3A", "DPMD", "Disdukcapil", "Dinkes"], strict=False):
        cell = cells.loc[(MONGPOK, name)]
        is_judged = pd.notna(cell["verdict"])
        assert shown.endswith(f" {ID.number(cell['shortfall'])}" if is_judged else "terisi")
    assert own[4].startswith(f"▼ {cells.at[(MONGPOK, 'Dinkes'), 'below']} 5 kosong ")


def test_matrix_leads_to_agencies_and_profiles():
    table = html(opened(CONVERGENCE, lang="en"), "kkb-convergence")
    assert 'href="/konvergensi?opd=DPUPR%2FPerkim&amp;lang=en"' in table
    assert f'href="/profil?wilayah={MONGPOK}&amp;lang=en"' in table
    assert 'role="region"' in table
    assert 'tabindex="0"' in table


def test_all_villages_are_limited_and_a_district_shows_its_own():
    app = chosen(opened(CONVERGENCE), "kampung", "all")
    assert address(app) == {"kampung": "all"}
    assert block(app, "kkb-convergence").startswith("Menampilkan 60 dari 326 desa, ")
    assert len(rows(html(app, "kkb-convergence"))) == 60
    chosen(app, "wilayah", CIKEUSAL)
    assert address(app) == {"kampung": "all", "wilayah": CIKEUSAL}
    table = rows(html(app, "kkb-convergence"))
    assert len(table) == 17
    assert all(row[0].endswith(" Cikeusal") for row in table)
    assert "Dari 17 desa di Kecamatan Cikeusal, " in block(app, "kkb-head")


def test_period():
    app = chosen(opened(CONVERGENCE), "periode", "2025-Q1")
    assert address(app) == {"periode": "2025-Q1"}
    assert "s.d. Triwulan I 2025" in block(app, "kkb-head")
    assert "opd=Dinkes&amp;periode=2025-Q1" in html(app, "kkb-convergence")


def test_choosing_an_agency_and_coming_back():
    app = chosen(opened(CONVERGENCE), "opd", "Dinkes")
    # Who looked at the formed villages keeps looking at them.
    assert address(app) == {"opd": "Dinkes", "kampung": "formed"}
    assert block(app, "kkb-head").startswith("Apa yang diminta dari Dinkes Kabupaten Serang ")
    chosen(app, "opd", None)
    assert address(app) == {}
    assert block(app, "kkb-head").startswith("Konvergensi OPD ")


def test_agency_by_its_link():
    app = opened(CONVERGENCE, opd="Dinkes")
    assert (errors(app), notes(app), address(app)) == ([], [], {"opd": "Dinkes"})
    assert block(app, "kkb-head").endswith(
        "Dinkes: 5 dari 5 indikator yang dapat dinilai belum mencapai sasaran; kekurangan terbesar "
        "pada Peserta JKN, 221.093 penduduk. 1 indikator datanya kurang untuk dinilai (di bawah "
        "80 % desa)."
    )
    ours = {ID.words(load.snapshot().dictionary.get(row["indicator"]).short): row
            for row in agency_rows("Dinkes")}  # fmt: skip
    table = rows(html(app, "kkb-asked").partition('class="kkb-visits')[0])
    assert len(table) == len(ours) == 8
    for name, row in ours.items():
        (shown,) = [one for one in table if one[0].startswith(name)]
        expected = "–" if row["shortfall"] is None else ID.number(row["shortfall"])
        assert shown[4].split(" ")[0] == expected
        assert shown[1] == f"{ID.share(row['value'])} data contoh"
        assert shown[5].startswith(f"{row['villages_with_value']} dari 326 desa")
    assert "didukung Dinsos dan BPJS Kesehatan" in plain(html(app, "kkb-asked"))
    assert "Belum dilaporkan per desa (8): " in plain(html(app, "kkb-asked"))


def test_visits_hold_the_ledger():
    of, ledger = whole()
    counted = counted_indicators(ledger.terms, "Dinkes")
    total = sum(row["shortfall"] for row in agency_rows("Dinkes") if row["indicator"] in counted)
    found = agency(of, ledger, "Dinkes")
    assert found.visits.total == total == 246574
    app = opened(CONVERGENCE, opd="Dinkes")
    words = plain(html(app, "kkb-asked"))
    assert (
        f"20 desa ini memuat 49.145 dari 246.574 kekurangan layanan Dinkes di seluruh kabupaten "
        f"(19,9{PERCENT})."
    ) in words
    table = rows(html(app, "kkb-asked").partition('class="kkb-visits')[2])
    assert len(table) == 20
    assert [row[1].split(" Peserta")[0] for row in table[:2]] == [
        "Waringinkurung Waringinkurung · terbentuk", "Kendayakan Kragilan",
    ]  # fmt: skip
    assert table[0][2:8] == ["3.940", "0", "1", "3.535", "2", "402"]
    # The whole list stands below, and its numbers sort.
    frame = app.dataframe[0].value
    assert len(frame) == 326
    assert frame["Kekurangan layanan"].sum() == total


def test_rank_by_one_indicator():
    app = chosen(opened(CONVERGENCE, opd="Dinkes"), "indikator", "E03")
    assert address(app) == {"opd": "Dinkes", "indikator": "E03"}
    (row,) = [row for row in agency_rows("Dinkes") if row["indicator"] == "E03"]
    assert f"dari {ID.number(row['shortfall'])} rumah tangga yang masih kurang" in plain(
        html(app, "kkb-asked")
    )
    assert app.dataframe[0].value["BABS"].sum() == row["shortfall"]


def test_visits_in_formed_villages_of_a_district():
    app = opened(CONVERGENCE, opd="Disdukcapil", kampung="formed", wilayah=CIKEUSAL)
    assert address(app) == {"opd": "Disdukcapil", "kampung": "formed", "wilayah": CIKEUSAL}
    words = plain(html(app, "kkb-asked"))
    assert "Hanya desa terbentuk di Kecamatan Cikeusal." in words
    frame = app.dataframe[0].value
    assert set(frame["Desa"]) == {"Mongpok", "Dahu"}


def test_printed_list_has_columns_to_fill_in_and_says_what_it_is():
    visits = html(opened(CONVERGENCE, opd="Dinkes"), "kkb-asked").partition('class="kkb-visits')[2]
    head = plain(visits.partition("<thead>")[2].partition("</thead>")[0])
    assert head.startswith(
        "DATA CONTOH, bukan angka resmi · Apa yang diminta dari Dinkes · Kabupaten Serang · s.d. "
        "Triwulan III 2026 · revisi 2 "
    )
    assert head.endswith("Tanggal kunjungan Petugas Hasil")
    assert visits.count('<td class="kkb-print-only kkb-fill"></td>') == 60


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Dindikbud", "Belum ada indikator Dindikbud dengan nilai per desa dan sasaran "),
        ("Bapperida", "Belum dilaporkan per desa (1): Instansi lintas sektor."),
        ("Sekda", "Hanya tingkat kabupaten (1): "),
    ],
)
def test_agencies_without_a_list(name, sentence):
    app = opened(CONVERGENCE, opd=name)
    assert (errors(app), notes(app)) == ([], [])
    assert sentence in plain(html(app, "kkb-asked"))
    assert "kkb-print-only" not in html(app, "kkb-asked")
    assert len(app.dataframe) == 0


def test_parts_of_the_address_that_do_not_exist():
    app = opened(CONVERGENCE, opd="Dinkes2", wilayah=MONGPOK)
    assert notes(app) == [
        f"Bagian alamat ini tidak dikenal dan diabaikan: opd=Dinkes2, wilayah={MONGPOK}."
    ]
    assert address(app) == {}


def test_an_indicator_that_the_agency_cannot_be_ranked_by_is_forgotten():
    app = opened(CONVERGENCE, opd="Dindikbud", indikator="L19")
    assert (errors(app), address(app)) == ([], {"opd": "Dindikbud"})


def test_language_switch_keeps_the_rest():
    app = opened(CONVERGENCE, opd="Dinkes", indikator="L07")
    app.button(key="switch_language").click().run()
    assert errors(app) == []
    assert address(app) == {"opd": "Dinkes", "indikator": "L07", "lang": "en"}
    assert block(app, "kkb-head").startswith("What is asked of Dinkes Kabupaten Serang · as of Q3 ")


@pytest.mark.parametrize("store", ["pack_path", "cleared_path"])
def test_without_sample_data(store, request, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_STORE", str(request.getfixturevalue(store)))
    app = opened(CONVERGENCE)
    assert block(app, "kkb-head").endswith(
        "Baru 1 dari 7 perangkat daerah yang melaporkan nilai per desa; 3 desa terbentuk semuanya "
        "terisi oleh yang melapor."
    )
    assert [row[0].split(" ")[0] for row in rows(html(app, "kkb-convergence"))] == [
        "Cisait", "Sukasari", "Mongpok",
    ]  # fmt: skip
    assert "CONTOH" not in block(app, "kkb-convergence")
    chosen(app, "wilayah", "36.04.05")
    assert block(app, "kkb-head").endswith(
        "Belum ada desa di Kecamatan Kramatwatu yang tercatat terbentuk. Pilih Semua desa untuk "
        "melihat desanya."
    )
    chosen(app, "opd", "DKBP3A")
    assert f"Desa ber-KKB 0,92{PERCENT} 75{PERCENT} " in plain(html(app, "kkb-asked"))


def test_old_revision():
    app = opened(CONVERGENCE, v="1")
    assert notes(app) == ["Anda melihat data pada revisi 1, bukan yang terakhir."]
    assert f'href="/profil?wilayah={MONGPOK}&amp;v=1"' in html(app, "kkb-convergence")


def test_file_of_the_matrix():
    of, ledger = whole()
    found = matrix(of, ledger, "all", None)
    listing = matrix_listing(found, of, ledger, ("Sumber",), ID)
    file = as_file(listing)
    assert len(file) == 326
    cells = found.cells[found.cells["agency"] == "Dinkes"].set_index("code")
    for row in file:
        cell = cells.loc[row["Kode desa"]]
        assert row["Dinkes: keadaan"] == "terisi"
        assert row["Dinkes: indikator belum mencapai sasaran"] == str(cell["below"])
        assert row["Dinkes: kekurangan layanan"] == str(cell["shortfall"])
    assert {row["DPMD: kekurangan layanan"] for row in file} == {""}
    assert listing_file_name(listing, ID, "csv") == (
        "konvergensi-opd-2026-Q3-revisi-2-DATA-CONTOH.csv"
    )


def test_file_of_the_visits_has_empty_columns_and_every_village():
    of, ledger = whole()
    found = agency(of, ledger, "Dinkes", indicator="L05")
    file = as_file(visit_listing(found, of, ledger, ("Sumber",), ID))
    assert len(file) == 326
    assert {row["No."] for row in file[230:]} == {""}
    assert sum(int(row["Gizi buruk tertangani (balita)"] or 0) for row in file) == 35
    # Nobody to treat is no zero.
    assert {row["Gizi buruk tertangani (balita)"] for row in file[230:]} == {""}
    assert {(row["Tanggal kunjungan"], row["Petugas"], row["Hasil"]) for row in file} == {("",) * 3}
    assert {row["Keterangan"] for row in file[:230]} == {"DATA CONTOH, bukan angka resmi"}


def test_downloads_are_offered():
    app = opened(CONVERGENCE)
    assert [one.proto.label for one in app.get("download_button")] == ["Excel (XLSX)", "CSV"]
    chosen(app, "opd", "Dinkes")
    assert [one.proto.label for one in app.get("download_button")] == ["Excel (XLSX)", "CSV"] * 2
