"""Briefs as PDF: letterhead, figures, map, gaps, requests and a place to sign, on two pages.

Set by typst, in the process, without network: its own fonts, no packages. Everything that varies
reaches it as data (``sys.inputs``), so that no name is ever read as markup.
"""

import base64
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from textwrap import shorten
from typing import IO, Any, Final, Literal

import typst

from kampungkb.errors import ExportCancelledError
from kampungkb.exports.brief_parts import MOST_PAGES, BriefContent
from kampungkb.exports.brief_text import settable
from kampungkb.exports.letterhead import Letterhead, Logo

Paper = Literal["a4", "f4"]
PAPERS: Final[Mapping[Paper, tuple[int, int]]] = {"a4": (210, 297), "f4": (215, 330)}

# Size of the type in points and air in the rows of tables: the first that fits is taken.
_SIZES: Final = (
    (10.2, 3.2), (10.0, 2.7), (9.8, 2.3), (9.5, 1.9), (9.2, 1.5), (8.8, 1.1), (8.4, 0.8),
)  # fmt: skip
# The last of them in which one page is better than two.
_MODEST: Final = 4
_TEMPLATE: Final = Path(__file__).with_name("brief.typ")
_MAP: Final = "map.svg"
_LOGO: Final = "logo.svg"
# Signs of the title that the head of a second page holds.
_RUNNING: Final = 60


def brief_pdf(content: BriefContent, *, paper: Paper, letterhead: Letterhead) -> bytes:
    """A brief as PDF; the same content gives the same bytes.

    Returns
    -------
    bytes
        One or two pages, in the largest size of type with which it fits. The file's own
        date is that of printing. A logo that cannot be drawn is left out.
    """
    try:
        return _pdf(content, paper, letterhead)
    except RuntimeError:  # typst's own error is one of these
        if letterhead.logo is None:
            raise
        return _pdf(content, paper, replace(letterhead, logo=None))


def brief_png(
    content: BriefContent, *, paper: Paper, letterhead: Letterhead, ppi: float = 144
) -> list[bytes]:
    """The pages of a brief as PNG, to look at."""
    compiler, files = _fitted(content, paper, letterhead)
    made = compiler.compile(files, format="png", ppi=ppi)
    return made if isinstance(made, list) else [made or b""]


def brief_zip(
    contents: Iterable[BriefContent],
    file: IO[bytes],
    *,
    paper: Paper,
    letterhead: Letterhead,
    progress: Callable[[int, str], bool] = lambda _done, _name: True,
) -> int:
    """Many briefs in one ZIP, written one by one as they are made.

    Parameters
    ----------
    contents : iterable of BriefContent
        Asked for one at a time. Two with the same name get a number.
    file
        Open for writing, such as `kampungkb.exports.whole_file.write_whole` hands out.
    progress : callable
        Is told before each brief how many are done, and its title; answers whether to go on.

    Returns
    -------
    int
        How many briefs are in it.

    Raises
    ------
    ExportCancelledError
        `progress` said no; what is in `file` by then is no whole ZIP.
    """
    taken: set[str] = set()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for done, content in enumerate(contents):
            if not progress(done, content.title):
                raise ExportCancelledError
            name = _free_name(content.file_name, taken)
            taken.add(name)
            day = content.printed_on
            entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, brief_pdf(content, paper=paper, letterhead=letterhead))
    return len(taken)


def _free_name(name: str, taken: set[str]) -> str:
    stem, number, free = name.removesuffix(".pdf"), 1, name
    while free in taken:
        number += 1
        free = f"{stem}-{number}.pdf"
    return free


def _pdf(content: BriefContent, paper: Paper, letterhead: Letterhead) -> bytes:
    moment = datetime.combine(content.printed_on, time(), UTC)
    compiler, files = _fitted(content, paper, letterhead)
    made = compiler.compile(files, format="pdf", timestamp=moment)
    if not isinstance(made, bytes):
        raise TypeError(f"typst made {type(made).__name__} instead of one PDF")
    return made


def _fitted(
    content: BriefContent, paper: Paper, letterhead: Letterhead
) -> tuple[typst.Compiler, Any]:
    """A compiler of the brief in the largest size of type that fits, and its files."""
    files: Any = _files(content, letterhead)
    data = _data(content, paper, letterhead)
    compiler, smallest = _compiler(files, data, 0), len(_SIZES) - 1
    wishes = [(pages, smallest) for pages in range(content.pages, MOST_PAGES + 1)]
    for wanted, fits in [(1, _MODEST), *wishes] if content.pages > 1 else wishes:
        # Smaller type never takes more pages: the largest that fits is found by halves.
        too_large = -1
        if _pages(compiler := _compiler(files, data, fits)) > wanted:
            continue
        while fits - too_large > 1:
            middle = (fits + too_large) // 2
            tried = _compiler(files, data, middle)
            if _pages(tried) <= wanted:
                fits, compiler = middle, tried
            else:
                too_large = middle
        break
    return compiler, files


def _compiler(files: Any, data: str, at: int) -> typst.Compiler:
    size, inset = _SIZES[at]
    inputs = {"data": data, "size": str(size), "inset": str(inset)}
    return typst.Compiler(files, font_paths=_fonts(), sys_inputs=inputs)


def _pages(compiler: typst.Compiler) -> int:
    return int(json.loads(compiler.query("<pages>", field="value", one=True)))


@cache
def _fonts() -> typst.Fonts:
    # None of the machine's: a brief is the same everywhere.
    return typst.Fonts(include_system_fonts=False)


def _files(content: BriefContent, letterhead: Letterhead) -> dict[str, bytes]:
    files = {"main.typ": _TEMPLATE.read_bytes()}
    if content.map is not None:
        files[_MAP] = content.map
    if letterhead.logo is not None:
        files[_LOGO] = _as_svg(letterhead.logo)
    return files


def _as_svg(logo: Logo) -> bytes:
    """A logo as SVG: of files in memory, typst takes only those that are text."""
    if logo.kind == "svg":
        return logo.content
    kind = "jpeg" if logo.kind == "jpg" else logo.kind
    data = base64.b64encode(logo.content).decode()
    return (
        "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='100'>"
        f"<image width='100' height='100' href='data:image/{kind};base64,{data}'/></svg>"
    ).encode()


def _data(content: BriefContent, paper: Paper, letterhead: Letterhead) -> str:
    fields = asdict(replace(content, map=None))
    del fields["printed_on"]
    width, height = PAPERS[paper]
    fields |= {
        "running": shorten(content.title, _RUNNING, placeholder="…"),
        "map": None if content.map is None else _MAP,
        "paper": {"width": width, "height": height},
        "legend_columns": 2 if len(content.legend) > 1 else 1,
        "letterhead": {
            "government": letterhead.government, "agency": letterhead.agency,
            "address": letterhead.address, "place": letterhead.place,
            "signatory": letterhead.signatory, "colour": letterhead.colour,
            "logo": None if letterhead.logo is None else _LOGO,
        },
    }  # fmt: skip
    return json.dumps(settable(fields) | {"plain_title": content.title}, ensure_ascii=False)
