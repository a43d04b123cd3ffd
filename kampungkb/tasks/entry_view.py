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
from kampungkb.tasks.formation_words import given_classes, reached_stages
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
    formed: bool | None
    official: bool
    day: str
    document: str
    source: str
    revision: int | None
    # Milestone, day and document; only what is reached.
    milestones: tuple[tuple[str, str, str], ...]
    # Class and period, the latest first.
    classes: tuple[tuple[str, str], ...]


def present_values(
    snapshot: Snapshot, village: str, indicator: Indicator, t: Translator
) -> tuple[PresentValue, ...]:
    """The values of a village, the latest period first; official before made-up ones.

    Made-up values are no longer read once an official one is there, so they are left out then.
    """
    rows = snapshot.observations
    mine = rows[(rows["village_code"] == village) & (rows["indicator"] == indicator.code)]
    official = mine[mine["origin"] == "official"]
    shown = (mine if official.empty else official).to_dict("records")
    sources = _titles(snapshot)
    latest = sorted(shown, key=lambda row: period_key(row["period"]), reverse=True)
    return tuple(
        PresentValue(
            period=t.period(row["period"]),
            value=_value_text(row, indicator, t),
            counts=_counts_text(row, t),
            official=row["origin"] == "official",
            source=sources.get(row["source_id"], ""),
            revision=int(row["revision"]),
        )
        for row in latest[:PERIODS_SHOWN]
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
    rows = snapshot.formations
    mine = rows[rows["village_code"] == village]
    official = mine[mine["origin"] == "official"]
    found = (mine if official.empty else official).to_dict("records")
    row: dict[Any, Any] = found[0] if found else {}
    day = row.get("formed_on")
    return PresentFormation(
        formed=bool(row["formed"]) if row else None,
        official=row.get("origin") == "official",
        day="" if day is None or pd.isna(day) else t.date(day),
        document=_words(row.get("document")),
        source=_titles(snapshot).get(row.get("source_id", ""), ""),
        revision=int(row["revision"]) if row else None,
        milestones=_stones(snapshot, village, t),
        classes=_classes(snapshot, village, t),
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


def _stones(snapshot: Snapshot, village: str, t: Translator) -> tuple[tuple[str, str, str], ...]:
    unknown = t("entry.day_unknown")
    return tuple(
        (one.name, unknown if one.day is None else t.date(one.day), one.document)
        for one in reached_stages(snapshot, village, t)
    )


def _classes(snapshot: Snapshot, village: str, t: Translator) -> tuple[tuple[str, str], ...]:
    classes = given_classes(snapshot, village, t)
    return tuple((one.name, one.period) for one in classes[:CLASSES_SHOWN])


def _words(text: object) -> str:
    return text if isinstance(text, str) else ""


def _day(day: Any) -> str:
    """A day as every language of the form reads it."""
    return "" if day is None or pd.isna(day) else day.strftime("%d-%m-%Y")


def _typed(number: str, t: Translator) -> str:
    return number.replace(".", "," if t.language == "id" else ".")
