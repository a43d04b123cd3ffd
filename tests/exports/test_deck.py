"""The PPTX of a deck, opened again: native charts and tables, notes, marks, literal names."""

import io
import os
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest
from PIL import Image
from pptx.util import Pt

from kampungkb.charts.theme import LIGHT
from kampungkb.exports.deck import deck_pptx
from kampungkb.exports.deck_chart import FORMATS
from kampungkb.exports.deck_parts import (
    Cell,
    Figure,
    Head,
    PictureBlock,
    Series,
    TableBlock,
    TextBlock,
)
from kampungkb.exports.deck_table import table_parts
from kampungkb.exports.deck_text import width
from kampungkb.exports.letterhead import Letterhead, Logo
from kampungkb.i18n.formats import WIB
from tests.exports.briefs import AGENCY, MARK, png
from tests.exports.decks import (
    SOFFICE,
    bars,
    cells,
    chart,
    charts,
    content,
    every_slide,
    made,
    notes,
    opened,
    pages,
    sheets,
    slide,
    table,
    text_height,
    texts,
)

MARKUP = (
    '<b>Maju</b> & "Co"', "&amp; <a:t> ]]>", "$x^2$ *tebal* _x0041_ %{x}", "=1+1", "+62", "-5",
    "@siapa", "=HYPERLINK(\"http://x\")",
)  # fmt: skip
LONG = "Kampung Keluarga Berkualitas Sindangkarya Mekarjaya " * 6


def test_16_by_9_and_a_title_before_the_slides():
    deck = made(content())
    assert (deck.slide_width, deck.slide_height) == (Pt(960), Pt(540))
    assert len(deck.slides) == 1 + len(every_slide())
    assert texts(deck.slides[0]) == [
        "Kampung KB Serang", "Keadaan s.d. 2026", "Dicetak 25 November 2026.", MARK,
    ]  # fmt: skip
    assert [layout.name for layout in deck.slide_layouts] == ["Judul", "Temuan"]


def test_no_two_shapes_of_a_slide_have_the_same_number():
    deck = made(content())
    for drawn in (deck.slide_master, *deck.slide_layouts, *deck.slides):
        ids = [shape.shape_id for shape in drawn.shapes]
        assert len(ids) == len(set(ids))


def test_charts_are_native_and_hold_their_numbers():
    file = deck_pptx(content(slide(chart())), letterhead=AGENCY)
    drawn = opened(file).slides[1]
    assert bars(drawn) == [("Kramat", 1200), ("Mancak", 34)]
    (shown,) = charts(drawn)
    assert shown.plots[0].series[0].format.fill.fore_color.rgb.__str__() == LIGHT.below[1:].upper()
    assert shown.plots[0].series[0].data_labels.number_format == FORMATS["id"]
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        xml = archive.read("ppt/charts/" + min(
            name.rpartition("/")[2] for name in archive.namelist()
            if name.startswith("ppt/charts/chart"))).decode()  # fmt: skip
    assert "<c:v>1200</c:v>" in xml
    assert "<c:v>Kramat</c:v>" in xml


def test_a_year_without_a_figure_stays_empty():
    points = Series(name="desa", values=(30, None, 52), colour=LIGHT.reached)
    level = Series(name="sasaran", values=(245,) * 3, colour=LIGHT.line, level="75 % = 245")
    block = chart(("2017", "2018", "2019"), form="lines", series=(points, level))
    (shown,) = charts(made(content(slide(block))).slides[1])
    first, second = shown.plots[0].series
    assert list(first.values) == [30, None, 52]
    assert list(second.values) == [245, 245, 245]
    assert second.points[2].data_label.text_frame.text == "75 % = 245"
    assert not shown.has_legend


def test_bars_in_two_columns_have_the_same_scale():
    block = chart([f"Kecamatan {n}" for n in range(29)], range(290, 0, -10), columns=2)
    drawn = made(content(slide(block))).slides[1]
    assert [value for _, value in bars(drawn)] == list(range(290, 0, -10))
    left, right = charts(drawn)
    assert left.value_axis.maximum_scale == right.value_axis.maximum_scale == 290
    assert [len(list(one.plots[0].categories)) for one in (left, right)] == [15, 14]


@pytest.mark.parametrize("rows", [0, 1, 12, 13, 24])
def test_a_table_goes_on_where_a_slide_is_full(rows):
    deck = made(content(slide(table(rows, slides=3))))
    parts = [cells(one) for one in list(deck.slides)[1:]]
    assert all(part[0] == ["Desa", "Kurang"] for part in parts)
    assert [row for part in parts for row in part[1:]] == [
        [f"Desa {n}", f"{n}.001 ▼"] for n in range(rows)
    ]
    assert len(parts) == (1 if rows <= 12 else 2)
    titles = [one.shapes.title.text for one in list(deck.slides)[1:]]
    if len(parts) > 1:
        assert titles == [f"Kramat paling banyak kurang ({n} dari 2)" for n in (1, 2)]
        assert all(MARK in texts(one) for one in list(deck.slides)[1:])


def test_rows_that_no_slide_holds_are_counted():
    deck = made(content(slide(table(40), note="Catatan.")))
    assert len(deck.slides) == 2
    held = len(cells(deck.slides[1])) - 1
    assert f"Catatan. {40 - held} baris lain." in texts(deck.slides[1])


def test_every_slide_has_notes_and_says_what_is_made_up():
    deck = made(content())
    for drawn, given in zip(list(deck.slides)[1:], every_slide(), strict=True):
        said = notes(drawn).split("\n")
        assert said[:3] == [*given.speaker, "Kabupaten Serang · revisi 7"]
        assert (MARK in said) is given.is_made_up
        assert (texts(drawn).count(MARK) == 1) is given.is_made_up
        assert "Kabupaten Serang · revisi 7" in texts(drawn)
    assert MARK in notes(deck.slides[0])


@pytest.mark.parametrize("name", MARKUP)
def test_case_64_and_65_names_are_literal_and_no_formula(name):
    block = chart((name, "Mancak"), series=(Series(name=name, values=(1, 2), colour=LIGHT.below),))
    side = TextBlock(figures=(Figure(value=name, label=name, note=name),), points=(name,))
    given = content(
        slide(block, name, side=side, note=name, speaker=(name,)), slide(table(1, name)),
        title=name, subtitle=name, footer=name, details=(name,),
    )  # fmt: skip
    file = deck_pptx(given, letterhead=Letterhead(government=name, agency=name))
    deck = opened(file)
    assert texts(deck.slides[0])[:3] == [name] * 3
    drawn = deck.slides[1]
    assert texts(drawn).count(name) == 7
    assert bars(drawn) == [(name, 1), ("Mancak", 2)]
    assert notes(drawn).split("\n")[0] == name
    assert cells(deck.slides[2])[1][0] == f"{name} 0"
    assert deck.core_properties.title == name
    (sheet,) = sheets(file)
    assert [(cell.value, cell.data_type) for cell in (sheet["A2"], sheet["B1"])] == [
        (name, "s")
    ] * 2
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        book = archive.read(next(one for one in archive.namelist() if one.endswith(".xlsx")))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b"<hyperlink" not in archive.read("xl/worksheets/sheet1.xml")


def test_signs_that_no_file_can_hold_become_blanks():
    name = "Kra\x00mat\x0b\ud800\uffff\nBaru"
    block = chart((name, "b"))
    drawn = made(content(slide(block, name, speaker=(name,)), title=name)).slides[1]
    assert drawn.shapes.title.text == "Kra mat Baru"
    assert bars(drawn)[0][0] == "Kra mat Baru"


def test_marks_that_turn_text_round_are_left_out():
    drawn = made(content(slide(chart(("Kra\u202emat", "b")), "Kra\u2067mat 52"))).slides[1]
    assert drawn.shapes.title.text == "Kramat 52"
    assert bars(drawn)[0][0] == "Kramat"


def test_texts_of_any_length_stay_on_their_slide():
    side = TextBlock(
        figures=(Figure(value="1.815.551", label=LONG, note=LONG),), points=(LONG,) * 9,
        cut=lambda n: f"{n} hal lain.",
    )  # fmt: skip
    given = content(
        slide(chart((LONG, "b")), LONG, side=side, note=LONG),
        slide(table(5, LONG * 2, slides=2), LONG), slide(TextBlock(points=(LONG,) * 9,
                                                              cut=lambda n: f"{n} hal lain.")),
        title=LONG, subtitle=LONG, footer=LONG[:80],
    )  # fmt: skip
    deck = made(given, Letterhead(agency=LONG, government=LONG))
    for drawn in deck.slides:
        for shape in drawn.shapes:
            if shape.shape_type is not None and not shape.is_placeholder:
                assert shape.top + shape.height <= Pt(540), shape.name
                assert shape.left + shape.width <= Pt(960), shape.name
            assert text_height(shape) <= shape.height.pt + 0.1, shape.name
    assert cells(deck.slides[2])[1][0].endswith("…")
    assert any(text.endswith("hal lain.") for text in texts(deck.slides[1]))


def test_a_figure_takes_the_room_that_the_others_leave():
    note = "dari 326 desa (15,95 %). 3 resmi, 49 data contoh."
    figures = (Figure(value="52", label="desa", note=note), Figure(value="193", label="desa"),
               Figure(value="274", label="desa"))  # fmt: skip
    drawn = made(content(slide(chart(("a", "b")), side=TextBlock(figures=figures)))).slides[1]
    assert note in " ".join(texts(drawn))


def test_one_narrow_column_breaks_fewer_rows_than_all_made_narrower():
    same, long = "Perpanjangan layanan dasar", "Kramat Watu Lama"
    rows = tuple((Cell(text=same), Cell(text=long if at == 2 else "Anyar")) for at in range(5))
    block = TableBlock(heads=(Head(text="Isi", part=1), Head(text="Di", part=1)), rows=rows)
    wide = width(same, 18) + width(long, 18) + 30
    (part,) = table_parts(block, wide, 400)
    assert sum(part.widths) == pytest.approx(wide)
    low = min(part.heights[1:])
    assert [one == low for one in part.heights[1:]] == [True, True, False, True, True]


def test_body_type_is_at_least_18_points():
    deck = made(content())
    for drawn in list(deck.slides)[1:]:
        for one in charts(drawn):
            assert one.font.size.pt >= 18
        for shape in drawn.shapes:
            if shape.has_table:
                sizes = [run.font.size.pt for row in list(shape.table.rows)[1:]
                         for cell in row.cells
                         for run in cell.text_frame.paragraphs[0].runs]  # fmt: skip
                assert min(sizes) >= 18


def test_the_same_deck_is_the_same_bytes_and_dated_as_it_was_printed():
    given = content()
    one, other = (deck_pptx(given, letterhead=AGENCY) for _ in range(2))
    assert one == other
    properties = opened(one).core_properties
    assert properties.created.timetuple()[:5] == (2026, 11, 25, 2, 0)
    assert (properties.author, properties.language) == ("Dinas Contoh", "id")
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 25, 9, 0, 0)}
        names = archive.namelist()
    assert not any("thumbnail" in name or "printerSettings" in name for name in names)
    later = replace(given, printed_at=datetime(2027, 1, 2, 8, 0, tzinfo=WIB))
    assert deck_pptx(later, letterhead=AGENCY) != one


SVG = (
    b"<svg xmlns='http://www.w3.org/2000/svg' width='8' height='4'>"
    b"<rect width='8' height='4'/></svg>"
)


@pytest.mark.parametrize(("picture", "kind"), [(SVG, "svg"), (png(30, 20), "png")])
def test_a_logo_stands_in_the_master(picture, kind):
    head = replace(AGENCY, logo=Logo(content=picture, kind=kind))
    deck = made(content(), head)
    shapes = [shape for shape in deck.slide_master.shapes if shape.shape_type == 13]
    assert len(shapes) == 1
    drawn = Image.open(io.BytesIO(shapes[0].image.blob))
    assert drawn.width / drawn.height == pytest.approx(2 if kind == "svg" else 1.5, rel=0.02)
    assert shapes[0].width / shapes[0].height == pytest.approx(drawn.width / drawn.height, rel=0.02)


@pytest.mark.parametrize(
    ("data", "kind"), [(b"<svg <no", "svg"), (b"\x89PNG\r\n\x1a\nnothing", "png")]
)
def test_a_logo_that_cannot_be_drawn_is_left_out(data, kind):
    broken = Logo(content=data, kind=kind)
    assert deck_pptx(content(), letterhead=replace(AGENCY, logo=broken)) == deck_pptx(
        content(), letterhead=AGENCY
    )


def test_the_style_is_that_of_the_letterhead():
    file = deck_pptx(content(), letterhead=replace(AGENCY, colour="#123456", accent="#654321"))
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        theme = archive.read("ppt/theme/theme1.xml").decode()
    assert '<a:accent1><a:srgbClr val="123456"/></a:accent1>' in theme
    assert '<a:accent2><a:srgbClr val="654321"/></a:accent2>' in theme
    deck = opened(file)
    said = [shape.text_frame.text for shape in deck.slide_master.shapes if shape.has_text_frame]
    assert "Dinas Contoh" in said


def test_a_picture_keeps_its_shape():
    drawn = made(content(slide(PictureBlock(png=png(30, 20), alt="Peta desa")))).slides[1]
    shape = next(one for one in drawn.shapes if one.shape_type == 13)
    assert shape.width / shape.height == pytest.approx(1.5, rel=0.01)
    assert shape._element.nvPicPr.cNvPr.get("descr") == "Peta desa"


@pytest.mark.skipif(
    SOFFICE is None and os.environ.get("KAMPUNGKB_TEST_STRICT") != "1",
    reason="needs LibreOffice (Debian: libreoffice-impress)",
)
def test_libreoffice_makes_a_page_of_each_slide(tmp_path):
    file = deck_pptx(content(*every_slide(), slide(table(20, slides=2))), letterhead=AGENCY)
    found = pages(file, tmp_path)
    assert len(found) == len(opened(file).slides) == 8
    assert "Kampung KB Serang" in found[0]
    assert all("Kramat paling banyak kurang" in one for one in found[1:])
    assert "1.200" in found[1]
    assert [MARK in one for one in found] == [True] * 4 + [False] + [True] * 3
    assert "Desa 19 19.001" in found[7]
