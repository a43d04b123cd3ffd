"""An uploaded file on its way into the store: read, checked, planned, saved.

A page and the command line go the same way. Each step is a function of the one before it, so that
what is saved is what was shown.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

import pandas as pd
from sqlalchemy import Engine

from kampungkb.intake.check_file import check_book
from kampungkb.intake.checked import Checked
from kampungkb.intake.headers import Vocabulary
from kampungkb.intake.places import Register
from kampungkb.intake.reading import read_book, shown_name
from kampungkb.intake.request import Known, Request
from kampungkb.intake.sheets import Book
from kampungkb.model import tables
from kampungkb.model.periods import latest_period
from kampungkb.store.revisions import (
    Change,
    KeptFile,
    PlannedRevision,
    SavedRevision,
    plan_revision,
    save_revision,
)
from kampungkb.store.schema import CLASSIFICATION, FORMATION, MILESTONE, OBSERVATION, Versioned
from kampungkb.tasks.snapshot import Snapshot

KIND: Final = "upload"
Verdict = Literal["ready", "unchanged", "decision", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that could be read."""

    # As its sender calls it; only ever shown.
    file_name: str
    data: bytes
    sha256: str
    book: Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What saving a file would do; nothing of it is done yet."""

    upload: Upload
    request: Request
    checked: Checked
    # What would be set; without the rows that an open question is about.
    change: Change
    # None: the file is refused.
    planned: PlannedRevision | None
    verdict: Verdict


def file_hash(data: bytes) -> str:
    """SHA-256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def read_upload(data: bytes, file_name: str, cancelled: Callable[[], bool] | None = None) -> Upload:
    """Read a file in a limited child process.

    Raises
    ------
    UnreadableFileError
        See :func:`kampungkb.intake.reading.read_book`.
    """
    book = read_book(data, file_name, cancelled=cancelled)
    return Upload(file_name=file_name, data=data, sha256=file_hash(data), book=book)


def known_of(snapshot: Snapshot, today: date) -> Known:
    """What files are held against as of a snapshot; make it once per revision and day."""
    values = snapshot.observations
    return Known(
        register=Register.of(snapshot.areas, snapshot.aliases),
        dictionary=snapshot.dictionary,
        vocabulary=Vocabulary.of(snapshot.dictionary),
        official=values[values["origin"] == "official"],
        today=today,
    )


def prepare(
    engine: Engine,
    snapshot: Snapshot,
    known: Known,
    upload: Upload,
    request: Request,
    *,
    title: str | None = None,
) -> Prepared:
    """Check a file and work out what saving it would change.

    A spelling that a person confirmed is a change too, also where no figure differs.

    Parameters
    ----------
    engine : Engine
        Read only.
    snapshot : Snapshot
        The last revision.
    known : Known
        As `known_of` gives it for that snapshot.
    upload, request
        The file, and what people chose and answered.
    title : str, optional
        Of the source as people will cite it; the file's name unless given.

    Returns
    -------
    Prepared
        ``decision`` has a plan too: the rows that are certain.
    """
    checked = check_book(upload.book, known, request)
    change = change_of(snapshot, checked, upload, request, title)
    if checked.verdict == "refused":
        return Prepared(
            upload=upload, request=request, checked=checked, change=change, planned=None,
            verdict="refused",
        )  # fmt: skip
    planned = plan_revision(engine, change)
    if planned.content_sha256 is None and change.added_aliases is not None:
        change, planned = _spellings_alone(engine, change, planned)
    verdict: Verdict = checked.verdict
    if verdict == "ready" and planned.content_sha256 is None:
        verdict = "unchanged"
    return Prepared(
        upload=upload, request=request, checked=checked, change=change, planned=planned,
        verdict=verdict,
    )  # fmt: skip


def _spellings_alone(
    engine: Engine, change: Change, planned: PlannedRevision
) -> tuple[Change, PlannedRevision]:
    """Only what was learned, where every figure is stored already: nobody is asked twice."""
    lone = Change(added_aliases=change.added_aliases)
    taught = plan_revision(engine, lone)
    if taught.content_sha256 is None:
        return change, planned
    return lone, replace(taught, unchanged=planned.unchanged)


def save(
    engine: Engine,
    prepared: Prepared,
    *,
    author: str,
    reason: str,
    now: datetime,
    draft_id: str | None = None,
) -> SavedRevision:
    """Save what was prepared as one revision, or nothing.

    Raises
    ------
    PreviewOutdatedError
        Somebody changed the same rows in between; prepare again.
    ValueError
        It is not ready to be saved.
    StoreReadOnlyError, StoreUnreadableError
        The store takes no changes now.
    """
    if prepared.planned is None or prepared.verdict != "ready":
        raise ValueError(f"a file whose verdict is {prepared.verdict} cannot be saved")
    upload = prepared.upload
    return save_revision(
        engine,
        author=author,
        kind=KIND,
        reason=reason,
        change=prepared.change,
        agency=prepared.request.agency,
        file_name=shown_name(upload.file_name),
        file_sha256=upload.sha256,
        now=now,
        expected=prepared.planned.content_sha256,
        file=kept_file(prepared),
        draft_id=draft_id,
    )


def kept_file(prepared: Prepared) -> KeptFile | None:
    """The file to keep; None where it holds personal data."""
    if not prepared.checked.keep_file:
        return None
    upload = prepared.upload
    return KeptFile(
        file_sha256=upload.sha256,
        original_name=shown_name(upload.file_name),
        content=upload.data,
    )


def change_of(
    snapshot: Snapshot,
    checked: Checked,
    upload: Upload,
    request: Request,
    title: str | None,
    *,
    kind: str = KIND,
) -> Change:
    """What the certain rows of a file, or of a form, set.

    A row that says what the store already has keeps its source: who sends the same figure again
    changes nothing, and a list without a day or a document takes none away; a form, in which a
    person emptied a field, does. The first official list of formed villages ends every made-up
    formation (design, part 4); a form that speaks of one village ends none.
    """
    source = f"{kind}-{upload.sha256[:16]}"
    stated = () if kind != KIND else ("formed_on", "reached_on", "document")
    formations = _sourced(checked.formations, snapshot.formations, FORMATION, source, stated)
    made_up = snapshot.formations[snapshot.formations["origin"] == "illustrative"]
    cited = title or shown_name(upload.file_name)
    return Change(
        observations=_sourced(checked.observations, snapshot.observations, OBSERVATION, source),
        formations=formations,
        milestones=_sourced(
            checked.milestones, snapshot.milestones, MILESTONE, source, stated
        ),
        classifications=_sourced(
            checked.classifications, snapshot.classifications, CLASSIFICATION, source, stated
        ),
        retract_formations=made_up if len(formations) and kind == KIND else None,
        sources=tables.shaped(
            pd.DataFrame({
                "source_id": [source], "title": [cited], "publisher": [request.agency],
                "date": [latest_period(set(checked.observations["period"]))],
            }),
            tables.SOURCES,
        ),
        added_aliases=None if checked.aliases.empty else checked.aliases,
    )  # fmt: skip


def _sourced(
    rows: pd.DataFrame,
    present: pd.DataFrame,
    versioned: Versioned,
    source: str,
    stated: Sequence[str] = (),
) -> pd.DataFrame:
    """Rows with their source: that of the present row where nothing else differs.

    Whatever the file has no word for (a status, a note) stays as it is, and so does what is
    `stated` about a state (formed, reached, a class) that the row only repeats.
    """
    if rows.empty:
        return rows
    key = list(versioned.key)
    theirs = rows[key].merge(present, on=key, how="left", validate="one_to_one")
    theirs = theirs.set_index(rows.index)
    said = rows.copy()
    for name in ("status", "note"):
        if name in said:
            said[name] = said[name].where(said[name].notna(), theirs[name])
    repeated = pd.Series(True, index=rows.index)
    for state in ("formed", "reached", "class_name"):
        if state in said:
            repeated &= (said[state] == theirs[state]).astype("boolean").fillna(False)
    for name in stated:
        if name in said:
            said[name] = said[name].where(said[name].notna() | ~repeated, theirs[name])
    values = [name for name in versioned.values if name != "source_id"]
    same = pd.Series(theirs["source_id"].notna())
    for name in values:
        both_missing = said[name].isna() & theirs[name].isna()
        equal = (said[name] == theirs[name]).astype("boolean").fillna(False)
        same &= both_missing | equal
    return said.assign(source_id=theirs["source_id"].where(same, source).astype("str"))
