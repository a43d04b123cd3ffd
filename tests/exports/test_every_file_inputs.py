"""Names and letterheads as they should not be: every file is right, or there is none."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import openpyxl
import pypdf
import pytest
from pptx.util import Pt

from kampungkb.errors import ExportCancelledError, LetterheadError
from kampungkb.exports.whole_file import write_whole
from kampungkb.tasks.export_kinds import ExportSource, export_file
from tests.exports import every_file
from tests.exports.briefs import png
from tests.exports.decks import opened, sheets, text_height
from tests.exports.every_file import FILES, File, made, plan, source, state, written
from tests.exports.test_twin import Page
from tests.tasks.snapshots import snapshot
from tests.villages import formations

BRIEFS = ["brief", "brief of a district", "brief of a village", "brief of an agency"]
# Of HTML, XML, a formula, TeX, Markdown, templates, typst and a printed header, and of no letters.
NAME = "=1+1 <b>&amp;</b> $x$ *y* {{a}} {n} #let x = 1 &P %{x} \N{GRINNING FACE}"
SIGNS = ("=1+1", "<b>&amp;</b>", "$x$", "*y*", "{{a}}", "{n}", "#let x = 1", "&P", "%{x}")
TURNED = "Desa \N{RIGHT-TO-LEFT OVERRIDE}gnuder"
LONG = {"words": ("Sindangkarya Mekarjaya Selatan " * 9)[:200], "one word": "sindangkar" * 20}


@pytest.fixture(scope="module")
def pack(tmp_path_factory) -> Path:
    return every_file.pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="module")
def named(pack):
    """What files are made from where every area, a source and the plan have a name."""

    @cache
    def named_(name: str) -> ExportSource:
        of = state(*every_file.reports("illustrative"), name=name)
        return source(of, pack, announced=plan(name))

    return named_


@pytest.fixture(scope="module")
def filed(named):
    """A file of such a store, made once."""

    @cache
    def filed_(file: str, name: str) -> File:
        return made(file, named(name))

    return filed_


def tight(text: str) -> str:
    """Without blanks: where lines break is the typesetter's affair."""
    return "".join(text.split())


def told(file: str, found: File) -> str:
    """All text of a file as a reader has it."""
    if file == "offline":
        return json.dumps(Page(found.data).data, ensure_ascii=False)
    return " ".join(found.parts.values())


@pytest.mark.parametrize("file", ["deck", "workbook", "offline", *BRIEFS])
def test_case_64_signs_of_markup_are_letters_in_every_file(filed, file):
    found = filed(file, NAME)
    whole = tight(told(file, found))
    assert [one for one in SIGNS if tight(one) not in whole] == []
    assert "amp" in found.name or file == "brief of an agency"
    assert not set(found.name) & set("<>&$*{}#%= ")


def test_case_65_no_cell_of_a_file_is_a_formula(filed):
    books = [openpyxl.load_workbook(io.BytesIO(filed("workbook", NAME).data))]
    books += [sheet.parent for sheet in sheets(filed("deck", NAME).data)]
    assert len(books) > 1
    types = {
        cell.data_type for book in books for sheet in book for row in sheet.iter_rows()
        for cell in row
    }  # fmt: skip
    assert types == {"s", "n"}


@pytest.mark.parametrize("file", ["deck", *BRIEFS])
def test_case_64_a_mark_of_direction_does_not_turn_figures_round(filed, file):
    whole = told(file, filed(file, TURNED))
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in whole
    # As PDFs are read, letters stand as they are seen.
    assert "Desagnuder" in tight(whole)
    assert "25 November 2026" in whole


@pytest.mark.parametrize("long", LONG.values(), ids=LONG)
@pytest.mark.parametrize("file", BRIEFS)
def test_names_of_200_letters_stay_on_two_pages_and_within_their_edges(filed, file, long):
    pages = pypdf.PdfReader(io.BytesIO(filed(file, long).data)).pages
    assert len(pages) <= 2
    for page in pages:
        # Nearly all letters are 4 points wide or more: what begins here and is longer runs over.
        edge, runs = float(page.mediabox.width) - 18 / 25.4 * 72, []
        page.extract_text(
            visitor_text=lambda text, _cm, tm, _font, size, own=runs: own.append(
                (tm[4] + 0.3 * size * tm[0] * len(text.strip()), text)
            )
        )
        over = [text for end, text in runs if text.strip() and end > edge]
        assert over == []


@pytest.mark.parametrize("long", LONG.values(), ids=LONG)
def test_names_of_200_letters_stay_on_their_slides(filed, long):
    deck = opened(filed("deck", long).data)
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            if shape.is_placeholder or shape.has_chart:
                continue
            assert shape.top + shape.height <= Pt(540), (number, shape.name)
            assert text_height(shape) <= shape.height.pt + 0.1, (number, shape.name)


@pytest.mark.parametrize("file", ["deck", "workbook", "offline", *BRIEFS])
def test_a_name_of_200_letters_leaves_a_file_name_that_every_system_takes(filed, file):
    name = filed(file, LONG["words"]).name
    assert len(name) <= 128
    assert "-revisi-1-DATA-CONTOH." in name


def test_names_of_200_letters_are_whole_in_tables_and_data(filed):
    for file in ("workbook", "offline"):
        assert LONG["words"] in told(file, filed(file, LONG["words"]))


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A file of a store without data, whose letterhead is without a logo."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "letterhead.toml").write_text('agency = "DKBP3A"\n')
    given = source(snapshot(formations=formations()), folder,
                   letterhead=folder / "letterhead.toml")  # fmt: skip
    return {file: written(file, given)[1] for file in ("deck", "brief")}


@pytest.mark.parametrize(
    "logo", [None, b"", b"<html>", png(8, 6)[:40], b"\x89PNG\r\n\x1a\nbroken", b"<svg><rect"],
    ids=["missing", "empty", "no picture", "half a PNG", "broken PNG", "half an SVG"],
)  # fmt: skip
@pytest.mark.parametrize("file", ["deck", "brief"])
def test_a_logo_that_cannot_be_used_leaves_the_file_as_one_without(plain, tmp_path, file, logo):
    letterhead = tmp_path / "letterhead.toml"
    letterhead.write_text('agency = "DKBP3A"\nlogo = "logo.png"\n')
    if logo is not None:
        (tmp_path / "logo.png").write_bytes(logo)
    given = source(snapshot(formations=formations()), tmp_path, letterhead=letterhead)
    assert written(file, given)[1] == plain[file]


@pytest.mark.parametrize("file", ["deck", "brief", "briefs in a ZIP"])
def test_with_a_letterhead_that_cannot_be_read_there_is_no_file(tmp_path, file):
    letterhead, path = tmp_path / "letterhead.toml", tmp_path / "out"
    letterhead.write_text("agency = [")
    given = source(snapshot(formations=formations()), tmp_path, letterhead=letterhead)
    kind, wish = FILES[file]
    with pytest.raises(LetterheadError):
        write_whole(path, lambda out: export_file(kind, given, wish, out))
    assert [one.name for one in tmp_path.iterdir()] == ["letterhead.toml"]


@pytest.mark.parametrize("file", ["deck", "workbook", "offline"])
def test_two_at_once_are_the_same_bytes_as_alone(named, filed, pack, file):
    """One of them in English: nothing of a language or a store is shared."""
    both = [named(NAME), source(state(), pack, "en")]
    alone = [filed(file, NAME).data, written(file, both[1])[1]]
    assert alone[0] != alone[1]
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lambda one: written(file, one)[1], both)) == alone


@pytest.mark.parametrize("file", ["briefs in a ZIP", "pictures"])
def test_whoever_stops_midway_finds_nothing_under_the_name(pack, tmp_path, file):
    kind, wish = FILES[file]
    told_: list[tuple[int, int, bool]] = []

    def progress(done: int, every: int, title: str) -> bool:
        told_.append((done, every, bool(title)))
        return done < 2

    given = source(state(), pack)
    with pytest.raises(ExportCancelledError):
        write_whole(tmp_path / "all.zip", lambda out: export_file(kind, given, wish, out, progress))
    assert told_ == [(0, 5, True), (1, 5, True), (2, 5, True)]
    assert list(tmp_path.iterdir()) == []
