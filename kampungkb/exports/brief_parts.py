"""What stands in a brief: words that are ready to be set, and nothing to compute."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from kampungkb.exports.brief_map import LegendLine
from kampungkb.i18n.languages import Language

Shape = Literal["", "met", "below", "cannot_tell", "no_data"]
Align = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A large number with what it counts."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table; ``share`` (0-1) draws a bar before the number."""

    text: str
    shape: Shape = ""
    is_strong: bool = False
    share: float | None = None
    # Where the target stands on the bar (0-1).
    goal: float | None = None
    # Width of the number beside the bar, in sizes of the type.
    room: float = 4.2


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnHead:
    """Header of a column and the room it takes, as a part of the whole; 0: what it needs."""

    text: str
    align: Align = "left"
    part: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefTable:
    """Rows under a title; ``empty`` stands in their place where there are none."""

    title: str
    heads: tuple[ColumnHead, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it is: shares of the whole (0-1), and what is written under them."""

    done: float
    done_text: str
    # None: there is no target.
    goal: float | None
    goal_text: str
    all_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of one agency."""

    agency: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """Words that every page has, in the language of the brief."""

    # With the blanks {page} and {pages}.
    page: str
    period: str
    # Empty where no figure was made up.
    mark: str
    requests_title: str
    # In place of requests where there are none.
    no_requests: str
    # In place of the map, and what is under it.
    no_map: str
    map_alt: str
    dated: str
    name: str
    number: str
    sources_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefContent:
    """One brief of one or two pages.

    Texts are literal: no sign in them is markup.
    """

    language: Language
    # Without its ending, in plain ASCII.
    file_name: str
    kind: str
    title: str
    subtitle: str
    lead: str
    figures: tuple[KeyFigure, ...]
    # SVG; None: no polygon or nothing to show.
    map: bytes | None
    map_caption: str
    # Width of the map over that of what stands beside it.
    map_part: float
    legend: tuple[LegendLine, ...]
    progress: Progress | None
    # Sentences beside the map.
    points: tuple[str, ...]
    points_title: str
    tables: tuple[BriefTable, ...]
    requests: tuple[Request, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    # Whether a figure in it was made up: each page says so.
    is_made_up: bool
    words: PageWords
    # Pages that it had better fit on; MOST_PAGES if it cannot.
    pages: int
    # The date of printing, which is also that of the file.
    printed_on: date


MOST_PAGES: Final = 2
