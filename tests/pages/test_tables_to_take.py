"""Every table beside which files can be taken: opened again, they hold what the page shows."""

import re
from datetime import date
from typing import Any

import pytest

from kampungkb.tasks.convergence_agency import agency
from kampungkb.tasks.convergence_tables import asked_listing
from kampungkb.tasks.dictionary_tables import targets_listing
from kampungkb.tasks.formation_tables import class_listing, pace_listing
from kampungkb.tasks.formation_view import default_wish, formation_view
from kampungkb.tasks.ledger import gap_document, status_document
from kampungkb.tasks.profile_view import most_short, peers_of, profile_rows, village_rows
from kampungkb.tasks.summary_listing import summary_listing
from kampungkb.ui import load
from kampungkb.ui.profile_listing import peers_listing, villages_listing
from tests.pages.screen import blocks, errors, opened, plain
from tests.pages.taking import ID, MARK, offered, records

MONGPOK, CIKEUSAL = "36.04.23.2015", "36.04.23"
pytestmark = pytest.mark.usefixtures("filled")


def data():
    of = load.snapshot()
    return of, load.ledger(of, of.as_of)


def shown(script: str, name: str, **address: str) -> list[list[str]]:
    """The words of the rows of a table on a page, cell by cell."""
    app = opened(script, **address)
    assert errors(app) == []
    (found,) = [one for one in blocks(app) if re.search(rf'class="{name}["\s]', one)]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", found, re.S)
    return [
        [plain(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)]
        for row in rows
        if "<thead" not in row and 'scope="row"' in row
    ]


def test_the_figures_of_the_first_screen_are_those_of_its_cards_and_of_status():
    of, ledger = data()
    found = records(summary_listing(of, ledger, ID))
    formed, *key = found
    status = status_document(of)
    assert formed["Indikator"] == "K01"
    assert formed["Kekurangan"] == status["to_form"] == 193
    assert formed["Nilai"] == pytest.approx(100 * 52 / 326)
    (block,) = [one for one in blocks(opened("pages/summary.py")) if "kkb-cards" in one]
    page = re.findall(r'<h3>(.*?)</h3>.*?kkb-value">(.*?)</span>(.*?)kkb-small', block, re.S)
    assert [one["Nama indikator"] for one in key] == [plain(name) for name, _, _ in page]
    for one, (_, value, rest) in zip(key, page, strict=True):
        assert ID.share(one["Nilai"] / 100) == plain(value)
        if one["Kekurangan"] is not None:
            assert f"kurang {ID.number(one['Kekurangan'])} {one['Kekurangan dihitung dalam']}" in (
                plain(rest)
            )  # fmt: skip
    published = {one["Indikator"]: one["Sumber"] for one in found if one["Sumber"]}
    assert published == {"L01": "ANTARA Banten 2024, SKI 2023", "L23": "Databoks, BPS"}


def test_the_indicators_asked_of_an_agency_are_those_of_its_page_and_of_gaps():
    of, ledger = data()
    found = records(asked_listing(agency(of, ledger, "Dinkes"), of, ledger, ("Sumber",), ID))
    # Below them in the same block stand the first 20 villages to be visited.
    page = shown("pages/convergence.py", "kkb-asked", opd="Dinkes")[:-20]
    rows: Any = [row for row in gap_document(of, "agency")["rows"] if row["code"] == "Dinkes"]
    assert len(found) == len(page) == len(rows)
    for one, cells, row in zip(found, page, rows, strict=True):
        assert (one["Indikator"], one["Kekurangan"]) == (row["indicator"], row["shortfall"])
        assert one["Pembilang"] == row["numerator"]
        scale = 100 if one["Satuan"] == "%" else 1
        assert one["Nilai"] == pytest.approx(row["value"] * scale, rel=1e-12)
        assert cells[0].startswith(one["Nama indikator"])
        assert cells[1].startswith(ID.number(one["Nilai"], 2))
        if one["Kekurangan"] is not None:
            assert cells[4].startswith(ID.number(one["Kekurangan"]))
        assert (one["Keterangan"] == MARK) == cells[1].endswith("data contoh")


def test_the_needed_pace_is_that_of_the_page():
    of, ledger = data()
    view = formation_view(of, ledger.as_of, default_wish(of))
    found = records(pace_listing(view, ("Sumber",), ID))
    page = {row[0]: row[1:] for row in shown("pages/formation.py", "kkb-panel kkb-formation-pace")}
    assert [one["Desa yang disasar"] for one in found] == [245, 326]
    assert [f"{one['Masih kurang']} desa" for one in found] == page["Masih kurang"]
    assert [f"{one['Desa per bulan yang perlu']} desa per bulan" for one in found] == (
        page["Laju yang perlu"]
    )  # fmt: skip
    assert [one["Tanggal sasaran"] for one in found] == [date(2028, 12, 31).isoformat()] * 2
    assert [one["Bulan yang tersisa"] for one in found] == [27, 27]
    last = list(page)[-2:]
    assert [[one[name] for one in found] for name in last] == [page[name] for name in last]
    assert {one["Keterangan"] for one in found} == {MARK}


def test_the_classes_are_those_of_the_page():
    of, ledger = data()
    view = formation_view(of, ledger.as_of, default_wish(of))
    found = records(class_listing(view, ("Sumber",), ID))
    (block,) = [one for one in blocks(opened("pages/formation.py"))
                if "kkb-formation-classes" in one]  # fmt: skip
    page = re.findall(r"<dt>(.*?)</dt>.*?<span>(\d+) desa</span>", block, re.S)
    assert [(one["Klasifikasi"], str(one["Desa"])) for one in found] == page
    assert sum(one["Desa"] for one in found) == len(view.formed) == 52


def test_the_villages_of_a_district_are_those_of_its_profile():
    of, ledger = data()
    short = [str(one) for one in
             most_short(profile_rows(of, ledger, CIKEUSAL), ledger.terms)["indicator"]]  # fmt: skip
    rows = village_rows(of, ledger, CIKEUSAL, short)
    found = records(villages_listing(of, ledger, CIKEUSAL, rows, short, ("Sumber",), ID))
    page = shown("pages/profile.py", "kkb-profile-more", wilayah=CIKEUSAL)
    assert len(found) == len(page) == 17
    for one, (name, below, *missing) in zip(found, page, strict=True):
        assert name == ("● " if one["Status Kampung KB"] == "terbentuk" else "○ ") + one["Desa"]
        counts = one["Indikator belum mencapai sasaran"], one["Indikator dinilai"]
        assert below == f"{counts[0]} dari {counts[1]}"
        own = [value for header, value in one.items() if ": kekurangan" in header]
        assert [ID.number(value) for value in own] == missing
    marked = [one["Keterangan"] for one in found]
    assert marked == [MARK] * 17


def test_the_similar_villages_are_those_of_the_profile():
    of, ledger = data()
    asked, rows = peers_of(of, ledger, MONGPOK, profile_rows(of, ledger, MONGPOK), None)
    assert asked is not None
    found = records(peers_listing(
        of, ledger, MONGPOK, of.dictionary.get(asked), rows, ("Sumber",), ID, note="Catatan",
    ))  # fmt: skip
    page = shown("pages/profile.py", "kkb-profile-more", wilayah=MONGPOK)
    assert found[0]["Kode desa"] == MONGPOK
    assert len(found) == len(page) > 1
    for one, cells in zip(found, page, strict=True):
        assert cells[0].startswith(one["Desa"])
        assert cells[1] == ID.share(one["Nilai"])
        assert cells[2] == ID.number(one["Penduduk"])
        assert cells[3:] == [ID.number(one[part], 2) for part in ("IKS", "IKE", "IKL")]


def test_the_targets_of_the_dictionary_are_those_of_its_entries():
    of, _ = data()
    found = records(targets_listing(of, ID))
    (block,) = [one for one in blocks(opened("pages/dictionary.py")) if "kkb-dictionary" in one
                and "<details" in one]  # fmt: skip
    tables = [part.partition("</table>")[0] for part in block.split(ID("dictionary.targets"))[1:]]
    page = sorted(
        plain(re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)[0])
        for table in tables
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table.partition("<tbody>")[2], re.S)
    )
    assert sorted(one["Sasaran"] for one in found) == page


@pytest.mark.parametrize(
    ("script", "address", "files"),
    [
        ("pages/summary.py", {}, {"summary"}),
        ("pages/convergence.py", {"opd": "Dinkes"}, {"asked", "visits"}),
        ("pages/formation.py", {}, {"pace", "course", "districts", "waiting", "classes"}),
        ("pages/profile.py", {"wilayah": CIKEUSAL}, {"profile", "beside"}),
        ("pages/profile.py", {"wilayah": MONGPOK}, {"profile", "beside"}),
        ("pages/dictionary.py", {}, {"dictionary", "targets", "published"}),
    ],
)
def test_each_table_has_its_files_beside_it(script, address, files):
    assert offered(opened(script, **address)) == {
        f"{name}_{kind}" for name in files for kind in ("xlsx", "csv")
    }
