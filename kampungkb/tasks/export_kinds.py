"""Every file that can be exported, under the name that pages and the command line call it by."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Final, Literal

from sqlalchemy import Engine

from kampungkb.errors import (
    IndicatorWithoutValuesError,
    UnknownAgencyError,
    UnknownAreaError,
)
from kampungkb.exports.book import book_file_name, book_xlsx
from kampungkb.exports.brief import Paper, brief_pdf, brief_zip
from kampungkb.exports.brief_parts import BriefContent
from kampungkb.exports.deck import deck_pptx
from kampungkb.exports.letterhead import Letterhead, read_letterhead
from kampungkb.exports.listing import joined_name
from kampungkb.exports.picture_zip import picture_zip
from kampungkb.exports.twin import twin_html
from kampungkb.i18n.translator import Translator
from kampungkb.settings import Settings
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.book_content import book_content, book_source
from kampungkb.tasks.brief_content import (
    PARTS,
    Part,
    agencies,
    agency_brief,
    district_brief,
    every_brief,
    regency_brief,
    village_brief,
)
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.deck_content import announced_plan, deck_content
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.pictures_content import every_picture
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.twin_content import twin_content

Kind = Literal["deck", "brief", "workbook", "pictures", "offline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What of a file can be chosen; each kind reads what concerns it.

    At most one of `district`, `agency`, `village` and `parts` is given: a brief of one of them,
    or many briefs in one ZIP; none: that of the whole area.
    """

    paper: Paper = "a4"
    district: str | None = None
    agency: str | None = None
    village: str | None = None
    # Empty: one brief.
    parts: tuple[Part, ...] = ()
    # Codes whose pictures are made; None: all.
    indicators: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class ExportSource:
    """One state of the data, and how it is to be told."""

    of: BriefSource
    # The announced plan; None: there is none.
    announced: Scenario | None
    # A file that is missing is a letterhead without words.
    letterhead_file: Path

    @cached_property
    def letterhead(self) -> Letterhead:
        """Who sends a document."""
        return read_letterhead(self.letterhead_file)


def export_source(
    engine: Engine, snapshot: Snapshot, ledger: Ledger, t: Translator, *, settings: Settings,
    printed_at: datetime,
) -> ExportSource:  # fmt: skip
    """What files are made from: a state of the data, and the plan that is announced now.

    Parameters
    ----------
    engine : Engine
        Of the store that `snapshot` and `ledger` were read from.
    t : Translator
        Of the files' language.
    printed_at : datetime
        In UTC where it names no zone.

    Raises
    ------
    StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.read_transaction`.
    """
    announced = announced_plan(engine)
    return ExportSource(
        of=BriefSource(
            snapshot=snapshot, ledger=ledger, t=t, folder=settings.area_pack,
            printed_at=printed_at, announced=announced,
        ),
        announced=announced,
        letterhead_file=settings.letterhead,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was written."""

    file_name: str
    # Whether it carries the mark of made-up figures.
    is_made_up: bool


# Is told before each part how many are done, how many there are, and the part's title; answers
# whether to go on.
Progress = Callable[[int, int, str], bool]
Maker = Callable[[ExportSource, Wish, IO[bytes], Progress], Made]


def _go_on(_done: int, _all: int, _title: str) -> bool:
    return True


def export_file(
    kind: Kind, source: ExportSource, wish: Wish, file: IO[bytes], progress: Progress = _go_on
) -> Made:
    """Make a file.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    source : ExportSource
    wish : Wish
    file
        Open for writing, such as `kampungkb.exports.whole_file.write_whole` hands out.
    progress : callable, optional
        Only files of many parts tell it anything.

    Raises
    ------
    UnknownAreaError
        A brief of a district or village that is not in the register.
    UnknownAgencyError
        A brief of an agency that is responsible for no indicator of villages.
    ExportCancelledError
        `progress` said no.
    LetterheadError, LetterheadFieldError
        The settings file of the letterhead cannot be used.
    IndicatorWithoutValuesError
        Pictures of indicators without a value.
    AreaPackError
        The geometry of a map cannot be read.
    """
    return KINDS[kind](source, wish, file, progress)


def _deck(source: ExportSource, _wish: Wish, file: IO[bytes], _progress: Progress) -> Made:
    content = deck_content(source.of, announced=source.announced)
    file.write(deck_pptx(content, letterhead=source.letterhead))
    return Made(file_name=content.file_name, is_made_up=content.is_made_up)


def _offline(source: ExportSource, _wish: Wish, file: IO[bytes], _progress: Progress) -> Made:
    content = twin_content(source.of, source.announced)
    file.write(twin_html(content, source.of.t))
    return Made(file_name=content.file_name, is_made_up=bool(content.mark))


def _workbook(source: ExportSource, _wish: Wish, file: IO[bytes], _progress: Progress) -> Made:
    of = source.of
    book = book_content(
        book_source(
            of.snapshot, of.ledger, of.t, announced=source.announced, printed_at=of.printed_at
        )
    )
    file.write(book_xlsx(book, of.t))
    return Made(file_name=book_file_name(book, of.t), is_made_up=book.is_made_up)


def _pictures(source: ExportSource, wish: Wish, file: IO[bytes], progress: Progress) -> Made:
    of, t = source.of, source.of.t
    asked = wish.indicators
    if asked is not None and not set(asked) & set(of.ledger.indicators):
        raise IndicatorWithoutValuesError(asked)
    count, items = every_picture(of, source.announced, wish.indicators)
    is_made_up = picture_zip(
        items, file, printed_on=of.local.date(), t=t,
        progress=lambda done, title: progress(done, count, title),
    )  # fmt: skip
    return Made(file_name=_zip_name(of, t("picture.file"), is_made_up), is_made_up=is_made_up)


def _brief(source: ExportSource, wish: Wish, file: IO[bytes], progress: Progress) -> Made:
    if wish.parts:
        return _briefs(source, wish, file, progress)
    content = _one_brief(source.of, wish)
    file.write(brief_pdf(content, paper=wish.paper, letterhead=source.letterhead))
    return Made(file_name=content.file_name, is_made_up=content.is_made_up)


def _one_brief(of: BriefSource, wish: Wish) -> BriefContent:
    if wish.district is not None:
        return district_brief(of, _known("district", wish.district, of.snapshot.districts["code"]))
    if wish.village is not None:
        return village_brief(of, _known("village", wish.village, of.snapshot.villages["code"]))
    if wish.agency is not None:
        return agency_brief(of, _agency(of, wish.agency))
    return regency_brief(of)


def _known(level: str, code: str, codes: Iterable[str]) -> str:
    if code not in set(codes):
        raise UnknownAreaError(level, [code])
    return code


def _agency(of: BriefSource, name: str) -> str:
    known = {one.casefold(): one for one in agencies(of)}
    if name.casefold() not in known:
        raise UnknownAgencyError(name, list(known.values()))
    return known[name.casefold()]


def _briefs(source: ExportSource, wish: Wish, file: IO[bytes], progress: Progress) -> Made:
    of, is_made_up = source.of, False
    count, contents = every_brief(of, tuple(one for one in PARTS if one in wish.parts))

    def told() -> Iterator[BriefContent]:
        nonlocal is_made_up
        for content in contents:
            is_made_up |= content.is_made_up
            yield content

    brief_zip(
        told(), file, paper=wish.paper, letterhead=source.letterhead,
        progress=lambda done, title: progress(done, count, title),
    )  # fmt: skip
    name = _zip_name(of, of.t("brief.file_brief"), is_made_up)
    return Made(file_name=name, is_made_up=is_made_up)


def _zip_name(of: BriefSource, topic: str, is_made_up: bool) -> str:
    t, snapshot = of.t, of.snapshot
    parts = [
        topic, snapshot.area_code, snapshot.area_name[:40], of.ledger.as_of,
        t("export.file_revision", n=str(snapshot.revision)),
        t("export.file_mark") if is_made_up else None,
    ]  # fmt: skip
    return joined_name(parts, "zip")


KINDS: Final[Mapping[Kind, Maker]] = {
    "deck": _deck, "brief": _brief, "workbook": _workbook, "pictures": _pictures,
    "offline": _offline,
}  # fmt: skip
"""How each kind of file is made."""
