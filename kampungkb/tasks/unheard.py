"""Answers that no finding asked for: most likely they were meant for another file."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from kampungkb.intake.check_file import check_book
from kampungkb.intake.places import Register
from kampungkb.intake.request import SKIP, Known
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.upload import Prepared

# Where `kampungkb.intake.places.learned` says that a spelling comes from.
_LEARNED = "upload"


def unheard_answers(prepared: Prepared, known: Known, snapshot: Snapshot) -> tuple[str, ...]:
    """The answers of a request that no finding of its file has ever asked for.

    Parameters
    ----------
    prepared : Prepared
    known, snapshot
        What it was prepared with.

    Returns
    -------
    tuple of str
        As they were given. None where the file is refused, for other reasons matter more then, or
        changes nothing. An answer that another one made needless (a row is left out), or that was
        remembered meanwhile, is not among them.
    """
    left = _unmatched(prepared.request.accepted, (one.key for one in prepared.checked.findings))
    if not left or prepared.verdict in ("refused", "unchanged"):
        return ()
    aliases = snapshot.aliases[snapshot.aliases["source"] != _LEARNED]
    unlearned = replace(known, register=Register.of(snapshot.areas, aliases))
    # What is asked of a row, had it not been left out.
    kept = tuple(one.removesuffix(f"={SKIP}") for one in prepared.request.accepted)
    for held in (known, unlearned):
        for accepted in ((), kept):
            request = replace(prepared.request, accepted=accepted)
            findings = check_book(prepared.upload.book, held, request).findings
            left = _unmatched(left, (one.key for one in findings))
            if not left:
                return ()
    return left


def _unmatched(accepted: Collection[str], keys: Iterable[str]) -> tuple[str, ...]:
    known = set(keys)
    return tuple(one for one in accepted if known.isdisjoint(_possible_keys(one)))


def _possible_keys(answer: str) -> set[str]:
    """A key may hold an equals sign: every split is a possible one."""
    return {answer, *(answer[:at] for at, letter in enumerate(answer) if letter == "=")}
