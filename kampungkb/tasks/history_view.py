"""The history as people read it: revisions found again, and taken back.

What a revision changed is put into words in :mod:`kampungkb.tasks.history_rows`.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

import pandas as pd
from sqlalchemy import Engine

from kampungkb.errors import KampungKBError
from kampungkb.i18n.translator import Translator
from kampungkb.store import attempts as trail
from kampungkb.store import files
from kampungkb.store.engine import read_transaction
from kampungkb.tasks.history import Document, revisions_document, undo_document

_LOG = logging.getLogger(__name__)

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
REGISTER: Final = "area_pack"
ATTEMPTS_SHOWN: Final = 50
_REASON_SHOWN: Final = 120

_KINDS = {
    "area_pack": "history.kind_area_pack",
    "dictionary": "history.kind_dictionary",
    "form": "history.kind_form",
    "illustrative_add": "history.kind_illustrative_add",
    "illustrative_remove": "history.kind_illustrative_remove",
    "restore": "history.kind_restore",
    "undo": "history.kind_undo",
    "upload": "history.kind_upload",
}
_VERDICTS = {
    "accepted": "history.verdict_accepted",
    "decision": "history.verdict_decision",
    "refused": "history.verdict_refused",
    "unchanged": "history.verdict_unchanged",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One revision."""

    number: int
    # In UTC.
    time: datetime
    author: str
    agency: str | None
    kind: str
    reason: str
    file_name: str | None
    file_sha256: str | None
    # Rows of data against the revision before: begun, with other values, ended.
    new: int
    changed: int
    ended: int
    # The revision that it takes back, and the undo of itself that is in effect.
    undoes: int | None
    undone_by: int | None

    @property
    def rows(self) -> int:
        """Rows of data that it changed in any way."""
        return self.new + self.changed + self.ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """How a revision is taken back, or brought back."""

    action: Literal["undo", "restore"]
    # The revision that is undone: for ``restore`` an undo.
    number: int
    # The revision that people speak of: for ``restore`` the one that comes back.
    about: int


def entries(engine: Engine) -> tuple[Entry, ...]:
    """Every revision, the newest first."""
    return tuple(_entry(one) for one in reversed(revisions_document(engine)["revisions"]))


def _entry(document: Document) -> Entry:
    changes = document["changes"]
    same = ("author", "agency", "kind", "reason", "file_name", "file_sha256", "undoes", "undone_by")
    return Entry(
        number=document["revision"],
        time=datetime.fromisoformat(document["time"]),
        new=changes["new"],
        changed=changes["changed"] - changes["retracted"],
        ended=changes["retracted"],
        **{name: document[name] for name in same},
    )


def chosen(
    found: Sequence[Entry],
    t: Translator,
    *,
    kind: str | None = None,
    agency: str | None = None,
    text: str = "",
) -> tuple[Entry, ...]:
    """The revisions of a kind, an agency, and with a text in what is said of them.

    The text is looked for letter by letter, whatever it is; only capitals do not matter.
    """
    needle = text.strip().casefold()
    return tuple(
        one
        for one in found
        if (kind is None or one.kind == kind)
        and (agency is None or one.agency == agency)
        and (not needle or any(needle in said.casefold() for said in _said(one, t)))
    )


def _said(one: Entry, t: Translator) -> tuple[str, ...]:
    return (
        str(one.number), one.author, one.agency or "", one.reason, one.file_name or "",
        kind_word(t, one.kind), t.datetime(one.time),
    )  # fmt: skip


def remedy(one: Entry) -> Remedy | None:
    """What can be offered for a revision; None where there is nothing to take back."""
    if one.undone_by is not None:
        # An undo that was undone has no effect any more; the one that it took back can be undone.
        if one.undoes is not None:
            return None
        return Remedy(action="restore", number=one.undone_by, about=one.number)
    if one.undoes is not None:
        return Remedy(action="restore", number=one.number, about=one.undoes)
    if one.kind == REGISTER or not one.rows:
        return None
    return Remedy(action="undo", number=one.number, about=one.number)


def kind_word(t: Translator, kind: str) -> str:
    """What kind of change it is; a kind of another version as it is stored."""
    return t(_KINDS[kind]) if kind in _KINDS else kind


def verdict_word(t: Translator, verdict: str) -> str:
    """What became of an attempt."""
    return t(_VERDICTS[verdict]) if verdict in _VERDICTS else verdict


def who(t: Translator, author: str | None, agency: str | None) -> str:
    """``Siti Aminah (Dinkes)``."""
    name = author or t("history.nobody")
    return name if agency is None else t("history.who", name=name, agency=agency)


def counts_word(t: Translator, *, new: int, changed: int, ended: int) -> str:
    """``1.234 baris baru, 5 berubah, 2 berakhir``; without what there is none of."""
    parts = [
        *([t("history.rows_new", n=new)] if new else []),
        *([t("history.rows_changed", n=changed)] if changed else []),
        *([t("history.rows_ended", n=ended)] if ended else []),
    ]
    return ", ".join(parts) if parts else t("history.no_rows")


def headline(t: Translator, found: Sequence[Entry]) -> str:
    """How many revisions there are, and the last one; empty in a store without any."""
    if not found:
        return ""
    last = found[0]
    reason = last.reason if len(last.reason) <= _REASON_SHOWN else f"{last.reason[:119]}…"
    return t(
        "history.finding", n=len(found), last=t.number(last.number),
        who=who(t, last.author, last.agency), time=t.datetime(last.time), reason=reason,
    )  # fmt: skip


def attempts(engine: Engine) -> pd.DataFrame:
    """The last attempts to change the data, the newest first; see `store.attempts.attempts`."""
    with read_transaction(engine) as conn:
        return trail.attempts(conn).head(ATTEMPTS_SHOWN)


def kept_names(engine: Engine) -> dict[str, tuple[str, int]]:
    """Our name and the bytes of each kept file, by its SHA-256."""
    with read_transaction(engine) as conn:
        kept = files.kept_files(conn)
    return {
        digest: (name, int(size))
        for digest, name, size in zip(
            kept["file_sha256"], kept["stored_name"], kept["bytes"], strict=True
        )
    }


def file_content(engine: Engine, file_sha256: str) -> bytes:
    """A kept file as it was sent.

    Raises
    ------
    LookupError
        None is kept under this hash.
    """
    found = files.read_file(engine, file_sha256)
    if found is None:
        raise LookupError(f"no file {file_sha256} is kept")
    return found.content


def undo(
    engine: Engine,
    number: int,
    *,
    action: str,
    author: str,
    agency: str | None,
    reason: str,
    now: datetime,
    t: Translator,
    accepted: Collection[str],
    expected: str | None,
) -> Document:
    """Undo a revision and leave a trace of the attempt, whatever became of it.

    Parameters
    ----------
    engine : Engine
    number, author, agency, reason, now, t, accepted, expected
        As :func:`kampungkb.tasks.history.undo_document`, which see also for what is returned.
    action : str
        ``undo`` or ``restore``, for the trail.

    Raises
    ------
    KampungKBError
        See :func:`kampungkb.store.undo.undo_revision`.
    """
    verdict, detail, made = "refused", f"revision {number}", None
    try:
        document = undo_document(
            engine, number, author=author, agency=agency, reason=reason, now=now, t=t,
            accepted=accepted, expected=expected,
        )  # fmt: skip
        verdict, made = document["verdict"], document["revision"]
    except KampungKBError as error:
        detail = str(error)
        raise
    finally:
        _note(
            engine, at=now, author=author, agency=agency, action=action, file_name=None,
            file_sha256=None, verdict=verdict, detail=detail, revision=made,
        )  # fmt: skip
    return document


def _note(engine: Engine, **about: Any) -> None:
    try:
        trail.record_attempt(engine, **about)
    except KampungKBError as error:
        # What was saved is saved: nobody is to hear otherwise because the trail lacks a line.
        _LOG.warning("attempt was not recorded: %s", error)
