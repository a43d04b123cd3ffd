"""A sheet of pixels that matplotlib draws: from the upper left corner, y grows downwards.

matplotlib draws figures, axes and legends in its own way; here it only puts marks and letters
where they are told to be, so that a picture looks as the screen does.
"""

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from kampungkb.exports.picture_text import (
    FAMILIES,
    Line,
    font,
    ground_of,
    line_width,
    lines_height,
    prepared,
    run_width,
    svg_letters,
)

# matplotlib promises nothing to two threads; a picture holds the interpreter all the while anyway.
DRAWING: Final = Lock()
# Points are pixels.
_DPI: Final = 72
_DASHES: Final = {"dot": (1.0, 1.6), "dash": (4.0, 2.4), "dashdot": (4.0, 2.0, 1.0, 2.0)}
_SYMBOLS: Final = {
    "circle": "o", "square": "s", "diamond": "D", "triangle-up": "^", "triangle-down": "v",
    "triangle-left": "<", "triangle-right": ">", "cross": "P", "x": "X", "star": "*",
    "line-ew": "_", "line-ns": "|",
}  # fmt: skip
# Plotly's triangles are as flat as an equal-sided one is; matplotlib's are as high as wide.
_WIDE: Final = 2 / math.sqrt(3)
_FLAT: Final = {
    "^": ((-_WIDE, -0.5), (_WIDE, -0.5), (0.0, 1.0)),
    "v": ((-_WIDE, 0.5), (_WIDE, 0.5), (0.0, -1.0)),
}
# Plotly's size of a diamond is not quite its diagonal, matplotlib's is its side.
_SIZES: Final = {"D": 1.3 / math.sqrt(2), "v": _WIDE, "^": _WIDE}
_HALO: Final = re.compile(r'(<g id="halo-[^"]*">\s*<text style=")([^"]*fill: (#[0-9a-f]{6}))')
# Points are not pixels to a browser.
_POINTS: Final = re.compile(r'(?<=(?:width|eight)=")(\d+)pt')
_OWN_FAMILIES: Final = ", ".join(f"'{family}'" for family in FAMILIES)
_ELSEWHERE: Final = "'Source Sans 3', 'Segoe UI', 'Noto Sans', Arial, sans-serif"
_PNG: Final = {"Software": None}

Colour = str | tuple[float, float, float, float]
Anchor = Literal["left", "center", "right"]
Upright = Literal["top", "middle", "bottom"]


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """How something is filled and outlined; None draws nothing. ``width`` in pixels."""

    fill: str | None = None
    line: str | None = None
    width: float = 0.0
    dash: str | None = None
    opacity: float = 1.0
    hatch: str | None = None
    hatch_colour: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """How words are written: size in pixels, colour, where their anchor is, and how they lean."""

    size: float
    colour: str
    across: Anchor = "left"
    upright: Upright = "top"
    # Of the lines among themselves; None: as the anchor.
    align: Anchor | None = None
    # Degrees, counterclockwise.
    lean: float = 0.0
    ground: str | None = None
    pad: float = 0.0
    halo: str | None = None


class Canvas:
    """The sheet. What is drawn later lies over what was drawn before."""

    def __init__(self, width: int, height: int, ground: str, kind: Literal["png", "svg"]) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        prepared()
        self.width, self.height, self.kind, self.ground = width, height, kind, ground
        self._figure = Figure(
            figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor=rgba(ground)
        )
        FigureCanvasAgg(self._figure)
        axes = self._figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        self._axes: Any = axes
        self._order = 1.0
        self._halos = 0

    def rect(self, box: Box, ink: Ink, *, within: Box | None = None, name: str = "") -> None:
        """Draw a rectangle; `name` finds it in an SVG."""
        left, right = sorted((box.left, box.right))
        top, bottom = sorted((box.top, box.bottom))
        corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
        self.shape([corners], ink, within=within, name=name)

    def shape(
        self, rings: Sequence[Any], ink: Ink, *, within: Box | None = None, name: str = ""
    ) -> None:
        """Draw closed rings as one shape; where two overlap is a hole."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        if not rings:
            return
        points = np.concatenate([np.vstack([ring, ring[:1]]) for ring in rings])
        codes = np.concatenate(
            [[Path.MOVETO, *[Path.LINETO] * (len(ring) - 1), Path.CLOSEPOLY] for ring in rings]
        )
        patch = PathPatch(
            Path(points, codes),
            facecolor=rgba(ink.fill, ink.opacity),
            edgecolor=rgba(ink.line, ink.opacity),
            linewidth=ink.width if ink.line else 0,
            joinstyle="round",
            hatch=ink.hatch,
        )
        if ink.hatch:
            patch.set_hatchcolor(rgba(ink.hatch_colour))
            patch.set_hatch_linewidth(1.0)
        self._put(patch, within, name)

    def line(
        self, x: Sequence[float], y: Sequence[float], ink: Ink, *,
        within: Box | None = None, name: str = "",
    ) -> None:  # fmt: skip
        """Draw a line through points; NaN breaks it."""
        from matplotlib.lines import Line2D

        if not ink.line or ink.width <= 0 or not len(x):
            return
        drawn = Line2D(
            x, y, color=rgba(ink.line, ink.opacity), linewidth=ink.width,
            linestyle=(0, _DASHES[ink.dash]) if ink.dash in _DASHES else "solid",
            solid_capstyle="butt", dash_capstyle="butt", solid_joinstyle="round",
        )  # fmt: skip
        self._put(drawn, within, name)

    def mark(
        self, x: float, y: float, symbol: str, size: float, ink: Ink, *,
        within: Box | None = None, name: str = "",
    ) -> None:  # fmt: skip
        """Draw a mark by plotly's name of it; one that is open has no fill."""
        from matplotlib.lines import Line2D

        if math.isnan(x) or math.isnan(y):
            return
        shape = _SYMBOLS.get(symbol.removesuffix("-open"), "o")
        is_open = symbol.endswith("-open") or shape in "_|"
        drawn = Line2D(
            [x], [y], linestyle="none", marker=_shape(shape),
            markersize=size * _SIZES.get(shape, 1.0),
            markerfacecolor="none" if is_open else rgba(ink.fill, ink.opacity),
            markeredgecolor=rgba(ink.line or (ink.fill if is_open else None), ink.opacity),
            markeredgewidth=ink.width,
        )  # fmt: skip
        self._put(drawn, within, name)

    def words(self, lines: Sequence[Line], x: float, y: float, type_: Type) -> Box:
        """Write lines with their anchor at a point.

        Returns
        -------
        Box
            What they take up; of words that lean, before they lean.
        """
        wide = max((line_width(line, type_.size) for line in lines), default=0.0)
        box = block(x, y, wide, lines_height(lines, type_.size), type_)
        if type_.ground is not None:
            pad = type_.pad
            self.rect(
                Box(box.left - pad, box.top - pad, box.right + pad, box.bottom + pad),
                Ink(fill=type_.ground),
            )
        for at, line in enumerate(lines):
            ground = box.top + lines_height(lines[:at], type_.size) + ground_of(type_.size)
            self._line(line, box, ground, (x, y), type_)
        return box

    def bytes(self, density: int = 1) -> bytes:
        """The picture as a file, a PNG with so many pixels for each of the sheet's.

        The same drawing gives the same bytes.
        """
        found = io.BytesIO()
        if self.kind == "png":
            self._figure.savefig(found, format="png", dpi=_DPI * density, metadata=_PNG)
            return found.getvalue()
        self._figure.savefig(found, format="svg", dpi=_DPI, metadata={"Date": None})
        return _finished(found.getvalue().decode()).encode()

    def _line(
        self, line: Line, box: Box, ground: float, about: tuple[float, float], type_: Type
    ) -> None:
        align = type_.align or type_.across
        if len(line) == 1:
            # By its own anchor: where our letters are missing, it stays in its place.
            at = {"left": box.left, "center": (box.left + box.right) / 2, "right": box.right}
            self._letters(line, 0, at[align], ground, about, type_, align)
            return
        start = box.left
        spare = box.width - line_width(line, type_.size)
        start += {"left": 0.0, "center": spare / 2, "right": spare}[align]
        for place, run in enumerate(line):
            self._letters(line, place, start, ground, about, type_, "left")
            start += run_width(run, type_.size)

    def _letters(
        self, line: Line, place: int, x: float, y: float, about: tuple[float, float],
        type_: Type, align: Anchor,
    ) -> None:  # fmt: skip
        from matplotlib.text import Text

        run = line[place]
        x, y = _turned(x, y, about, type_.lean)
        letters = Text(
            x, y, run.text, color=rgba(run.colour or type_.colour),
            fontproperties=font(is_bold=run.is_bold, size=round(run.size or type_.size, 2)),
            ha=align, va="baseline", rotation=type_.lean, rotation_mode="anchor",
            parse_math=False,
        )  # fmt: skip
        if type_.halo is not None:
            self._halo(letters, line, place, (x, y), replace(type_, across=align))
        self._put(letters, None, "")

    def _halo(
        self, letters: Any, line: Line, place: int, at: tuple[float, float], type_: Type
    ) -> None:
        """A light outline under letters; in an SVG it is text too, and not a path."""
        from matplotlib.patheffects import withStroke
        from matplotlib.text import Text

        if self.kind == "png":
            letters.set_path_effects([withStroke(linewidth=3.6, foreground=rgba(type_.halo))])
            return
        run = line[place]
        under = Text(
            *at, run.text, color=rgba(type_.halo),
            fontproperties=font(is_bold=run.is_bold, size=round(run.size or type_.size, 2)),
            ha=type_.across, va="baseline", parse_math=False,
        )  # fmt: skip
        self._halos += 1
        self._put(under, None, f"halo-{self._halos}")

    def _put(self, artist: Any, within: Box | None, name: str) -> None:
        from matplotlib.transforms import Bbox, TransformedBbox

        self._order += 1
        artist.set_zorder(self._order)
        if name:
            artist.set_gid(name)
        self._axes.add_artist(artist)
        if within is None:
            artist.set_clip_on(False)
        else:
            corners = Bbox([[within.left, within.top], [within.right, within.bottom]])
            artist.set_clip_box(TransformedBbox(corners, self._axes.transData))
            artist.set_clip_on(True)


def _finished(svg: str) -> str:
    """An SVG that brings its letters along and says what to take where they are not wanted."""
    # Half of the outline's width lies inside of the letters, which are drawn over it.
    svg = _HALO.sub(r"\1stroke: \3; stroke-width: 4px; stroke-linejoin: round; \2", svg)
    svg = _POINTS.sub(r"\1", svg, count=2)
    svg = svg.replace(_OWN_FAMILIES, f"{_OWN_FAMILIES}, {_ELSEWHERE}")
    return svg.replace("<defs>", f"<defs>\n  <style>{svg_letters()}</style>", 1)


def _shape(name: str) -> Any:
    """A mark as matplotlib takes it."""
    from matplotlib.path import Path

    corners = _FLAT.get(name)
    return name if corners is None else Path([*corners, corners[0]], closed=True)


def block(x: float, y: float, wide: float, high: float, type_: Type) -> Box:
    """The box of words whose anchor is at a point."""
    left = x - {"left": 0.0, "center": wide / 2, "right": wide}[type_.across]
    top = y - {"top": 0.0, "middle": high / 2, "bottom": high}[type_.upright]
    return Box(left, top, left + wide, top + high)


def rgba(colour: str | None, opacity: float = 1.0) -> Colour:
    """A colour as matplotlib takes it: ``#rrggbb``, ``rgb(...)`` or ``rgba(...)``; None: clear."""
    from matplotlib.colors import to_rgba

    if colour is None:
        return (0.0, 0.0, 0.0, 0.0)
    if colour.startswith("rgb"):
        parts = [float(one) for one in colour[colour.index("(") + 1 : -1].split(",")]
        red, green, blue, *alpha = parts
        return red / 255, green / 255, blue / 255, (alpha[0] if alpha else 1.0) * opacity
    red, green, blue, own = to_rgba(colour)
    return red, green, blue, own * opacity


def is_clear(colour: Any) -> bool:
    """Whether a colour of a figure draws nothing."""
    return isinstance(colour, str) and rgba(colour)[3] == 0


def _turned(x: float, y: float, about: tuple[float, float], lean: float) -> tuple[float, float]:
    if not lean:
        return x, y
    turn = math.radians(lean)
    dx, dy = x - about[0], y - about[1]
    return (
        about[0] + dx * math.cos(turn) + dy * math.sin(turn),
        about[1] - dx * math.sin(turn) + dy * math.cos(turn),
    )
