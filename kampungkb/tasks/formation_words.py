"""The stages and classes of a village's formation, in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from kampungkb.i18n.translator import Translator
from kampungkb.model.milestones import MILESTONES, Milestone
from kampungkb.model.periods import period_end, period_key, period_months
from kampungkb.tasks.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownState:
    """Whether a village is formed."""

    formed: bool
    # None: unknown.
    day: date | None
    # Empty: none is known.
    document: str
    official: bool
    source_id: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A stage that a village has reached."""

    name: str
    # None: unknown.
    day: date | None
    # Empty: none is known.
    document: str
    official: bool
    source_id: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenClass:
    """A class that a village was given."""

    name: str
    period: str
    # Empty: none is known.
    document: str
    official: bool
    source_id: str
    revision: int


def milestone_words(t: Translator) -> dict[Milestone, str]:
    """The stages of a village's formation in words, in the order of the programme."""
    words: dict[Milestone, str] = {
        "socialisation": t("entry.milestone_socialisation"),
        "policy": t("entry.milestone_policy"),
        "working_group": t("entry.milestone_working_group"),
        "trained": t("entry.milestone_trained"),
        "plan": t("entry.milestone_plan"),
        "secretariat": t("entry.milestone_secretariat"),
        "launched": t("entry.milestone_launched"),
        "registered": t("entry.milestone_registered"),
        "classified": t("entry.milestone_classified"),
    }
    return {stone: words[stone] for stone in MILESTONES}


def class_word(t: Translator, name: str) -> str:
    """A class of formed villages; the same word in every language of the law."""
    words = {
        "dasar": t("entry.class_dasar"),
        "berkembang": t("entry.class_berkembang"),
        "mandiri": t("entry.class_mandiri"),
        "berkelanjutan": t("entry.class_berkelanjutan"),
    }
    return words.get(name, name)


def known_state(of: Snapshot, village: str) -> KnownState | None:
    """Whether a village is formed, an official entry before a made-up one; None: unknown."""
    for row in _official_first(of.formations, village).to_dict("records"):
        return KnownState(formed=bool(row["formed"]), day=_day(row["formed_on"]), **_recorded(row))
    return None


def reached_stages(
    of: Snapshot, village: str, t: Translator, as_of: str | None = None
) -> tuple[Reached, ...]:
    """The stages that a village has reached, in the order of the programme.

    Parameters
    ----------
    of : Snapshot
    village : str
        Code.
    t : Translator
    as_of : str, optional
        A period; leaves out what was reached after its last day. A stage whose day is unknown
        counts at any time, as a formed village does.

    Returns
    -------
    tuple of Reached
        Of one stage the official entry, where there is one.
    """
    rows = _official_first(of.milestones, village).drop_duplicates("milestone")
    by_stone = {row["milestone"]: row for row in rows.to_dict("records")}
    end = None if as_of is None else period_end(as_of)
    found = []
    for stone, name in milestone_words(t).items():
        row = by_stone.get(stone)
        if row is None or not row["reached"]:
            continue
        day = _day(row["reached_on"])
        if end is None or day is None or day <= end:
            found.append(Reached(name=name, day=day, **_recorded(row)))
    return tuple(found)


def given_classes(
    of: Snapshot, village: str, t: Translator, as_of: str | None = None
) -> tuple[GivenClass, ...]:
    """The classes that a village was given, the latest first; official before made-up ones.

    Parameters
    ----------
    of, village, t
        As in `reached_stages`.
    as_of : str, optional
        A period; leaves out those of periods that begin after it: at the end of the third
        quarter the class of the running year is in force.
    """
    rows = _official_first(of.classifications, village).drop_duplicates("period")
    latest = sorted(rows.to_dict("records"), key=lambda row: period_key(row["period"]))[::-1]
    return tuple(
        GivenClass(
            name=class_word(t, row["class_name"]),
            period=t.period(row["period"]),
            **_recorded(row),
        )
        for row in latest
        if as_of is None or _has_begun(row["period"], as_of)
    )


def _day(day: Any) -> date | None:
    return None if pd.isna(day) else day


def _recorded(row: dict[Any, Any]) -> dict[str, Any]:
    """Where an entry of a village's formation comes from."""
    return {
        "document": row["document"] if isinstance(row["document"], str) else "",
        "official": row["origin"] == "official",
        "source_id": str(row["source_id"]),
        "revision": int(row["revision"]),
    }


def recorded_formation(
    of: Snapshot, village: str, t: Translator, as_of: str | None
) -> tuple[tuple[str, ...], str | None]:
    """The stages that a village has reached and its class, in one line each.

    Parameters
    ----------
    of, village, t, as_of
        As in `reached_stages`.

    Returns
    -------
    tuple of str
        A stage with its day and document as far as they are known; empty: none is recorded.
    str or None
        The latest class with its period; None: none is recorded.
    """
    sample = t("common.illustrative")
    stages = tuple(
        _noted(
            one.name,
            "" if one.day is None else t.date(one.day),
            one.document,
            "" if one.official else sample,
        )
        for one in reached_stages(of, village, t, as_of)
    )
    latest = given_classes(of, village, t, as_of)[:1]
    classes = [_noted(one.name, one.period, "" if one.official else sample) for one in latest]
    return stages, classes[0] if classes else None


def _noted(name: str, *notes: str) -> str:
    told = ", ".join(note for note in notes if note)
    return f"{name} ({told})" if told else name


def _has_begun(period: str, as_of: str) -> bool:
    end, now = period_end(period), period_end(as_of)
    first_month = end.year * 12 + end.month - period_months(period) + 1
    return first_month <= now.year * 12 + now.month


def _official_first(rows: pd.DataFrame, village: str) -> pd.DataFrame:
    mine = rows[rows["village_code"] == village]
    return mine.sort_values("origin", key=lambda origin: origin != "official", kind="stable")
