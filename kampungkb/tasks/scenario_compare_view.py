"""Plans side by side in words and tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pandas as pd

from kampungkb.exports.columns import Column, text_column
from kampungkb.exports.listing import Listing
from kampungkb.i18n.amounts import shown_amount
from kampungkb.i18n.formats import exact
from kampungkb.i18n.translator import Translator
from kampungkb.planning.compared import Move, Reached, ShareReached
from kampungkb.tasks.plan_words import number
from kampungkb.tasks.scenario import Entry
from kampungkb.tasks.scenario_compare import Compared, move_at, moved_villages
from kampungkb.tasks.scenario_view import shown_name

Formats = dict[Any, Callable[[Any], str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A small table: a head with one name per plan, and rows of words."""

    corner: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def names_of(found: Compared, t: Translator) -> tuple[str, ...]:
    """The names of the scenarios; with their numbers where two are called the same."""
    entries = [one.entry for one in found.sides]
    return tuple(shown_name(one, entries, t) for one in entries)


def made_up(found: Compared) -> bool:
    """Whether illustrative data decide who is formed or in need, now or when it was planned."""
    rows = found.basis.ledger.village
    own = rows[rows["indicator"].isin([*found.weights, "K01"])]
    now = bool(own["origin"].isin(["illustrative", "mixed"]).any())
    return now or any(one.entry.summary.made_up for one in found.sides)


def basis_sentences(found: Compared, t: Translator) -> tuple[str, ...]:
    """By what the plans are measured, and what of them does not count."""
    dictionary = found.basis.snapshot.dictionary
    weights = t.listing(
        f"{t.words(dictionary.get(code).short) if code in dictionary else code}"
        f" × {number(weight, t, 2)}"
        for code, weight in found.weights.items()
    )
    quarters = found.comparison.quarters
    said = [
        t(
            "scenario.compare_basis", revision=t.number(found.basis.snapshot.revision),
            weights=weights or t("scenario.compare_no_weight"), n=len(quarters),
            start=t.period(quarters[0]), end=t.period(quarters[-1]),
        ),
        *([] if found.same_weights else [t("scenario.compare_other_weights")]),
    ]  # fmt: skip
    for name, one in zip(names_of(found, t), found.comparison.measured, strict=True):
        if one.outside:
            said.append(t("scenario.compare_outside", name=name, n=len(one.outside)))
    return tuple(said)


def moves_sentences(found: Compared, t: Translator) -> tuple[str, ...]:
    """What each scenario but the first changes against the first."""
    kinds: Mapping[str, Callable[[int], str]] = {
        "earlier": lambda n: t("scenario.moves_earlier", n=n),
        "later": lambda n: t("scenario.moves_later", n=n),
        "added": lambda n: t("scenario.moves_added", n=n),
        "dropped": lambda n: t("scenario.moves_dropped", n=n),
    }
    said = []
    for at, name in list(enumerate(names_of(found, t)))[1:]:
        moved = found.moved(at)
        said.append(
            t("scenario.compare_moves", name=name, n=sum(moved.values()),
              kinds=t.listing(kinds[kind](n) for kind, n in moved.items()))
            if moved
            else t("scenario.compare_same", name=name)
        )  # fmt: skip
    return tuple(said)


def bars(found: Compared, t: Translator) -> pd.DataFrame:
    """The plans as `charts.plan_bars.plan_bars` draws them."""
    measured = found.comparison.measured
    return pd.DataFrame(
        {
            "name": names_of(found, t),
            "benefit": pd.Series(
                [one.benefit if _known(one.course[-1]) else None for one in measured], dtype=object
            ),
            "people": pd.Series([_people(one.course[-1]) for one in measured], dtype=object),
        }
    )


def _known(one: Reached) -> bool:
    """Whether a need is known of one village at least; without villages there is none."""
    return one.unknown < one.villages or not one.villages


def _people(one: Reached) -> Fraction | None:
    return one.people if _known(one) else None


def _amount(x: Fraction | None, t: Translator) -> str:
    return t("scenario.need_unknown") if x is None else shown_amount(t, x)


def bars_title(found: Compared, t: Translator) -> str:
    """Which plan is worth the most."""
    benefits = [one.benefit for one in found.comparison.measured]
    best = [at for at, one in enumerate(benefits) if one == max(benefits)]
    if len(best) == len(benefits):
        return t("scenario.bars_title_same")
    if len(best) > 1:
        return t("scenario.bars_title_several")
    return t("scenario.bars_title_best", name=names_of(found, t)[best[0]])


def measures(found: Compared, t: Translator) -> Grid:
    """The plans' figures beside each other."""
    many = found.comparison.measured
    last = [one.course[-1] for one in many]
    rows = [
        (t("scenario.row_villages"), tuple(t.number(one.villages) for one in last)),
        (t("scenario.row_people"), tuple(_amount(_people(one), t) for one in last)),
        (t("scenario.row_benefit"), tuple(_amount(one, t) for one in bars(found, t)["benefit"])),
    ]
    if any(one.unknown for one in last):
        words = tuple(t.number(one.unknown) for one in last)
        rows.insert(1, (t("scenario.row_unknown"), words))
    for at, share in enumerate(many[0].shares):
        label = t("scenario.row_share", share=t.share(share.share, 0), n=share.required)
        rows.append((label, tuple(_reached(one.shares[at], t) for one in many)))
    revisions = tuple(t.number(one.entry.data_revision) for one in found.sides)
    rows.append((t("scenario.row_data"), revisions))
    return Grid(corner="", names=names_of(found, t), rows=tuple(rows))


def _reached(one: ShareReached, t: Translator) -> str:
    if one.already:
        return t("scenario.share_already")
    return t("scenario.share_never") if one.quarter is None else t.period_short(one.quarter)


def course(found: Compared, t: Translator) -> Grid:
    """People reached by the end of each quarter."""
    many = found.comparison.measured
    rows = tuple(
        (t.period_short(quarter), tuple(_amount(_people(one.course[at]), t) for one in many))
        for at, quarter in enumerate(found.comparison.quarters)
    )
    return Grid(corner=t("scenario.column_quarter"), names=names_of(found, t), rows=rows)


def move_word(t: Translator, move: Move | None) -> str:
    """What becomes of a village."""
    if move is None:
        return t("scenario.move_same")
    by = move.by or 0
    return {
        "earlier": t("scenario.move_earlier", n=by),
        "later": t("scenario.move_later", n=by),
        "added": t("scenario.move_added"),
        "dropped": t("scenario.move_dropped"),
    }[move.kind]


def moved_frame(found: Compared, t: Translator) -> tuple[pd.DataFrame, Formats]:
    """The villages that move for the screen, and how to write the column of numbers."""
    rows, names = moved_villages(found), found.basis.snapshot.names
    need = t("scenario.column_need")
    frame = pd.DataFrame(
        {
            t("map.column_village"): rows["code"].map(lambda one: names.get(one, one)),
            t("map.column_district"): _districts(found, rows["code"]),
            need: [None if one is None else float(one) for one in rows["need"]],
            **_plan_words(found, rows, t),
        }
    )
    return frame, {need: lambda x: shown_amount(t, x)}


def _districts(found: Compared, codes: "pd.Series[str]") -> list[str]:
    of = found.basis.snapshot
    return [of.names.get(of.parents.get(one, ""), "–") for one in codes]


def _plan_words(found: Compared, rows: pd.DataFrame, t: Translator) -> dict[str, list[str]]:
    """A column of quarters for each scenario, and one of changes for each but the first."""
    shown: dict[str, list[str]] = {}
    records = rows.to_dict("records")
    for at, name in enumerate(names_of(found, t)):
        shown[t("scenario.column_plan", name=name)] = [
            t("scenario.not_in_plan")
            if one[f"quarter_{at}"] is None
            else t.period_short(one[f"quarter_{at}"])
            for one in records
        ]
        if at:
            changes = [
                move_word(t, move_at({str(k): v for k, v in one.items()}, at)) for one in records
            ]
            shown[t("scenario.column_change", name=name)] = changes
    return shown


def moved_listing(found: Compared, sources: tuple[str, ...], t: Translator) -> Listing:
    """The villages that move as a file."""
    rows, of = moved_villages(found), found.basis.snapshot
    columns = [
        text_column(t("export.village_code"), rows["code"]),
        text_column(
            t("export.village_name"), [of.names.get(one, one) for one in rows["code"]]
        ),
        text_column(t("export.district_name"), _districts(found, rows["code"])),
        Column(
            name=t("scenario.column_need"), cells=tuple(map(_cell, rows["need"])),
            number_format="#,##0.##",
        ),
        *(text_column(name, cells) for name, cells in _plan_words(found, rows, t).items()),
    ]  # fmt: skip
    return Listing(
        topic=t("scenario.file_compared"), sheet=t("scenario.sheet_compared"),
        title=t("scenario.compare_title"), area=of.area_name, as_of=found.basis.ledger.as_of,
        revision=of.revision, columns=tuple(columns), made_up=(made_up(found),) * len(rows),
        about=[
            *((t("scenario.about_compared"), _about(one.entry, t)) for one in found.sides),
            *((t("common.how_computed"), one) for one in basis_sentences(found, t)),
        ],
        sources=sources, printed_at=datetime.now(UTC),
    )  # fmt: skip


def _cell(x: Fraction | None) -> Any:
    return None if x is None else exact(x)


def _about(one: Entry, t: Translator) -> str:
    return t(
        "scenario.about_scenario", name=one.name, number=t.number(one.scenario_id),
        version=t.number(one.version), revision=t.number(one.data_revision),
    )  # fmt: skip
