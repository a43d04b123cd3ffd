"""A plan's form: what stands in its fields, and which assumptions typed text means."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from kampungkb.i18n.parse import parse_number
from kampungkb.i18n.translator import Translator
from kampungkb.tasks.plan_address import enough
from kampungkb.tasks.plan_assumptions import Assumptions, BudgetWish, FloorWish
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.plan_words import number

# Numbers beyond are slips of the hand.
_MOST: Final = Decimal(999_999)
LOCK, LATER = "lock", "later"
# Rows of capacities of their own: what they are of, and how much under the same name.
QUARTER, DISTRICT = "capacity_when", "capacity_where"


def weight_codes(basis: Basis, of: Assumptions) -> tuple[str, ...]:
    """Indicators that can count: those with a known shortfall, and those that count already."""
    own = basis.snapshot.dictionary
    return tuple(
        one.code
        for one in own
        if one.kind in ("ratio", "count")
        and (one.code in of.needs or any(basis.shortfalls(one.code).values()))
    )


def fields_of(of: Assumptions, t: Translator, *, automatic: bool) -> dict[str, Any]:
    """What the fields of the form hold, by their names.

    Returns
    -------
    dict
        Numbers as text in the reader's language; quarters, villages and agencies as codes. Rows
        of a kind are numbered from 0.
    """
    found: dict[str, Any] = {
        "share": number(of.share * 100, t, 2), "start": of.start, "by": of.by,
        "capacity": "" if automatic else str(of.per_quarter),
        "district": "" if of.per_district_quarter is None else str(of.per_district_quarter),
        "locks": sorted(code for code, at in of.locks.items() if at is None),
        "banned": sorted(of.banned),
    }  # fmt: skip
    for code, weight in of.needs.items():
        found[f"weight_{code}"] = number(weight, t, 3)
    for row, wish in enumerate(of.floors):
        found |= {f"floor_share_{row}": number(wish.share * 100, t, 2), f"floor_by_{row}": wish.by}
    for row, budget in enumerate(of.budgets):
        found |= {
            f"budget_agency_{row}": budget.agency, f"budget_year_{row}": str(budget.year),
            f"budget_limit_{row}": number(budget.limit, t, 2),
        }  # fmt: skip
    own_capacities = ((QUARTER, of.capacity_of_quarter), (DISTRICT, of.capacity_of_district))
    for name, limits in own_capacities:
        for row, (code, n) in enumerate(sorted(limits.items())):
            found |= {f"{name}_{row}": code, f"{name}_most_{row}": str(n)}
    dated = [(LOCK, code, at) for code, at in sorted(of.locks.items()) if at is not None]
    dated += [(LATER, code, at) for code, at in sorted(of.not_before.items())]
    for row, (kind, code, at) in enumerate(dated):
        found |= {
            f"dated_kind_{row}": kind, f"dated_village_{row}": code, f"dated_quarter_{row}": at,
        }  # fmt: skip
    return found


def rows_of(fields: Mapping[str, Any], name: str) -> int:
    """How many rows a form has of a kind."""
    rows = [key.removeprefix(f"{name}_") for key in fields if key.startswith(f"{name}_")]
    return max((int(row) for row in rows if row.isdecimal()), default=-1) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a form came to."""

    # None: something was not understood.
    assumptions: Assumptions | None
    # Sentences on what was not understood.
    remarks: tuple[str, ...]
    automatic: bool


@dataclass(slots=True, kw_only=True)
class _Reading:
    """Reads fields one after the other and notes what is not understood."""

    before: Mapping[str, Any]
    values: Mapping[str, Any]
    t: Translator
    remarks: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return value.strip() if isinstance(value, str) else ""

    def untouched(self, name: str) -> bool:
        """Whether it still holds what it was filled with: a rounded number is no new one."""
        return self.text(name) == str(self.before.get(name, ""))

    def number(self, name: str, label: str) -> Fraction | None:
        """A number; None where the field is blank or not understood."""
        text = self.text(name).rstrip("%\N{NO-BREAK SPACE} ")
        if not text:
            return None
        found = parse_number(text, self.t.language)
        if found is None or abs(found) > _MOST:
            self.remarks.append(self.t("simulation.remark_number", field=label, text=text[:20]))
            return None
        return Fraction(found)

    def whole(self, name: str, label: str) -> int | None:
        """A whole number."""
        found = self.number(name, label)
        if found is not None and found.denominator != 1:
            self.remarks.append(
                self.t("simulation.remark_whole", field=label, text=self.text(name))
            )
            return None
        return None if found is None else int(found)


def typed(
    basis: Basis,
    before: Assumptions,
    values: Mapping[str, Any],
    t: Translator,
    *,
    automatic: bool,
) -> Typed:
    """Read a form.

    Parameters
    ----------
    basis : Basis
    before : Assumptions
        That the form was filled with; what it has no field for is kept.
    values : mapping
        By the names of `fields_of`, with further rows.
    automatic : bool
        Whether `before` had the smallest capacity that is enough.

    Returns
    -------
    Typed
        A blank capacity is the smallest that reaches the target; a blank row says nothing.
    """
    reading = _Reading(
        before=fields_of(before, t, automatic=automatic), values=values, t=t
    )  # fmt: skip
    share = _share(reading, before)
    capacity = reading.whole("capacity", t("simulation.field_capacity"))
    locks, later = _dated(reading)
    after = replace(
        before, share=share, start=values["start"], by=values["by"],
        capacity_of_quarter=_own_capacities(reading, QUARTER, t("simulation.field_quarter")),
        per_district_quarter=reading.whole("district", t("simulation.field_district")),
        capacity_of_district=_own_capacities(reading, DISTRICT, t("simulation.field_of_district")),
        floors=tuple(_floors(reading, before)), needs=_needs(reading, basis, before),
        budgets=tuple(_budgets(reading, before)),
        locks=dict.fromkeys(values.get("locks") or (), None) | locks,
        banned=frozenset(values.get("banned") or ()), not_before=later,
    )  # fmt: skip
    if reading.remarks:
        return Typed(assumptions=None, remarks=tuple(reading.remarks), automatic=automatic)
    per_quarter = enough(basis, after) if capacity is None else capacity
    return Typed(
        assumptions=replace(after, per_quarter=per_quarter), remarks=(),
        automatic=capacity is None,
    )  # fmt: skip


def _share(reading: _Reading, before: Assumptions) -> Fraction:
    t = reading.t
    if reading.untouched("share"):
        return before.share
    found = reading.number("share", t("simulation.field_share"))
    if found is None and not reading.text("share"):
        reading.remarks.append(t("simulation.remark_blank", field=t("simulation.field_share")))
    return before.share if found is None else found / 100


def _rows(reading: _Reading, name: str) -> Iterable[int]:
    return range(rows_of(reading.values, name))


def _kept(
    reading: _Reading, name: str, row: int, value: Callable[[int], Fraction]
) -> Fraction | None:
    """The value of a row whose number was not touched."""
    key = f"{name}_{row}"
    return value(row) if key in reading.before and reading.untouched(key) else None


def _own_capacities(reading: _Reading, name: str, whose: str) -> dict[str, int]:
    """Capacities of single quarters or districts; a blank one is the general capacity."""
    t, found = reading.t, dict[str, int]()
    for row in _rows(reading, name):
        code = reading.values.get(f"{name}_{row}")
        limit = reading.whole(f"{name}_most_{row}", t("simulation.tab_capacities"))
        if limit is None:
            continue
        if not code:
            reading.remarks.append(t("simulation.remark_capacity_whose", whose=whose, n=limit))
        elif found.setdefault(code, limit) != limit:
            reading.remarks.append(
                t("simulation.remark_capacity_twice", whose=whose, first=t.number(found[code]),
                  second=t.number(limit))
            )  # fmt: skip
    return found


def _floors(reading: _Reading, before: Assumptions) -> Iterable[FloorWish]:
    t = reading.t
    for row in _rows(reading, "floor_share"):
        by = reading.values.get(f"floor_by_{row}")
        kept = _kept(reading, "floor_share", row, lambda at: before.floors[at].share)
        share = reading.number(f"floor_share_{row}", t("simulation.field_floor"))
        if kept is not None and by:
            yield FloorWish(share=kept, by=by)
        elif share is not None and by:
            yield FloorWish(share=share / 100, by=by)
        elif share is not None:
            reading.remarks.append(t("simulation.remark_floor_quarter"))


def _needs(reading: _Reading, basis: Basis, before: Assumptions) -> dict[str, Fraction]:
    found = {}
    for code in weight_codes(basis, before):
        name = f"weight_{code}"
        if name not in reading.values:
            kept: Fraction | None = before.needs.get(code)
        elif code in before.needs and reading.untouched(name):
            kept = before.needs[code]
        else:
            words = basis.snapshot.dictionary.get(code).short
            kept = reading.number(name, reading.t.words(words))
        if kept:
            found[code] = kept
    return found


def _budgets(reading: _Reading, before: Assumptions) -> Iterable[BudgetWish]:
    t = reading.t
    label = t("simulation.field_budget")
    if before.effort:
        label = t("simulation.field_budget_days")
    found: dict[tuple[str, int], BudgetWish] = {}
    for row in _rows(reading, "budget_agency"):
        agency = reading.values.get(f"budget_agency_{row}")
        year = reading.values.get(f"budget_year_{row}")
        kept = _kept(reading, "budget_limit", row, lambda at: before.budgets[at].limit)
        limit = reading.number(f"budget_limit_{row}", label)
        limit = limit if kept is None else kept
        if agency and year and limit is not None:
            found[agency, int(year)] = BudgetWish(agency=agency, year=int(year), limit=limit)
        elif agency and not reading.text(f"budget_limit_{row}"):
            reading.remarks.append(t("simulation.remark_budget", agency=agency))
        elif limit is not None:
            reading.remarks.append(t("simulation.remark_budget_whose"))
    return found.values()


def _dated(reading: _Reading) -> tuple[dict[str, str | None], dict[str, str]]:
    """Villages locked at a quarter, and villages that have to wait."""
    locks: dict[str, str | None] = {}
    later: dict[str, str] = {}
    for row in _rows(reading, "dated_village"):
        code = reading.values.get(f"dated_village_{row}")
        quarter = reading.values.get(f"dated_quarter_{row}")
        if code and quarter:
            if reading.values.get(f"dated_kind_{row}") == LATER:
                later[code] = quarter
            else:
                locks[code] = quarter
        elif code:
            reading.remarks.append(reading.t("simulation.remark_dated"))
    return locks, later
