"""Which villages a spelling that is not known could mean, likest first."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from kampungkb.intake.names import Floats, likeness
from kampungkb.intake.place_register import Codes, Register

SUGGESTIONS: Final = 3

Ints = npt.NDArray[np.int64]

# Beside a likeness of names of 0 to 1: what the right district adds, and what a village loses that
# another row already has.
_DISTRICT: Final = 0.25
_TAKEN: Final = 0.2
# A village that the whole sheet points to comes first when it is nearly as like as the likest.
_NEARLY: Final = 0.1
# Names less like than this are no suggestion, whatever the district.
_UNLIKELY: Final = 0.25
# How many further villages of each row the assignment may choose from.
_SPARE: Final = 5
# Pairs of names compared at once, and in all: beyond, a file asks without suggestions.
_AT_ONCE: Final = 2_000_000
_IN_ALL: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row says, as keys of `names`."""

    name: str
    # None: the row says no district.
    district: str | None
    # Districts of the register with that spelling; none: the spelling is not known.
    districts: Codes


def suggested(
    register: Register, asked: Iterable[Asked], taken: Collection[str] | None
) -> dict[Asked, Codes]:
    """Up to `SUGGESTIONS` village codes for each, likest first, then by code.

    Parameters
    ----------
    register : Register
    asked
        Each is answered once.
    taken : optional
        Villages that other rows have for certain, which makes them less likely. None: a village
        may stand in several rows, so no row speaks against another.

    Notes
    -----
    Where several rows point to one village, villages are assigned to rows one to one so that the
    sum of likenesses is largest (``scipy.optimize.linear_sum_assignment``); the assigned village
    comes first if it is nearly as like as the row's own likest.
    """
    found: dict[Asked, Codes] = {}
    left = _IN_ALL
    for area, group in _by_regency(asked).items():
        villages = register.below(area)
        size = max(1, sum(len(register.spellings[code]) for code in villages))
        for chunk in _chunks(group, max(1, _AT_ONCE // size)):
            left -= len(chunk) * size
            if left < 0:
                return found
            found |= _ranked(register, villages, chunk, taken)
    return found


def _by_regency(asked: Iterable[Asked]) -> dict[str | None, list[Asked]]:
    groups: defaultdict[str | None, list[Asked]] = defaultdict(list)
    for one in dict.fromkeys(asked):
        regencies = {code[:5] for code in one.districts}
        groups[regencies.pop() if len(regencies) == 1 else None].append(one)
    return groups


def _chunks(group: list[Asked], size: int) -> Iterable[list[Asked]]:
    return (group[start : start + size] for start in range(0, len(group), size))


def _ranked(
    register: Register, villages: list[str], asked: list[Asked], taken: Collection[str] | None
) -> dict[Asked, Codes]:
    if not villages:
        return {}
    names = _name_scores(register, villages, asked)
    scores = names + _district_scores(register, villages, asked)
    if taken:
        scores -= _TAKEN * np.array([code in taken for code in villages], dtype=np.float32)
    order = _likest(scores)
    first = order[:, 0] if taken is None else _assigned(scores, order)
    ranked: dict[Asked, Codes] = {}
    for row, one in enumerate(asked):
        likest = dict.fromkeys((int(first[row]), *order[row].tolist()))
        likely = [villages[at] for at in likest if names[row, at] >= _UNLIKELY]
        ranked[one] = tuple(likely[:SUGGESTIONS])
    return ranked


def _likest(scores: Floats) -> Ints:
    """Columns of the largest scores of each row, in their order; ties by column."""
    n = scores.shape[1]
    # All different, so that a partial sort is as good as a stable one and ten times as fast.
    ranks = np.arange(n) - n * np.round(scores.astype(np.float64) * 1e5).astype(np.int64)
    kept = min(n, SUGGESTIONS + _SPARE)
    near = np.argpartition(ranks, kept - 1, axis=1)[:, :kept]
    inner = np.argsort(np.take_along_axis(ranks, near, axis=1), axis=1)
    return np.take_along_axis(near, inner, axis=1)


def _name_scores(register: Register, villages: list[str], asked: Sequence[Asked]) -> Floats:
    """Likeness to the likest spelling of each village: one row per name, a column per village."""
    each = [register.spellings[code] or ("",) for code in villages]
    scores = likeness([one.name for one in asked], [spelling for own in each for spelling in own])
    starts = np.cumsum([0, *map(len, each[:-1])])
    return np.asarray(np.maximum.reduceat(scores, starts, axis=1), dtype=np.float32)


def _district_scores(register: Register, villages: list[str], asked: Sequence[Asked]) -> Floats:
    """What the district that a row says adds to each village."""
    codes = sorted({register.district_of[code] for code in villages})
    place = {code: at for at, code in enumerate(codes)}
    distinct = dict.fromkeys((one.district, one.districts) for one in asked)
    said = {pair: row for row, pair in enumerate(distinct)}
    scores = np.zeros((len(said), len(codes)), dtype=np.float32)
    for (typed, known), row in said.items():
        if known:
            scores[row, [place[code] for code in known if code in place]] = 1
        elif typed is not None:
            spellings = [register.district_spellings.get(code) or ("",) for code in codes]
            flat = likeness([typed], [spelling for own in spellings for spelling in own])[0]
            scores[row] = np.maximum.reduceat(flat, np.cumsum([0, *map(len, spellings[:-1])]))
    rows = [said[one.district, one.districts] for one in asked]
    columns = [place[register.district_of[code]] for code in villages]
    return np.asarray(_DISTRICT * scores[rows][:, columns], dtype=np.float32)


def _assigned(scores: Floats, order: Ints) -> Ints:
    """The village that each row should be offered first."""
    first: Ints = order[:, 0]
    n_rows, n_villages = scores.shape
    if n_rows > n_villages or max(Counter(first.tolist()).values()) == 1:
        return first
    from scipy.optimize import linear_sum_assignment

    columns = np.unique(order)
    rows, at = linear_sum_assignment(scores[:, columns], maximize=True)
    own = columns[at]
    likest = scores[rows, first[rows]]
    nearly = scores[rows, own] >= likest - _NEARLY
    chosen = first.copy()
    chosen[rows[nearly]] = own[nearly]
    return chosen
