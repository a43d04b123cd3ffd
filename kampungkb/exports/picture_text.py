"""Words of a picture: the part of HTML that plotly reads, their width, and where lines break."""

import base64
import unicodedata
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from html.parser import HTMLParser
from pathlib import Path
from threading import Lock
from typing import Any, Final

FONTS: Final = Path(__file__).parent / "fonts"
# The screen's letters under a name of their own, as their licence asks; what they lack, such as
# the shapes of a legend, is in the letters that matplotlib ships.
FAMILIES: Final = ("Kampung Sans", "DejaVu Sans")
# Of the size of type: from a line to the next, and from its top to the ground of its letters.
LEADING: Final = 1.3
_ASCENT: Final = 0.96
_PREPARING: Final = Lock()


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one kind within a line; without a colour or a size it has that of the text."""

    text: str
    is_bold: bool = False
    colour: str | None = None
    size: float | None = None


Line = tuple[Run, ...]


def prepared() -> None:
    """Make matplotlib know our letters and write files that are the same each time.

    Called before each drawing; only the first call does something.
    """
    with _PREPARING:
        _prepare()


@lru_cache(maxsize=1)
def _prepare() -> None:
    import matplotlib as mpl
    from matplotlib import font_manager

    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    mpl.rcParams["svg.fonttype"] = "none"
    mpl.rcParams["svg.hashsalt"] = "kampungkb"
    mpl.rcParams["path.simplify"] = False
    # Letters where their widths say, and not on whole pixels.
    mpl.rcParams["text.hinting"] = "none"


def lines_of(markup: str) -> list[Line]:
    """Text as plotly reads it, line by line: ``<br> <b> <span style=...>``, and entities.

    Other markup is left out as plotly leaves it out; names were made literal before.
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return [tuple(line) for line in reader.lines]


def plain(words: str, *, is_bold: bool = False) -> Line:
    """Words that are no markup, as a line."""
    return (Run(printable(words), is_bold),)


def printable(text: str) -> str:
    """Text with the signs that our letters have.

    Controls are blanks, unseen marks of direction are left out, and what no letter is there for
    becomes a sign that says so: an empty place would change a name without a word.
    """
    return text if text.isascii() and text.isprintable() else "".join(map(_sign, text))


def run_width(run: Run, size: float) -> float:
    """Pixels that a run is wide at a size, unless it has its own."""
    return _unit_width(run.text, run.is_bold) * (run.size or size)


def line_width(line: Line, size: float) -> float:
    """Pixels that a line is wide."""
    return sum(run_width(run, size) for run in line)


def lines_height(lines: Sequence[Line], size: float) -> float:
    """Pixels that lines are high together."""
    return len(lines) * size * LEADING


def ground_of(size: float) -> float:
    """Pixels from the top of a line to the ground that its letters stand on."""
    return size * (_ASCENT + (LEADING - 1.2) / 2)


def broken(line: Line, size: float, width: float) -> list[Line]:
    """A line in as many as it needs to be no wider; a word that is too long is parted.

    Breaks at blanks, but not at no-break spaces.
    """
    lines: list[list[Run]] = [[]]
    room = width
    for word in _words(line):
        wide = line_width(word, size)
        if lines[-1] and wide > room and line_width(_stripped(word), size) > room:
            lines.append([])
            room = width
        for part in _fitting(word, size, room, width) if wide > room else [word]:
            if part is None:
                lines.append([])
                room = width
                continue
            lines[-1].extend(part)
            room -= line_width(part, size)
    return [_stripped(tuple(_merged(one))) for one in lines]


def balanced(line: Line, size: float, width: float) -> list[Line]:
    """A line in as few as it needs, about as long as one another: no word alone at the end."""
    lines = broken(line, size, width)
    low, high = width / 2, width
    for _ in range(8 if len(lines) > 1 else 0):
        middle = (low + high) / 2
        tried = broken(line, size, middle)
        if len(tried) == len(lines):
            lines, high = tried, middle
        else:
            low = middle
    return lines


def scaled(line: Line, factor: float) -> Line:
    """A line whose own sizes are so many times larger."""
    return tuple(run if run.size is None else replace(run, size=run.size * factor) for run in line)


@lru_cache(maxsize=4096)
def _sign(one: str) -> str:
    kind = unicodedata.category(one)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    if kind == "Cf":
        return ""
    return one if ord(one) in _signs() else "\N{REPLACEMENT CHARACTER}"


@lru_cache(maxsize=1)
def _signs() -> frozenset[int]:
    """What our letters can write."""
    from matplotlib.font_manager import findfont, get_font

    prepared()
    files = [findfont(family, fallback_to_default=False) for family in FAMILIES]
    return frozenset(code for file in files for code in get_font(file).get_charmap())


def font(*, is_bold: bool, size: float) -> Any:
    """The letters as matplotlib knows them."""
    return _font(is_bold).copy() if size == 1 else _sized(is_bold, size)


@lru_cache(maxsize=1)
def svg_letters() -> str:
    """Our letters as a style sheet for an SVG, some 100 KB."""
    rules = []
    for weight, name in (("normal", "Regular"), ("bold", "Bold")):
        letters = base64.b64encode((FONTS / f"KampungSans-{name}.ttf").read_bytes()).decode()
        rules.append(
            f"@font-face{{font-family:'{FAMILIES[0]}';font-weight:{weight};"
            f"src:url(data:font/ttf;base64,{letters})}}"
        )
    return "".join(rules)


@lru_cache(maxsize=256)
def _sized(is_bold: bool, size: float) -> Any:
    sized = _font(is_bold).copy()
    sized.set_size(size)
    return sized


@lru_cache(maxsize=2)
def _font(is_bold: bool) -> Any:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=list(FAMILIES), weight="bold" if is_bold else "normal")


@lru_cache(maxsize=8192)
def _unit_width(text: str, is_bold: bool) -> float:
    """Of a size of 1; measured large, where hinting moves nothing."""
    from matplotlib.textpath import text_to_path

    if not text:
        return 0.0
    prepared()
    wide, _, _ = text_to_path.get_text_width_height_descent(
        text, _sized(is_bold, 100.0), ismath=False
    )
    return float(wide) / 100


def _words(line: Line) -> Iterator[Line]:
    """Words with the blanks behind them; a word may go over several runs."""
    word: list[Run] = []
    for run in line:
        parts = run.text.split(" ")
        for at, part in enumerate(parts):
            is_last = at == len(parts) - 1
            text = part if is_last else f"{part} "
            if text:
                word.append(replace(run, text=text))
            if not is_last:
                yield tuple(word)
                word = []
    if word:
        yield tuple(word)


def _fitting(word: Line, size: float, room: float, width: float) -> Iterator[Line | None]:
    """Parts of a word that is too long for a line; None stands for the break."""
    if line_width(_stripped(word), size) <= room:
        yield word
        return
    for run in word:
        start = 0
        while run_width(replace(run, text=run.text[start:]), size) > room:
            lengths = range(1, len(run.text) - start + 1)
            # At least one letter on each line, however narrow it is.
            count = max(1, bisect(lengths, room, key=partial(_length, run, start, size)))
            if count == len(lengths):
                break
            yield (replace(run, text=run.text[start : start + count]),)
            yield None
            start, room = start + count, width
        rest = replace(run, text=run.text[start:])
        room -= run_width(rest, size)
        yield (rest,)


def _length(run: Run, start: int, size: float, count: int) -> float:
    return run_width(replace(run, text=run.text[start : start + count]), size)


def _stripped(line: Line) -> Line:
    """Without blanks at the end."""
    runs = list(line)
    while runs:
        last = replace(runs[-1], text=runs[-1].text.rstrip(" "))
        if last.text:
            return (*runs[:-1], last)
        runs.pop()
    return ()


def _merged(runs: Sequence[Run]) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        if found and replace(found[-1], text="") == replace(run, text=""):
            found[-1] = replace(run, text=found[-1].text + run.text)
        else:
            found.append(run)
    return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[Run]] = [[]]
        self._bold = 0
        self._styles: list[tuple[str | None, float | None]] = [(None, None)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.lines.append([])
        elif tag == "b":
            self._bold += 1
        elif tag == "span":
            self._styles.append(_style(dict(attrs).get("style") or "", self._styles[-1]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "b" and self._bold:
            self._bold -= 1
        elif tag == "span" and len(self._styles) > 1:
            self._styles.pop()

    def handle_data(self, data: str) -> None:
        colour, size = self._styles[-1]
        self.lines[-1].append(Run(printable(data), bool(self._bold), colour, size))


def _style(style: str, outer: tuple[str | None, float | None]) -> tuple[str | None, float | None]:
    colour, size = outer
    for one in style.split(";"):
        key, _, value = (part.strip() for part in one.partition(":"))
        if key == "color":
            colour = value
        elif key == "font-size" and value.endswith("px"):
            size = float(value[:-2])
    return colour, size
