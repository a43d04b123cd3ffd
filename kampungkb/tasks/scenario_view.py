"""The words of saved plans: the list, one of them, and what was done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kampungkb.i18n.amounts import shown_amount
from kampungkb.i18n.formats import WIB
from kampungkb.i18n.translator import Translator
from kampungkb.store.scenarios import folded
from kampungkb.tasks.scenario import Entry, Step, Summary

ANNOUNCED, SAVED, WITHDRAWN = "announced", "saved", "withdrawn"
# As `charts.theme.VERDICT_SHAPES` for verdicts: a state is told by more than its colour.
SHAPES: Final = {ANNOUNCED: "●", SAVED: "○", WITHDRAWN: "–"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A scenario in the list."""

    scenario_id: int
    name: str
    state: str
    shape: str
    word: str
    who: str
    facts: str
    # The revision of its data, and whether there is a newer one.
    data: str
    is_old: bool


def state_of(entry: Entry) -> str:
    """announced, withdrawn, or saved and neither."""
    if entry.withdrawn:
        return WITHDRAWN
    return ANNOUNCED if entry.announced else SAVED


def state_word(t: Translator, entry: Entry) -> str:
    """The state in a word."""
    return {
        ANNOUNCED: t("scenario.state_announced"),
        SAVED: t("scenario.state_saved"),
        WITHDRAWN: t("scenario.state_withdrawn"),
    }[state_of(entry)]


def shown_name(entry: Entry, all_of: Sequence[Entry], t: Translator) -> str:
    """The name; with its number where another one, withdrawn or not, is called the same."""
    alike = [one for one in all_of if folded(one.name) == folded(entry.name)]
    if len(alike) < 2:
        return entry.name
    return t("scenario.numbered", name=entry.name, number=t.number(entry.scenario_id))


def who_word(t: Translator, name: str, agency: str | None) -> str:
    """A person and their agency."""
    return name if agency is None else t("history.who", name=name, agency=agency)


def data_word(t: Translator, entry: Entry, last_revision: int) -> str:
    """Whether the data have changed since the plan was made."""
    if entry.data_revision == last_revision:
        return t("scenario.data_same", plan=t.number(entry.data_revision))
    return t(
        "scenario.data_newer", last=t.number(last_revision), plan=t.number(entry.data_revision)
    )


def facts_word(t: Translator, of: Summary) -> str:
    """Villages, people and when, in half a line; what is not known is left out."""
    parts = []
    if of.villages is not None:
        parts.append(t("scenario.facts_villages", n=of.villages))
    if of.needs_unknown:
        parts.append(t("scenario.facts_people_unknown"))
    elif of.people is not None:
        parts.append(t("scenario.facts_people", people=shown_amount(t, of.people)))
    if of.reached_on is not None:
        parts.append(t("scenario.facts_reached", quarter=t.period_short(of.reached_on)))
    elif of.short:
        parts.append(t("scenario.facts_short", n=of.short))
    return ", ".join(parts) or t("scenario.facts_unknown")


def line(t: Translator, entry: Entry, all_of: Sequence[Entry], last_revision: int) -> Line:
    """A scenario as the list shows it."""
    state, is_old = state_of(entry), entry.data_revision != last_revision
    revision = t("scenario.data_revision", plan=t.number(entry.data_revision))
    day = t.date(entry.at.astimezone(WIB).date())
    who = who_word(t, entry.author, entry.agency)
    return Line(
        scenario_id=entry.scenario_id, name=shown_name(entry, all_of, t), state=state,
        shape=SHAPES[state], word=state_word(t, entry), who=f"{who} · {day}",
        facts=facts_word(t, entry.summary), is_old=is_old,
        data=data_word(t, entry, last_revision) if is_old else revision,
    )  # fmt: skip


def finding(t: Translator, found: Sequence[Entry]) -> str:
    """What there is, in one sentence."""
    if not found:
        return t("scenario.finding_none")
    active = [one for one in found if not one.withdrawn]
    announced = next((one for one in active if one.announced), None)
    if announced is not None:
        facts = facts_word(t, announced.summary)
        return t("scenario.finding_announced", name=announced.name, facts=facts)
    if not active:
        return t("scenario.finding_withdrawn", n=len(found))
    return t("scenario.finding_plain", n=len(active))


def status_word(t: Translator, of: Summary) -> str:
    """How good the plan was found to be, and what it misses."""
    if of.status == "optimal" and of.keeps is not None:
        return t("scenario.status_kept")
    if of.status == "optimal":
        return t("scenario.status_optimal")
    if of.status == "feasible":
        return t("scenario.status_feasible", gap=t.share(of.bound_gap))
    if of.status is None:
        return t("scenario.status_unknown")
    missed = [
        *([t("scenario.missed_villages", n=of.short)] if of.short else []),
        *([t("scenario.missed_floors", n=of.floors_missed)] if of.floors_missed else []),
        *([t("scenario.missed_budgets", n=of.budgets_passed)] if of.budgets_passed else []),
    ]
    return t("scenario.status_relaxed", missed=t.listing(missed or [t("scenario.missed_other")]))


def facts(t: Translator, entry: Entry, last_revision: int) -> tuple[tuple[str, str], ...]:
    """What is known of a scenario, as labels and words; what is not known is left out."""
    of = entry.summary
    rows = [(t("scenario.label_status"), status_word(t, of))]
    if of.share is not None and of.target is not None:
        rows.append((
            t("scenario.label_target"),
            t("scenario.target", share=t.share(of.share, 0), n=of.target),
        ))  # fmt: skip
    if of.start is not None and of.by is not None:
        span = t("scenario.span", start=t.period(of.start), by=t.period(of.by))
        rows.append((t("scenario.label_span"), span))
    if of.villages is not None:
        rows.append((t("scenario.label_villages"), _villages(t, of)))
    for label, amount in (
        (t("scenario.label_people"), of.people), (t("scenario.label_benefit"), of.benefit),
    ):  # fmt: skip
        if amount is not None:
            unknown = t("scenario.need_unknown")
            rows.append((label, unknown if of.needs_unknown else shown_amount(t, amount)))
    rows.append((t("scenario.label_data"), data_word(t, entry, last_revision)))
    if of.keeps is not None:
        kept = t("scenario.keeps", name=of.keeps.name, version=t.number(of.keeps.version))
        rows.append((t("scenario.label_keeps"), kept))
    return tuple(rows)


def _villages(t: Translator, of: Summary) -> str:
    n = of.villages or 0
    parts = [t("scenario.villages", n=n)]
    if of.reached_on is not None:
        parts.append(t("scenario.reached", quarter=t.period(of.reached_on)))
    elif of.short:
        parts.append(t("scenario.missed_villages", n=of.short))
    if of.unknown:
        parts.append(t("scenario.unknown_needs", n=of.unknown))
    return "; ".join(parts)


def step_rows(t: Translator, found: Sequence[Step]) -> tuple[tuple[str, str], ...]:
    """What has become of a scenario: when, and who did what."""
    deeds = {
        "saved": t("scenario.did_saved"),
        "announced": t("scenario.did_announced"),
        "ended": t("scenario.did_ended"),
        "withdrawn": t("scenario.did_withdrawn"),
        "reinstated": t("scenario.did_reinstated"),
    }
    return tuple(
        (t.datetime(one.at), f"{deeds[one.action]} · {who_word(t, one.author, one.agency)}")
        for one in found
    )


def announce_says(t: Translator, entry: Entry, announced: Entry | None) -> str:
    """What announcing does, before it is done."""
    if announced is None:
        return t("scenario.announce_first", name=entry.name)
    return t("scenario.announce_instead", name=entry.name, former=announced.name)


def withdraw_says(t: Translator, entry: Entry) -> str:
    """What withdrawing does, before it is done."""
    if entry.announced:
        return t("scenario.withdraw_announced", name=entry.name)
    return t("scenario.withdraw_says", name=entry.name)
