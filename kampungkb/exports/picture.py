"""A chart or map of a page as a picture to send or to print: PNG and SVG, without a browser.

The figure is the one that the screen shows; numbers, words and colours are read from it.
"""

import base64
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from kampungkb.charts.theme import LIGHT, Palette
from kampungkb.exports.listing import page_footer
from kampungkb.exports.picture_canvas import DRAWING, Box, Canvas, Ink, Type
from kampungkb.exports.picture_chart import Room, draw_chart
from kampungkb.exports.picture_legend import Legend, LegendKey
from kampungkb.exports.picture_map import draw_map, is_map, map_shape
from kampungkb.exports.picture_text import (
    Line,
    balanced,
    broken,
    lines_height,
    lines_of,
    plain,
)
from kampungkb.i18n.translator import Translator

Shape = Literal["wide", "square"]
Kind = Literal["png", "svg"]

SIZES: Final[Mapping[Shape, tuple[int, int]]] = {"wide": (1280, 720), "square": (1080, 1080)}
# Bytes of a square one, which is sent by messenger.
MOST_BYTES: Final = 300_000
_COLOURS: Final = (256, 128, 64)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureAbout:
    """What a reader has to know about a picture, in words; none of it is markup.

    Parameters
    ----------
    title : str
        The finding, as a sentence.
    period : str
        What it is about: area, period and revision.
    sources : str
        With what stands before them.
    printed : str
    mark : str or None
        That figures are made up; None: none is.
    legend_title : str
    legend : tuple of LegendKey
        Of a map, whose figure has none.
    folder : Path or None
        Of the area pack, from which a map's polygons are read.
    cut : callable
        Says that only the first of so many rows are drawn.
    showing : str
        Which part of the data is shown, and under which assumptions; empty: all, under none.
    """

    title: str
    period: str
    sources: str
    printed: str
    mark: str | None
    cut: Callable[[int, int], str]
    legend_title: str = ""
    legend: tuple[LegendKey, ...] = ()
    folder: Path | None = None
    showing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """Sizes of a shape in pixels, and how a chart may grow in it."""

    edge: float
    title: float
    words: float
    small: float
    map_factor: float
    legend: float
    room: Room


_STYLES: Final[Mapping[Shape, _Style]] = {
    "wide": _Style(
        edge=40, title=32, words=18, small=14.5, map_factor=1.35, legend=19,
        room=Room(most=1.62, across=700),
    ),
    "square": _Style(
        edge=44, title=44, words=27, small=21, map_factor=1.75, legend=26,
        room=Room(most=2.1, across=480),
    ),
}  # fmt: skip


def picture_about(
    title: str,
    *,
    area: str,
    as_of: str | None,
    revision: int,
    sources: Sequence[str],
    printed_at: datetime,
    is_made_up: bool,
    t: Translator,
    legend_title: str = "",
    legend: Sequence[LegendKey] = (),
    folder: Path | None = None,
    showing: str = "",
) -> PictureAbout:
    """What stands around a picture, in the words that the other files have.

    Parameters
    ----------
    title : str
        The finding, as the page says it.
    area : str
    as_of : str or None
        The period up to which values were read; None in a store without values.
    revision : int
    sources : sequence of str
        Titles of the sources behind the figures.
    printed_at : datetime
        In UTC where it names no zone.
    is_made_up : bool
        Whether one of the figures is.
    legend_title, legend, folder, showing
        See `PictureAbout`.
    """
    label = t("common.source")
    return PictureAbout(
        title=title,
        period=page_footer(area, as_of, revision, t),
        sources=f"{label}: {'; '.join(sources)}" if sources else "",
        printed=f"{t('export.about_printed')} {t.datetime(printed_at)}",
        mark=t("common.illustrative_ribbon") if is_made_up else None,
        cut=lambda shown, n: t("picture.rows_cut", shown=t.number(shown), n=n),
        legend_title=legend_title,
        legend=tuple(legend),
        folder=folder,
        showing=showing,
    )


def picture(
    figure: Any,
    about: PictureAbout,
    *,
    shape: Shape = "wide",
    kind: Kind = "png",
    palette: Palette = LIGHT,
) -> bytes:
    """Draw a figure with its title, period, sources, revision and day of printing.

    Parameters
    ----------
    figure : plotly Figure, or mapping
        Made with `palette`; or its ``data`` and ``layout`` as plain data.
    about : PictureAbout
    shape : {"wide", "square"}
        1280 x 720 pixels, or 1080 x 1080 with larger type for a phone and at most 300 KB.
    kind : {"png", "svg"}
        In an SVG text is text.
    palette : Palette
        Of the ground and of what stands around the figure.

    Returns
    -------
    bytes
        The same figure and words give the same bytes.

    Raises
    ------
    AreaPackError
        The geometry of a map cannot be read.
    ValueError
        The figure has a kind of trace that no page shows.
    """
    read = _plain(figure)
    style, (width, height) = _STYLES[shape], SIZES[shape]
    with DRAWING:
        canvas = Canvas(width, height, palette.ground, kind)
        top = _draw_head(canvas, about, style, palette)
        bottom = _draw_foot(canvas, about, style, palette)
        box = Box(style.edge, top, width - style.edge, bottom)
        _draw_figure(canvas, read, about, box, style, palette)
        found = canvas.bytes()
    if kind == "png" and shape == "square" and len(found) > MOST_BYTES:
        return _lighter(found)
    return found


def bare_picture(
    figure: Any,
    about: PictureAbout,
    size: tuple[int, int],
    *,
    kind: Kind = "png",
    palette: Palette = LIGHT,
    density: int = 1,
) -> bytes:
    """Draw a figure alone, for a slide or a page that says itself what it is about.

    Parameters
    ----------
    figure, kind, palette
        As of `picture`.
    about : PictureAbout
        Only its legend, its folder and its words for rows that find no room are read; a figure
        that marks its figures as made up keeps its mark.
    size : (width, height)
        In pixels of a screen of 1280; type is about as large as in a wide picture.
    density : int
        Pixels of a PNG for each of these, so that it stays sharp where it is projected.

    Returns
    -------
    bytes
        The same figure gives the same bytes.

    Raises
    ------
    AreaPackError, ValueError
        As of `picture`.
    """
    style = replace(_STYLES["wide"], edge=8)
    with DRAWING:
        canvas = Canvas(*size, palette.ground, kind)
        box = Box(style.edge, style.edge, size[0] - style.edge, size[1] - style.edge)
        _draw_figure(canvas, _plain(figure), replace(about, mark=None), box, style, palette)
        return canvas.bytes(density)


def _draw_figure(
    canvas: Canvas, figure: Mapping[str, Any], about: PictureAbout, box: Box, style: _Style,
    palette: Palette,
) -> None:  # fmt: skip
    if is_map(figure):
        _draw_map(canvas, figure, about, box, style, palette)
        return
    draw_chart(
        canvas, figure, box, room=style.room, ink=palette.ink, mark=about.mark, cut=about.cut
    )


def _draw_head(canvas: Canvas, about: PictureAbout, style: _Style, palette: Palette) -> float:
    """Mark, title, what is shown and period; returns where they end."""
    wide = canvas.width - 2 * style.edge
    top = style.edge * 0.7
    if about.mark:
        top = _draw_mark(canvas, about.mark, style, palette)
    size, lines = _title(about.title, style, wide)
    box = canvas.words(lines, style.edge, top, Type(size=size, colour=palette.ink))
    for words, colour in ((about.showing, palette.ink), (about.period, palette.muted)):
        if words:
            lines = broken(plain(words), style.words, wide)
            kind = Type(size=style.words, colour=colour)
            box = canvas.words(lines, style.edge, box.bottom + 0.1 * style.words, kind)
    return box.bottom + 0.6 * style.words


def _title(words: str, style: _Style, wide: float) -> tuple[float, list[Line]]:
    """A title in one line or two where that is possible, in smaller letters before more."""
    line = plain(words, is_bold=True)
    for most, least in ((1, 0.86), (2, 0.7)):
        size = style.title
        while size >= style.title * least:
            if len(broken(line, size, wide)) <= most:
                return size, balanced(line, size, wide)
            size -= 1
    return size, balanced(line, size, wide)


def _draw_mark(canvas: Canvas, mark: str, style: _Style, palette: Palette) -> float:
    """A band over the whole width, which no one cuts off without cutting the title."""
    size = style.words
    high = size * 1.75
    canvas.rect(Box(0, 0, canvas.width, high), Ink(fill=palette.surface), name="mark")
    canvas.rect(Box(0, 0, style.edge * 0.3, high), Ink(fill=palette.cannot_tell))
    kind = Type(size=size, colour=palette.ink, upright="middle")
    canvas.words([plain(mark, is_bold=True)], style.edge, high / 2, kind)
    return high + 0.7 * size


def _draw_foot(canvas: Canvas, about: PictureAbout, style: _Style, palette: Palette) -> float:
    """Sources and the day of printing at the foot; returns where they begin."""
    wide = canvas.width - 2 * style.edge
    size = style.small
    lines = _foot_lines(about, size, wide)
    # Long lists of sources are not cut; they are set smaller, down to what can still be read.
    while lines_height(lines, size) > canvas.height * 0.16 and size > style.small * 0.7:
        size -= 0.5
        lines = _foot_lines(about, size, wide)
    bottom = canvas.height - style.edge * 0.55
    top = bottom - lines_height(lines, size)
    canvas.words(lines, style.edge, top, Type(size=size, colour=palette.muted))
    rule = top - 0.45 * size
    canvas.line([style.edge, style.edge + wide], [rule, rule], Ink(line=palette.line, width=1))
    return rule - 0.5 * size


def _foot_lines(about: PictureAbout, size: float, wide: float) -> list[Line]:
    joined = " · ".join(part for part in (about.sources, about.printed) if part)
    return broken(plain(joined), size, wide)


def _draw_map(
    canvas: Canvas, figure: Mapping[str, Any], about: PictureAbout, box: Box, style: _Style,
    palette: Palette,
) -> None:  # fmt: skip
    """The map, and its legend where there is room: beside it, or below."""
    place = box
    if about.legend:
        legend = Legend(about.legend_title, about.legend)
        if box.width > 1.4 * box.height:
            legend = legend.fitting(0.42 * box.width, box.height, style.legend, columns=1)
            left = box.right - max(legend.width, 0.2 * box.width)
            place = Box(box.left, box.top, left - style.edge * 0.8, box.bottom)
            legend.draw(canvas, left, box.top, palette)
        else:
            legend = legend.fitting(box.width, 0.3 * box.height, style.legend, columns=3)
            top = box.bottom - legend.height
            place = Box(box.left, box.top, box.right, top - 0.5 * style.legend)
            legend.draw(canvas, box.left, top, palette)
    shown = place.width / place.height
    factor = style.map_factor * min(1.0, max(0.7, map_shape(figure) / shown + 0.3))
    draw_map(canvas, figure, place, folder=about.folder, factor=factor, ink=palette.ink)
    if about.mark is None:
        _draw_own_mark(canvas, figure, box, style, palette)


def _draw_own_mark(
    canvas: Canvas, figure: Mapping[str, Any], box: Box, style: _Style, palette: Palette
) -> None:
    """What a map says of itself; it is never lost."""
    kind = Type(
        size=style.small, colour=palette.ink, across="right", upright="bottom",
        ground=palette.ground, pad=3,
    )  # fmt: skip
    for note in figure["layout"].get("annotations") or ():
        if note.get("text"):
            canvas.words(lines_of(str(note["text"])), box.right, box.bottom, kind)


def _plain(figure: Any) -> Mapping[str, Any]:
    """A figure as plain data, whatever it was kept as."""
    read = figure.to_plotly_json() if hasattr(figure, "to_plotly_json") else figure
    return {"data": _decoded(list(read["data"])), "layout": _decoded(read["layout"])}


def _decoded(one: Any) -> Any:
    """Columns that plotly wrote as bytes, as arrays again."""
    if isinstance(one, Mapping):
        if "bdata" in one:
            column = np.frombuffer(base64.b64decode(one["bdata"]), dtype=one["dtype"])
            if "shape" in one:
                return column.reshape([int(n) for n in str(one["shape"]).split(",")])
            return column
        return {key: _decoded(value) for key, value in one.items()}
    if isinstance(one, list | tuple):
        return [_decoded(value) for value in one]
    return one


def _lighter(png: bytes) -> bytes:
    """The picture with fewer colours, as many as the weight allows."""
    from PIL import Image

    found = png
    for colours in _COLOURS:
        written = io.BytesIO()
        with Image.open(io.BytesIO(png)) as read:
            few = read.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
            few.save(written, format="PNG", optimize=True)
        found = written.getvalue()
        if len(found) <= MOST_BYTES:
            break
    return found
