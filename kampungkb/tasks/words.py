"""Verdicts, states, pillars and rhythms in words, as every page and file says them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.model.indicators import Indicator, Periodicity, Pillar


def verdict_word(t: Translator, verdict: str | None) -> str:
    """A verdict in words; a dash where there is none."""
    words = {
        "met": t("verdict.met"),
        "below": t("verdict.below"),
        "cannot_tell": t("verdict.cannot_tell"),
        "no_data": t("common.no_data"),
    }
    return words.get(str(verdict), "–")


def state_word(t: Translator, indicator: Indicator, *, yes: bool) -> str:
    """Whether a village is in the state that a yes_no names."""
    if indicator.code == FORMED_INDICATOR:
        return t("verdict.formed") if yes else t("verdict.not_formed")
    if yes:
        return t("verdict.yes")
    # "Not yet" is said of what is wanted; a village that is not left behind simply is not.
    return t("verdict.no") if indicator.better == "higher" else t("verdict.not_so")


def row_text(t: Translator, indicator: Indicator, row: Mapping[Any, Any]) -> str:
    """The value of one row of the ledger in words, with the published status where there is one."""
    if pd.isna(row["value"]):
        return t("common.no_data")
    if indicator.kind == "yes_no" and row["level"] == "village":
        return state_word(t, indicator, yes=row["value"] == 1)
    text = shown_value(t, indicator, row["value"])
    return f"{text} · {row['status']}" if isinstance(row["status"], str) else text


def direction_word(t: Translator, direction: str | None) -> str:
    """The verdict on a change in words; a dash where there is none."""
    words = {
        "better": t("verdict.better"),
        "worse": t("verdict.worse"),
        "same": t("verdict.same"),
        "cannot_tell": t("verdict.change_cannot_tell"),
    }
    return words.get(str(direction), "–")


def pace_word(t: Translator, pace: str) -> str:
    """The verdict on the pace towards a target in words."""
    return {
        "reached": t("verdict.pace_reached"),
        "on_course": t("verdict.pace_on_course"),
        "too_slow": t("verdict.pace_too_slow"),
        "moving_away": t("verdict.pace_moving_away"),
        "overdue": t("verdict.pace_overdue"),
        "no_target": t("verdict.pace_no_target"),
        "unknown": t("verdict.pace_unknown"),
    }[pace]


def pillar_word(t: Translator, pillar: Pillar) -> str:
    """A pillar of the programme (Inpres 3/2022), or what stands beside the four."""
    return {
        "institution": t("verdict.pillar_institution"),
        "data_documents": t("verdict.pillar_data_documents"),
        "behaviour": t("verdict.pillar_behaviour"),
        "services": t("verdict.pillar_services"),
        "environment": t("verdict.pillar_environment"),
        "outcome": t("verdict.pillar_outcome"),
    }[pillar]


def rhythm_word(t: Translator, periodicity: Periodicity) -> str:
    """How often a source brings a new value."""
    return {
        "monthly": t("verdict.rhythm_monthly"),
        "quarterly": t("verdict.rhythm_quarterly"),
        "semester": t("verdict.rhythm_semester"),
        "yearly": t("verdict.rhythm_yearly"),
        "per_meeting": t("verdict.rhythm_per_meeting"),
    }[periodicity]


def standing_word(t: Translator, verdict: str | None, direction: str | None) -> str:
    """Verdict and change in one phrase: ``belum mencapai dan memburuk``.

    Either alone where the other is missing; a dash where both are.
    """
    joint = {
        ("below", "worse"): t("verdict.below_worse"),
        ("below", "better"): t("verdict.below_better"),
        ("below", "same"): t("verdict.below_same"),
        ("met", "worse"): t("verdict.met_worse"),
        ("met", "better"): t("verdict.met_better"),
        ("met", "same"): t("verdict.met_same"),
        ("cannot_tell", "worse"): t("verdict.cannot_tell_worse"),
        ("cannot_tell", "better"): t("verdict.cannot_tell_better"),
    }.get((str(verdict), str(direction)))
    if joint is not None:
        return joint
    word = verdict_word(t, verdict)
    return direction_word(t, direction) if word == "–" else word
