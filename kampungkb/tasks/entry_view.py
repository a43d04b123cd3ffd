"""What is known now, as a form shows it: beside its fields, and in them."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kampungkb.i18n.formats import exact
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.model.indicators import Indicator
from kampungkb.model.milestones import Milestone
from kampungkb.model.periods import period_key
from kampungkb.tasks.entry import (
    FormationEntry,
    State,
    ValueEntry,
    latest_class,
    official_of,
    official_values,
)
from kampungkb.tasks.formation_words import (
    GivenClass,
    KnownState,
    Reached,
    given_classes,
    known_state,
    reached_stages,
)
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.words import state_word

PERIODS_SHOWN = 5
CLASSES_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentValue:
    """One value of a village as people read it."""

    period: str
    value: str
    # Numerator and denominator; empty where it came without.
    counts: str
    official: bool
    source: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentFormation:
    """What is known of a village's formation."""

    # None: nothing is said.
    state: KnownState | None
    source: str
    # Only what is reached.
    milestones: tuple[Reached, ...]
    # The latest first.
    classes: tuple[GivenClass, ...]


def known_values(snapshot: Snapshot, village: str, indicator: Indicator) -> pd.DataFrame:
    """OBSERVATIONS: the values of a village, the latest period first; official before made-up ones.

    Made-up values are no longer read once an official one is there, so they are left out then.
    """
    rows = snapshot.observations
    mine = rows[(rows["village_code"] == village) & (rows["indicator"] == indicator.code)]
    official = mine[mine["origin"] == "official"]
    shown = mine if official.empty else official
    periods = shown["period"].tolist()
    return shown.iloc[sorted(range(len(shown)), key=lambda at: period_key(periods[at]))[::-1]]


def present_values(
    snapshot: Snapshot, village: str, indicator: Indicator, t: Translator
) -> tuple[PresentValue, ...]:
    """The latest of `known_values`, as many as a form has room for."""
    sources = _titles(snapshot)
    latest = known_values(snapshot, village, indicator).head(PERIODS_SHOWN)
    return tuple(
        PresentValue(
            period=t.period(row["period"]),
            value=_value_text(row, indicator, t),
            counts=_counts_text(row, t),
            official=row["origin"] == "official",
            source=sources.get(row["source_id"], ""),
            revision=int(row["revision"]),
        )
        for row in latest.to_dict("records")
    )


def prefilled_value(
    snapshot: Snapshot, village: str, indicator: Indicator, period: str | None, t: Translator
) -> ValueEntry:
    """The official value as one would type it; blank where there is none."""
    rows = official_values(snapshot, village, indicator.code, period).to_dict("records")
    blank = dict.fromkeys(("numerator", "denominator", "value"))
    row: dict[Any, Any] = rows[0] if rows else blank
    size = 100 if indicator.unit == "share" else 1000 if indicator.unit == "per_1000" else 1
    value = exact(row["value"])
    typed = "" if value is None else _typed(format((value * size).normalize(), "f"), t)
    if indicator.kind == "yes_no" and value is not None:
        typed = "ya" if value == 1 else "tidak"
    return ValueEntry(
        village=village,
        indicator=indicator.code,
        period=period or "",
        numerator="" if pd.isna(row["numerator"]) else str(int(row["numerator"])),
        denominator="" if pd.isna(row["denominator"]) else str(int(row["denominator"])),
        value=typed,
    )


def present_formation(snapshot: Snapshot, village: str, t: Translator) -> PresentFormation:
    """What is known of a village's formation, an official entry before a made-up one."""
    state = known_state(snapshot, village)
    return PresentFormation(
        state=state,
        source="" if state is None else _titles(snapshot).get(state.source_id, ""),
        milestones=reached_stages(snapshot, village, t),
        classes=given_classes(snapshot, village, t)[:CLASSES_SHOWN],
    )


def prefilled_formation(snapshot: Snapshot, village: str, t: Translator) -> FormationEntry:
    """What is officially known of a village's formation, as one would type it."""
    rows = official_of(snapshot.formations, village).to_dict("records")
    row: dict[Any, Any] = rows[0] if rows else {}
    state: State = "no_data"
    if row:
        state = "formed" if row["formed"] else "not_formed"
    stones: dict[Milestone, tuple[str, str]] = {
        one["milestone"]: (_day(one["reached_on"]), _words(one["document"]))
        for one in official_of(snapshot.milestones, village).to_dict("records")
    }
    classes = latest_class(snapshot, village).to_dict("records")
    return FormationEntry(
        village=village,
        state=state,
        formed_on=_day(row.get("formed_on")),
        document=_words(row.get("document")),
        class_name=classes[0]["class_name"] if classes else "",
        class_period=t.period(classes[0]["period"]) if classes else "",
        milestones=stones,
    )


def _titles(snapshot: Snapshot) -> dict[str, str]:
    sources = snapshot.sources
    return dict(zip(sources["source_id"], sources["title"], strict=True))


def _value_text(row: dict[Any, Any], indicator: Indicator, t: Translator) -> str:
    value = row["value"]
    if not pd.isna(row["numerator"]) and not pd.isna(row["denominator"]):
        value = row["numerator"] / row["denominator"] if row["denominator"] else None
    if value is None or pd.isna(value):
        return t("common.no_data")
    if indicator.kind == "yes_no":
        return state_word(t, indicator, yes=value == 1)
    return shown_value(t, indicator, value)


def _counts_text(row: dict[Any, Any], t: Translator) -> str:
    top, bottom = row["numerator"], row["denominator"]
    if pd.isna(top) or pd.isna(bottom):
        return ""
    return t("entry.counts", top=t.number(int(top)), bottom=t.number(int(bottom)))


def _words(text: object) -> str:
    return text if isinstance(text, str) else ""


def _day(day: Any) -> str:
    """A day as every language of the form reads it."""
    return "" if day is None or pd.isna(day) else day.strftime("%d-%m-%Y")


def _typed(number: str, t: Translator) -> str:
    return number.replace(".", "," if t.language == "id" else ".")
