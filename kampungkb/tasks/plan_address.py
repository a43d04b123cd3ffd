"""A plan's assumptions as an address says them: short, readable, and read with suspicion."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final, TypeVar

from kampungkb.errors import BadPeriodError
from kampungkb.model.periods import period_months, period_year, quarter_after, quarter_of
from kampungkb.tasks.plan_assumptions import (
    DEFAULT_NEEDS,
    Assumptions,
    BudgetWish,
    FloorWish,
)
from kampungkb.tasks.plan_effort_kept import EffortDays, effort_id
from kampungkb.tasks.plan_problem import Basis

_T = TypeVar("_T")

SHARE, START, BY = "porsi", "mulai", "akhir"
CAPACITY, DISTRICT_CAPACITY = "kap", "kapkec"
OF_QUARTER, OF_DISTRICT = "kapq", "kapd"
FLOORS, NEEDS, BUDGETS, EFFORT = "min", "bobot", "anggaran", "beban"
LOCKS, BANNED, NOT_BEFORE = "kunci", "kecuali", "tunda"
NAMES: Final = (
    SHARE, START, BY, CAPACITY, DISTRICT_CAPACITY, OF_QUARTER, OF_DISTRICT, FLOORS, NEEDS,
    BUDGETS, EFFORT, LOCKS, BANNED, NOT_BEFORE,
)  # fmt: skip
_SHARE: Final = Fraction(3, 4)
_QUARTERS: Final = 8
# Longer numbers are no wish; read as they stand, 1e999999999 would occupy the server for hours.
_NUMBER: Final = re.compile(r"-?\d{1,9}(\.\d{1,6})?|\d{1,6}/[1-9]\d{0,5}")
_WHOLE: Final = re.compile(r"-?\d{1,6}")
_NOTHING: Final = "0"
# Earlier ones are told that they are over, later ones that the plan is too long.
_FIRST_YEAR: Final = 1945
_LAST_YEAR: Final = 2199
# Parts of one parameter; an agency may have a comma in its name.
_BREAK: Final = re.compile(",")
_BUDGET_BREAK: Final = re.compile(";")
# A wish with more parts of a kind is none that a person has made.
_PARTS: Final = 400
_FEW_PARTS: Final = 24


Efforts = Callable[[str], EffortDays | None]


def _no_effort(_: str) -> EffortDays | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for."""

    assumptions: Assumptions
    # No capacity was given: it is the smallest that reaches the target.
    automatic: bool
    # Parts that name nothing that there is: name of the parameter and what it said.
    dropped: tuple[tuple[str, str], ...]


def usual(basis: Basis, today: date) -> Assumptions:
    """The assumptions of who has said nothing: 75 % in the eight quarters after this one."""
    start = quarter_after(quarter_of(today))
    by = start
    for _ in range(_QUARTERS - 1):
        by = quarter_after(by)
    first = Assumptions(share=_SHARE, start=start, by=by, per_quarter=0, needs=dict(DEFAULT_NEEDS))
    return replace(first, per_quarter=enough(basis, first))


def enough(basis: Basis, of: Assumptions) -> int:
    """The smallest capacity per quarter with which the target can be reached; 1 at least.

    Quarters with a capacity of their own keep it: it is that of all others.
    """
    share = min(max(of.share, Fraction(0)), Fraction(1))
    quarters, own = of.quarters, of.capacity_of_quarter
    to_form = max(0, basis.target_villages(share) - len(basis.formed))
    to_form -= sum(max(0, own[one]) for one in quarters if one in own)
    others = sum(one not in own for one in quarters)
    return max(1, -(-to_form // max(1, others)))


def asked(
    basis: Basis, today: date, address: Mapping[str, str], efforts: Efforts = _no_effort
) -> Asked:
    """Read an address.

    Parameters
    ----------
    basis : Basis
    today : date
    address : mapping
        By the names of `NAMES`; others are not looked at.
    efforts : callable, optional
        Gives the effort that is kept under an id; None where there is none.

    Returns
    -------
    Asked
        What is not understood, or names a village, an agency or an indicator that there is not,
        is left out and told.
    """
    reader = _Reader(basis=basis, address=address, dropped=[])
    of = usual(basis, today)
    codes = frozenset(basis.snapshot.villages["code"])
    districts = frozenset(basis.snapshot.districts["code"])
    capacity = reader.one(CAPACITY, _whole, None)
    found = Assumptions(
        share=reader.one(SHARE, number_of, of.share),
        start=reader.one(START, _quarter, of.start),
        by=reader.one(BY, _quarter, of.by),
        per_quarter=0,
        capacity_of_quarter=dict(reader.several(OF_QUARTER, _of_quarter)),
        per_district_quarter=reader.one(DISTRICT_CAPACITY, _whole, None),
        capacity_of_district=dict(
            reader.several(OF_DISTRICT, lambda text: _of_district(text, districts))
        ),
        floors=tuple(dict.fromkeys(reader.several(FLOORS, _floor, most=_FEW_PARTS))),
        needs=reader.needs(of.needs),
        budgets=tuple(
            {
                (one.agency, one.year): one
                for one in reader.several(BUDGETS, reader.budget, _BUDGET_BREAK, most=_FEW_PARTS)
            }.values()
        ),
        effort=reader.effort(efforts, codes),
        locks=dict(reader.several(LOCKS, lambda text: _lock(text, codes))),
        banned=frozenset(reader.several(BANNED, lambda text: _village(text, codes))),
        not_before=dict(reader.several(NOT_BEFORE, lambda text: _first(text, codes))),
    )
    automatic = capacity is None
    per_quarter = enough(basis, found) if capacity is None else capacity
    return Asked(
        assumptions=replace(found, per_quarter=per_quarter), automatic=automatic,
        dropped=tuple(reader.dropped),
    )  # fmt: skip


def written(basis: Basis, today: date, of: Assumptions) -> dict[str, str]:
    """The address of assumptions: what is as usual is left out.

    Returns
    -------
    dict of text by name
        `asked` reads the same assumptions from it; of an effort it says the id only.
    """
    default = usual(basis, today)
    said = {
        SHARE: number_text(of.share) if of.share != default.share else "",
        START: of.start if of.start != default.start else "",
        BY: of.by if of.by != default.by else "",
        CAPACITY: str(of.per_quarter) if of.per_quarter != enough(basis, of) else "",
        DISTRICT_CAPACITY: (
            "" if of.per_district_quarter is None else str(of.per_district_quarter)
        ),
        OF_QUARTER: ",".join(f"{one}:{n}" for one, n in sorted(of.capacity_of_quarter.items())),
        OF_DISTRICT: ",".join(f"{one}:{n}" for one, n in sorted(of.capacity_of_district.items())),
        FLOORS: ",".join(f"{number_text(one.share)}@{one.by}" for one in of.floors),
        NEEDS: _needs_text(of.needs) if of.needs != default.needs else "",
        BUDGETS: ";".join(
            f"{one.agency}={number_text(one.limit)}@{one.year}" for one in of.budgets
        ),
        EFFORT: effort_id(of.effort),
        LOCKS: ",".join(
            code if at is None else f"{code}@{at}" for code, at in sorted(of.locks.items())
        ),
        BANNED: ",".join(sorted(of.banned)),
        NOT_BEFORE: ",".join(f"{code}@{at}" for code, at in sorted(of.not_before.items())),
    }
    return {name: text for name, text in said.items() if text}


def number_text(x: Fraction) -> str:
    """A number as an address writes it: 0.75, or 1/3 where no decimals end it."""
    rest = x.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    if rest != 1:
        return str(x)
    text = f"{float(x):.6f}".rstrip("0").rstrip(".")
    return text if Fraction(text) == x else str(x)


def number_of(text: str) -> Fraction:
    """A number of an address.

    Raises
    ------
    ValueError
        It is none, or one that nobody would ask for.
    """
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Fraction(text)


def _needs_text(needs: Mapping[str, Fraction]) -> str:
    kept = {code: weight for code, weight in sorted(needs.items()) if weight}
    return ",".join(f"{code}={number_text(w)}" for code, w in kept.items()) or _NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Reads parameters one after the other, and notes what it could not read."""

    basis: Basis
    address: Mapping[str, str]
    dropped: list[tuple[str, str]]

    def one(self, name: str, form: Callable[[str], _T], default: _T) -> _T:
        """One value."""
        return (
            next(self._read(name, [self.address[name]], form), default)
            if self.address.get(name)
            else default
        )

    def several(
        self,
        name: str,
        form: Callable[[str], _T],
        between: re.Pattern[str] = _BREAK,
        *,
        most: int = _PARTS,
    ) -> Iterator[_T]:
        """The values that are understood, no more than so many."""
        parts = [part for part in between.split(self.address.get(name, "")) if part]
        if len(parts) > most:
            self.dropped.append((name, parts[most][:40]))
        return self._read(name, parts[:most], form)

    def _read(self, name: str, parts: list[str], form: Callable[[str], _T]) -> Iterator[_T]:
        for part in parts:
            try:
                value = form(part)
            except (ValueError, BadPeriodError):
                self.dropped.append((name, part[:40]))
            else:
                yield value

    def needs(self, default: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """Weights by indicator; those of the default where nothing is said."""
        said = self.address.get(NEEDS, "")
        if said == _NOTHING:
            return {}
        found = dict(self.several(NEEDS, self._need))
        return found or dict(default)

    def _need(self, text: str) -> tuple[str, Fraction]:
        code, weight = text.split("=")
        if code not in self.basis.snapshot.dictionary:
            raise ValueError(code)
        return code, number_of(weight)

    def effort(self, efforts: Efforts, codes: frozenset[str]) -> EffortDays:
        """The effort of an id, without villages that there are no more."""
        said = self.address.get(EFFORT, "")
        found = efforts(said) if said else {}
        if found is None:
            self.dropped.append((EFFORT, said[:40]))
            return {}
        gone = sorted({village for village, _ in found} - codes)
        self.dropped.extend((EFFORT, village[:40]) for village in gone[:_FEW_PARTS])
        return {key: days for key, days in found.items() if key[0] in codes}

    def budget(self, text: str) -> BudgetWish:
        """An agency's budget of a year."""
        agency, limit = text.rsplit("=", 1)
        number, year = limit.split("@")
        if agency not in self.basis.snapshot.dictionary.agencies:
            raise ValueError(agency)
        if not re.fullmatch(r"[12]\d{3}", year):
            raise ValueError(year)
        return BudgetWish(agency=agency, year=int(year), limit=number_of(number))


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _quarter(text: str) -> str:
    if period_months(text) != 3 or not _FIRST_YEAR <= period_year(text) <= _LAST_YEAR:
        raise ValueError(text)
    return text


def _of_quarter(text: str) -> tuple[str, int]:
    quarter, limit = text.split(":")
    return _quarter(quarter), _whole(limit)


def _of_district(text: str, codes: frozenset[str]) -> tuple[str, int]:
    code, limit = text.split(":")
    if code not in codes:
        raise ValueError(code)
    return code, _whole(limit)


def _floor(text: str) -> FloorWish:
    share, by = text.split("@")
    return FloorWish(share=number_of(share), by=_quarter(by))


def _village(text: str, codes: frozenset[str]) -> str:
    if text not in codes:
        raise ValueError(text)
    return text


def _lock(text: str, codes: frozenset[str]) -> tuple[str, str | None]:
    code, _, quarter = text.partition("@")
    return _village(code, codes), _quarter(quarter) if quarter else None


def _first(text: str, codes: frozenset[str]) -> tuple[str, str]:
    code, quarter = text.split("@")
    return _village(code, codes), _quarter(quarter)
