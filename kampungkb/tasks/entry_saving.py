"""What was typed into a form becomes a revision; whatever becomes of it leaves a trace."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from kampungkb.errors import KampungKBError
from kampungkb.store.attempts import record_attempt
from kampungkb.store.revisions import Change, SavedRevision, save_revision
from kampungkb.tasks.entry import Remark

_LOG = logging.getLogger(__name__)


def save_form(
    engine: Engine,
    change: Change,
    *,
    kind: str,
    expected: str | None,
    author: str,
    agency: str | None,
    reason: str,
    now: datetime,
) -> SavedRevision:
    """Save a change as one revision, or nothing. Saving twice saves once.

    Parameters
    ----------
    engine : Engine
    change : Change
        As it was prepared.
    kind : str
        ``form`` or ``dictionary``.
    expected : str or None
        ``content_sha256`` of the plan that was shown.
    author, agency, reason, now
        As :func:`kampungkb.store.revisions.save_revision`.

    Raises
    ------
    PreviewOutdatedError
        It is no longer what was shown.
    StoreReadOnlyError, StoreUnreadableError
        The store takes no changes now.
    """
    verdict, detail, made = "refused", "", None
    try:
        saved = save_revision(
            engine, author=author, agency=agency, kind=kind, reason=reason, change=change,
            now=now, expected=expected,
        )  # fmt: skip
        verdict, made = "accepted" if saved.saved else "unchanged", saved.number
    except KampungKBError as error:
        detail = str(error)
        raise
    finally:
        _note(engine, kind, author, agency, now, verdict=verdict, detail=detail, revision=made)
    return saved


def note_refused(
    engine: Engine,
    remarks: Sequence[Remark],
    *,
    kind: str,
    author: str,
    agency: str | None,
    now: datetime,
) -> None:
    """Leave a trace of a form that was refused: the kinds of its findings, never what was typed."""
    kinds = dict.fromkeys(one.finding.kind for one in remarks if one.finding.severity == "error")
    _note(
        engine, kind, author, agency, now, verdict="refused", detail=", ".join(kinds),
        revision=None,
    )  # fmt: skip


def _note(
    engine: Engine,
    kind: str,
    author: str,
    agency: str | None,
    now: datetime,
    *,
    verdict: str,
    detail: str,
    revision: int | None,
) -> None:
    try:
        record_attempt(
            engine, at=now, author=author, agency=agency, action=kind, file_name=None,
            file_sha256=None, verdict=verdict, detail=detail, revision=revision,
        )  # fmt: skip
    except KampungKBError as error:
        # What was saved is saved: nobody is to hear otherwise because the trail lacks a line.
        _LOG.warning("attempt was not recorded: %s", error)
