"""The villages of a plan as a table, on the screen and as files."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from kampungkb.exports.about import Lines
from kampungkb.exports.columns import Column, count_column, figure_column, text_column
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.planning.curves import Sureness
from kampungkb.planning.explain import Loss
from kampungkb.tasks.plan import Answer
from kampungkb.tasks.plan_problem import frame_of
from kampungkb.tasks.plan_view import finding, formula, showing, status
from kampungkb.tasks.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class PlanTable:
    """The rows on the screen, how their numbers are written, and what the files hold."""

    frame: pd.DataFrame
    formats: dict[Any, Callable[[Any], str]]
    listing: Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A district in a quarter, as the calendar has them."""

    district_code: str
    # Such as 2027-Q1.
    quarter: str

    @property
    def text(self) -> str:
        """As an address writes it."""
        return f"{self.district_code}@{self.quarter}"


def cell_of(text: str, districts: Container[str], quarters: Container[str]) -> Cell | None:
    """The cell that an address or a click names; None where a plan has none such.

    Parameters
    ----------
    text : str
        ``36.04.23@2027-Q1``, or with a bar as the calendar says it.
    districts, quarters : container of str
        Those of the plan.
    """
    code, _, quarter = text.replace("|", "@").partition("@")
    known = code in districts and quarter in quarters
    return Cell(district_code=code, quarter=quarter) if known else None


def cell_words(snapshot: Snapshot, cell: Cell, t: Translator) -> str:
    """A cell in words."""
    district = snapshot.names[cell.district_code]
    return t("simulation.cell", district=district, quarter=t.period(cell.quarter))


def rows_of_cell(rows: pd.DataFrame, cell: Cell | None) -> pd.DataFrame:
    """The rows of a plan (see `frame_of`) that lie in a cell; all without one."""
    if cell is None:
        return rows
    own = (rows["district_code"] == cell.district_code) & (rows["quarter"] == cell.quarter)
    return rows[own].reset_index(drop=True)


def plan_table(
    of: Answer,
    t: Translator,
    sure: Sureness | None,
    sources: tuple[str, ...],
    cell: Cell | None = None,
) -> PlanTable:
    """The villages of a plan by quarter.

    Parameters
    ----------
    of : Answer
        With a plan.
    sure : Sureness, optional
        Adds the column of how often each is chosen.
    cell : Cell, optional
        Leaves only the villages of a district in a quarter.
    """
    plan = of.plan
    if plan is None:
        raise ValueError("there is no plan to list")
    rows = rows_of_cell(frame_of(plan.problem, plan.quarter_of), cell)
    losses, names = of.losses or {}, of.basis.snapshot.names
    unknown = t("simulation.unknown_word")
    quarter, need = t("simulation.column_quarter"), t("simulation.column_need")
    cost, chosen = t("simulation.column_cost"), t("simulation.column_sure")
    note = t("simulation.column_note")
    costs = [_cost(losses.get(code)) for code in rows["code"]]
    notes = [
        "; ".join(_notes(of, code, one, losses.get(code), t))
        for code, one in zip(rows["code"], rows["need"], strict=True)
    ]
    shown: dict[str, Any] = {
        quarter: [plan.quarter_of[code] for code in rows["code"]],
        t("map.column_village"): rows["name"],
        t("map.column_district"): rows["district_code"].map(names),
        need: [None if one is None else float(one) for one in rows["need"]],
        cost: [None if one is None else float(one) for one in costs],
    }
    formats: dict[Any, Callable[[Any], str]] = {
        quarter: lambda at: t.period_short(plan.problem.quarters[int(at)]),
        need: lambda x: _shown(x, t), cost: lambda x: _shown(x, t),
    }  # fmt: skip
    if sure is not None:
        shown[chosen] = [sure.chosen[code] for code in rows["code"]]
        formats[chosen] = lambda n: t("simulation.sure_cell", n=int(n), draws=t.number(sure.draws))
    if any(notes):
        shown[note] = notes
    shown[t("map.column_code")] = rows["code"]
    frame = pd.DataFrame(shown).astype({need: "float64", cost: "float64"})
    columns = [
        text_column(t("export.village_code"), rows["code"]),
        text_column(t("export.village_name"), rows["name"]),
        text_column(t("export.district_name"), rows["district_code"].map(names)),
        text_column(quarter, rows["quarter"].map(t.period)),
        Column(
            name=need, number_format="#,##0.##",
            cells=tuple(unknown if one is None else _decimal(one) for one in rows["need"]),
        ),
        figure_column(cost, [None if x is None else _decimal(x) for x in costs], "", 0, "#,##0.0"),
    ]  # fmt: skip
    if sure is not None:
        header = t("simulation.column_sure_of", draws=t.number(sure.draws))
        columns.append(count_column(header, [sure.chosen[code] for code in rows["code"]]))
    columns.append(text_column(note, [one or None for one in notes]))
    return PlanTable(
        frame=frame, formats=formats,
        listing=_listing(of, t, tuple(columns), len(rows), sources, cell),
    )  # fmt: skip


def _cost(loss: Loss | None) -> Fraction | None:
    # Where something else has to be missed instead, benefits cannot be compared.
    return None if loss is None or loss.benefit < 0 else loss.benefit


def _shown(x: float, t: Translator) -> str:
    return t.number(int(x)) if float(x).is_integer() else t.number(x, 1)


def _decimal(x: Fraction) -> Decimal:
    """Exact where decimals end it; to nine places otherwise."""
    found = Decimal(x.numerator) / Decimal(x.denominator)
    return found if Fraction(found) == x else round(found, 9)


def _notes(
    of: Answer, code: str, need: Fraction | None, loss: Loss | None, t: Translator
) -> list[str]:
    found = []
    if code in of.assumptions.locks:
        found.append(t("simulation.note_locked"))
    if code in of.assumptions.not_before:
        found.append(t("simulation.note_not_before"))
    if need is None:
        found.append(t("simulation.note_unknown"))
    if loss is not None and loss.breaks:
        found.append(t("simulation.note_breaks"))
    elif loss is not None and not loss.proven:
        found.append(t("simulation.note_at_least"))
    return found


def _listing(
    of: Answer,
    t: Translator,
    columns: tuple[Column, ...],
    rows: int,
    sources: tuple[str, ...],
    cell: Cell | None,
) -> Listing:
    said = status(of, t)
    about: Lines = [
        (t("simulation.about_wish"), showing(of.basis, of.assumptions, t)),
        (t("simulation.about_plan"), finding(of, t)),
        (t("simulation.status_title"), " ".join([said.sentence, *said.missed])),
        (t("common.how_computed"), formula(of.basis, of.assumptions, t)),
        (t("simulation.column_cost"), t("simulation.about_cost")),
    ]
    if cell is not None:
        about.insert(0, (t("simulation.about_cell"), cell_words(of.basis.snapshot, cell, t)))
    ledger, snapshot = of.basis.ledger, of.basis.snapshot
    return Listing(
        topic=t("simulation.file"), sheet=t("simulation.sheet"),
        title=t("simulation.view_plan"), area=snapshot.area_name, as_of=ledger.as_of,
        revision=snapshot.revision, columns=columns, made_up=(of.made_up,) * rows, about=about,
        sources=sources, printed_at=datetime.now(UTC),
    )  # fmt: skip


def source_titles(of: Answer) -> tuple[str, ...]:
    """Titles of the sources behind the needs."""
    ledger = of.basis.ledger
    own = ledger.latest[ledger.latest["indicator"].isin(list(of.assumptions.weights))]
    titles: Mapping[Any, Any] = dict(
        zip(of.basis.snapshot.sources["source_id"], of.basis.snapshot.sources["title"], strict=True)
    )
    named = sorted(own["source_id"].dropna().unique())
    return tuple(str(titles[one]) for one in named if one in titles)
