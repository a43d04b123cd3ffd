"""Taking a revision back by a further one.

Undoing revision N gives every key that N set, and that nothing later changed, the value it had
before N, or ends it where N began it. A change that was itself taken back is no change: with N, a
later change of the same key and the undo of that change, the key has N's value again.
What was changed since N stays. Only rows of data are kept by revision, so the register, its
spellings, sources and facts about the store stay as they are.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection, Engine, select

from kampungkb.errors import NotUndoableError, PreviewOutdatedError, UnknownRevisionError
from kampungkb.store import chain
from kampungkb.store.engine import read_transaction, write_transaction
from kampungkb.store.queries import History, current_revision, histories
from kampungkb.store.revisions import Wanted, append_revision, rows_hash
from kampungkb.store.rows import Row, storable
from kampungkb.store.schema import VERSIONED, Versioned, revision

CHANGED_SINCE: Final = "changed_since"
Verdict = Literal["accepted", "unchanged", "decision"]

_REGISTER = "area_pack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A row that the undone revision set, that was changed since, and that stays as it is."""

    table: str
    """Name of its table."""
    key: Mapping[str, str]
    """The columns that identify it."""
    revision: int
    """The last one that changed it."""
    before: Mapping[str, object] | None
    """Its values before the undone revision; None: it was not there."""
    now: Mapping[str, object] | None
    """Its values now; None: it is not there."""

    @property
    def finding(self) -> str:
        """Key of its finding: other once a further revision has changed the row."""
        key = "/".join(_escaped(part) for part in self.key.values())
        return f"{CHANGED_SINCE}:{self.table}:{key}:{self.revision}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPlan:
    """What undoing a revision does; nothing of it is done yet."""

    undoes: int
    current: int
    """The revision as of which it was worked out."""
    rows: Wanted
    """What is written, table by table."""
    new: int
    """Rows that come back."""
    changed: int
    """Rows that get other values, or end."""
    retracted: int
    """Those of the changed rows that end."""
    unchanged: int
    """Rows that are already as they were before the undone revision."""
    kept: tuple[Kept, ...]
    """Rows that stay; none where the revision is undone already, as they were confirmed then."""

    @property
    def sha256(self) -> str | None:
        """The ``content_sha256`` of the revision that it becomes; None where nothing changes."""
        return rows_hash(self.rows) if self.new or self.changed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What became of an undo."""

    plan: UndoPlan
    verdict: Verdict
    revision: int | None
    """The revision made; where nothing had to change, the current one; else None."""


def undone_by(undoes: Mapping[int, int]) -> dict[int, int]:
    """Which revisions are undone, and by which.

    Parameters
    ----------
    undoes : Mapping
        By revision: the one that it takes back.

    Returns
    -------
    dict
        By revision: the latest that takes it back and is not undone itself.
    """
    found: dict[int, int] = {}
    for number in sorted(undoes, reverse=True):
        if number not in found:
            found.setdefault(undoes[number], number)
    return found


def plan_undo(conn: Connection, number: int) -> UndoPlan:
    """What undoing a revision would do now.

    Raises
    ------
    UnknownRevisionError
        There is no such revision.
    NotUndoableError
        It set what is not kept by revision: it is an area pack, or holds no rows of data.
    """
    current = current_revision(conn)
    undoes = _undoes(conn)
    _refuse(conn, number, current)
    work = _Work(number, current, undoes)
    for versioned in VERSIONED:
        work.add(conn, versioned)
    if not work.seen:
        raise NotUndoableError(number)
    return UndoPlan(
        undoes=number,
        current=current,
        rows=work.rows,
        new=work.new,
        changed=work.changed,
        retracted=work.retracted,
        unchanged=work.unchanged,
        kept=() if number in undone_by(undoes) else tuple(work.kept),
    )


def undo_revision(
    engine: Engine,
    number: int,
    *,
    author: str,
    reason: str,
    now: datetime,
    agency: str | None = None,
    accepted: Collection[str] = (),
    expected: str | None = None,
    dry_run: bool = False,
) -> Undone:
    """Undo a revision by a further one, all of it or nothing.

    Parameters
    ----------
    engine : Engine
    number : int
        The revision to undo.
    author, reason : str
        Who, and why.
    now : datetime
        With a time zone.
    agency : str, optional
        For which agency.
    accepted : collection of str
        Keys of findings that were confirmed (`Kept.finding`), or their beginnings up to a colon.
    expected : str, optional
        `UndoPlan.sha256` of the preview; another change than that is not stored.
    dry_run : bool
        Store nothing, and say what would be stored.

    Raises
    ------
    UnknownRevisionError, NotUndoableError
        See :func:`plan_undo`.
    PreviewOutdatedError
        The store was changed after the preview.
    StoreReadOnlyError, StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.write_transaction`.
    """
    with read_transaction(engine) if dry_run else write_transaction(engine) as conn:
        plan = plan_undo(conn, number)
        # Nothing left to do is no other change: a second click finds the first one's work.
        if expected is not None and plan.sha256 not in (None, expected):
            raise PreviewOutdatedError(plan.current)
        verdict = _verdict(plan, accepted)
        made = plan.current if verdict == "unchanged" else None
        if verdict == "accepted" and not dry_run:
            about = {
                "saved_at": chain.timestamp(now),
                "author": storable(author),
                "agency": storable(agency),
                "kind": "undo",
                "reason": storable(reason),
                "file_name": None,
                "file_sha256": None,
                "undoes": number,
            }
            made = append_revision(conn, about, plan.rows)
    return Undone(plan=plan, verdict=verdict, revision=made)


def _verdict(plan: UndoPlan, accepted: Collection[str]) -> Verdict:
    starts = tuple(f"{key}:" for key in accepted)
    if not all(f"{kept.finding}:".startswith(starts) for kept in plan.kept):
        return "decision"
    return "unchanged" if plan.sha256 is None else "accepted"


def _undoes(conn: Connection) -> dict[int, int]:
    query = select(revision.c.number, revision.c.undoes).where(revision.c.undoes.is_not(None))
    return dict(conn.execute(query).all())


def _refuse(conn: Connection, number: int, current: int) -> None:
    kind = conn.scalar(select(revision.c.kind).where(revision.c.number == number))
    if kind is None:
        raise UnknownRevisionError(number, current)
    if kind == _REGISTER:
        raise NotUndoableError(number)


class _Work:
    """Collects the plan, table by table."""

    def __init__(self, number: int, current: int, undoes: Mapping[int, int]) -> None:
        self.number, self.current, self.undoes = number, current, undoes
        self.new = self.changed = self.retracted = self.unchanged = self.seen = 0
        self.rows: Wanted = []
        self.kept: list[Kept] = []

    def add(self, conn: Connection, versioned: Versioned) -> None:
        """Look at every key of a table that the revision set."""
        rows: list[Row] = []
        nothing = (None,) * len(versioned.values)
        before_it = self.number - 1
        for key, history in histories(conn, versioned, before_it, self.number, self.current):
            self.seen += 1
            before, now = value_at(history, before_it), value_at(history, self.current)
            if before == now:
                self.unchanged += 1
            elif self.number in _behind(history, self.undoes):
                rows.append((*key, *(before or nothing), before is None))
                self.new += now is None
                self.changed += now is not None
                self.retracted += before is None
            else:
                self.kept.append(_kept(versioned, key, history, before))
        self.rows.append((versioned, rows))


def value_at(history: History, number: int) -> Row | None:
    """What a key was worth as of a revision; None: nothing."""
    return next((values for by, values in reversed(history) if by <= number), None)


def _behind(history: History, undoes: Mapping[int, int]) -> Iterator[int]:
    """The revisions to which a key owes its present value.

    The last one that wrote it; where that took another back, also the one whose value came back
    by it, and so on.
    """
    number, present = history[-1]
    while True:
        yield number
        earlier = [one for one in history if one[0] < undoes.get(number, 0)]
        if not earlier or earlier[-1][1] != present:
            return
        number = earlier[-1][0]


def _kept(versioned: Versioned, key: Row, history: History, before: Row | None) -> Kept:
    last, now = history[-1]
    return Kept(
        table=versioned.table.name,
        key=dict(zip(versioned.key, key, strict=True)),
        revision=last,
        before=_named(versioned, before),
        now=_named(versioned, now),
    )


def _named(versioned: Versioned, values: Row | None) -> Mapping[str, object] | None:
    return None if values is None else dict(zip(versioned.values, values, strict=True))


def _escaped(part: str) -> str:
    """A part of a key without the characters that separate parts, keys and answers."""
    for sign in "%/:=":
        part = part.replace(sign, f"%{ord(sign):02X}")
    return part
