"""A plan made anew in words and tables: what is kept, what that costs, what cannot be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Final, get_args

import pandas as pd

from kampungkb.exports.columns import Column, text_column
from kampungkb.exports.listing import Listing
from kampungkb.i18n.amounts import shown_amount
from kampungkb.i18n.formats import exact
from kampungkb.i18n.translator import Translator
from kampungkb.planning.replanned import Fate, Promise, Replanned
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.plan_words import fault_sentence, villages
from kampungkb.tasks.scenario import Entry, Offer, offer_of, read_summary
from kampungkb.tasks.scenario_compare_view import Formats
from kampungkb.tasks.scenario_replan import Renewed, Replan
from kampungkb.tasks.scenario_view import facts_word
from kampungkb.tasks.snapshot import Snapshot

FATES: Final[tuple[Fate, ...]] = get_args(Fate)
# What needs a reason, in the order in which it is told.
CHANGED: Final = tuple(one for one in FATES if one not in ("kept", "fulfilled"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A plan made anew in sentences."""

    # What it keeps and reaches; what keeping costs; what cannot be kept and why; how it was made.
    result: tuple[str, ...]
    cost: tuple[str, ...]
    changed: tuple[str, ...]
    notes: tuple[str, ...]
    refused: bool = False


def fate_words(t: Translator) -> Mapping[Fate, str]:
    """What becomes of an announced village, by fate."""
    return {
        "kept": t("scenario.fate_kept"), "fulfilled": t("scenario.fate_fulfilled"),
        "banned": t("scenario.fate_banned"), "locked": t("scenario.fate_locked"),
        "too_early": t("scenario.fate_too_early"), "past": t("scenario.fate_past"),
        "beyond": t("scenario.fate_beyond"), "gone": t("scenario.fate_gone"),
        "limits": t("scenario.fate_limits"),
    }  # fmt: skip


def invitation(t: Translator, announced: Entry, last_revision: int) -> str:
    """Whether there is a reason to plan anew."""
    plan = t.number(announced.data_revision)
    if announced.data_revision == last_revision:
        return t("scenario.replan_same", name=announced.name, plan=plan)
    last = t.number(last_revision)
    return t("scenario.replan_invites", name=announced.name, plan=plan, last=last)


def told(of: Replan, basis: Basis, t: Translator) -> Told:
    """A plan made anew in sentences."""
    name = of.side.entry.name
    if of.renewed is None:
        words = (
            t("scenario.replan_unreadable", name=name)
            if of.side.assumptions is None
            else t("scenario.replan_over", name=name)
        )
        return Told(result=(words,), cost=(), changed=(), notes=(), refused=True)
    if of.found is None:
        errors = [fault_sentence(basis, one, t) for one in of.faults if one.severity == "error"]
        faults = tuple(errors) or (t("scenario.replan_contradiction"),)
        return Told(result=faults, cost=(), changed=(), notes=(), refused=True)
    snapshot = basis.snapshot
    notes = [
        *_notes(of.renewed, snapshot, t),
        *(fault_sentence(basis, one, t) for one in of.faults),
        t("scenario.replan_lock_note"),
    ]
    return Told(
        result=_result(of, snapshot, t), cost=_cost(of, of.found, t),
        changed=_changed(of, snapshot, t), notes=tuple(notes),
    )  # fmt: skip


def _result(of: Replan, snapshot: Snapshot, t: Translator) -> tuple[str, ...]:
    kept, fulfilled = of.promises("kept"), of.promises("fulfilled")
    offer = offer_for(of)
    said = [
        t("scenario.replan_kept", kept=t.number(len(kept)), n=len(of.promises(*FATES))),
    ]
    if fulfilled:
        names = villages(snapshot, [one.code for one in fulfilled], t)
        said.append(t("scenario.replan_fulfilled", n=len(fulfilled), villages=names))
    if not of.promises(*CHANGED):
        said.append(t("scenario.replan_all_kept"))
    if offer is not None:
        facts = facts_word(t, read_summary(offer.summary))
        said.append(t("scenario.replan_result", facts=facts))
    return tuple(said)


def _cost(of: Replan, found: Replanned, t: Translator) -> tuple[str, ...]:
    if not found.cost:
        return (t("scenario.replan_free"),)
    people = found.people
    said = [
        t(
            "scenario.replan_cost", cost=shown_amount(t, found.cost),
            share=t.share(of.cost_share), n=len(found.moves),
        )
    ]  # fmt: skip
    if people > 0:
        said.append(t("scenario.replan_people_more", people=shown_amount(t, people)))
    elif people < 0:
        said.append(t("scenario.replan_people_fewer", people=shown_amount(t, -people)))
    else:
        said.append(t("scenario.replan_people_same"))
    if not found.proven:
        said.append(t("scenario.replan_cost_about"))
    return tuple(said)


def _changed(of: Replan, snapshot: Snapshot, t: Translator) -> tuple[str, ...]:
    words = fate_words(t)
    said = []
    for fate in CHANGED:
        own = of.promises(fate)
        if own:
            names = villages(snapshot, [one.code for one in own], t)
            said.append(t("scenario.fate_line", n=len(own), reason=words[fate], villages=names))
    return tuple(said)


def _notes(of: Renewed, snapshot: Snapshot, t: Translator) -> tuple[str, ...]:
    said = []
    if of.start_moved:
        said.append(t("scenario.replan_start", start=t.period(of.assumptions.start)))
    if of.floors_over:
        said.append(t("scenario.replan_floors", n=of.floors_over))
    if of.locks_over:
        names = villages(snapshot, of.locks_over, t)
        said.append(t("scenario.replan_locks", n=len(of.locks_over), villages=names))
    return tuple(said)


def offer_for(of: Replan) -> Offer | None:
    """The plan made anew as it can be saved."""
    return None if of.answer is None else offer_of(of.answer, of.keeps)


def promises_frame(of: Replan, snapshot: Snapshot, t: Translator) -> tuple[pd.DataFrame, Formats]:
    """The announced villages for the screen, those that change first."""
    own, need = _in_order(of), t("scenario.column_need")
    needs = [_need(of, one) for one in own]
    frame = pd.DataFrame(_words(own, snapshot, t))
    frame.insert(2, need, [None if one is None else float(one) for one in needs])
    return frame, {need: lambda x: shown_amount(t, x)}


def promises_listing(of: Replan, basis: Basis, sources: tuple[str, ...], t: Translator) -> Listing:
    """The announced villages as a file."""
    own, snapshot = _in_order(of), basis.snapshot
    words = _words(own, snapshot, t)
    need = Column(
        name=t("scenario.column_need"), number_format="#,##0.##",
        cells=tuple(None if one is None else exact(one) for one in (_need(of, x) for x in own)),
    )  # fmt: skip
    about = told(of, basis, t)
    is_made_up = of.answer is not None and of.answer.made_up
    return Listing(
        topic=t("scenario.file_replan"), sheet=t("scenario.sheet_replan"),
        title=t("scenario.replan_title"), area=snapshot.area_name, as_of=basis.ledger.as_of,
        revision=snapshot.revision,
        columns=(
            text_column(t("export.village_code"), [one.code for one in own]),
            *(text_column(name, cells) for name, cells in words.items()), need,
        ),
        made_up=(is_made_up,) * len(own),
        about=[
            (t("scenario.label_keeps"), of.side.entry.name),
            *((t("scenario.label_villages"), one) for one in (*about.result, *about.changed)),
            *((t("scenario.label_benefit"), one) for one in about.cost),
            *((t("common.how_computed"), one) for one in about.notes),
        ],
        sources=sources, printed_at=datetime.now(UTC),
    )  # fmt: skip


def _in_order(of: Replan) -> list[Promise]:
    quiet = ("kept", "fulfilled")
    return sorted(of.promises(*FATES), key=lambda x: (x.fate in quiet, x.announced, x.code))


def _need(of: Replan, one: Promise) -> Fraction | None:
    problem = None if of.answer is None else of.answer.problem
    if problem is None or one.code not in problem.at:
        return None
    return problem.candidates[problem.at[one.code]].need


def _words(own: list[Promise], snapshot: Snapshot, t: Translator) -> dict[str, list[str]]:
    names, fates = snapshot.names, fate_words(t)
    return {
        t("map.column_village"): [names.get(one.code, one.code) for one in own],
        t("map.column_district"): [
            names.get(snapshot.parents.get(one.code, ""), "–") for one in own
        ],
        t("scenario.column_announced"): [t.period_short(one.announced) for one in own],
        t("scenario.column_planned"): [
            ("–" if one.fate == "fulfilled" else t("scenario.not_in_plan"))
            if one.planned is None
            else t.period_short(one.planned)
            for one in own
        ],
        t("scenario.column_fate"): [fates[one.fate] for one in own],
    }  # fmt: skip
