"""`import`: a file into the store, with the same rules and words as on the screen."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kampungkb.errors import KampungKBError, UsageError
from kampungkb.i18n.translator import Translator, translator
from kampungkb.intake.period_words import read_period
from kampungkb.intake.reading import LIMITS, unreadable
from kampungkb.intake.request import Request
from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import read_settings
from kampungkb.tasks.opening import open_store
from kampungkb.tasks.snapshot import read_snapshot
from kampungkb.tasks.upload import file_hash
from kampungkb.tasks.upload_document import (
    blank_import,
    import_document,
    refused_import,
    unread_import,
)

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

Answer = tuple[int, dict[str, Any]]

_STATUS = {"accepted": 0, "unchanged": 0, "refused": 3, "decision": 4}


def add_parser(subparsers: "Subparsers", shared: argparse.ArgumentParser) -> None:
    """Register the command; ``args.run(args)`` gives exit status and document."""
    parser = subparsers.add_parser("import", parents=[shared], help="take a file into the store")
    parser.add_argument("file", metavar="FILE", type=Path, help="XLSX, XLS, ODS, CSV or TSV")
    parser.add_argument("--sheet", help="of a workbook with several")
    parser.add_argument("--indicator", help="for a file that names none")
    parser.add_argument("--period", help="such as 2026-Q3, for a file that names none")
    parser.add_argument("--agency", help="whose data they are")
    parser.add_argument("--title", help="of the source, as it will be cited")
    parser.add_argument("--author", default="command line", help="who")
    parser.add_argument(
        "--accept", metavar="KEY[=ANSWER]", action="append", default=[],
        help="confirm a finding, or answer it; KEY=skip leaves the row out",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="store nothing")
    parser.set_defaults(run=run_import, blank=lambda _: blank_import(None))


def run_import(args: argparse.Namespace) -> Answer:
    """Import a file, see :func:`kampungkb.tasks.upload_document.import_document`.

    Raises
    ------
    UsageError
        The file is not there, or an option names no indicator, period or author.
    """
    t = translator(args.lang)
    settings = read_settings(store=args.store)
    dictionary = read_dictionary(settings.dictionary)
    if not args.author.strip():
        raise UsageError(t("command.usage_blank", option="--author"))
    data, request = _content(args.file, t), _request(args, t)
    sha256 = None if data is None else file_hash(data)
    try:
        engine = open_store(settings, empty=args.empty)
        snapshot = read_snapshot(engine, dictionary)
        if args.indicator is not None and args.indicator not in snapshot.dictionary:
            raise UsageError(t("command.usage_indicator", code=args.indicator))
        by: dict[str, Any] = {
            "author": args.author,
            "now": datetime.now(UTC),
            "dry_run": args.dry_run,
        }
        if data is None:
            large = unreadable(args.file.name, "too_large", f"{args.file.stat().st_size} bytes")
            document = unread_import(engine, large, args.file.name, request, t, **by)
        else:
            title = (args.title or "").strip() or None
            document = import_document(
                engine, snapshot, data, args.file.name, request, t, title=title, **by
            )
    except UsageError:
        raise
    except KampungKBError as error:
        document = refused_import(error, sha256, t)
    return _STATUS[document["verdict"]], document


def _request(args: argparse.Namespace, t: Translator) -> Request:
    period = None if args.period is None else read_period(args.period)
    if args.period is not None and period is None:
        raise UsageError(t("command.usage_period", text=args.period))
    return Request(
        sheet=args.sheet, indicator=args.indicator, period=period, agency=args.agency,
        accepted=tuple(args.accept),
    )  # fmt: skip


def _content(path: Path, t: Translator) -> bytes | None:
    """A file's bytes; None where it is larger than a file may be: it is not read then."""
    try:
        if path.stat().st_size > LIMITS.file_bytes:
            return None
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(t("command.usage_no_file", path=path)) from error
    except OSError as error:
        raise UsageError(t("command.usage_unreadable", path=path)) from error
