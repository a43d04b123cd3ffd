"""Shapes and annotations of a plotly figure on the sheet."""

from collections.abc import Sequence
from typing import Any, Final

from kampungkb.exports.picture_axes import Axis, Plain
from kampungkb.exports.picture_canvas import Anchor, Box, Canvas, Ink, Type, Upright, block
from kampungkb.exports.picture_text import Line, line_width, lines_height, lines_of, scaled
from kampungkb.exports.picture_traces import Scene

# Plotly's anchors where none is given: by thirds of the plot.
_THIRD: Final = 1 / 3


def draw_shapes(scene: Scene, layer: str) -> None:
    """Draw the lines and rectangles of a layer, ``below`` or ``above`` the traces."""
    for shape in scene.layout.get("shapes") or ():
        if (shape.get("layer") or "above") != layer:
            continue
        left, right = (_place(scene, shape, "x", shape[key]) for key in ("x0", "x1"))
        top, bottom = (_place(scene, shape, "y", shape[key]) for key in ("y0", "y1"))
        line = shape.get("line") or {}
        width = float(2 if line.get("width") is None else line["width"]) * scene.factor
        opacity = float(shape.get("opacity", 1))
        colour = line.get("color", scene.ink)
        if shape["type"] == "line":
            ink = Ink(line=colour, width=width, dash=line.get("dash"), opacity=opacity)
            scene.canvas.line([left, right], [top, bottom], ink, within=_around(scene.plot))
        else:
            ink = Ink(
                fill=shape.get("fillcolor"), line=colour if width else None, width=width,
                opacity=opacity,
            )  # fmt: skip
            scene.canvas.rect(Box(left, top, right, bottom), ink)


def draw_annotations(scene: Scene, notes: Sequence[Plain], sheet: Box) -> None:
    """Write annotations; none is cut by the edge of `sheet`."""
    for note in notes:
        text = note.get("text")
        if not text:
            continue
        font = note.get("font") or {}
        size = float(font.get("size") or scene.size) * scene.factor
        lines = [scaled(line, scene.factor) for line in lines_of(str(text))]
        kind = Type(
            size=size,
            colour=font.get("color") or scene.ink,
            across=_across(note),
            upright=_upright(note),
            align=note.get("align") or "center",
            ground=note.get("bgcolor"),
            pad=float(note.get("borderpad") or 0) * scene.factor + 1,
        )
        x = _place(scene, note, "x", note.get("x", 0)) + _shift(note, "xshift", scene)
        y = _place(scene, note, "y", note.get("y", 0)) - _shift(note, "yshift", scene)
        write_inside(scene.canvas, lines, x, y, kind, sheet)


def write_inside(
    canvas: Canvas, lines: Sequence[Line], x: float, y: float, kind: Type, sheet: Box
) -> Box:
    """Write words at a point, moved as far as it takes for them to lie on the sheet."""
    wide = max((line_width(line, kind.size) for line in lines), default=0.0)
    box = block(x, y, wide, lines_height(lines, kind.size), kind)
    right = min(0.0, sheet.right - box.right)
    down = min(0.0, sheet.bottom - box.bottom)
    right = max(right, sheet.left - box.left)
    down = max(down, sheet.top - box.top)
    return canvas.words(lines, x + right, y + down, kind)


def _place(scene: Scene, one: Plain, letter: str, value: Any) -> float:
    reference = one.get(f"{letter}ref") or letter
    plot = scene.plot
    axis: Axis | None = scene.axes.get(reference)
    if axis is not None:
        return axis.place(value)
    if letter == "x":
        return plot.left + float(value) * plot.width
    return plot.bottom - float(value) * plot.height


def _shift(note: Plain, key: str, scene: Scene) -> float:
    return float(note.get(key) or 0) * scene.factor


def _across(note: Plain) -> Anchor:
    given: Any = note.get("xanchor") or "auto"
    if given != "auto":
        across: Anchor = given
        return across
    if note.get("xref") != "paper":
        return "center"
    at = float(note.get("x", 0))
    return "left" if at <= _THIRD else "right" if at >= 1 - _THIRD else "center"


def _upright(note: Plain) -> Upright:
    given: Any = note.get("yanchor") or "auto"
    if given != "auto":
        upright: Upright = given
        return upright
    if note.get("yref") != "paper":
        return "middle"
    at = float(note.get("y", 0))
    return "bottom" if at <= _THIRD else "top" if at >= 1 - _THIRD else "middle"


def _around(plot: Box) -> Box:
    # A line on the edge is seen in its whole width.
    return Box(plot.left - 2, plot.top - 2, plot.right + 2, plot.bottom + 2)
