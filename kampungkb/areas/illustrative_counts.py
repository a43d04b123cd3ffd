"""Numerators and denominators of the made-up data, before anything goes wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

import numpy as np

from kampungkb.areas.illustrative_draws import Draws, IntArray, apportioned
from kampungkb.areas.illustrative_people import QUARTERS, People, Published, Villages, half_up

LAST: Final = len(QUARTERS) - 1

# Villages verified free of open defecation, in thousandths of those of 2025-Q2.
_VERIFIED: Final = (899, 949, 1000, 1039, 1084, 1118, 1152, 1185)
VERIFIED_AT: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """How an indicator comes about.

    Everything is made on the side of those who are badly off: people without a card, stunted
    children. Their number follows from the denominator, the hardship and a share of the whole.
    """

    better: Literal["higher", "lower"]
    # Plausible for the regency, where no share is published.
    share: Fraction
    # How strongly hardship tells, in thousandths.
    spread: int
    # Share of the badly off in the last quarter, in thousandths of the first quarter's.
    end: int


def _plan(better: Literal["higher", "lower"], percent: str, spread: int, end: int) -> _Plan:
    return _Plan(better=better, share=Fraction(percent) / 100, spread=spread, end=end)


# Most things got better in two years, L02 and L20 worse: a summary has to find that out.
_PLANS: Final[Mapping[str, _Plan]] = {
    "D01": _plan("higher", "94.8", 800, 755),
    "D02": _plan("higher", "46.5", 280, 790),
    "E01": _plan("higher", "87", 700, 900),
    "E02": _plan("higher", "85", 600, 900),
    "E03": _plan("lower", "5.5", 0, 880),
    "L02": _plan("lower", "4.5", 800, 1150),
    "L03": _plan("higher", "92", 700, 850),
    "L05": _plan("higher", "85", 700, 850),
    "L07": _plan("higher", "86", 600, 900),
    "L12": _plan("higher", "63.6", 250, 960),
    "L13": _plan("lower", "10.3", 450, 960),
    "L17": _plan("higher", "84.7", 500, 920),
    "L18": _plan("higher", "74", 500, 850),
    "L19": _plan("higher", "78", 500, 850),
    "L20": _plan("lower", "1.9", 800, 1250),
    "L21": _plan("lower", "16.6", 450, 900),
}
_VERIFIED_SHARE: Final = Fraction(55, 100)

INDICATORS: Final = tuple(sorted([*_PLANS, "E04"]))
YES_NO: Final = INDICATORS.index("E04")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counts:
    """Numerator and denominator by indicator (in the order of INDICATORS), village, quarter.

    Of the yes_no E04 the numerator is its value, 1 or 0, and the denominator is 1.
    """

    numerators: IntArray
    denominators: IntArray


class _Maker:
    """What the counts of all indicators have in common."""

    def __init__(
        self, published: Published, hardship: IntArray, of: Villages, draws: Draws
    ) -> None:
        self._published = published
        self._hardship = hardship
        self._of = of
        self._draws = draws

    def share(self, code: str) -> Fraction:
        """Of the whole regency in the first quarter."""
        plausible = _PLANS[code].share if code in _PLANS else _VERIFIED_SHARE
        return self._published.shares.get(code, plausible)

    def leaning(self, code: str) -> IntArray:
        """How badly off each village is in one thing and each quarter; 1000: as usual."""
        n, district = len(self._of), self._of.district
        level = (
            700 * self._hardship
            + 400 * self._draws.bells(f"{code} district", self._of.districts)[district]
            + 500 * self._draws.bells(f"{code} village", n)
        ) // 1000
        drift = 350 * self._draws.bells(f"{code} drift", n) // 1000
        unrest = 100 * self._draws.bells(f"{code} unrest", n, len(QUARTERS)) // 1000
        quarter = np.arange(len(QUARTERS), dtype=np.int64)
        z = level[:, None] + drift[:, None] * quarter // LAST + unrest
        # The square of a line: skewed like an exponential, but exact everywhere.
        line = np.maximum(2000 + _PLANS[code].spread * z // 1000, 60)
        return np.asarray(line * line // 4000, dtype=np.int64)

    def badly_off(
        self,
        code: str,
        of: IntArray,
        *,
        leaning: IntArray | None = None,
        floor: IntArray | None = None,
        room: IntArray | None = None,
    ) -> IntArray:
        """People on the bad side of an indicator, at least `floor`, at most `room`.

        In the first quarter their sum is exactly what the regency's share of 1 asks for.
        """
        plan = _PLANS[code]
        weights = of * (self.leaning(code) if leaning is None else leaning)
        floor = np.zeros_like(of) if floor is None else floor
        at_first = int(of[:, 0].sum())
        bad = half_up(self.share(code) * at_first)
        bad = at_first - bad if plan.better == "higher" else bad
        if room is None:
            room = _not_everyone(of, bad)
        room = np.maximum(room - floor, 0)
        columns = []
        for quarter in range(len(QUARTERS)):
            change = 1000 * LAST + (plan.end - 1000) * quarter
            total = bad * int(of[:, quarter].sum()) * change // (max(at_first, 1) * 1000 * LAST)
            more = min(max(total - int(floor[:, quarter].sum()), 0), int(room[:, quarter].sum()))
            columns.append(apportioned(more, weights[:, quarter], room[:, quarter]))
        return floor + np.stack(columns, axis=1)

    def served(self, code: str, of: IntArray, *, floor: IntArray | None = None) -> IntArray:
        """People on the good side of an indicator."""
        return of - self.badly_off(code, of, floor=floor)


def village_counts(
    villages: Villages, people: People, published: Published, hardship: IntArray, draws: Draws
) -> Counts:
    """Counts of all indicators, the same people counted the same way everywhere.

    Who was measured for L02 is the numerator of L03; users of contraception (L12) and those
    who want but lack it (L13) are different couples; a village verified in E04 has no open
    defecation (E03), and who practises that has no proper sanitation (E02).
    """
    maker = _Maker(published, hardship, villages, draws)
    measured = maker.served("L03", people.under_5)
    users = maker.served("L12", people.couples)
    found = _severely_wasted(people, maker, draws)
    verified, unverified_rank = _verified(maker, villages, hardship, draws)
    in_the_open = _in_the_open(maker, people, unverified_rank, draws)
    lacking = maker.badly_off("L13", people.couples, room=people.couples - users)
    households = people.households
    pairs = {
        "D01": (maker.served("D01", people.children), people.children),
        "D02": (maker.served("D02", people.under_17), people.under_17),
        "E01": (maker.served("E01", households), households),
        "E02": (maker.served("E02", households, floor=in_the_open), households),
        "E03": (in_the_open, households),
        "E04": (verified, np.ones_like(verified)),
        "L02": (maker.badly_off("L02", measured), measured),
        "L03": (measured, people.under_5),
        "L05": (maker.served("L05", found), found),
        "L07": (maker.served("L07", people.infants), people.infants),
        "L12": (users, people.couples),
        "L13": (lacking, people.couples),
        "L17": (maker.served("L17", people.population), people.population),
        "L18": (maker.served("L18", people.posyandu), people.posyandu),
        "L19": (maker.served("L19", people.aged_5_6), people.aged_5_6),
        "L20": (maker.badly_off("L20", people.aged_7_15), people.aged_7_15),
        "L21": (maker.badly_off("L21", people.families), people.families),
    }
    return Counts(
        numerators=np.stack([pairs[code][0] for code in INDICATORS]),
        denominators=np.stack([pairs[code][1] for code in INDICATORS]),
    )


def _not_everyone(of: IntArray, bad: int) -> IntArray:
    """Room that leaves nearly nobody at 0 % or 100 %, unless a published share needs all of it."""
    most = np.minimum(of * 97 // 100 + 1, of)
    return most if bad <= most[:, 0].sum() else of


def _severely_wasted(people: People, maker: _Maker, draws: Draws) -> IntArray:
    """About 15 of 10,000 small children in a quarter: in many villages none."""
    expected = people.under_5 * 15 * maker.leaning("L05") // 1000
    chance = draws.below(10000, "severely wasted", *expected.shape)
    return np.asarray(np.minimum((expected + chance) // 10000, people.under_5), dtype=np.int64)


def _verified(
    maker: _Maker, villages: Villages, hardship: IntArray, draws: Draws
) -> tuple[IntArray, IntArray]:
    """Whether a village is verified, and its place (1, 2, ...) among those that are not yet.

    Once verified, a village stays so, but for a few that lose it for a quarter.
    """
    n = len(villages)
    order = np.argsort(hardship + 700 * draws.bells("verified", n) // 1000, kind="stable")
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    whole = half_up(maker.share("E04") * n)
    counts = np.array([min(whole * part // 1000, n) for part in _VERIFIED], dtype=np.int64)
    waiting = np.maximum(place[:, None] - counts + 1, 0)
    lost = draws.below(1000, "verification lost", n) < 20
    at = draws.between(VERIFIED_AT + 1, LAST - 1, "verification lost at", n)
    waiting[lost, at[lost]] = np.maximum(waiting[lost, at[lost]], 3)
    return (waiting == 0).astype(np.int64), waiting


def _in_the_open(maker: _Maker, people: People, waiting: IntArray, draws: Draws) -> IntArray:
    """Households without a latrine: the more, the longer the village has to wait."""
    leaning = waiting * draws.between(700, 1300, "E03", len(waiting))[:, None]
    room = np.where(waiting > 0, people.households * 6 // 10, 0)
    return maker.badly_off("E03", people.households, leaning=leaning, room=room)
