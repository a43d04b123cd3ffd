"""What stands on the slides of a deck: words and numbers that are ready, nothing to compute."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from kampungkb.i18n.languages import Language

Align = Literal["left", "right", "center"]
# Controls, line and paragraph separators, halves of pairs, and what is no sign at all.
_NO_TEXT: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
# Marks that turn text round: one in a name would turn the figures after it, too.
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Numbers of one colour; None: unknown, and nothing is drawn."""

    name: str
    values: tuple[int | float | None, ...]
    colour: str
    # Of a line chart: drawn as a level without points, with this written at its end.
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartBlock:
    """A native chart.

    ``form``: bars lie, from the top in the order of the names; columns stand; lines join points
    over years that have none.
    """

    form: Literal["bars", "columns", "lines"]
    names: tuple[str, ...]
    series: tuple[Series, ...]
    # Read aloud in place of the chart.
    alt: str
    # What the numbers count.
    unit: str = ""
    # Bars beside each other in so many charts, all with the same scale.
    columns: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell; ``fill`` (#rrggbb) is its ground."""

    text: str
    is_strong: bool = False
    colour: str = ""
    fill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Header of a column, and its part of the width that no text needs."""

    text: str
    part: float
    align: Align = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """A native table, continued on further slides where one does not hold it."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    # Slides at most; what they do not hold is counted in the note.
    slides: int = 1
    # Says of so many rows that they are left out.
    cut: Callable[[int], str] = lambda n: f"+{n}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureBlock:
    """A picture (PNG), drawn for the whole body of a slide."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A large number with what it counts."""

    value: str
    label: str
    note: str = ""
    # Of the bar before it, where it explains a colour.
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """Key figures, then sentences; sentences that find no room are counted."""

    figures: tuple[Figure, ...] = ()
    points: tuple[str, ...] = ()
    cut: Callable[[int], str] = lambda n: f"+{n}"


Block = ChartBlock | TableBlock | PictureBlock | TextBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One slide: a finding, and what shows it."""

    title: str
    block: Block
    # To the right of it.
    side: TextBlock | None = None
    # Under it, in small type.
    note: str = ""
    # What the speaker reads: what the slide says, its sources, period and revision.
    speaker: tuple[str, ...] = ()
    # Whether one of its figures was made up: it says so in words.
    is_made_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckContent:
    """A deck in one language; no sign in its texts is markup, and none begins a formula."""

    language: Language
    file_name: str
    title: str
    subtitle: str
    # Under the subtitle: date of printing, revision.
    details: tuple[str, ...]
    speaker: tuple[str, ...]
    slides: tuple[Slide, ...]
    # In the foot of every slide.
    footer: str
    # On each slide with figures that were made up.
    mark: str
    is_made_up: bool
    # Says which of how many slides with the same title it is.
    part: Callable[[int, int], str]
    keywords: str
    # Local time, which is also that of the file.
    printed_at: datetime


def plain(given: Any) -> Any:
    """The same content without signs that no XML can hold or that turn text round.

    Line breaks become blanks.
    """
    if isinstance(given, str):
        return _NO_TEXT.sub(" ", _TURNING.sub("", given))
    if isinstance(given, tuple):
        return tuple(plain(one) for one in given)
    if is_dataclass(given) and not isinstance(given, type):
        return replace(
            given, **{one.name: plain(getattr(given, one.name)) for one in fields(given)}
        )
    return given
