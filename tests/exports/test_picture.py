"""Pictures: their size and weight, what stands around the figure, and letters as they are."""

import io
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor

import plotly.graph_objects as go
import pytest
from PIL import Image

from kampungkb.charts.canvas import figure_of, row_axes, value_axis
from kampungkb.charts.canvas import scale as scale_of
from kampungkb.charts.theme import DARK, LIGHT
from kampungkb.exports.picture import MOST_BYTES, bare_picture, picture
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import translator
from tests.exports.pictures import MARK, T, about, box, drawn, said, svg_of, texts
from tests.villages import indicator

NAMES = ("Kramat", "Lempuyang", "Mancak")
NASTY = "Desa $x^2$ <b>tebal</b> &amp; {y} \\frac{1}{2} $a$"


def rows(values=(10, 20, 40), names=NAMES, mark=None, palette=LIGHT, **more):
    figure = figure_of(
        [go.Bar(x=list(values), y=list(range(len(values))), orientation="h",
                marker={"color": palette.reached}, **more)],
        left=100, right=40, head=["jumlah anak"], above=22, palette=palette, t=T, mark=mark,
        name="rows",
    )  # fmt: skip
    row_axes(figure, [literal(name) for name in names], [""] * len(names), palette=palette)
    found = scale_of([0, 40], indicator(kind="count"), T)
    return figure.update_layout(xaxis=value_axis(found, palette=palette, side="top"))


def image(png):
    return Image.open(io.BytesIO(png))


@pytest.mark.parametrize(("shape", "size"), [("wide", (1280, 720)), ("square", (1080, 1080))])
def test_a_shape_has_its_size_in_both_kinds(shape, size):
    with image(picture(rows(), about(), shape=shape)) as found:
        assert (found.size, found.format) == (size, "PNG")
    root = svg_of(rows(), shape=shape)
    assert (root.get("width"), root.get("height")) == tuple(map(str, size))


def test_a_square_one_that_is_too_heavy_gets_fewer_colours(monkeypatch):
    plain = picture(rows(), about(), shape="square")
    assert len(plain) <= MOST_BYTES == 300_000
    monkeypatch.setattr("kampungkb.exports.picture.MOST_BYTES", len(plain) - 1)
    light = picture(rows(), about(), shape="square")
    assert len(light) < len(plain)
    with image(plain) as before, image(light) as after:
        assert (before.mode, after.mode, after.size) == ("RGBA", "P", (1080, 1080))
        at = (540, 540)
        assert before.convert("RGB").getpixel(at) == after.convert("RGB").getpixel(at)
    # A wide one is for a projector and stays as it is.
    with image(picture(rows(), about(), shape="wide")) as wide:
        assert wide.mode == "RGBA"


def test_what_a_reader_has_to_know_is_burnt_in():
    words = said(svg_of(rows()))
    assert "Kramat masih kekurangan 320 anak" in words
    assert "Kabupaten Serang · s.d. Triwulan III 2026 · revisi 4" in words
    assert "Sumber: Disdukcapil; BPS · Dibuat 25 November 2026 09.00 WIB" in words
    english = translator("en")
    words = said(svg_of(rows(), about("Kramat lacks 320 children", t=english, is_made_up=True)))
    assert "SAMPLE DATA, not official figures" in words
    assert "Source: Disdukcapil; BPS" in words


def test_a_store_without_values_or_sources_says_neither():
    words = said(svg_of(rows(), about(as_of=None, sources=())))
    assert "Kabupaten Serang · revisi 4" in words
    assert "Sumber" not in words


def test_the_mark_is_there_once_where_figures_are_made_up_and_else_not():
    assert MARK not in said(svg_of(rows()))
    # The figure's own mark would say it twice.
    assert texts(svg_of(rows(mark=MARK), about(is_made_up=True))).count(MARK) == 1
    # A figure that marks itself keeps its mark, whatever it is told.
    assert texts(svg_of(rows(mark=MARK), about())).count(MARK) == 1
    _, corners = drawn(svg_of(rows(), about(is_made_up=True)), "mark")["mark"]
    left, _, right, _ = box(corners)
    assert (left, right) == (0, 1280)


@pytest.mark.parametrize("shape", ["wide", "square"])
def test_case_64_signs_of_markup_and_of_formulas_are_letters(shape):
    figure = rows(names=(NASTY, "Lempuyang", "Mancak"))
    told = about(NASTY, area=NASTY, sources=(NASTY,), is_made_up=True)
    root = svg_of(figure, told, shape=shape)
    assert said(root).count(NASTY) == 4
    picture(figure, told, shape=shape)


def test_case_64_what_no_letter_can_write_is_told_and_does_not_turn_text_around():
    root = svg_of(rows(), about("Desa\x00A \N{RIGHT-TO-LEFT OVERRIDE}B \ud83d 漢"))
    assert "Desa A B \ufffd \ufffd" in said(root)


def test_minus_and_no_break_space_stay_as_they_are():
    title = "Turun \N{MINUS SIGN}2,8\N{NO-BREAK SPACE}% sejak TW\N{NO-BREAK SPACE}I"
    assert title in said(svg_of(rows(), about(title)))


def test_long_words_are_broken_and_never_cut():
    title = "Kampung " + "sangatpanjangsekali" * 12 + " akhir"
    sources = tuple(f"Laporan Dinas Nomor {at} Tahun 2026 tentang Capaian" for at in range(30))
    root = svg_of(rows(), about(title, sources=sources), shape="square")
    whole = said(root)
    assert whole.replace(" ", "").count(title.replace(" ", "")) == 1
    assert all(source in whole for source in sources)
    with image(picture(rows(), about(title, sources=sources), shape="square")) as found:
        edges = found.convert("RGB")
        columns = [edges.getpixel((x, y)) for x in (2, 1077) for y in range(1080)]
    assert set(columns) == {(255, 255, 255)}


def test_a_bar_has_its_colour_and_a_length_in_proportion():
    bars = drawn(svg_of(rows()), "trace-0-")
    assert [fill for fill, _ in bars.values()] == [LIGHT.reached] * 3
    edges = [box(corners) for _, corners in bars.values()]
    lengths = [right - left for left, _, right, _ in edges]
    assert lengths[1] / lengths[0] == pytest.approx(2, abs=1e-3)
    assert lengths[2] / lengths[0] == pytest.approx(4, abs=1e-3)
    # The first at the top.
    assert edges[0][1] < edges[1][1] < edges[2][1]


def test_missing_is_no_bar_and_neither_is_zero():
    assert list(drawn(svg_of(rows(values=(None, 0, 40))), "trace-0-")) == ["trace-0-2"]


def test_many_rows_stand_in_panels_and_each_row_once():
    names = [f"Desa {at:02}" for at in range(29)]
    root = svg_of(rows(values=range(1, 30), names=names))
    assert [text for text in texts(root) if text.startswith("Desa ")] == names
    seen = {name: box(corners) for name, (_, corners) in drawn(root, "trace-0-").items()}
    assert len(seen) == 29


def test_rows_that_find_no_room_are_left_out_with_a_word_on_it():
    names = [f"Desa {at:03}" for at in range(400)]
    words = texts(svg_of(rows(values=range(1, 401), names=names)))
    shown = [text for text in words if text.startswith("Desa ")]
    assert shown == names[: len(shown)]
    assert 100 < len(shown) < 400
    note = f"{len(shown)} baris pertama dari 400; selebihnya ada pada tabel di layar."
    assert note in words


def test_the_ground_is_that_of_the_theme():
    with image(picture(rows(palette=DARK), about(), palette=DARK)) as found:
        assert found.convert("RGB").getpixel((1279, 300)) == (0x10, 0x17, 0x1E)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_same_figure_gives_the_same_bytes_in_any_thread(kind):
    figure = rows()
    first = picture(figure, about(), kind=kind)
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: picture(figure, about(), kind=kind), range(3)))
    assert found == [first] * 3


def test_a_figure_kept_as_plain_data_is_the_same_picture():
    figure = rows()
    body = figure.to_plotly_json()
    assert picture(body, about()) == picture(figure, about())
    plain = go.Figure(figure).to_dict()
    assert picture(plain, about(), kind="svg") == picture(figure, about(), kind="svg")


def test_an_unknown_trace_is_our_mistake():
    with pytest.raises(ValueError, match="no picture of a pie"):
        picture(go.Figure(go.Pie(values=[1])), about())


@pytest.mark.parametrize("density", [1, 2])
def test_a_bare_picture_is_the_figure_alone_and_as_sharp_as_asked(density):
    png = bare_picture(rows(), about(), (640, 360), density=density)
    with image(png) as found:
        assert found.size == (640 * density, 360 * density)
    svg = bare_picture(rows(mark=MARK), about(is_made_up=True), (640, 360), kind="svg")
    words = texts(ElementTree.fromstring(svg))
    assert {*NAMES, "jumlah anak", MARK} <= set(words)
    assert not {"Kramat masih kekurangan 320 anak", "Sumber"} & set(words)
