"""Which slides a meeting has, in which order, and what is to be said at each."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, unquote

MOST: Final = 40
"""Slides that an agenda can have."""
LONGEST: Final = 100
"""Signs that a comment can have: one line below a title of two."""


@dataclass(frozen=True, slots=True)
class Item:
    """One slide of an agenda, and a comment (empty: none)."""

    key: str
    comment: str = ""


Agenda = tuple[Item, ...]


def agenda_of(keys: Iterable[str]) -> Agenda:
    """An agenda without comments."""
    return tuple(map(Item, keys))


def to_text(agenda: Agenda) -> str:
    """An agenda as one short text, for an address and the store: ``status,peta!Tanyakan%20batas``.

    `from_text` reads it back.
    """
    return ",".join(
        f"{one.key}!{quote(one.comment, safe='')}" if one.comment else one.key for one in agenda
    )


def from_text(text: str, known: Collection[str]) -> tuple[Agenda, tuple[str, ...]]:
    """Read an agenda that came from outside.

    Parameters
    ----------
    text : str
        As `to_text` returns, or anything at all.
    known : collection of str
        Keys of the slides that there are.

    Returns
    -------
    agenda, dropped
        Each slide once, `MOST` of them at most; and the keys that do not exist. An agenda without
        any slide is empty.
    """
    kept: dict[str, Item] = {}
    dropped = []
    for part in text.split(",")[: 4 * MOST]:
        key, _, comment = part.partition("!")
        if key in known:
            if len(kept) < MOST:
                kept.setdefault(key, Item(key, cleaned(unquote(comment))))
        elif key:
            dropped.append(key[:40])
    return tuple(kept.values()), tuple(dropped)


def cleaned(comment: str) -> str:
    """A comment on one line, without what cannot be printed, and not longer than `LONGEST`."""
    words = "".join(sign if sign.isprintable() else " " for sign in comment)
    return " ".join(words.split())[:LONGEST].strip()


def moved(agenda: Agenda, key: str, steps: int) -> Agenda:
    """An agenda with one slide earlier (steps below 0) or later; at its ends it stays."""
    at = _at(agenda, key)
    rest = [*agenda[:at], *agenda[at + 1 :]]
    rest.insert(min(max(at + steps, 0), len(rest)), agenda[at])
    return tuple(rest)


def without(agenda: Agenda, key: str) -> Agenda:
    """An agenda without one slide."""
    return tuple(one for one in agenda if one.key != key)


def with_slides(agenda: Agenda, keys: Sequence[str]) -> Agenda:
    """An agenda with further slides at its end; those that it has stay where they are."""
    present = {one.key for one in agenda}
    added = tuple(Item(key) for key in dict.fromkeys(keys) if key not in present)
    return (*agenda, *added)[:MOST]


def commented(agenda: Agenda, key: str, comment: str) -> Agenda:
    """An agenda with another comment at one slide."""
    return tuple(
        replace(one, comment=cleaned(comment)) if one.key == key else one for one in agenda
    )


def _at(agenda: Agenda, key: str) -> int:
    return [one.key for one in agenda].index(key)
