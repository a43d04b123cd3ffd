"""The command line: one JSON document on standard output, messages on standard error.

Exit status: 0 done; 2 wrong usage; 3 refused; 4 needs a decision from a person; 1 anything else.
"""

import argparse
import contextlib
import importlib
import json
import logging
import os
import sys
from collections.abc import Callable
from typing import Any

from kampungkb.areas.pack import check_pack
from kampungkb.cli import area, export, history, plan, upload
from kampungkb.errors import KampungKBError, UsageError
from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import LOOPBACK, Settings, read_settings
from kampungkb.store.check import check_store
from kampungkb.store.engine import open_engine, store_exists
from kampungkb.tasks.illustrative import add_illustrative, remove_illustrative
from kampungkb.tasks.ledger import gap_document, status_document
from kampungkb.tasks.opening import open_store
from kampungkb.tasks.snapshot import Snapshot, entry_problems, read_snapshot

DONE, FAILED, USAGE, REFUSED = 0, 1, 2, 3
# Commands that change the store: stopped, they may have done so or not.
_SAVING = ("illustrative", "import", "restore", "serve", "undo")
Answer = tuple[int, dict[str, Any]]


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    args = _parser().parse_args(argv)
    t = translator(args.lang)
    run: Callable[[argparse.Namespace], Answer] = args.run
    # The fields of its document, before anything is known.
    blank: dict[str, Any] = {}
    try:
        blank = args.blank(args)
        status, document = run(args)
    except KeyboardInterrupt:
        # Not 0: whoever waits for this command must not believe that it was done.
        saves = args.command in _SAVING
        message = t("command.interrupted") if saves else t("command.interrupted_reading")
        status, document = FAILED, blank | {"verdict": "failed", "error": message}
    except UsageError as error:
        status, document = USAGE, blank | {"verdict": "refused", "error": t.error(error)}
    except KampungKBError as error:
        status, document = REFUSED, blank | {"verdict": "refused", "error": t.error(error)}
    except Exception:  # the outer edge: nobody sees a traceback
        logging.getLogger(__name__).exception("command failed")
        message = t("command.failed")
        status, document = FAILED, blank | {"verdict": "failed", "error": message}
    if document.get("error"):
        print(document["error"], file=sys.stderr)
    try:
        _show(document, as_json=args.json)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads (head, less) has seen enough; python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


def _show(document: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        # allow_nan: JSON has no NaN; a missing value that slipped through must be loud.
        print(json.dumps(document, ensure_ascii=False, allow_nan=False, default=str))
        return
    for name, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            print(f"{name}:")
            print("\t".join(value[0]))
            for row in value:
                print("\t".join("" if cell is None else str(cell) for cell in row.values()))
        elif name != "error":
            print(f"{name}: {value}")


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.set_defaults(blank=lambda _: {})
    shared.add_argument("--json", action="store_true", help="one JSON document")
    shared.add_argument("--store", help="database; else KAMPUNGKB_STORE, else a file in var/")
    shared.add_argument("--empty", action="store_true", help="a new store without sample data")
    shared.add_argument("--lang", choices=LANGUAGES, default="id", help="language of messages")
    parser = argparse.ArgumentParser(prog="python -m kampungkb", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], Answer], help_: str) -> Any:
        added = commands.add_parser(name, parents=[shared], help=help_)
        added.set_defaults(run=run)
        return added

    command("status", _status, "where the programme stands")
    gaps = command("gaps", _gaps, "what each area lacks to its targets")
    gaps.add_argument(
        "--level", choices=("village", "district", "regency", "agency"), required=True
    )
    gaps.add_argument("--indicator", help="one indicator's code")
    gaps.add_argument("--as-of", help="a period such as 2026-Q3")
    illustrative = command(
        "illustrative", _illustrative, "bring the sample data in, or take it away"
    )
    illustrative.add_argument("action", choices=("add", "remove"))
    illustrative.add_argument("--author", default="command line")
    check = command("check", _check, "whether the store and the area pack are sound")
    check.set_defaults(blank=lambda _: {"ok": False, "checks": None})
    serve = command("serve", _serve, "start the dashboard")
    serve.add_argument("--host", default=LOOPBACK, help="address to listen on")
    serve.add_argument("--port", type=int, default=8501)
    serve.add_argument(
        "--allow-writing", action="store_true",
        help="let everyone who reaches the dashboard change the data; without it only a dashboard "
        "that listens on this computer alone takes changes",
    )  # fmt: skip
    upload.add_parser(commands, shared)
    history.add_parsers(commands, shared)
    plan.add_parser(commands, shared)
    export.add_parser(commands, shared)
    area.add_parser(commands, shared)
    return parser


def _snapshot(args: argparse.Namespace) -> Snapshot:
    settings = read_settings(store=args.store)
    dictionary = read_dictionary(settings.dictionary)
    return read_snapshot(open_store(settings, empty=args.empty), dictionary)


def _status(args: argparse.Namespace) -> Answer:
    return DONE, status_document(_snapshot(args))


def _gaps(args: argparse.Namespace) -> Answer:
    document = gap_document(
        _snapshot(args), args.level, indicator=args.indicator, as_of=args.as_of
    )  # fmt: skip
    return DONE, document


def _illustrative(args: argparse.Namespace) -> Answer:
    engine = open_store(read_settings(store=args.store), empty=args.empty)
    action = add_illustrative if args.action == "add" else remove_illustrative
    saved = action(engine, author=args.author)
    return DONE, {
        "verdict": "accepted" if saved.saved else "unchanged",
        "revision": saved.number,
        "changes": {"new": saved.new, "changed": saved.changed, "unchanged": saved.unchanged},
    }


def _check(args: argparse.Namespace) -> Answer:
    settings: Settings = read_settings(store=args.store)
    t = translator(args.lang)
    if not store_exists(settings.store_url):
        open_store(settings, empty=args.empty)
    findings = check_pack(settings.area_pack)
    checks = [
        {"name": check.name, "ok": check.ok, "detail": check.detail}
        for check in check_store(open_engine(settings.store_url))
    ]
    checks += [
        {
            "name": f"area_pack:{found.kind}",
            "ok": found.severity == "info",
            "detail": t(f"finding.{found.kind}", **found.blanks),
        }
        for found in findings
    ]
    checks.append(_check_entries(settings))
    ok = all(check["ok"] for check in checks)
    return (DONE if ok else REFUSED), {"ok": ok, "checks": checks}


def _check_entries(settings: Settings) -> dict[str, Any]:
    """Whether the dictionary can take what administrators added to it."""
    try:
        dictionary = read_dictionary(settings.dictionary)
        problems = entry_problems(open_engine(settings.store_url), dictionary)
    except KampungKBError as error:
        problems = [str(error)]
    return {"name": "dictionary_entries", "ok": not problems, "detail": "; ".join(problems)}


def _serve(args: argparse.Namespace) -> Answer:
    # By name: the command line must work where streamlit is not installed.
    server = importlib.import_module("kampungkb.ui.server")
    settings = read_settings(store=args.store, host=args.host, allow_writing=args.allow_writing)
    t = translator(args.lang)
    mode = t("writing.server_writable") if settings.writable else t("writing.server_read_only")
    print(mode, file=sys.stderr, flush=True)
    with contextlib.suppress(KeyboardInterrupt):  # whoever stops the server has been served
        server.serve(settings, args.host, args.port, empty=args.empty)
    return DONE, {}
