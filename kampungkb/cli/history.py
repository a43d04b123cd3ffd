"""`revisions`, `undo`, `backup`, `restore`: what was saved, taking it back, keeping it safe."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kampungkb.errors import KampungKBError, UsageError
from kampungkb.i18n.translator import Translator, translator
from kampungkb.settings import read_settings
from kampungkb.store.undo import CHANGED_SINCE
from kampungkb.tasks.history import (
    backup_document,
    blank_backup,
    blank_restore,
    blank_undo,
    restore_document,
    revisions_document,
    undo_document,
)
from kampungkb.tasks.history_view import undo
from kampungkb.tasks.opening import open_store

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

Answer = tuple[int, dict[str, Any]]

_STATUS = {"accepted": 0, "unchanged": 0, "refused": 3, "decision": 4}


def add_parsers(subparsers: "Subparsers", shared: argparse.ArgumentParser) -> None:
    """Register the commands; ``args.run(args)`` gives exit status and document."""
    revisions = subparsers.add_parser(
        "revisions", parents=[shared], help="everything that was ever saved"
    )
    revisions.set_defaults(run=run_revisions, blank=lambda _: {"revisions": None})
    undoing = subparsers.add_parser("undo", parents=[shared], help="take a revision back")
    undoing.add_argument("number", metavar="N", type=int, help="the revision")
    undoing.add_argument("--reason", required=True, help="why")
    undoing.add_argument("--author", default="command line", help="who")
    undoing.add_argument(
        "--dry-run", action="store_true", help="say what would change, store nothing"
    )
    undoing.add_argument(
        "--accept", metavar="KEY", action="append", default=[],
        help="confirm a finding by its key, or all whose keys begin with KEY and a colon",
    )  # fmt: skip
    undoing.set_defaults(run=run_undo, blank=lambda args: blank_undo(args.number))
    backup = subparsers.add_parser("backup", parents=[shared], help="write a backup of the store")
    backup.add_argument("path", metavar="PATH", type=Path, help="a new file")
    backup.set_defaults(run=run_backup, blank=lambda args: blank_backup(args.path.absolute()))
    restore = subparsers.add_parser(
        "restore", parents=[shared], help="make a store from a backup, where there is none"
    )
    restore.add_argument("path", metavar="PATH", type=Path, help="a backup")
    restore.set_defaults(run=run_restore, blank=_blank_restore)


def run_revisions(args: argparse.Namespace) -> Answer:
    """List the revisions, see :func:`kampungkb.tasks.history.revisions_document`."""
    engine = open_store(read_settings(store=args.store), empty=args.empty)
    return 0, revisions_document(engine)


def run_undo(args: argparse.Namespace) -> Answer:
    """Undo a revision, see :func:`kampungkb.tasks.history_view.undo`.

    Raises
    ------
    UsageError
        The reason or the author is blank, or an answer has no finding.
    """
    t = translator(args.lang)
    for name in ("reason", "author"):
        if not getattr(args, name).strip():
            raise UsageError(t("command.usage_blank", option=f"--{name}"))

    def work() -> dict[str, Any]:
        engine = open_store(read_settings(store=args.store), empty=args.empty)
        about: dict[str, Any] = {
            "author": args.author,
            "reason": args.reason,
            "now": datetime.now(UTC),
            "t": t,
            "accepted": args.accept,
        }
        if args.dry_run or args.accept:
            looked_at = undo_document(engine, args.number, **about, dry_run=True)
            _refuse_unheard(looked_at, args.accept, t)
            if args.dry_run:
                return looked_at
        return undo(engine, args.number, **about, action="undo", agency=None, expected=None)

    return _answer(t, work, blank_undo(args.number))


def _refuse_unheard(document: dict[str, Any], accepted: list[str], t: Translator) -> None:
    """An answer that no finding asked for is most likely one about another revision."""
    if document["verdict"] == "unchanged":
        return
    # The kind alone confirms whatever there is, also nothing.
    keys = [f"{CHANGED_SINCE}:", *(f"{one['key']}:" for one in document["findings"])]
    for answer in accepted:
        if not any(key.startswith(f"{answer}:") for key in keys):
            raise UsageError(
                t("command.usage_unheard", revision=str(document["undoes"]), key=answer)
            )


def run_backup(args: argparse.Namespace) -> Answer:
    """Write a backup, see :func:`kampungkb.tasks.history.backup_document`."""

    def work() -> dict[str, Any]:
        engine = open_store(read_settings(store=args.store), empty=args.empty)
        return backup_document(engine, args.path)

    return _answer(translator(args.lang), work, blank_backup(args.path.absolute()))


def run_restore(args: argparse.Namespace) -> Answer:
    """Restore a backup, see :func:`kampungkb.tasks.history.restore_document`."""
    url = read_settings(store=args.store).store_url
    return _answer(
        translator(args.lang), lambda: restore_document(url, args.path), _blank_restore(args)
    )


def _blank_restore(args: argparse.Namespace) -> dict[str, Any]:
    return blank_restore(read_settings(store=args.store).store_url, args.path.absolute())


def _answer(t: Translator, work: Callable[[], dict[str, Any]], refused: dict[str, Any]) -> Answer:
    """The document of some work, or the same fields with the reason why it was refused."""
    try:
        document = work()
    except UsageError:
        raise
    except KampungKBError as error:
        document = refused | {"error": t.error(error)}
    return _STATUS[document["verdict"]], document
