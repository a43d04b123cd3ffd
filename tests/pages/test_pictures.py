"""Every figure of every page can be taken away as a picture that says what it shows."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kampungkb.charts.theme import DARK
from kampungkb.settings import ROOT
from kampungkb.store.engine import open_engine
from kampungkb.tasks.scenario import offer_of, save
from kampungkb.ui import background, load
from tests.pages.picturing import LABELS, MARK, Offered, three
from tests.pages.scenarios import answered, slower
from tests.pages.screen import errors, figure, opened
from tests.pages.uploading import CLEAN, page, send

MONGPOK, CIKEUSAL = "36.04.23.2015", "36.04.23"
END = "2026-Q3-revisi-2"
MARKED = f"{END}-DATA-CONTOH"
SAMPLE = "Sumber: Data contoh yang dibuat program, bukan angka resmi"

# Every function that mounts a figure, and the test of its pictures.
FIGURES = {
    "summary_blocks.show_course": "test_what_stands_around_a_picture",
    "map_blocks.show_map": "test_what_stands_around_a_picture",
    "gaps_blocks.show_view": "test_what_stands_around_a_picture",
    "formation_blocks.show_funnel": "test_the_formation_has_two",
    "formation_blocks.show_course": "test_the_formation_has_two",
    "profile_blocks._show_course": "test_what_stands_around_a_picture",
    "whatif_content._blocks": "test_what_stands_around_a_picture",
    "plan_blocks._plot": "test_plan_pictures",
    "plan_more._fairness": "test_plan_pictures",
    "scenario_compare._blocks": "test_plans_side_by_side",
    "preview_blocks._show_map": "test_a_preview_says_that_nothing_is_saved",
}
OFFERS = {"picture_block", "offer_picture"}
# A figure in one of several looks: whoever asks for it offers its pictures.
SHARED = {"plan_blocks._plot"}


@pytest.fixture
def pictures(monkeypatch) -> Offered:
    return Offered(monkeypatch)


def functions(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Each function of a module, and the names of what it calls."""
    for one in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(one, ast.FunctionDef):
            called = [node.func for node in ast.walk(one) if isinstance(node, ast.Call)]
            names = [
                func.id if isinstance(func, ast.Name) else func.attr
                for func in called
                if isinstance(func, ast.Name | ast.Attribute)
            ]
            yield f"{file.stem}.{one.name}", names


def calls() -> dict[str, list[str]]:
    files = [*(ROOT / "kampungkb/ui").glob("*.py"), *(ROOT / "pages").glob("*.py")]
    return {name: called for file in files for name, called in functions(file)}


def test_no_figure_is_mounted_unseen():
    found = {name for name, called in calls().items() if "plot" in called}
    assert found == set(FIGURES)


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_who_mounts_a_figure_offers_its_pictures(name):
    found = calls()
    users = [name]
    if name in SHARED:
        module, _, own = name.partition(".")
        users = [
            one for one, called in found.items() if one.startswith(f"{module}.") and own in called
        ]
    for user in users:
        drawn = sum(one in ("plot", "_plot") for one in found[user])
        assert drawn == sum(one in OFFERS for one in found[user]) > 0, user


OPENED = [
    # Page and address; the stem of the files; what is told in the picture.
    ("summary", {}, f"pembentukan-angka-terbit-{END}",
     ["Jumlah desa yang pernah diumumkan", "Sumber: Pernyataan bupati"], False),
    ("map", {"warna": "D02"}, f"peta-D02-{MARKED}",
     ["KIA 0–<17: 166 dari 326 desa belum mencapai 60 %", "Kampung KB terbentuk (52)",
      f"{SAMPLE}; batas wilayah: BIG"], True),
    ("map", {"warna": "D02", "tingkat": "district", "tampil": "shortfall"},
     f"peta-D02-kekurangan-kecamatan-{MARKED}", ["kurang 32.834 anak"], True),
    ("map", {"warna": "D02", "wilayah": MONGPOK, "fokus": CIKEUSAL},
     f"peta-D02-Kecamatan-Cikeusal-{MARKED}",
     ["Yang terlihat: Kecamatan Cikeusal dan sekitarnya. Bergaris tepi: Mongpok · Kec. Cikeusal."],
     True),
    ("gaps", {"indikator": "D02"}, f"kesenjangan-D02-capaian-kecamatan-{MARKED}",
     ["Menampilkan 29 kecamatan, semua desa.", SAMPLE], True),
    ("gaps", {"indikator": "D02", "tingkat": "village", "wilayah": CIKEUSAL, "kampung": "formed"},
     f"kesenjangan-D02-capaian-desa-Cikeusal-hanya-kampung-kb-{MARKED}",
     ["Menampilkan 2 desa di Kecamatan Cikeusal, hanya desa Kampung KB."], True),
    ("gaps", {"lihat": "indicators"}, f"kesenjangan-semua-indikator-kecamatan-{MARKED}",
     ["Menampilkan 29 kecamatan, semua desa."], True),
    ("gaps", {"lihat": "shortfall", "opd": "Disdukcapil"},
     f"kesenjangan-kekurangan-kecamatan-D01-D02-{MARKED}", ["Pilihan 2 indikator: "], True),
    ("gaps", {"lihat": "distribution", "indikator": "D02"},
     f"kesenjangan-D02-sebaran-desa-{MARKED}", ["KIA 0–<17: banyaknya desa menurut nilai"], True),
    ("gaps", {"lihat": "course", "indikator": "D02", "wilayah": CIKEUSAL},
     f"kesenjangan-D02-waktu-Kecamatan-Cikeusal-{MARKED}",
     ["Menampilkan Kecamatan Cikeusal, semua desa."], True),
    ("gaps", {"lihat": "ranking", "indikator": "D02", "kampung": "unformed"},
     f"kesenjangan-D02-peringkat-kecamatan-belum-kampung-kb-{MARKED}",
     ["KIA 0–<17: peringkat dan rentangnya", "hanya desa yang belum tercatat sebagai Kampung KB"],
     True),
    ("profile", {"wilayah": MONGPOK, "indikator": "D02"}, f"profil-{MONGPOK}-laju-D02-{MARKED}",
     ["Laju KIA 0–<17: ", f"Mongpok · Kec. Cikeusal · {MONGPOK}", SAMPLE], True),
    ("simulation", {"isi": "indikator", "indikator": "D02", "di": CIKEUSAL},
     f"andaikan-D02-Kecamatan-Cikeusal-{MARKED}",
     ["KIA 0–<17: dari ", "Hanya Kecamatan Cikeusal.", "Asumsi: bagian yang dapat dijangkau"],
     True),
]  # fmt: skip


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("name", "address", "stem", "told", "is_made_up"), OPENED)
def test_what_stands_around_a_picture(pictures, name, address, stem, told, is_made_up):
    assert errors(opened(f"pages/{name}.py", **address)) == []
    assert pictures.names == three(stem)
    assert tuple(label for label, _ in pictures.found.values()) == LABELS["id"]
    drawn = pictures.words(f"{stem}.svg")
    for one in ("Kabupaten Serang · s.d. Triwulan III 2026 · revisi 2", "Dibuat ", *told):
        assert one in drawn
    assert (MARK in drawn) == is_made_up


@pytest.mark.usefixtures("filled")
def test_a_map_seen_from_near_names_what_is_in_sight(pictures):
    address = {"warna": "D02", "wilayah": MONGPOK, "fokus": MONGPOK}
    assert errors(opened("pages/map.py", **address)) == []
    drawn = pictures.words(f"peta-D02-Mongpok-Kec.-Cikeusal-{MARKED}.svg")
    assert "Kragilan" in drawn
    # At the other end of the regency; the names of those stood on the title.
    assert [one for one in ("Pulo Ampel", "Cinangka", "Tanara") if one in drawn] == []


@pytest.mark.usefixtures("filled")
def test_the_formation_has_two(pictures):
    assert errors(opened("pages/formation.py")) == []
    funnel, course = (f"pembentukan-{one}-{MARKED}" for one in ("tahapan", "perjalanan"))
    assert pictures.names == [*three(funnel), *three(course)]
    drawn = pictures.words(f"{funnel}.svg")
    assert "83 dari 326 desa sudah mulai" in drawn
    assert MARK in drawn
    drawn = pictures.words(f"{course}.svg")
    assert "sasaran 245 desa" in drawn
    assert MARK in drawn
    assert "Terbentuk menurut" not in drawn


@pytest.mark.usefixtures("filled")
def test_another_definition_of_formed_is_said(pictures):
    assert errors(opened("pages/formation.py", terbentuk="working_group")) == []
    (name,) = [one for one in pictures.names if "perjalanan" in one and one.endswith("svg")]
    assert "Terbentuk menurut: Pembentukan Pokja." in pictures.words(name)
    assert name == f"pembentukan-perjalanan-Pembentukan-Pokja-{MARKED}.svg"


@pytest.mark.usefixtures("filled")
def test_english(pictures):
    assert errors(opened("pages/gaps.py", indikator="D02", kampung="formed", lang="en")) == []
    stem = "gaps-D02-achievement-districts-kampung-kb-only-2026-Q3-revision-2-SAMPLE-DATA"
    assert pictures.names == three(stem, "square")
    assert tuple(label for label, _ in pictures.found.values()) == LABELS["en"]
    drawn = pictures.words(f"{stem}.svg")
    assert "Kabupaten Serang · as of Q3 2026 · revision 2" in drawn
    assert "SAMPLE DATA, not official figures" in drawn
    assert "Source: " in drawn


@pytest.mark.usefixtures("filled")
def test_the_figures_of_a_picture_are_those_of_the_page(pictures):
    app = opened("pages/gaps.py", indikator="D02")
    drawn = pictures.words(f"kesenjangan-D02-capaian-kecamatan-{MARKED}.svg")
    rows = load.ledger(load.snapshot(), None).district.query("indicator == 'D02'")
    values = [f"{100 * one:.2f} %".replace(".", ",") for one in rows["value"]]
    assert len(values) == len(set(figure(app)["layout"]["yaxis"]["ticktext"])) == 29
    # Districts of the same value have it as often as there are of them.
    assert {one: drawn.count(one) for one in values} == {one: values.count(one) for one in values}
    assert [one for one in figure(app)["layout"]["yaxis"]["ticktext"] if one not in drawn] == []


def test_official_figures_carry_no_mark(pictures, cleared_path, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_STORE", str(cleared_path))
    for script, address in (
        ("summary", {}), ("map", {"warna": "IDM"}), ("gaps", {"indikator": "IDM"}),
        ("formation", {}), ("profile", {"wilayah": MONGPOK}),
    ):  # fmt: skip
        assert errors(opened(f"pages/{script}.py", **address)) == []
    names = [one for one in pictures.names if one.endswith(".svg")]
    assert len(names) >= 4
    for name in names:
        assert "CONTOH" not in name
        assert MARK not in pictures.words(name)


@pytest.mark.usefixtures("filled")
def test_the_dark_page_has_dark_pictures(pictures, monkeypatch):
    monkeypatch.setattr(load, "scheme", lambda: "dark")
    assert errors(opened("pages/summary.py")) == []
    drawn = pictures.svg(f"pembentukan-angka-terbit-{END}.svg").lower()
    assert DARK.ground.lower() in drawn
    assert DARK.ink.lower() in drawn


@pytest.mark.usefixtures("patient", "store")
def test_a_preview_says_that_nothing_is_saved(pictures):
    app = send(page(), CLEAN)
    assert errors(app) == []
    stem = "pratinjau-D02-2026-Q3-revisi-1"
    assert pictures.names == three(stem)
    drawn = pictures.words(f"{stem}.svg")
    assert "Pratinjau perubahan yang belum disimpan; dibandingkan dengan revisi 1." in drawn
    assert "nilai pertama (2)" in drawn
    assert MARK not in drawn


def test_plans_side_by_side(pictures, own_store, monkeypatch):
    monkeypatch.setattr(background, "PATIENCE", 60.0)
    engine = open_engine(f"sqlite:///{own_store}")
    now = datetime(2026, 11, 20, 3, tzinfo=UTC)
    for at, (name, own) in enumerate((("<b>Cepat", answered()), ("Merata", slower()))):
        save(
            engine, offer_of(own), name=name, note=None, author="Budi", agency=None,
            now=now + timedelta(days=at),
        )  # fmt: skip
    engine.dispose()
    assert errors(opened("pages/simulation.py", isi="skenario")) == []
    stem = f"perbandingan-skenario-2-1-{MARKED}"
    assert pictures.names == three(stem)
    drawn = pictures.words(f"{stem}.svg")
    assert "<b>Cepat" in drawn
    assert "Semua rencana dihitung dengan data sekarang (revisi 2)" in drawn
    assert MARK in drawn
