"""What follows when one ratio indicator is raised: who is reached, and what that takes.

A calculation and no forecast: nothing here says that a visit or a programme has an effect. How
many of those without the service can be reached is an assumption, and an argument.

"Raised" means bettered throughout: where lower is better the numerator goes down. A village
without a value is unknown: it is never reached, adds to no sum and is listed.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

Limit = Literal["target", "all"]
LIMITS: Final[tuple[Limit, ...]] = ("target", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """One village's counts of the indicator.

    Parameters
    ----------
    numerator, denominator : int or None
        Whole people; None, or a denominator of 0: there is no value.
    """

    code: str
    district_code: str
    numerator: int | None
    denominator: int | None

    @property
    def known(self) -> bool:
        """Whether it has a value."""
        return self.numerator is not None and bool(self.denominator)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The villages of the whole area, what is wanted of them, and what is assumed.

    Parameters
    ----------
    villages : tuple of Village
        All of which the regency's value is made, by code.
    higher : bool
        Whether more is better.
    target : Fraction or None
        As a share of 1.
    chosen : frozenset of str
        Codes of the villages where something is done.
    share : Fraction
        Assumption: at most this share (0-1) of the people of a village who are without the
        service can be reached; rounded down to whole people.
    """

    villages: tuple[Village, ...]
    higher: bool
    target: Fraction | None
    chosen: frozenset[str]
    share: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError(f"a share of people is between 0 and 1, not {self.share}")

    def without(self, village: Village) -> int:
        """People of a village without the service (or in the state that is to end)."""
        if village.numerator is None or not village.denominator:
            return 0
        if self.higher:
            return max(0, village.denominator - village.numerator)
        return max(0, village.numerator)

    def shortfall(self, numerator: int, denominator: int) -> int:
        """People missing to the target; 0 without one (design, part 5)."""
        if self.target is None:
            return 0
        if self.higher:
            return max(0, math.ceil(self.target * denominator) - numerator)
        return max(0, numerator - math.floor(self.target * denominator))

    def lacking(self, village: Village) -> int:
        """A village's shortfall; 0 where it is not known."""
        if village.numerator is None or not village.denominator:
            return 0
        return self.shortfall(village.numerator, village.denominator)

    def most(self, village: Village, limit: Limit = "all") -> int:
        """The most people of a village who can be reached; 0 outside the chosen ones.

        Parameters
        ----------
        limit : Limit
            ``target``: no village is taken further than its own target.
        """
        if village.code not in self.chosen:
            return 0
        reachable = math.floor(self.share * self.without(village))
        return min(reachable, self.lacking(village)) if limit == "target" else reachable


def by_points(setting: Setting, points: Fraction) -> dict[str, int]:
    """People to reach for a rise of at least so many points in each chosen village.

    Parameters
    ----------
    points : Fraction
        As a share of 1: 5 percentage points are 1/20. Not negative.

    Returns
    -------
    dict of village code to people
        The smallest whole number with which the village's value betters by `points`, but never
        more than can be reached there. Villages without a value are not in it.
    """
    if points < 0:
        raise ValueError(f"a rise is not negative: {points}")
    return {
        one.code: min(math.ceil(points * (one.denominator or 0)), setting.most(one))
        for one in setting.villages
        if one.known and one.code in setting.chosen
    }


def to_target(setting: Setting) -> dict[str, int]:
    """People to reach until each chosen village has its target, as far as they can be reached."""
    return {
        one.code: setting.most(one, "target")
        for one in setting.villages
        if one.known and one.code in setting.chosen
    }


def by_people(setting: Setting, people: int, limit: Limit) -> dict[str, int]:
    """Whom an agency reaches that can reach so many people in all.

    Parameters
    ----------
    people : int
        Over the whole time; not negative.
    limit : Limit
        Whether a village is taken further than its own target.

    Returns
    -------
    dict of village code to people
        First the shortfalls, the largest first, then by code; with ``all`` after that the others
        without the service, again most first.
    """
    if people < 0:
        raise ValueError(f"a number of people is not negative: {people}")
    chosen = [one for one in setting.villages if one.known and one.code in setting.chosen]
    found = {one.code: 0 for one in chosen}
    left = people
    rounds: tuple[Limit, ...] = ("target",) if limit == "target" else ("target", "all")
    for stage in rounds:
        room = {one.code: setting.most(one, stage) - found[one.code] for one in chosen}
        for code in _largest_first(room):
            taken = min(left, room[code])
            found[code] += taken
            left -= taken
    return found


def _largest_first(room: Mapping[str, int]) -> list[str]:
    return sorted(room, key=lambda code: (-room[code], code))


@dataclass(frozen=True, slots=True)
class Sum:
    """Counts of some villages together, before and after."""

    numerator: int
    numerator_after: int
    denominator: int
    # Sums over villages: a surplus in one hides no shortfall in another.
    shortfall: int
    shortfall_after: int
    # Of the whole: how many people it lacks if a surplus may hide a shortfall.
    distance: int
    distance_after: int
    villages: int
    villages_known: int

    @property
    def value(self) -> Fraction | None:
        """Sum over sum before; None where nobody is counted."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def value_after(self) -> Fraction | None:
        """Sum over sum of the same villages after."""
        return Fraction(self.numerator_after, self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows for every village and for all of them together."""

    setting: Setting
    # People reached by village code, 0 included; villages without a value have no entry.
    reached: Mapping[str, int]
    # Codes of the chosen villages that have no value, in order.
    unknown: tuple[str, ...]
    # Codes of the villages whose shortfall is gone, in order.
    arrived: tuple[str, ...]
    whole: Sum

    @property
    def people(self) -> int:
        """All people reached."""
        return sum(self.reached.values())

    def after(self, village: Village) -> int | None:
        """A village's numerator after; None where it has no value."""
        return _after(self.setting, village, self.reached)

    def total(self, codes: Iterable[str]) -> Sum:
        """The sums of some villages."""
        wanted = set(codes)
        some = [one for one in self.setting.villages if one.code in wanted]
        return _total(self.setting, some, self.reached)


def outcome(setting: Setting, reached: Mapping[str, int]) -> Outcome:
    """What follows when so many people are reached.

    Parameters
    ----------
    reached : Mapping of village code to people

    Raises
    ------
    ValueError
        More people than a village has without the service, fewer than none, or a village without
        a value.
    """
    known = {one.code: one for one in setting.villages if one.known}
    for code, people in reached.items():
        if code not in known or not 0 <= people <= setting.without(known[code]):
            raise ValueError(f"{people} people cannot be reached in {code}")
    full = {code: reached.get(code, 0) for code in known}
    arrived = tuple(
        one.code
        for one in known.values()
        if setting.lacking(one) > 0 and _lacking_after(setting, one, full) == 0
    )
    return Outcome(
        setting,
        full,
        tuple(one.code for one in setting.villages if one.code in setting.chosen and not one.known),
        arrived,
        _total(setting, setting.villages, full),
    )


def _after(setting: Setting, village: Village, reached: Mapping[str, int]) -> int | None:
    if village.numerator is None or not village.known:
        return None
    people = reached.get(village.code, 0)
    return village.numerator + (people if setting.higher else -people)


def _lacking_after(setting: Setting, village: Village, reached: Mapping[str, int]) -> int:
    after = _after(setting, village, reached)
    return 0 if after is None else setting.shortfall(after, village.denominator or 0)


def _total(setting: Setting, villages: Sequence[Village], reached: Mapping[str, int]) -> Sum:
    known = [one for one in villages if one.known]
    numerator = sum(one.numerator or 0 for one in known)
    after = sum(_after(setting, one, reached) or 0 for one in known)
    denominator = sum(one.denominator or 0 for one in known)
    return Sum(
        numerator,
        after,
        denominator,
        sum(setting.lacking(one) for one in known),
        sum(_lacking_after(setting, one, reached) for one in known),
        setting.shortfall(numerator, denominator),
        setting.shortfall(after, denominator),
        len(villages),
        len(known),
    )


def months_needed(people: int, per_month: int) -> int | None:
    """Whole months in which so many people are reached; None where nobody ever is."""
    if people <= 0:
        return 0
    return None if per_month <= 0 else -(-people // per_month)


def month_after(start: str, months: int) -> str:
    """The last of so many months from a first one, as a period: ``2026-12`` and 2 is ``2027-01``.

    Parameters
    ----------
    months : int
        At least 1.
    """
    year, month = map(int, start.split("-"))
    place = year * 12 + month - 1 + months - 1
    return f"{place // 12:04}-{place % 12 + 1:02}"
