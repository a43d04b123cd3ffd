"""The legend of a map on the sheet: on the screen it stands beside the figure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from kampungkb.charts.theme import Palette
from kampungkb.exports.picture_canvas import Box, Canvas, Ink, Type
from kampungkb.exports.picture_text import Line, broken, line_width, lines_height, plain

# In parts of the size of type: a swatch with the space behind it, that between two columns,
# and that below an entry.
_SWATCH: Final = 1.7
_BETWEEN: Final = 1.2
_BELOW: Final = 0.25
_LEAST: Final = 11.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendKey:
    """A line of a map's legend, as it stands beside the map on the screen.

    ``shape`` stands before the words, where colour alone would have to tell. ``form``: a colour,
    an outline over the colours (formed villages), or the shape alone, a mark on the map.
    """

    colour: str
    words: str
    shape: str = ""
    form: Literal["fill", "outline", "mark"] = "fill"


@dataclass(frozen=True, slots=True)
class Legend:
    """A legend, and once it is fitted its type, its columns and the width of each of them."""

    title: str
    keys: Sequence[LegendKey]
    size: float = 0.0
    columns: int = 1
    across: float = 0.0

    def fitting(self, width: float, height: float, size: float, *, columns: int) -> "Legend":
        """The legend in at most so many columns, in smaller type where it would be too high."""
        while True:
            own = min(self._widest(size), width)
            count = max(1, min(columns, int(width // own), len(self.keys)))
            # No column more than the rows need.
            rows = -(-len(self.keys) // count)
            count = -(-len(self.keys) // rows)
            found = replace(
                self, size=size, columns=count, across=own if count == 1 else width / count
            )
            if found.height <= height or size <= _LEAST:
                return found
            size -= 0.5

    @property
    def width(self) -> float:
        """Pixels across."""
        return self.across * self.columns

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        columns = [sum(map(self._high, column)) for column in self._columns()]
        return lines_height(self._title(), self.size) + max(columns, default=0.0)

    def draw(self, canvas: Canvas, left: float, top: float, palette: Palette) -> None:
        """Draw the legend; its entries follow one another down its columns.

        In an SVG the swatch of the first is found as ``key-0``.
        """
        kind = Type(size=self.size, colour=palette.ink)
        if self.title:
            top = canvas.words(self._title(), left, top, kind).bottom + _BELOW * self.size
        place = 0
        for at, column in enumerate(self._columns()):
            x, y = left + at * self.across, top
            for key in column:
                self._draw_swatch(canvas, key, x, y, palette, f"key-{place}")
                canvas.words(self._lines(key), x + _SWATCH * self.size, y, kind)
                y += self._high(key)
                place += 1

    def _draw_swatch(
        self, canvas: Canvas, key: LegendKey, x: float, y: float, palette: Palette, name: str
    ) -> None:
        size = self.size
        if key.form == "mark":
            kind = Type(size=size, colour=key.colour, across="center")
            canvas.words([plain(key.shape)], x + 0.625 * size, y, kind)
            return
        ink = Ink(fill=key.colour, line=palette.line, width=1)
        if key.form == "outline":
            ink = Ink(fill=palette.ground, line=key.colour, width=0.12 * size)
        canvas.rect(Box(x, y + 0.2 * size, x + 1.25 * size, y + 1.1 * size), ink, name=name)

    def _columns(self) -> list[Sequence[LegendKey]]:
        rows = -(-len(self.keys) // self.columns)
        return [self.keys[at : at + rows] for at in range(0, len(self.keys), rows)]

    def _title(self) -> list[Line]:
        if not self.title:
            return []
        return broken(plain(self.title, is_bold=True), self.size, self.width)

    def _high(self, key: LegendKey) -> float:
        return lines_height(self._lines(key), self.size) + _BELOW * self.size

    def _lines(self, key: LegendKey) -> list[Line]:
        wide = self.across - (_SWATCH + _BETWEEN / 2) * self.size
        return broken(plain(_words(key)), self.size, wide)

    def _widest(self, size: float) -> float:
        words = max(line_width(plain(_words(key)), size) for key in self.keys)
        # A longer title breaks.
        title = min(line_width(plain(self.title, is_bold=True), size), 14 * size)
        return max(words + (_SWATCH + _BETWEEN) * size, title)


def _words(key: LegendKey) -> str:
    return f"{key.shape} {key.words}" if key.shape and key.form != "mark" else key.words
