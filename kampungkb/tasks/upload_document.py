"""The document of ``import --json`` (design, part 7)."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine

from kampungkb.errors import KampungKBError, UnreadableFileError, UsageError
from kampungkb.i18n.translator import Translator
from kampungkb.intake.reading import shown_name
from kampungkb.intake.request import Request
from kampungkb.model.findings import finding
from kampungkb.store.attempts import record_attempt
from kampungkb.store.revisions import SavedRevision
from kampungkb.tasks.finding_words import finding_document, finding_message
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.unheard import unheard_answers
from kampungkb.tasks.upload import Prepared, file_hash, known_of, prepare, read_upload, save

Document = dict[str, Any]
_LOG: Final = logging.getLogger(__name__)
_VERDICTS: Final = {"ready": "accepted"}


def import_document(
    engine: Engine,
    snapshot: Snapshot,
    data: bytes,
    file_name: str,
    request: Request,
    t: Translator,
    *,
    author: str,
    title: str | None,
    now: datetime,
    dry_run: bool = False,
    cancelled: Callable[[], bool] | None = None,
) -> Document:
    """Take a file into the store, or say why not.

    Returns
    -------
    dict
        ``verdict`` (``accepted``, ``unchanged``, ``decision``, ``refused``), ``revision`` (the
        one made; the current one where nothing changes; else null), ``file_sha256``,
        ``rows_read``, ``rows_taken``, ``rows_left_out`` (by reason), ``villages_missing``,
        ``changes`` (``new``, ``changed``, ``retracted``, ``unchanged``), ``change_sha256``,
        ``findings``, ``error``.

    Raises
    ------
    KampungKBError
        The store takes no changes now, or others changed the same rows in between; the trail says
        so where it can be written. A refused file raises nothing: its document says why.
    UsageError
        An answer that no finding of the file asked for. Nothing is stored.
    """
    sha256, name = file_hash(data), shown_name(file_name)
    note = _notes(
        engine, dry_run=dry_run, at=now, author=author, agency=request.agency, file_name=name,
        file_sha256=sha256,
    )  # fmt: skip
    try:
        upload = read_upload(data, file_name, cancelled)
    except UnreadableFileError as error:
        document = unreadable_document(error, sha256, t)
    else:
        known = known_of(snapshot, now.date())
        prepared = prepare(engine, snapshot, known, upload, request, title=title)
        if unheard := unheard_answers(prepared, known, snapshot):
            raise UsageError(f"no finding of {name} has the key of --accept {unheard[0]!r}")
        document = prepared_document(prepared, t)
        if not dry_run and prepared.verdict == "ready":
            try:
                saved = save(engine, prepared, author=author, reason=title or name, now=now)
            except KampungKBError as error:
                note("refused", type(error).__name__, None)
                raise
            document |= _saved_fields(saved)
    note(document["verdict"], _detail(document), document["revision"])
    return document


def unread_import(
    engine: Engine,
    error: UnreadableFileError,
    file_name: str,
    request: Request,
    t: Translator,
    *,
    author: str,
    now: datetime,
    dry_run: bool = False,
) -> Document:
    """The document of a file that is refused before its bytes are fetched; it is an attempt too."""
    document = unreadable_document(error, None, t)
    note = _notes(
        engine, dry_run=dry_run, at=now, author=author, agency=request.agency,
        file_name=shown_name(file_name), file_sha256=None,
    )  # fmt: skip
    note(document["verdict"], _detail(document), None)
    return document


def prepared_document(prepared: Prepared, t: Translator) -> Document:
    """What a file would do; its ``revision`` is not known yet."""
    checked, planned = prepared.checked, prepared.planned
    reasons = list(checked.left_out.values())
    return blank_import(prepared.upload.sha256) | {
        "verdict": _VERDICTS.get(prepared.verdict, prepared.verdict),
        "revision": planned.current if planned and prepared.verdict == "unchanged" else None,
        "rows_read": checked.rows_read,
        "rows_taken": 0 if prepared.verdict == "refused" else checked.rows_taken,
        "rows_left_out": {reason: reasons.count(reason) for reason in sorted(set(reasons))},
        "villages_missing": list(checked.missing),
        "changes": _no_changes()
        if planned is None
        else {
            "new": planned.new, "changed": planned.changed,
            "retracted": planned.retracted, "unchanged": planned.unchanged,
        },
        "change_sha256": None if planned is None else planned.content_sha256,
        "findings": [
            finding_document(one, finding_message(t, one), answered=one.key in checked.answered)
            for one in checked.findings
        ],
    }  # fmt: skip


def unreadable_document(error: UnreadableFileError, sha256: str | None, t: Translator) -> Document:
    """The document of a file that cannot be read at all."""
    message = t.error(error)
    found = finding(f"file_{error.reason}", "error")
    return blank_import(sha256) | {
        "findings": [finding_document(found, message, answered=False)], "error": message,
    }  # fmt: skip


def blank_import(sha256: str | None) -> Document:
    """The document of an import that was refused before anything was known."""
    return {
        "verdict": "refused",
        "revision": None,
        "file_sha256": sha256,
        "rows_read": 0,
        "rows_taken": 0,
        "rows_left_out": {},
        "villages_missing": [],
        "changes": _no_changes(),
        "change_sha256": None,
        "findings": [],
        "error": None,
    }


def refused_import(error: KampungKBError, sha256: str | None, t: Translator) -> Document:
    """The document of a file that the store did not take."""
    return blank_import(sha256) | {"error": t.error(error)}


def _notes(
    engine: Engine, *, dry_run: bool, **about: Any
) -> Callable[[str, str, int | None], None]:
    """Writes verdict, detail and revision of one file to the trail, or nothing in a dry run."""

    def note(verdict: str, detail: str, revision: int | None) -> None:
        if dry_run:
            return
        try:
            record_attempt(
                engine, action="upload", verdict=verdict, detail=detail, revision=revision, **about
            )
        except KampungKBError as error:
            # What was saved is saved: nobody is to hear otherwise because the trail lacks a line.
            _LOG.warning("attempt was not recorded: %s", error)

    return note


def _saved_fields(saved: SavedRevision) -> Document:
    """What became of it; somebody else may have stored the very same in between."""
    if saved.saved:
        return {"revision": saved.number}
    changes = _no_changes() | {"unchanged": saved.unchanged}
    return {
        "verdict": "unchanged", "revision": saved.number, "changes": changes, "change_sha256": None,
    }  # fmt: skip


def _no_changes() -> dict[str, int]:
    return {"new": 0, "changed": 0, "retracted": 0, "unchanged": 0}


def _detail(document: Document) -> str:
    """What became of it, for the audit trail: kinds of findings, never their values."""
    kinds = dict.fromkeys(one["kind"] for one in document["findings"] if one["severity"] == "error")
    return ", ".join(kinds)
