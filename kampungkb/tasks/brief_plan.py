"""The announced plan in briefs: what is left of it, by quarter, for whom a brief is.

A village that is formed by now stands in no quarter, nor does one that the register lost: both
are told beside the table. Without an announced plan there is nothing to tell.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from kampungkb.exports.brief_parts import BriefTable, Cell, ColumnHead
from kampungkb.i18n.formats import DASH
from kampungkb.i18n.translator import Translator
from kampungkb.model.periods import period_end, period_year
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.brief_source import BriefSource, listed, on_clock
from kampungkb.tasks.place import villages_of
from kampungkb.tasks.plan_assumptions import Assumptions
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.scenario import assumptions_of, read_summary

# Rows that two pages hold beside all else; what comes later is one row.
_YEARS: Final = 6
_QUARTERS: Final = 10
# Signs of a plan's or a person's name.
_NAME: Final = 90
_NAMED: Final = 40
_FEW: Final = 6

# Words, and of each quarter of the row what it stands for: itself, or those of several years.
_Year = tuple[str, list[tuple[str, ...]]]


def plan_made_up(of: BriefSource) -> bool:
    """Whether an announced plan was made from a made-up figure."""
    return of.announced is not None and read_summary(of.announced.summary).made_up


def plan_table(of: BriefSource) -> tuple[BriefTable, ...]:
    """Villages to form by year and quarter in the whole area, added up; none without a plan.

    A count is followed in brackets by how many are formed by the end of its quarter.
    """
    if of.announced is None:
        return ()
    t, left = of.t, _left(of, of.announced, of.snapshot.parents)
    stand, target = of.ledger.rollout, _target(of, of.announced)
    late, total, rows = _late(of, left), stand.formed, []
    for label, quarters in _years(_by_year(left)):
        cells, new = [], 0
        for inside in quarters:
            n = sum(own in inside for own in left.values())
            new += n
            cells.append(_count(of, n, total + new, inside, late) if n else DASH)
        total += new
        rows.append((label, [*cells, t.number(new)], total))
    notes = [
        _announced(of, of.announced), *_course(of, left, target),
        t("brief.plan_brackets"), *_late_note(of, left),
        *_done_note(of, of.announced, of.snapshot.parents), *_gone(of, of.announced),
    ]  # fmt: skip
    heads = (*_quarter_heads(t), _right(t("brief.column_new"), 1.0),
             _right(t("brief.column_by_end"), 2.3))  # fmt: skip
    drawn = tuple(
        (Cell(text=label, is_strong=True), *(Cell(text=one) for one in cells),
         _reached(of, n, target))
        for label, cells, n in rows
    )  # fmt: skip
    return (_table(of, of.announced, heads, drawn, notes, t("brief.plan_nothing_left")),)


def _count(
    of: BriefSource, n: int, by_then: int, inside: tuple[str, ...], late: Mapping[str, str]
) -> str:
    """Villages of a quarter, and how many are formed by its end where that can be told."""
    new = of.t.number(n)
    if any(own in inside for own in late.values()):
        # Not one of them was formed by then.
        return f"{new}*"
    # A cell of several years is no point in time that a sum could be of.
    return f"{new} ({of.t.number(by_then)})" if len(inside) == 1 else new


def _reached(of: BriefSource, n: int, target: int | None) -> Cell:
    """How many villages are formed, as a bar of all with the target on it."""
    every = of.ledger.rollout.villages
    goal = None if target is None or not every else min(target / every, 1.0)
    share = min(n / every, 1.0) if every else None
    return Cell(text=of.t.number(n), is_strong=True, share=share, goal=goal, room=3.2)


def district_plan_table(of: BriefSource, code: str) -> tuple[BriefTable, ...]:
    """Which villages of a district are to be formed in which quarter; none without a plan."""
    if of.announced is None:
        return ()
    t, inside = of.t, villages_of(of.snapshot, code)
    left = _left(of, of.announced, inside)
    late, formed = _late(of, left), frozenset(of.ledger.rollout.formed_codes)
    total, rows = sum(one in formed for one in inside), []
    quarters = sorted(set(left.values()), key=period_end)
    first = quarters if len(quarters) <= _QUARTERS else quarters[: _QUARTERS - 1]
    groups: list[tuple[str, tuple[str, ...]]] = [(t.period(one), (one,)) for one in first]
    if rest := tuple(quarters[len(first) :]):
        groups.append((f"{t.period_short(rest[0])}–{t.period_short(rest[-1])}", rest))
    for label, own in groups:
        codes = [one for one, quarter in left.items() if quarter in own]
        total += len(codes)
        star = "*" if any(one in late for one in codes) else ""
        names = listed(t, (of.names[one] for one in codes), _NAMED)
        rows.append((Cell(text=label, is_strong=True), Cell(text=t.number(len(codes)) + star),
                     Cell(text=t.number(total)), Cell(text=names)))  # fmt: skip
    heads = (
        ColumnHead(text=t("brief.column_quarter"), part=1.35),
        _right(t("brief.column_new"), 0.7),
        _right(t("brief.column_by_quarter_end"), 1.5),
        ColumnHead(text=t("brief.column_villages"), part=5.2),
    )
    notes = [_announced(of, of.announced), *_late_note(of, left),
             *_done_note(of, of.announced, inside)]  # fmt: skip
    has_any = any(one in of.announced.plan for one in inside)
    empty = t("brief.plan_district_done") if has_any else t("brief.plan_district")
    return (_table(of, of.announced, heads, tuple(rows), notes, empty),)


def village_plan(of: BriefSource, code: str) -> str:
    """What the announced plan says of a village; empty where it has nothing to say."""
    announced = of.announced
    if announced is None:
        return ""
    t, quarter = of.t, announced.plan.get(code)
    said = {"name": _short(announced.name, _NAME), "date": _day(of, announced)}
    if code in of.ledger.rollout.formed_codes:
        return "" if quarter is None else t(
            "brief.village_done", quarter=t.period(quarter), **said
        )  # fmt: skip
    if quarter is None:
        return t("brief.village_not_planned", **said)
    if _late(of, {code: quarter}):
        return t("brief.village_late", quarter=t.period(quarter), **said)
    return t("brief.village_planned", quarter=t.period(quarter), **said)


def agency_plan_table(of: BriefSource, name: str) -> tuple[BriefTable, ...]:
    """What an agency has to do by quarter and how much it can do in a year.

    None without an announced plan, or where the plan was made without this agency's effort.
    """
    announced = of.announced
    assumed = None if announced is None else assumptions_of(announced)
    if announced is None or assumed is None:
        return ()
    limits = {one.year: one.limit for one in assumed.budgets if one.agency == name}
    days = _effort(of, assumed, name)
    if not limits and not any(agency == name for _, agency in assumed.effort):
        return ()
    t, left, rows = of.t, _left(of, announced, of.snapshot.parents), []
    for label, quarters in _years(_by_year(left)):
        loads = [_sum(days[code] for code, own in left.items() if own in inside and code in days)
                 for inside in quarters]  # fmt: skip
        years = {period_year(own) for inside in quarters for own in inside}
        known = [limits[year] for year in sorted(years) if year in limits]
        limit = _amount(t, _sum(known)) if len(known) == len(years) else t("brief.no_limit")
        cells = [*(_amount(t, one) if one else DASH for one in loads), _amount(t, _sum(loads))]
        rows.append((Cell(text=label, is_strong=True), *(Cell(text=one) for one in cells),
                     Cell(text=limit)))  # fmt: skip
    heads = (*_quarter_heads(t), _right(t("brief.column_load"), 1.1),
             _right(t("brief.column_limit"), 1.8))  # fmt: skip
    unit = (
        t("brief.load_days")
        if any(agency == name for _, agency in assumed.effort)
        else t("brief.load_villages")
    )
    notes = [_announced(of, announced), unit,
             *_done_note(of, announced, of.snapshot.parents)]  # fmt: skip
    return (_table(of, announced, heads, tuple(rows), notes, t("brief.plan_nothing_left")),)


def _effort(of: BriefSource, assumed: Assumptions, name: str) -> dict[str, Fraction]:
    """What each village asks of an agency: as the plan counted it, 1 where nothing is said."""
    basis = Basis(snapshot=of.snapshot, ledger=of.ledger)
    known = name in of.snapshot.dictionary.agencies
    found = {code: Fraction(1) for code in sorted(basis.agency_villages(name))} if known else {}
    own = {code: days for (code, agency), days in assumed.effort.items() if agency == name}
    return found | own


def _left(of: BriefSource, announced: Scenario, inside: Iterable[str]) -> dict[str, str]:
    """Quarter by code, of the villages of the register that are not formed yet."""
    formed, own = frozenset(of.ledger.rollout.formed_codes), set(inside)
    return {code: quarter for code, quarter in sorted(announced.plan.items())
            if code in own and code not in formed}  # fmt: skip


def _late(of: BriefSource, left: Mapping[str, str]) -> dict[str, str]:
    """Those whose quarter was over by the period of the data: later nobody said who is formed."""
    if of.ledger.as_of is None:
        return {}
    end = period_end(of.ledger.as_of)
    return {code: quarter for code, quarter in left.items() if period_end(quarter) <= end}


def _by_year(left: Mapping[str, str]) -> list[int]:
    """Every year from the first quarter to the last."""
    own = [period_year(one) for one in left.values()]
    return list(range(min(own), max(own) + 1)) if own else []


def _years(years: Sequence[int]) -> Iterator[_Year]:
    """Each year with its four quarters; the last ones are one row where there are too many."""
    kept = years if len(years) <= _YEARS else years[: _YEARS - 1]
    for year in kept:
        yield str(year), [(f"{year}-Q{at}",) for at in range(1, 5)]
    if rest := years[len(kept) :]:
        yield (
            f"{rest[0]}–{rest[-1]}",
            [tuple(f"{year}-Q{at}" for year in rest) for at in range(1, 5)],
        )


def _target(of: BriefSource, announced: Scenario) -> int | None:
    """Villages that the plan is to reach: its own target, else the one in use."""
    return read_summary(announced.summary).target or of.ledger.rollout.target_villages


def _course(of: BriefSource, left: Mapping[str, str], target: int | None) -> Iterator[str]:
    """Where the plan leads if it is kept, and when."""
    if not left:
        return
    t, total = of.t, of.ledger.rollout.formed
    quarters = sorted(left.values(), key=period_end)
    end, last = total + len(quarters), t.period(quarters[-1])
    if target is None or total >= target:
        yield t("brief.plan_end", quarter=last, total=t.number(end))
    elif end >= target:
        reached = t.period(quarters[target - total - 1])
        yield t("brief.plan_reached", target=t.number(target), quarter=reached)
    else:
        yield t("brief.plan_short", quarter=last, total=t.number(end), n=target - end,
                target=t.number(target))  # fmt: skip


def _announced(of: BriefSource, announced: Scenario) -> str:
    return of.t(
        "brief.plan_announced", date=_day(of, announced),
        author=_short(announced.author, _NAME), revision=str(announced.data_revision),
    )  # fmt: skip


def _day(of: BriefSource, announced: Scenario) -> str:
    return of.t.date(on_clock(announced.saved_at).date())


def _late_note(of: BriefSource, left: Mapping[str, str]) -> Iterator[str]:
    """What should have been done by now."""
    if late := len(_late(of, left)):
        yield of.t("brief.plan_late", n=late)


def _done_note(of: BriefSource, announced: Scenario, inside: Iterable[str]) -> Iterator[str]:
    """What is done by now."""
    formed = frozenset(of.ledger.rollout.formed_codes)
    done = sorted(formed & set(inside) & announced.plan.keys())
    if done:
        names = (of.names[one] for one in done)
        yield of.t("brief.plan_done", n=len(done), names=listed(of.t, names, _FEW))


def _gone(of: BriefSource, announced: Scenario) -> Iterator[str]:
    """Villages that the register has no more: nobody can say in which district they were."""
    lost = sorted(announced.plan.keys() - set(of.snapshot.parents))
    if lost:
        yield of.t("brief.plan_gone", n=len(lost), codes=listed(of.t, lost, _FEW))


def _table(
    of: BriefSource, announced: Scenario, heads: tuple[ColumnHead, ...],
    rows: tuple[tuple[Cell, ...], ...], notes: Sequence[str], empty: str,
) -> BriefTable:  # fmt: skip
    return BriefTable(
        title=of.t("brief.plan_title", name=_short(announced.name, _NAME)),
        heads=heads,
        rows=rows,
        note=" ".join(notes),
        empty=" ".join((empty, *(one for one in notes if one != of.t("brief.plan_brackets")))),
    )


def _quarter_heads(t: Translator) -> tuple[ColumnHead, ...]:
    return (
        ColumnHead(text=t("brief.column_year"), part=0.8),
        _right(t("brief.column_quarter_1"), 1.2),
        _right(t("brief.column_quarter_2"), 1.2),
        _right(t("brief.column_quarter_3"), 1.2),
        _right(t("brief.column_quarter_4"), 1.2),
    )


def _right(text: str, part: float) -> ColumnHead:
    return ColumnHead(text=text, align="right", part=part)


def _amount(t: Translator, n: Fraction) -> str:
    return t.number(n, 0 if n.denominator == 1 else 1)


def _sum(amounts: Iterable[Fraction]) -> Fraction:
    return sum(amounts, Fraction(0))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
