"""`export`: a deck, a brief, the workbook, pictures, or the offline twin, as a file."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from kampungkb.errors import UnknownIndicatorError, UsageError
from kampungkb.i18n.translator import Translator, translator
from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import read_settings
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.opening import open_store
from kampungkb.tasks.snapshot import read_snapshot

if TYPE_CHECKING:
    from kampungkb.tasks.export_kinds import ExportSource, Wish

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

KINDS: Final = ("deck", "brief", "workbook", "pictures", "offline")
PARTS: Final = ("regency", "districts", "agencies", "villages")
# The fields of the document, before anything is known.
BLANK: Final[dict[str, Any]] = {"path": None, "bytes": None, "illustrative": None}
# What can be chosen of a file, and the kind that it belongs to.
_OF_KIND: Final = {
    "paper": "brief", "district": "brief", "agency": "brief", "village": "brief", "all": "brief",
    "indicator": "pictures",
}  # fmt: skip
_SUFFIXES: Final = {
    "deck": ".pptx", "brief": ".pdf", "workbook": ".xlsx", "pictures": ".zip", "offline": ".html",
}  # fmt: skip
# Names that promise a format: none of them is given to a file that has another.
_PROMISING: Final = {
    *_SUFFIXES.values(), ".csv", ".doc", ".docx", ".gif", ".htm", ".jpeg", ".jpg", ".json", ".ods",
    ".odp", ".odt", ".png", ".ppt", ".svg", ".txt", ".xls", ".xlsm",
}  # fmt: skip


def add_parser(subparsers: "Subparsers", shared: argparse.ArgumentParser) -> None:
    """Register the command; ``args.run(args)`` gives exit status and document."""
    parser = subparsers.add_parser(
        "export", parents=[shared], help="a deck, a brief, the workbook, pictures, the offline twin"
    )
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="PATH",
        help="the file: .pptx, .pdf, .xlsx, .zip, .html",
    )  # fmt: skip
    parser.add_argument("--as-of", help="a period such as 2026-Q3")
    parser.add_argument("--paper", choices=("a4", "f4"), help="of a brief; a4 unless given")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--district", metavar="CODE", help="a brief of one district")
    place.add_argument("--agency", metavar="NAME", help="a brief of one agency")
    place.add_argument("--village", metavar="CODE", help="a brief of one village")
    place.add_argument(
        "--all", nargs="*", choices=PARTS, metavar="PART",
        help=f"a ZIP of briefs: {', '.join(PARTS)}; all of them unless some are named",
    )  # fmt: skip
    parser.add_argument(
        "--indicator", metavar="CODE", action="append",
        help="only pictures of this indicator; can be given several times",
    )  # fmt: skip
    parser.set_defaults(run=run_export, blank=lambda _: dict(BLANK))


def run_export(args: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """Write a file, whole or not at all; see :func:`kampungkb.tasks.export_kinds.export_file`.

    Returns
    -------
    tuple of exit status and document
        Document: ``path``, ``bytes``, ``illustrative`` (whether the file carries the mark of
        made-up figures).

    Raises
    ------
    UsageError
        An option does not belong to the kind of file, or ``--out`` has the name of another format.
    ExportUnwritableError
        The file cannot be written there; one that was there before is as it was.
    KampungKBError
        What the data, the area pack or the letterhead refuse.
    """
    t = translator(args.lang)
    _check(args, t)
    wish = _wish(args)
    # Typesetting, drawing and presentations take a while to load; other commands do without.
    from kampungkb.exports.whole_file import write_whole
    from kampungkb.tasks.export_kinds import Made, export_file

    source = _source(args, wish, t)
    made: list[Made] = []

    def write(file: IO[bytes]) -> None:
        made.append(export_file(args.kind, source, wish, file, _progress))

    size = write_whole(args.out, write)
    return 0, {"path": str(args.out), "bytes": size, "illustrative": made[0].is_made_up}


def _check(args: argparse.Namespace, t: Translator) -> None:
    for option, kind in _OF_KIND.items():
        if getattr(args, option) is not None and args.kind != kind:
            raise UsageError(t("command.usage_kind", option=f"--{option}", kind=kind))
    suffix = ".zip" if args.all is not None else _SUFFIXES[args.kind]
    # What is a folder is refused as such, whatever its name; `Path.is_dir` fails on a long one.
    is_folder = os.path.isdir(args.out)  # noqa: PTH112
    if args.out.suffix.lower() in _PROMISING - {suffix} and not is_folder:
        raise UsageError(
            t("command.usage_suffix", name=args.out.name, kind=args.kind, suffix=suffix)
        )


def _wish(args: argparse.Namespace) -> "Wish":
    from kampungkb.tasks.export_kinds import Wish

    return Wish(
        paper=args.paper or "a4",
        district=args.district,
        agency=args.agency,
        village=args.village,
        parts=() if args.all is None else tuple(args.all or PARTS),
        indicators=None if args.indicator is None else tuple(args.indicator),
    )


def _source(args: argparse.Namespace, wish: "Wish", t: Translator) -> "ExportSource":
    from kampungkb.exports.letterhead import logo_note
    from kampungkb.tasks.export_kinds import export_source

    settings = read_settings(store=args.store)
    dictionary = read_dictionary(settings.dictionary)
    engine = open_store(settings, empty=args.empty)
    snapshot = read_snapshot(engine, dictionary)
    for code in wish.indicators or ():
        if code not in snapshot.dictionary.codes:
            raise UnknownIndicatorError(code)
    source = export_source(
        engine, snapshot, ledger(snapshot, args.as_of), t, settings=settings,
        printed_at=datetime.now(UTC),
    )  # fmt: skip
    if args.kind in ("deck", "brief") and (note := logo_note(source.letterhead, t)):
        print(note, file=sys.stderr)
    return source


def _progress(done: int, count: int, title: str) -> bool:
    if sys.stderr.isatty():
        print(f"{done + 1}/{count} {title}", file=sys.stderr, flush=True)
    return True
